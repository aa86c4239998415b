import { onBeforeUnmount } from 'vue'
import { imeBusy } from './ime'

/** What a key does, by its printed name: `F9`, `Ctrl+K`, `Alt+A`, `Alt+Del`, `Esc`, `3`. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>
interface Layer {
  keys: () => KeyMap
  modal: boolean
}

/** Laptops hide the function keys behind Fn: each has a twin. */
const TWINS: Record<string, string> = {
  'Alt+H': 'F1',
  'Alt+W': 'F2',
  'Alt+R': 'F4',
  'Alt+S': 'F6',
  'Alt+P': 'F8',
  'Alt+N': 'F9',
  'Alt+T': 'F10',
}
/** A reload would only frighten: the page keeps what is being typed. */
const SWALLOWED = new Set(['F5', 'Ctrl+R', 'Ctrl+F5', 'Ctrl+Shift+R'])
const SHORT: Record<string, string> = { Escape: 'Esc', Delete: 'Del', ' ': 'Space' }

const layers: Layer[] = []

/** The printed name of a key press. Letters and digits go by their place, since an input method may change the letter. */
export function keyName(event: KeyboardEvent): string {
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)
  const bare = place?.[1] ?? SHORT[event.key] ?? event.key
  const held = [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.shiftKey && bare.length > 1 && 'Shift']
  return [...held.filter(Boolean), bare.length === 1 ? bare.toUpperCase() : bare].join('+')
}

/** Whether the press would type something where it lands. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=checkbox],[type=radio],[type=file]), textarea, select, [contenteditable]')
  )
}

function meantFor(name: string, layer: Layer): KeyMap[string] | undefined {
  const keys = layer.keys()
  return keys[name] ?? keys[TWINS[name] ?? '']
}

/** The newest screen part that knows the key gets it; a dialog hides what lies under it. */
export function pressKey(event: KeyboardEvent): void {
  if (imeBusy(event)) return
  const name = keyName(event)
  if (SWALLOWED.has(name)) return event.preventDefault()
  if (name.length === 1 && isTyping(event.target)) return
  for (const layer of [...layers].reverse()) {
    const act = meantFor(name, layer)
    if (act) {
      event.preventDefault()
      act(event)
      return
    }
    if (layer.modal) return
  }
}

/** Listens on a window; called once by the app. */
export function listenForKeys(on: Window): void {
  on.addEventListener('keydown', pressKey)
}

/** Keys of a component while it is on the screen. `modal`: nothing below hears a key. */
export function useKeys(keys: () => KeyMap, modal = false): void {
  const layer: Layer = { keys, modal }
  // At setup, not when mounted: so a part inside always lies above the part around it.
  layers.push(layer)
  onBeforeUnmount(() => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
  })
}
