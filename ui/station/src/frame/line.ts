import type { LineView } from '@kit/gen/commands'
import { ipc } from '@kit/ipc'
import { shallowRef } from 'vue'
import { useEvery } from './every'

/** How sending stands, by the core's last word. */
export const line = shallowRef<LineView | null>(null)
const EVERY_MS = 8_000

/** Asks how sending stands. */
export async function refreshLine(): Promise<void> {
  const answer = await ipc('line_state', {})
  if (answer.ok) line.value = answer.value
}

/** Keeps asking while the frame is on the screen. */
export function useLine(): void {
  useEvery(EVERY_MS, refreshLine)
}

/** The sign in front of the words; the shape says the same as the colour. */
export function lineSign(state: string): string {
  return { idle: '●', sending: '◐', offline: '○', stuck: '▲', ended: '▲', paused: '‖', not_enrolled: '○' }[state] ?? '○'
}
