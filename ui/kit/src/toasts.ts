import { reactive } from 'vue'

/** A short word at the bottom, perhaps with a way back. Never used for errors. */
export interface Toast {
  id: number
  words: string
  undo?: () => void
}

/** Those on the screen now. */
export const toasts = reactive<Toast[]>([])
let last = 0
const SHOWN_MS = 4_000
const UNDO_MS = 10_000

/** Takes a word off the screen. */
export function dropToast(id: number): void {
  const at = toasts.findIndex((one) => one.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

/** Takes all of them off: what one clerk was told is not for the next. */
export function dropToasts(): void {
  toasts.splice(0)
}

/** Says a word for four seconds; with `undo` it offers 撤销 for ten. */
export function say(words: string, undo?: () => void): void {
  last += 1
  const id = last
  toasts.push({ id, words, undo })
  setTimeout(() => dropToast(id), undo ? UNDO_MS : SHOWN_MS)
}
