// A small made-up world behind the screens, to look at them without the core. Compiled only into dist-mock.
import type {
  CaseListInput,
  CaseListView,
  CaseRow,
  CaseView,
  DraftView,
  Failure,
  LineView,
  MaterialView,
  PrintJobView,
  PrintersView,
  SignWay,
  SlotView,
} from '@kit/gen/commands'
import type { Transport } from '@kit/ipc'
import { mockTransport, type Script } from '@kit/ipc/mock'
import { firstCases, type MadeCase } from './cases'
import { draftRow, type MadeDraft } from './drafts'
import { evaluate, formView } from './forms'
import { guideView, itemRow, items, searchItems, slotsOf } from './items'
import { lineOf } from './line'
import { cardPicture, pagePicture } from './pictures'
import { firstJobs, madeJob, printersOf } from './printing'
import { recoveryScript } from './recovering'
import { no } from './refusal'
import { scanScript } from './scans'
import { madeDesk, sessionScript } from './session'
import { stickScript } from './sticks'

const wish = new URLSearchParams(location.search)
const clock = (): string => new Date().toTimeString().slice(0, 5)

/** The world, in the state the address asks for: `?stage=fresh|logged_out|locked|open&size=…&enrolled=0&empty=1&stuck=1&queue=1&damaged=1&sealed=0`. */
export function mockWorld(): Transport {
  const empty = wish.has('empty')
  const desk = madeDesk(wish)
  const cases = new Map<string, MadeCase>(empty ? [] : firstCases().map((one) => [one.view.case, one]))
  const drafts = new Map<string, MadeDraft>()
  const jobs = new Map<string, PrintJobView>()
  const binned = new Map<string, MadeDraft>()
  const gone = new Map<string, MaterialView>()
  const ways = new Map<string, SignWay>()
  /** Owners of papers of which something was printed large. */
  const readLarge = new Set<string>()
  const known = printersOf()
  if (wish.has('queue')) firstJobs().forEach((job) => jobs.set(job.job, job))
  let count = 0
  const fresh = (kind: string): string => `${kind}${(count += 1)}`
  const file = (slot: string, pages = 1): MaterialView => ({
    id: fresh('m'),
    slot,
    media_type: 'image/jpeg',
    size: 260_000,
    pages,
    compared: false,
    taken_at: '2026-11-23 09:10',
  })
  if (!empty) {
    const { bank_account: _left, ...sample } = items['temporary-relief']!.sample
    drafts.set('d1', {
      id: 'd1',
      slug: 'temporary-relief',
      data: { ...sample, bank_account: '62145800000000345' },
      rev: 3,
      files: [file('id_card'), file('hukou', 3)],
      later: new Set(),
      savedAt: '昨天 16:20',
      case: '',
    })
    drafts.set('d2', {
      id: 'd2',
      slug: 'subsistence-allowance',
      data: { ...items['subsistence-allowance']!.sample },
      rev: 1,
      files: [],
      later: new Set(),
      savedAt: '11-20 10:02',
      case: '',
    })
  }

  function slots(draft: MadeDraft): SlotView[] {
    return slotsOf(draft.slug, draft.data).map(({ guide, needed }) => ({
      guide,
      needed,
      deferred_until: draft.later.has(guide.slot) ? '2026-12-08' : '',
      files: draft.files.filter((one) => one.slot === guide.slot),
    }))
  }
  function draftView(draft: MadeDraft): DraftView {
    const correcting = cases.get(draft.case)
    const demands = correcting?.view.decisions.at(-1)?.demands ?? []
    const held = slots(draft)
    return {
      draft: draft.id,
      item_name: items[draft.slug]!.name,
      form: formView(draft.slug),
      rev: draft.rev,
      data: draft.data,
      slots: held,
      saved_at: draft.savedAt,
      begun_by: '符小梅',
      case: draft.case,
      number: correcting?.view.number ?? '',
      evaluation: { ...evaluate(draft.slug, draft.data), materials: held.filter((one) => one.needed).map((one) => one.guide.slot) },
      demands,
      before: correcting?.data ?? {},
      duplicate: wish.has('known') ? { words: '11-20 已交过这一项(县里在办)', case: 'c1', draft: '' } : null,
      limit: itemRow(draft.slug).limit,
      sign_way: ways.get(draft.id) ?? { by: 'hand', name: '', id_number: '', relation: '' },
    }
  }
  const rows = (): CaseRow[] => [
    ...[...drafts.values()].filter((one) => !one.case).map(draftRow),
    ...[...cases.values()].map((one) => one.view.row),
  ]
  function list(input: CaseListInput): CaseListView {
    const all = rows().filter(
      (row) =>
        (input.filter === 'all' || row.phase === input.filter) &&
        (!input.text || [row.applicant, row.item_name, row.number].some((word) => word.includes(input.text))),
    )
    return { rows: all.slice(input.after, input.after + input.limit), total: all.length, more: false }
  }
  function onDraft<T>(id: string, then: (draft: MadeDraft) => T): T | Failure {
    const draft = drafts.get(id)
    return draft ? then(draft) : no('not_found', '没有这份草稿。', '回首页重新打开。')
  }
  function onCase(id: string, then: (one: MadeCase) => CaseView): CaseView | Failure {
    const one = cases.get(id)
    return one ? then(one) : no('not_found', '没有这件办件。', '回办件列表重新打开。')
  }
  const line = (): LineView => lineOf(desk.enrolled, [...cases.values()], wish.has('stuck'))
  const title = (kind: string): string => ({ form: '申请表', receipt: '收件凭证', notice: '一次性告知书' })[kind] ?? '文书'
  function printed(kind: string, title: string, case_: string): PrintJobView {
    const printer = known.printers[0]!.name
    const job = madeJob({
      job: fresh('j'),
      kind,
      title,
      printer,
      case: case_,
      state: 'printing',
      words: '正在打印',
      open: true,
      deeds: ['cancel'],
    })
    jobs.set(job.job, job)
    return job
  }
  /** The printer is through as soon as somebody looks. */
  function looked(): PrintJobView[] {
    const all = [...jobs.values()]
    for (const job of all.filter((one) => one.state === 'printing' && !one.care))
      Object.assign(job, { state: 'done', words: '打印机报告已打完,请核对纸张', open: false, deeds: ['came_out', 'nothing_came'] })
    return all.reverse()
  }
  function end(id: string, part: Partial<PrintJobView>): PrintJobView {
    return Object.assign(jobs.get(id)!, { deeds: [], open: false, care: false }, part)
  }
  function move(one: MadeCase, phase: string, word: string, next: CaseView['next']): CaseView {
    Object.assign(one.view.row, { phase, word, note: '' })
    one.view.next = next
    return one.view
  }

  const script: Script = {
    ...recoveryScript(desk, wish),
    ...sessionScript(desk),
    home: () => ({
      attention: rows().filter((row) => row.phase === 'needs_you' || row.phase === 'decided' || row.phase === 'awaiting_signature'),
      drafts: rows().filter((row) => row.phase === 'draft'),
      taken_today: empty ? 0 : 12,
      sent_today: empty ? 0 : 9,
      awaiting_signature: empty ? 0 : 1,
      corrections: empty ? 0 : 1,
      waiting: empty ? 0 : 1,
      loose_pages: 0,
      frequent: empty
        ? []
        : ['old-age-allowance', 'temporary-relief', 'resident-medical', 'resident-pension'].map((slug) => itemRow(slug, 7)),
    }),
    item_search: ({ text, limit }) =>
      searchItems(text)
        .slice(0, limit)
        .map((slug, at) => itemRow(slug, at * 3)),
    item_show: ({ item }) => (items[item] ? guideView(item) : no('not_found', '没有这个事项。', '回事项列表重新选。')),
    draft_start: ({ item }) => {
      const draft: MadeDraft = { id: fresh('d'), slug: item, data: {}, rev: 0, files: [], later: new Set(), savedAt: '', case: '' }
      drafts.set(draft.id, draft)
      return draftView(draft)
    },
    draft_open: ({ draft }) => onDraft(draft, draftView),
    draft_discard: ({ draft }) => {
      binned.set(draft, drafts.get(draft)!)
      drafts.delete(draft)
      return {}
    },
    draft_restore: ({ draft }) => {
      drafts.set(draft, binned.get(draft)!)
      return draftView(drafts.get(draft)!)
    },
    form_eval: ({ draft, data }) => onDraft(draft, (one) => evaluate(one.slug, data)),
    draft_save: ({ draft, data, rev }) =>
      onDraft(draft, (one) => {
        if (rev !== one.rev) return no('draft_changed', '别的人刚改过这份草稿。', '重新打开看他改的,您刚填的这一格请再填一次。')
        Object.assign(one, { data, rev: rev + 1, savedAt: clock() })
        const { evaluation, duplicate } = draftView(one)
        return { rev: one.rev, saved_at: one.savedAt, evaluation, duplicate }
      }),
    material_add: ({ draft, slot }) =>
      onDraft(draft, (one) => {
        one.files.push(file(slot))
        return draftView(one)
      }),
    material_remove: ({ draft, material }) =>
      onDraft(draft, (one) => {
        one.files.filter((each) => each.id === material).forEach((each) => gone.set(material, each))
        one.files = one.files.filter((each) => each.id !== material)
        return draftView(one)
      }),
    material_restore: ({ draft, material }) =>
      onDraft(draft, (one) => {
        one.files.push(gone.get(material)!)
        return draftView(one)
      }),
    material_compare: ({ draft, material, compared }) =>
      onDraft(draft, (one) => {
        one.files
          .filter((each) => each.id === material)
          .forEach((each) => {
            each.compared = compared
          })
        return draftView(one)
      }),
    material_defer: ({ draft, slot, later }) =>
      onDraft(draft, (one) => {
        if (later) one.later.add(slot)
        else one.later.delete(slot)
        return draftView(one)
      }),
    material_picture: ({ width }) => ({ media_type: 'image/png', bytes: cardPicture(Math.min(width, 1000)) }),
    case_freeze: ({ draft }) =>
      onDraft<CaseView | Failure>(draft, (one) => {
        const { errors } = evaluate(one.slug, one.data)
        if (errors.length) return no('form', `表里还有 ${errors.length} 处要改。`, '点下面每一条,改好再定稿。', errors)
        const short = slots(one).filter((slot) => slot.needed && slot.guide.need !== '非必要' && !slot.files.length && !slot.deferred_until)
        if (short.length)
          return no(
            'missing',
            `还缺 ${short.length} 样材料。`,
            '放好材料,或勾“以后补”。',
            short.map((slot) => ({ path: slot.guide.slot, message: `缺 ${slot.guide.name}` })),
          )
        const view = structuredClone(cases.get('c3')!.view)
        Object.assign(view, { case: fresh('c'), papers: view.papers.map((paper) => ({ ...paper, printed: 0 })) })
        Object.assign(view.row, { case: view.case, applicant: one.data.applicant_name, item_name: items[one.slug]!.name })
        cases.set(view.case, { view, slug: one.slug, data: one.data })
        drafts.delete(draft)
        return view
      }),
    case_list: list,
    case_show: ({ case: id }) => onCase(id, (one) => one.view),
    case_change: ({ case: id }) => {
      const one = cases.get(id)
      if (!one) return no('not_found', '没有这件办件。', '回办件列表重新打开。')
      const draft: MadeDraft = {
        id: fresh('d'),
        slug: one.slug,
        data: one.data,
        rev: 0,
        files: one.view.materials.map((each, at) => ({ ...each.file, slot: at ? 'hukou' : 'id_card' })),
        later: new Set(),
        savedAt: clock(),
        case: id,
      }
      drafts.set(draft.id, draft)
      return draftView(draft)
    },
    case_void: ({ case: id }) => onCase(id, (one) => move(one, 'closed', '已了结', [])),
    case_withdraw: ({ case: id }) => onCase(id, (one) => move(one, 'waiting', '存在本机', [])),
    case_submit: ({ case: id }) => onCase(id, (one) => move(one, 'waiting', '存在本机', ['withdraw'])),
    ...scanScript(cases),
    draft_sign_way: ({ draft, way }) =>
      onDraft(draft, (one) => {
        ways.set(one.id, way)
        return draftView(one)
      }),
    case_sign_way: ({ case: id, way }) =>
      onCase(id, (one) => {
        one.view.sign_way = way
        return one.view
      }),
    sign_later: ({ case: id }) =>
      onCase(id, (one) => {
        one.view.signed = '纸上已签字,3 天内补扫'
        one.view.next = ['submit', 'print', 'change', 'void']
        return one.view
      }),
    supplement_add: ({ case: id, slot }) =>
      onCase(id, (one) => {
        one.view.deferred = one.view.deferred.map((each) => (each.slot === slot ? { ...each, came: each.came + 1, lacking: 0 } : each))
        return one.view
      }),
    material_again: ({ case: id, material }) =>
      onCase(id, (one) => {
        one.view.materials = one.view.materials.map((each) =>
          each.file.id === material ? { ...each, broken: false, progress: '存在本机,等待发送' } : each,
        )
        return one.view
      }),
    case_serve: ({ case: id }) => onCase(id, (one) => move(one, 'closed', '已了结', ['archive'])),
    case_archive: ({ case: id }) => onCase(id, (one) => move(one, 'closed', '已了结', [])),
    paper_page: ({ case: id, kind, page, large }) => ({
      page,
      pages: kind === 'form' || large ? 2 : 1,
      bytes: pagePicture(large ? `${title(kind)}(大字版)` : title(kind), page),
      large: kind !== 'form',
      wished: kind !== 'form' && readLarge.has(id),
    }),
    paper_file: ({ kind }) => ({ file_name: `${kind}.pdf`, bytes: btoa('%PDF-1.4') }),
    paper_print: ({ case: id, kind, reason, large }) => {
      const papers = cases.get(id)?.view.papers.filter((one) => one.kind === kind) ?? []
      if (large) {
        readLarge.add(id)
        const fresh = papers.filter((one) => one.printed === 0)
        fresh.forEach((one) => {
          one.printed += 1
        })
        if (fresh.length) printed(kind, title(kind), id)
        return printed(`large_${kind}`, `${title(kind)}(大字版)`, id)
      }
      if (!reason && papers.some((one) => one.printed > 0)) return no('reprint', '这份文书打过了。', '请选补打的原因,再打一次。')
      papers.forEach((one) => {
        one.printed += 1
      })
      return printed(kind, reason ? `${title(kind)}(补打 1)` : title(kind), id)
    },
    paper_faces: () => [
      { name: '仿宋', words: '没有安装,用宋体代替' },
      { name: '小标宋', words: '没有安装,用粗宋体代替' },
    ],
    slip_print: ({ case: id }) => printed('slip', '收件小票', id),
    printer_test: () => printed('test', '试打页', ''),
    print_queue: ({ subject, after, limit }) => {
      const all = looked().filter((one) => !subject || one.case === subject || !one.case)
      return { jobs: all.slice(after, after + limit), more: all.length > after + limit }
    },
    print_chip: () => {
      const due = [...jobs.values()].filter((one) => one.open || one.deeds.length > 0)
      const first = due.find((one) => one.care) ?? due[0]
      return { count: due.length, care: !!first?.care, words: first ? (first.care ? '缺纸了' : first.open ? '正在打印' : '出来了吗?') : '' }
    },
    print_job: ({ job }) => jobs.get(job)!,
    print_confirm: ({ job, came_out }) =>
      came_out
        ? end(job, { state: 'confirmed', words: '人已看到出纸' })
        : end(job, { state: 'failed', words: '没有出纸', care: true, deeds: ['again', 'cancel'] }),
    print_again: ({ job }) => end(job, { state: 'printing', words: '正在打印', open: true, deeds: ['cancel'] }),
    print_cancel: ({ job }) => end(job, { state: 'cancelled', words: '取消了,没有打' }),
    printer_list: () => known,
    printer_find: () => known,
    printer_choose: (choice): PrintersView => {
      known.roles.filter((one) => one.role === choice.role).forEach((one) => Object.assign(one, choice))
      return structuredClone(known)
    },
    line_state: line,
    line_send: line,
    line_pause: line,
    ...stickScript(() => line().waiting.length / 2),
  }
  return mockTransport(script).transport
}
