import { cleanup, fireEvent, render, waitFor } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CaseView, Failure, PadSign, PadView } from '@kit/gen/commands'
import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import { pressKey } from '@kit/keyboard/keys'
import PadDialog from '../src/pad/PadDialog.vue'
import PadOffers from '../src/pad/PadOffers.vue'

const place = (label: string) => ({ at: 2, label, left: 0.4, top: 0.8, width: 0.2, height: 0.05 })
const pad: PadView = {
  kind: 'receipt',
  title: '收件凭证存档联',
  applicant: '符大勇',
  paper: 'f'.repeat(64),
  pages: [1, 2],
  places: [place('申请人'), place('收件人')],
}
const empty: Failure = {
  code: 'ink_empty',
  message: '“申请人”这一处还没有签字。',
  next: '请写完整。',
  problems: [{ path: '0', message: '' }],
}
let sent: PadSign[] = []

beforeEach(() => {
  sent = []
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  )
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  HTMLElement.prototype.setPointerCapture = () => {}
  vi.spyOn(HTMLCanvasElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 50, 300, 100))
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  window.addEventListener('keydown', pressKey)
})
afterEach(() => {
  window.removeEventListener('keydown', pressKey)
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function opened(answer: CaseView | Failure = empty) {
  const { transport } = mockTransport({
    pad_open: () => pad,
    paper_page: ({ page }) => ({ page, pages: 2, bytes: '', large: false, wished: false }),
    pad_sign: (input) => {
      sent.push(input)
      return answer
    },
  })
  setTransport(transport)
  const screen = render(PadDialog, { props: { owner: 'c1', kind: 'receipt', title: pad.title } })
  const area = await screen.findByRole('img', { name: /签字的框/, hidden: true })
  return { screen, area }
}
const pointer = (name: string, x: number, y: number, more: Record<string, unknown> = {}): PointerEvent =>
  Object.assign(new Event(name, { bubbles: true, cancelable: true }), {
    pointerId: 1,
    button: 0,
    pointerType: 'mouse',
    pressure: 0.5,
    clientX: x,
    clientY: y,
    ...more,
  }) as unknown as PointerEvent
async function stroke(area: Element, y: number, more: Record<string, unknown> = {}): Promise<void> {
  await fireEvent(area, pointer('pointerdown', 100, y, more))
  await fireEvent(area, pointer('pointermove', 250, y, more))
  await fireEvent(area, pointer('pointermove', 900, y, more))
  await fireEvent(area, pointer('pointerup', 900, y, more))
}
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent(document.body, new KeyboardEvent('keydown', { key, bubbles: true, ...more }))

test('what is written at each place goes to the core as it was, with the bytes that were shown', async () => {
  const { screen, area } = await opened({ case: 'c1' } as CaseView)
  await stroke(area, 100)
  await press('Enter')
  screen.getByText('收件人', { selector: '.pad-label' })
  await stroke(area, 75, { pointerType: 'pen', pressure: 0.25 })
  await press('Enter')
  await waitFor(() => expect(screen.emitted('signed')).toHaveLength(1))
  expect(sent[0]).toMatchObject({ case: 'c1', kind: 'receipt', paper: pad.paper })
  const [first, second] = sent[0]!.places.map((one) => one.strokes)
  expect(first!.map((one) => one.map(({ x, y }) => [x, y]))).toEqual([
    [
      [0, 0.5],
      [0.5, 0.5],
      [1, 0.5],
    ],
  ])
  expect(second![0]![1]).toMatchObject({ y: 0.25, pressure: 0.25 })
})

test('a dot is refused by the core, and the screen goes back to it and keeps what was written', async () => {
  const { screen, area } = await opened()
  await fireEvent(area, pointer('pointerdown', 200, 90))
  await fireEvent(area, pointer('pointerup', 200, 90))
  await press('Enter')
  await stroke(area, 100)
  await press('Enter')
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('还没有签字'))
  screen.getByText('申请人', { selector: '.pad-label' })
  expect(screen.emitted('signed')).toBeUndefined()
  await stroke(area, 80)
  expect(screen.queryByRole('alert')).toBeNull()
  await press('Enter')
  await press('Enter')
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]!.places[1]!.strokes).toHaveLength(1)
})

test('a stroke is taken back, all are, and Esc leaves without a word to the core', async () => {
  const { screen, area } = await opened({ case: 'c1' } as CaseView)
  for (const y of [60, 80, 120]) await stroke(area, y)
  await press('z', { code: 'KeyZ', ctrlKey: true })
  await press('Enter')
  await stroke(area, 100)
  await press('Delete')
  await press('Enter')
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]!.places.map((one) => one.strokes.length)).toEqual([2, 0])
  await press('Escape')
  expect(screen.emitted('close')).toHaveLength(1)
})

test('the hand that holds the pen and the other mouse button write nothing', async () => {
  const { area } = await opened({ case: 'c1' } as CaseView)
  await stroke(area, 100, { pointerType: 'pen' })
  await stroke(area, 120, { pointerType: 'touch', pointerId: 2 })
  await stroke(area, 140, { button: 2 })
  await press('Enter')
  await press('Enter')
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]!.places[0]!.strokes).toHaveLength(1)
})

test('a paper that was signed on the screen says so and is taken back', async () => {
  const offers = [
    { kind: 'form', title: '申请表', signed: true },
    { kind: 'receipt', title: '收件凭证存档联', signed: false },
  ]
  const { transport, asked } = mockTransport({ pad_take_back: () => ({ case: 'c1' }) as CaseView })
  setTransport(transport)
  const screen = render(PadOffers, { props: { owner: 'c1', offers } })
  screen.getByText(/已在屏上签字/)
  await fireEvent.click(screen.getByRole('button', { name: /撤回重签/ }))
  expect(asked).toEqual([['pad_take_back', { case: 'c1', kind: 'form', letter: '', large: false }]])
  await waitFor(() => expect(screen.emitted('signed')).toHaveLength(1))
})
