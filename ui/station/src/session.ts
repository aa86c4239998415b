import type { Answer } from '@kit/ipc'
import { ipc, onRefusal } from '@kit/ipc'
import type { DeskState, Failure, TextSize } from '@kit/gen/commands'
import { t } from '@kit/texts'
import { shallowRef, watchEffect } from 'vue'

/** Where the desk stands, by the core's word; null until it has spoken. */
export const desk = shallowRef<DeskState | null>(null)
/** Why the desk does not open. */
export const deskFailure = shallowRef<Failure | null>(null)

// By how much the desk's clock is ahead of this PC's; a demonstration has a time of its own.
let ahead = 0

/** The desk's clock, in milliseconds. */
export function deskNow(): number {
  return Date.now() + ahead
}

/** Takes the core's new word on where the desk stands. */
export function takeDesk(answer: Answer<DeskState>): Failure | null {
  if (!answer.ok) return answer.failure
  desk.value = answer.value
  ahead = answer.value.now - Date.now()
  return null
}

/** Asks where the desk stands. */
export async function refreshDesk(): Promise<void> {
  deskFailure.value = takeDesk(await ipc('desk_state', {}))
}

/** Locks the screen; what was being typed has been saved by the screens before. */
export async function lockDesk(): Promise<void> {
  takeDesk(await ipc('lock', {}))
}

/** Sets the text size of this PC. */
export async function setTextSize(size: TextSize): Promise<void> {
  takeDesk(await ipc('text_size_set', { text_size: size }))
}

/** First question to the core, and the things that follow its answers for as long as the window lives. */
export async function openDesk(): Promise<void> {
  onRefusal((failure) => {
    if (failure.code === 'not_logged_in' && desk.value?.stage === 'open') void refreshDesk()
  })
  watchEffect(() => {
    document.documentElement.className = `size-${desk.value?.text_size ?? 'standard'}`
  })
  // The title names the place, never a person: it is seen in the task bar and in screenshots.
  document.title = t('app.title')
  await refreshDesk()
}
