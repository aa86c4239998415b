import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import type { Failure, PrintInput, PrintJobView } from '@kit/gen/commands'
import { cleanup, fireEvent, render } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { madeJob } from '../mock/printing'
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
  const done = printing().print('c1', 'form', 'receipt')
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
