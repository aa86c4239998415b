import type { Failure, PrintDeed, PrintJobView } from '@kit/gen/commands'
import { ipc, type Answer } from '@kit/ipc'
import { computed, onBeforeUnmount, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { refreshChip } from '../frame/chip'

/** A paper to print. `letter`: which of the authority's. `large`: the copy in large print, and before it the paper itself where it did not go out yet. */
export interface ToPrint {
  kind: string
  letter?: string
  large?: boolean
}

/** The jobs of one case (or of all), as the core holds them: they go on when this screen is left. */
export interface Printing {
  /** Those that are on their way, need somebody, or were asked for here. */
  jobs: ComputedRef<PrintJobView[]>
  failure: ShallowRef<Failure | null>
  busy: Ref<boolean>
  /** A paper was printed before: somebody has to say why again. */
  asking: ShallowRef<((reason: string | null) => void) | null>
  /** Puts papers into the queue; why again is asked once for all of them. */
  print: (owner: string, ...papers: ToPrint[]) => Promise<boolean>
  /** Prints the receipt on a roll. */
  slip: (owner: string) => Promise<boolean>
  /** Sends our own page to a printer. */
  test: (address: string) => Promise<boolean>
  act: (job: string, deed: PrintDeed) => Promise<void>
}

const EVERY_MS = 1_000
const MOST = 20

/** Does what a person can do about a job. */
export function doDeed(job: string, deed: PrintDeed): Promise<Answer<PrintJobView>> {
  if (deed === 'again') return ipc('print_again', { job })
  if (deed === 'cancel') return ipc('print_cancel', { job })
  return ipc('print_confirm', { job, came_out: deed === 'came_out' })
}

/**
 * Prints, and asks after the jobs of a subject (of some of its kinds of papers) while one is on its way; `after` runs when
 * something changed.
 */
export function usePrinting(after: () => void, subject: () => string, kinds: () => string[] = () => []): Printing {
  const all = ref<PrintJobView[]>([])
  const mine = new Set<string>()
  const failure = shallowRef<Failure | null>(null)
  const busy = ref(false)
  const asking = shallowRef<Printing['asking']['value']>(null)
  const wanted = (job: PrintJobView): boolean => !kinds().length || kinds().includes(job.kind)
  const jobs = computed(() => all.value.filter((job) => mine.has(job.job) || (wanted(job) && (job.open || job.deeds.length > 0))))
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    const whose = subject()
    if (!whose) return
    const answer = await ipc('print_queue', { subject: whose, after: 0, limit: MOST })
    if (gone || whose !== subject()) return
    if (answer.ok) {
      const before = JSON.stringify(all.value)
      all.value = answer.value.jobs
      if (JSON.stringify(all.value) !== before) changed()
    }
    if (all.value.some((job) => job.open)) timer = setTimeout(look, EVERY_MS)
  }
  function changed(): void {
    void refreshChip()
    after()
  }
  function why(): Promise<string | null> {
    return new Promise((answered) => {
      asking.value = (reason) => {
        asking.value = null
        answered(reason)
      }
    })
  }
  /** Asks once more with a reason where the paper was printed before. The reason serves for all that follow. */
  async function queue(papers: ((reason: string) => Promise<Answer<PrintJobView>>)[]): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    let reason = ''
    let done = true
    for (const paper of papers) {
      let answer = await paper(reason)
      if (!answer.ok && answer.failure.code === 'reprint') {
        const told = await why()
        if (told === null) {
          done = false
          break
        }
        reason = told
        answer = await paper(reason)
      }
      failure.value = answer.ok ? null : answer.failure
      if (answer.ok) mine.add(answer.value.job)
      done = answer.ok
      if (!done) break
    }
    busy.value = false
    await look()
    changed()
    return done
  }
  async function act(job: string, deed: PrintDeed): Promise<void> {
    const answer = await doDeed(job, deed)
    failure.value = answer.ok ? null : answer.failure
    if (answer.ok) mine.add(answer.value.job)
    await look()
    changed()
  }
  watch(subject, look, { immediate: true })
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
  return {
    jobs,
    failure,
    busy,
    asking,
    print: (owner, ...papers) =>
      queue(
        papers.map(
          ({ kind, letter = '', large = false }) =>
            (reason) =>
              ipc('paper_print', { case: owner, kind, letter, printer: '', reason, large }),
        ),
      ),
    slip: (owner) => queue([(reason) => ipc('slip_print', { case: owner, reason })]),
    test: (address) => queue([() => ipc('printer_test', { address })]),
    act,
  }
}
