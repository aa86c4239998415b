import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import type { Failure, PrintInput, PrintJobView } from '@kit/gen/commands'
import { cleanup, fireEvent, render } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { madeJob } from '../mock/printing'
import PaperDialog from '../src/papers/PaperDialog.vue'
import PrintJob from '../src/papers/PrintJob.vue'
import { usePrinting, type Printing } from '../src/papers/printing'

beforeEach(() => {
  vi.useFakeTimers()
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const again: Failure = { code: 'reprint', message: '这份文书打过了。', next: '请选补打的原因,再打一次。', problems: [] }

/** A screen with nothing but its jobs. */
function screenOf(jobs: () => PrintJobView[], print: (input: PrintInput) => PrintJobView | Failure = () => jobs()[0]!) {
  let printing!: Printing
  const script = {
    print_queue: () => ({ jobs: structuredClone(jobs()), more: false }),
    print_chip: () => ({ count: 0, words: '', care: false }),
    paper_print: print,
    print_confirm: ({ came_out }: { came_out: boolean }) =>
      madeJob({ job: 'p1', title: '申请表', state: came_out ? 'confirmed' : 'failed' }),
  }
  setTransport(mockTransport(script).transport)
  const screen = render(
    defineComponent({
      setup() {
        printing = usePrinting(
          () => {},
          () => 'c1',
        )
        return () => h(PrintJob, { printing })
      },
    }),
    { global: { stubs: { RouterLink: true } } },
  )
  return { screen, printing: () => printing }
}

test('a paper that was printed before is printed again once somebody says why, and why is asked once for all of them', async () => {
  const reasons: string[] = []
  const { screen, printing } = screenOf(
    () => [madeJob({ job: 'p1', title: '申请表(补打 1)' })],
    ({ reason }) => {
      reasons.push(reason)
      return reason ? madeJob({ job: 'p1', title: '申请表(补打 1)' }) : again
    },
  )
  const done = printing().print('c1', { kind: 'form' }, { kind: 'receipt' })
  await vi.advanceTimersByTimeAsync(0)
  await fireEvent.click(screen.getByLabelText('卡纸'))
  await fireEvent.click(screen.getByText(/^补打/, { selector: 'button' }))
  await vi.advanceTimersByTimeAsync(0)
  expect(await done).toBe(true)
  expect(reasons).toEqual(['', '卡纸', '卡纸'])
})

test('a job on its way is asked after until it is through, and what it asks is answered', async () => {
  let jobs = [madeJob({ job: 'p1', title: '申请表', state: 'printing', words: '缺纸了,请加 A4 纸', open: true, care: true })]
  const { screen } = screenOf(() => jobs)
  await vi.advanceTimersByTimeAsync(0)
  screen.getByText(/缺纸了/)
  jobs = [madeJob({ job: 'p1', title: '申请表', state: 'done', words: '打印机报告已打完', deeds: ['came_out', 'nothing_came'] })]
  await vi.advanceTimersByTimeAsync(1_000)
  screen.getByText('出来了吗?')
  jobs = [madeJob({ job: 'p1', title: '申请表', state: 'confirmed', words: '人已看到出纸' })]
  await fireEvent.click(screen.getByText(/^出来了/, { selector: 'button' }))
  await vi.advanceTimersByTimeAsync(0)
  screen.getByText(/人已看到出纸/)
  expect(screen.queryByText('出来了吗?')).toBeNull()
})

/** A window over a paper that the resident may want large. */
function dialogOf(wished: boolean) {
  const { transport, asked } = mockTransport({
    paper_page: ({ page }) => ({ page, pages: 1, bytes: '', large: true, wished }),
    paper_print: ({ kind, large }) =>
      madeJob({ job: 'p1', kind: large ? `large_${kind}` : kind, title: large ? '收件凭证(大字版)' : '收件凭证' }),
    print_queue: () => ({ jobs: [], more: false }),
    print_chip: () => ({ count: 0, words: '', care: false }),
  })
  setTransport(transport)
  const screen = render(PaperDialog, {
    props: { owner: 'c1', kind: 'receipt', title: '收件凭证' },
    global: { stubs: { RouterLink: true } },
  })
  const printed = (): boolean[] => asked.flatMap(([name, input]) => (name === 'paper_print' ? [(input as PrintInput).large] : []))
  const seen = (): unknown => asked.filter(([name]) => name === 'paper_page').at(-1)![1]
  return { screen, printed, seen }
}

test('the copy in large print is looked at and printed once it is chosen, and the paper itself again when it is not', async () => {
  const { screen, printed, seen } = dialogOf(false)
  await vi.advanceTimersByTimeAsync(0)
  const box = screen.getByLabelText(/^大字版/) as HTMLInputElement
  expect(box.checked).toBe(false)
  await fireEvent.click(box)
  await vi.advanceTimersByTimeAsync(0)
  expect(seen()).toMatchObject({ large: true, page: 1 })
  screen.getByText(/只供阅读/)
  await fireEvent.click(screen.getByText(/^打大字版/, { selector: 'button' }))
  await vi.advanceTimersByTimeAsync(0)
  await fireEvent.click(box)
  await fireEvent.click(screen.getByText(/^打印/, { selector: 'button' }))
  await vi.advanceTimersByTimeAsync(0)
  expect(printed()).toEqual([true, false])
})

test('who read something large before in this case finds it chosen, and what is chosen here then stays', async () => {
  const { screen, seen } = dialogOf(true)
  await vi.advanceTimersByTimeAsync(0)
  const box = screen.getByLabelText(/^大字版/) as HTMLInputElement
  expect(box.checked).toBe(true)
  expect(seen()).toMatchObject({ large: true })
  await fireEvent.click(box)
  await vi.advanceTimersByTimeAsync(0)
  expect(box.checked).toBe(false)
  expect(seen()).toMatchObject({ large: false })
})
