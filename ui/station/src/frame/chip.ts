import type { PrintChip } from '@kit/gen/commands'
import { ipc } from '@kit/ipc'
import { shallowRef } from 'vue'
import { useEvery } from './every'

/** The print queue in one line, by the core's last word. */
export const chip = shallowRef<PrintChip | null>(null)
const EVERY_MS = 2_000

/** Asks how the print queue stands. */
export async function refreshChip(): Promise<void> {
  const answer = await ipc('print_chip', {})
  if (answer.ok) chip.value = answer.value
}

/** Keeps asking while the frame is on the screen. */
export function useChip(): void {
  useEvery(EVERY_MS, refreshChip)
}
