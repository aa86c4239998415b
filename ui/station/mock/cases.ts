import type { CaseRow, CaseView, DecisionView, NextDeed, PaperView } from '@kit/gen/commands'
import { filled, items } from './items'
import { signing } from './scans'

/** A case of the made-up world, with what the row and the page need. */
export interface MadeCase {
  view: CaseView
  slug: string
  data: Record<string, unknown>
}

const FRESH = { letter: '', printed: 0, underway: 0, slip: false, large: false, held: '' }
const SIGN: PaperView[] = [
  { kind: 'form', title: '申请表', version: 1, pages: 2, issued: false, to_sign: true, ...FRESH },
  {
    kind: 'receipt',
    title: '收件凭证(居民联、存档联)',
    version: 1,
    pages: 1,
    issued: false,
    to_sign: true,
    ...FRESH,
    slip: true,
    large: true,
  },
]
const CORRECTION: DecisionView = {
  outcome: 'correct',
  title: '补正',
  authority: '陵水黎族自治县椰林镇人民政府',
  official: '刘审核',
  document_number: '椰府补〔2026〕17号',
  reason: '材料有两处看不清、写不全,请一次补齐。',
  clause: '社会救助暂行办法第四十八条',
  demands: [
    { path: 'bank_account', message: '银行账号少一位,请照一卡通卡面重新填写' },
    { path: 'event_detail', message: '请写明火灾发生的时间和烧毁的房间' },
  ],
  due: '2026-12-01',
  result: '',
  at: '2026-11-20 10:05',
  remedies: [],
}
const GRANT: DecisionView = {
  outcome: 'grant',
  title: '准予',
  authority: '陵水黎族自治县民政局',
  official: '陈科长',
  document_number: '陵民给〔2026〕208号',
  reason: '',
  clause: '',
  demands: [],
  due: '',
  result: '高龄津贴自 2026 年 12 月起每月 200 元,打入社会保障卡',
  at: '2026-11-21 15:40',
  remedies: ['不服本决定的,可以自收到之日起六十日内申请行政复议', '也可以在六个月内向人民法院提起行政诉讼'],
}

function row(more: Partial<CaseRow>): CaseRow {
  return {
    case: '',
    draft: '',
    number: '',
    item_name: '',
    applicant: '',
    id_masked: '',
    phase: 'draft',
    word: '草稿',
    note: '',
    remaining: '',
    due: '',
    changed_at: '11-23 09:12',
    clerk: '符小梅',
    ...more,
  }
}

function made(slug: string, id: string, more: Partial<CaseRow>, rest: Partial<CaseView>): MadeCase {
  const data = { ...items[slug]!.sample }
  const head = row({ case: id, item_name: items[slug]!.name, ...more })
  return {
    slug,
    data,
    view: {
      row: head,
      case: id,
      state: '',
      version: 1,
      number: head.number.replaceAll(' ', ''),
      number_grouped: head.number,
      proof: '',
      received_at: '',
      large_print: false,
      sections: filled(slug, data),
      materials: ['申请人居民身份证', '居民户口簿'].map((name, at) => ({
        name,
        file: {
          id: `m-${id}-${at}`,
          slot: 'id_card',
          media_type: 'image/jpeg',
          size: 240_000,
          pages: at + 1,
          compared: true,
          taken_at: '2026-11-18 09:20',
        },
        progress: '已送到',
        broken: false,
      })),
      broken_pages: [],
      deferred: [],
      papers: SIGN.map((one) => ({ ...one, printed: 1 })),
      signed: '纸上签字,扫描件已收',
      ...signing(true),
      scan_within_days: 3,
      decisions: [],
      next: [],
      tell: '',
      timeline: [{ at: '2026-11-18 09:25', clock: 'station', who: '符小梅', what: '收件', more: '' }],
      ...rest,
    },
  }
}

const SENT = [
  { at: '2026-11-18 09:25', clock: 'station', who: '符小梅', what: '收件', more: '' },
  { at: '2026-11-18 09:40', clock: 'station', who: '符小梅', what: '发到县里', more: '' },
  { at: '2026-11-18 11:02', clock: 'gateway', who: '省里', what: '收到', more: '回执 46-2026-01-00000217-5' },
]
const next = (...deeds: NextDeed[]): NextDeed[] => deeds

/** Cases as they stand when the world opens. */
export function firstCases(): MadeCase[] {
  return [
    made(
      'temporary-relief',
      'c1',
      {
        number: '469028 100001 20261118 01 0003 K',
        applicant: '符大勇',
        id_masked: '4600…1034',
        phase: 'needs_you',
        word: '要处理',
        note: '县里要求补正 2 处',
        remaining: '还剩 6 天',
        due: '2026-12-01',
      },
      {
        proof: '46-2026-01-00000217-5',
        received_at: '2026-11-18 11:02',
        decisions: [CORRECTION],
        next: next('correct', 'print', 'withdraw'),
        papers: [
          ...SIGN.map((one) => ({ ...one, printed: 1 })),
          { kind: 'correction', title: '补正通知书', version: 1, pages: 1, issued: true, to_sign: false, ...FRESH },
        ],
        timeline: [
          ...SENT,
          { at: '2026-11-20 10:05', clock: 'gateway', who: '椰林镇人民政府 刘审核', what: '要求补正', more: '椰府补〔2026〕17号' },
        ],
        tell: '符大勇您好,临时救助申请镇里看过了,有两处要补:银行账号少一位,火灾的经过要写详细。请在 12 月 1 日前补齐,补好了镇里接着办。',
      },
    ),
    made(
      'old-age-allowance',
      'c2',
      {
        number: '469028 100001 20261110 01 0001 7',
        applicant: '王阿婆',
        id_masked: '4600…2046',
        phase: 'decided',
        word: '已有结果',
        note: '请送达居民',
        remaining: '',
        due: '',
      },
      {
        proof: '46-2026-01-00000180-2',
        received_at: '2026-11-10 16:00',
        decisions: [GRANT],
        next: next('serve', 'print'),
        papers: [
          ...SIGN.map((one) => ({ ...one, printed: 1 })),
          { kind: 'granted', title: '准予办理决定书', version: 1, pages: 1, issued: true, to_sign: false, ...FRESH },
          { kind: 'delivery', title: '送达回证', version: 1, pages: 1, issued: false, to_sign: true, ...FRESH },
        ],
        timeline: [
          ...SENT,
          { at: '2026-11-21 15:40', clock: 'gateway', who: '县民政局 陈科长', what: '准予', more: '陵民给〔2026〕208号' },
        ],
        tell: '王阿婆您好,高龄津贴批下来了,十二月起每月 200 元,打到您的社会保障卡上。',
      },
    ),
    made(
      'resident-pension',
      'c3',
      {
        number: '469028 100001 20261123 01 0002 4',
        applicant: '黄亚妹',
        id_masked: '4600…0829',
        phase: 'awaiting_signature',
        word: '待签字',
        note: '表印好了,等签字扫回',
      },
      {
        papers: SIGN,
        signed: '',
        ...signing(false),
        next: next('print', 'sign', 'change', 'void'),
        timeline: [{ at: '2026-11-23 09:12', clock: 'station', who: '符小梅', what: '定稿发号', more: '' }],
        tell: '表和凭证印出来以后,请您看一遍,签上名字。',
      },
    ),
    made(
      'resident-medical',
      'c4',
      {
        number: '469028 100001 20261123 01 0001 9',
        applicant: '林志强',
        id_masked: '4600…551X',
        phase: 'waiting',
        word: '存在本机',
        note: '没有网,连上自动发',
      },
      {
        deferred: [{ slot: 'photo', name: '新生儿照片', due: '2026-12-08', came: 0, lacking: 1 }],
        next: next('supplement', 'withdraw'),
        timeline: SENT.slice(0, 2),
        tell: '您的申请收好了,存在站里的电脑上,连上网就发到县里。',
      },
    ),
    made(
      'disability-subsidy',
      'c5',
      {
        number: '469028 100001 20261112 01 0002 1',
        applicant: '陈玉兰',
        id_masked: '4600…3321',
        phase: 'in_hand',
        word: '县里在办',
        note: '',
        remaining: '还剩 9 个工作日',
        due: '2026-12-04',
      },
      {
        proof: '46-2026-01-00000191-8',
        received_at: '2026-11-12 10:30',
        next: next('withdraw'),
        timeline: SENT,
        tell: '县里正在办,最晚 12 月 4 日有结果。',
      },
    ),
    made(
      'tree-felling',
      'c6',
      {
        number: '469028 100001 20261028 01 0001 3',
        applicant: '卓文光',
        id_masked: '4600…7713',
        phase: 'closed',
        word: '已了结',
        note: '',
        changed_at: '11-06 16:20',
      },
      { next: [], timeline: SENT, tell: '已经办完。' },
    ),
  ]
}
