import type { Failure, PrintJobView } from '@kit/gen/commands'
import { ipc, type Answer } from '@kit/ipc'
import { computed, onBeforeUnmount, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

/** Jobs sent from this screen, in the printer's own words. */
export interface Printing {
  jobs: Ref<PrintJobView[]>
  failure: ShallowRef<Failure | null>
  busy: ComputedRef<boolean>
  print: (owner: string, kind: string) => Promise<boolean>
  /** Sends our own page to a printer. */
  test: (address: string) => Promise<boolean>
  confirm: (job: string, cameOut: boolean) => Promise<void>
}

const EVERY_MS = 1_500

/** Sends papers to the printer and asks after them until the printer is done; `after` runs when the answer about a page came. */
export function usePrinting(after: () => void): Printing {
  const jobs = ref<PrintJobView[]>([])
  const failure = shallowRef<Failure | null>(null)
  const sending = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(job: PrintJobView): void {
    const at = jobs.value.findIndex((one) => one.job === job.job)
    if (at < 0) jobs.value.push(job)
    else jobs.value[at] = job
  }
  async function ask(): Promise<void> {
    for (const job of jobs.value.filter((one) => one.open)) {
      const answer = await ipc('print_job', { job: job.job })
      failure.value = answer.ok ? null : answer.failure
      if (answer.ok) keep(answer.value)
    }
    if (jobs.value.some((one) => one.open)) timer = setTimeout(ask, EVERY_MS)
  }
  async function follow(sent: Promise<Answer<PrintJobView>>): Promise<boolean> {
    sending.value = true
    const answer = await sent
    sending.value = false
    failure.value = answer.ok ? null : answer.failure
    if (!answer.ok) return false
    keep(answer.value)
    clearTimeout(timer)
    timer = setTimeout(ask, EVERY_MS)
    after()
    return true
  }
  async function confirm(job: string, cameOut: boolean): Promise<void> {
    const answer = await ipc('print_confirm', { job, came_out: cameOut })
    failure.value = answer.ok ? null : answer.failure
    if (answer.ok) keep(answer.value)
    after()
  }
  onBeforeUnmount(() => clearTimeout(timer))
  return {
    jobs,
    failure,
    busy: computed(() => sending.value),
    print: (owner, kind) => follow(ipc('paper_print', { case: owner, kind, printer: '' })),
    test: (address) => follow(ipc('printer_test', { address })),
    confirm,
  }
}
