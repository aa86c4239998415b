/**
 * True while an input method holds the key. WebKit says `isComposing = false, keyCode = 229` for the Enter that confirms
 * a word, so both signs count. Every handler of Enter and shortcuts asks this first.
 */
export function imeBusy(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** Enter that is really meant, not the one that confirms a word. */
export function plainEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !imeBusy(event) && !event.altKey && !event.metaKey
}
