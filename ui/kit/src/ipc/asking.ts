import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Failure } from '../gen/commands'
import { ipc, type CommandName, type InputOf, type OutputOf } from './index'

/** A question that a screen keeps asking: its answer, its refusal, and whether it takes long enough for grey rows. */
export interface Asking<T> {
  value: ShallowRef<T | null>
  failure: ShallowRef<Failure | null>
  slow: Ref<boolean>
  again: () => Promise<void>
}

const SLOW_MS = 300

/**
 * Asks now and whenever the input changes; an answer that was overtaken by a later question is dropped. `apart`: each
 * question is about something else, so the last answer is taken away before the next. Without an input nothing is asked.
 */
export function useAsking<K extends CommandName>(name: K, input: () => InputOf<K> | null, apart = false): Asking<OutputOf<K>> {
  const value = shallowRef<OutputOf<K> | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const slow = ref(false)
  let round = 0

  async function again(): Promise<void> {
    round += 1
    const mine = round
    const wanted = input()
    if (apart) value.value = failure.value = null
    if (!wanted) return
    const timer = setTimeout(() => {
      slow.value = mine === round && value.value === null
    }, SLOW_MS)
    const answer = await ipc(name, wanted)
    clearTimeout(timer)
    if (mine !== round) return
    slow.value = false
    failure.value = answer.ok ? null : answer.failure
    if (answer.ok) value.value = answer.value
  }
  watch(input, again, { immediate: true, deep: true })
  onBeforeUnmount(() => {
    round += 1
  })
  return { value, failure, slow, again }
}
