import type { CaseRow, CaseView, Decided, Decision, Limit, Material } from '../src/api/shapes'
import { blank } from '../src/case/decision'

/** A material made up for the tests. */
export function material(slot: string, name: string, more: Partial<Material> = {}): Material {
  return {
    id: slot,
    slot,
    name,
    sha256: slot.padEnd(64, '0'),
    size: 10,
    media_type: 'image/jpeg',
    pages: 1,
    trust: 'B',
    taken_at: '2026-04-15T01:00:00Z',
    ...more,
  }
}

/** A made-up case as the gateway shows it. */
export function caseView(more: Partial<CaseView> = {}): CaseView {
  const number = '469028100206202604150100012'
  return {
    file: {
      case: 'c',
      number,
      station: '469028100206',
      state: 'materials_complete',
      submission: {
        frozen: {
          case: 'c',
          version: 1,
          number,
          station: '469028100206',
          device: 1,
          item: { publisher: '469028', code: 'x', slug: 'temporary-relief', name: '临时救助', version: 1, hash: 'h' },
          form_version: 1,
          applicant: { name: '王春花', id_number: '469028196003121227', phone: '13800000000' },
          form: {
            name: '王春花',
            income: 1820050,
            kind: 'urgent',
            agent: true,
            needs: ['food', 'road'],
            members: [
              { name: '王小弟', age: 12 },
              { name: '王小妹', age: 9 },
            ],
            stray: '没有栏目',
          },
          materials: [material('id_card', '居民身份证'), material('household_book', '户口簿', { trust: 'C' })],
          deferred: [],
          clerk: '张小梅',
          frozen_at: '2026-04-15T01:00:00Z',
        },
        papers: [],
        signing: { how: 'scanned', scan: 'f'.repeat(64), size: 9, media_type: 'image/png', at: '2026-04-15T01:10:00Z' },
        answers_round: null,
      },
      proof: { body: { proof_no: '46-2026-01-00000001-X', received_at: '2026-04-15T01:30:00Z', rev: 1 } },
      supplements: [],
      decisions: [],
    },
    previous: null,
    station_name: '椰林镇城内村便民服务站',
    complete: true,
    promised_due: null,
    limit: null,
    form_unread: false,
    form_outdated: false,
    newer_program: false,
    withdrawal: null,
    authority: '陵水黎族自治县民政局',
    conditions: [],
    remedies: ['可以申请行政复议'],
    divisions: { '469028100206': '陵水黎族自治县椰林镇华北村委会' },
    timeline: [],
    outcomes: ['accept', 'refuse-acceptance', 'correct', 'forward'],
    layout: {
      pages: [
        {
          id: 'p',
          title: '申请人',
          groups: [
            {
              title: '',
              fields: [
                { id: 'name', label: '姓名', widget: 'text' },
                { id: 'income', label: '年收入', widget: 'money' },
                { id: 'note', label: '只是说明', widget: 'note' },
                { id: 'kind', label: '类型', widget: 'radio', options: [{ value: 'urgent', label: '急难型' }] },
                { id: 'agent', label: '代办', widget: 'check' },
                {
                  id: 'needs',
                  label: '急需',
                  widget: 'checks',
                  options: [
                    { value: 'food', label: '吃饭' },
                    { value: 'road', label: '路费' },
                  ],
                },
                { id: 'unfilled', label: '没填', widget: 'text' },
              ],
            },
            {
              title: '家里人',
              fields: [
                {
                  id: 'members',
                  label: '家庭成员',
                  widget: 'table',
                  columns: [
                    { id: 'name', label: '姓名', widget: 'text' },
                    { id: 'age', label: '年龄', widget: 'number', unit: '岁' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
    ...more,
  }
}

/** A decision that stands. */
export function decided(decision: Partial<Decision> & Pick<Decision, 'outcome'>, version = 1): Decided {
  return {
    case: 'c',
    number: 'n',
    version,
    decision: { ...blank(decision.outcome), ...decision },
    state: 'correction_requested',
    round: 1,
    authority: '县民政局',
    official: '刘审核',
    document_number: '陵民补〔2026〕1号',
    paper: null,
    promised_due: null,
    at: '2026-04-15T02:00:00Z',
  }
}

/** A row of the inbox. */
export function row(more: Partial<CaseRow>): CaseRow {
  return {
    cursor: 1,
    number: 'n',
    station: '469028100206',
    station_name: '城内村',
    state: 'materials_complete',
    version: 1,
    complete: true,
    item_slug: 's',
    item_name: '临时救助',
    applicant_name: '王春花',
    received_at: '2026-04-15T01:00:00Z',
    limit: null,
    form_unread: false,
    left_out: false,
    ...more,
  }
}

/** A limit with so many working days left. */
export function limit(due: string, days: number, more: Partial<Limit> = {}): Limit {
  return { until: 'decision', due, working_days: days, overdue: false, provisional: false, ...more }
}
