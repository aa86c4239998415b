import type { CaseView, Failure, LoosePageView, PageRead, SignCandidate, SignPage } from '@kit/gen/commands'
import type { Script } from '@kit/ipc/mock'
import type { MadeCase } from './cases'
import { padScript, settleSigning } from './pads'
import { pagePicture } from './pictures'

const HAND = { by: 'hand', name: '', id_number: '', relation: '' }
const NO_CODE: Failure = {
  code: 'no_code',
  message: '没有找到二维码。',
  next: '请把纸放平、光亮些再扫一次;扫不好的,对着纸认领到办件。',
  problems: [],
}

/** The pages of a made-up case that have to be signed: two of the form, one of the receipt. */
export function signPages(back: boolean): SignPage[] {
  const of = (kind: string, title: string, page: number, pages: number): SignPage => ({
    kind,
    title,
    page,
    pages,
    at: page,
    back,
    scan: back ? 's0' : '',
    scan_page: 1,
    by_eye: false,
    on_pad: false,
    taken: back ? '符小梅 09:30' : '',
  })
  return [of('form', '申请表', 1, 2), of('form', '申请表', 2, 2), of('receipt', '收件凭证存档联', 1, 1)]
}

/** How a made-up case stands with its signatures. */
export function signing(back: boolean): Pick<CaseView, 'sign_way' | 'sign_pages' | 'unsigned' | 'pads'> {
  const words = ['申请表共 2 页,都还没扫回。', '收件凭证存档联还没扫回。']
  const pads = ['form', 'receipt'].map((kind) => ({ kind, title: kind === 'form' ? '申请表' : '收件凭证存档联', signed: false }))
  return {
    sign_way: HAND,
    sign_pages: signPages(back),
    unsigned: back ? [] : words.map((message) => ({ path: 'form', message })),
    pads: back ? [] : pads,
  }
}

function candidate({ view }: MadeCase): SignCandidate {
  const pages = view.sign_pages.filter((page) => !page.back)
  return { case: view.case, number: view.number_grouped, applicant: view.row.applicant, item_name: view.row.item_name, pages }
}

/** Scanned pages of the made-up world: a file called 不清 cannot be read, any other finds the next page of the case. */
export function scanScript(cases: Map<string, MadeCase>): Partial<Script> {
  const files = new Map<string, string>()
  let loose: LoosePageView[] = []
  const waiting = (): MadeCase[] =>
    [...cases.values()].filter((one) => one.view.state === 'awaiting_signature' || one.view.row.phase === 'awaiting_signature')
  const tray = () => ({ pages: loose, candidates: waiting().map(candidate) })

  function bind(one: MadeCase, page: SignPage, scan: string, byEye: boolean): PageRead {
    Object.assign(page, { back: true, scan, scan_page: 1, by_eye: byEye, taken: '符小梅 09:30' })
    const complete = settleSigning(one.view, '已签字(亲笔签字),3 页都已扫回(2026-11-23 09:30)')
    loose = loose.filter((each) => each.scan !== scan)
    const { row, version } = one.view
    const bound = {
      case: one.view.case,
      number: row.number,
      applicant: row.applicant,
      item_name: row.item_name,
      paper: page.title,
      version,
      page: page.page,
      pages: page.pages,
      complete,
    }
    return { scan, page: 1, bound, reason: null }
  }

  return {
    ...padScript(cases),
    scan_take: ({ file_name }) => {
      const scan = `s${files.size + 1}`
      files.set(scan, file_name)
      return { scan, pages: 1 }
    },
    scan_read: ({ scan, case: id }) => {
      const one = cases.get(id) ?? waiting()[0]
      const page = one?.view.sign_pages.find((each) => !each.back)
      if (one && page && !files.get(scan)?.includes('不清')) return bind(one, page, scan, false)
      loose = [
        ...loose.filter((each) => each.scan !== scan),
        { scan, page: 1, pages: 1, reason: NO_CODE, case: '', claimable: true, taken: '符小梅 09:30' },
      ]
      return { scan, page: 1, bound: null, reason: NO_CODE }
    },
    scan_tray: tray,
    scan_claim: ({ scan, case: id, kind, paper_page }) => {
      const one = cases.get(id) ?? waiting()[0]!
      const page = one.view.sign_pages.find((each) => each.kind === kind && each.page === paper_page)!
      return bind(one, page, scan, true)
    },
    scan_discard: ({ scan, away }) => {
      if (away) loose = loose.filter((each) => each.scan !== scan)
      return tray()
    },
    scan_picture: ({ page }) => ({ media_type: 'image/png', bytes: pagePicture('申请表', page) }),
  }
}
