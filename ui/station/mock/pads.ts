import type { CaseView, Failure, PadPlace } from '@kit/gen/commands'
import type { Script } from '@kit/ipc/mock'
import type { MadeCase } from './cases'

const place = (at: number, label: string, left: number, top: number): PadPlace => ({ at, label, left, top, width: 0.19, height: 0.045 })
const PLACES: Record<string, PadPlace[]> = {
  form: [place(2, '申请人（签字或按指印）', 0.36, 0.83)],
  receipt: [place(1, '申请人（签字或按指印）', 0.36, 0.76), place(1, '收件人（签字）', 0.3, 0.83)],
}
const EMPTY: Failure = {
  code: 'ink_empty',
  message: '“申请人（签字或按指印）”这一处还没有签字,点一点、划一下不算。',
  next: '请在框里把名字写完整再确认。',
  problems: [{ path: '0', message: '' }],
}

/** Says how the case stands after a page came back or was taken back: whether all are there. */
export function settleSigning(view: CaseView, words: string): boolean {
  const complete = view.sign_pages.every((each) => each.back)
  Object.assign(view, {
    unsigned: complete ? [] : [{ path: 'form', message: '还有页没收回。' }],
    signed: complete ? words : '',
    next: complete ? ['submit', 'print', 'change', 'void'] : ['print', 'sign', 'change', 'void'],
  })
  return complete
}

/** Signing on the screen in the made-up world. */
export function padScript(cases: Map<string, MadeCase>): Partial<Script> {
  function mark(id: string, kind: string, signed: boolean): CaseView {
    const { view } = cases.get(id)!
    for (const page of view.sign_pages.filter((one) => one.kind === kind))
      Object.assign(page, { back: signed, on_pad: signed, scan: signed ? 's0' : '', taken: signed ? '符小梅 09:30' : '' })
    for (const offer of view.pads.filter((one) => one.kind === kind)) offer.signed = signed
    settleSigning(view, '已签字(在屏上签字),3 页都已收好(2026-11-23 09:30)')
    return view
  }
  return {
    pad_open: ({ case: id, kind }) => {
      const { view } = cases.get(id)!
      const pages = view.sign_pages.filter((page) => page.kind === kind).map((page) => page.at)
      const title = view.pads.find((offer) => offer.kind === kind)?.title ?? ''
      return { kind, title, applicant: view.row.applicant, paper: `paper-${kind}`, pages, places: PLACES[kind] ?? [] }
    },
    pad_sign: ({ case: id, kind, places }) => {
      const blank = places.findIndex((ink) => ink.strokes.flat().length < 5)
      if (blank >= 0) return { ...EMPTY, problems: [{ path: String(blank), message: '' }] }
      return mark(id, kind, true)
    },
    pad_take_back: ({ case: id, kind }) => mark(id, kind, false),
  }
}
