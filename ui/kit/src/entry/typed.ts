import { ref, watch, type Ref } from 'vue'

/** How a box turns what is typed into data and back. */
export interface Typing {
  /** What may stand in the box: full-width digits made plain and so on. */
  clean: (text: string) => string
  /** Text → data; a text that cannot be read stays a text, so that nothing typed is lost and the core can say what is wrong. */
  read: (text: string) => unknown
  /** Data → text. */
  write: (value: unknown) => string
}

/** Text as it stands. */
export const PLAIN: Typing = {
  clean: (text) => text,
  read: (text) => text,
  write: (value) => (value === null || value === undefined ? '' : String(value)),
}

/** A box in which an input method may be at work: nothing is cleaned or handed on until the word is finished. */
export interface TypedBox {
  text: Ref<string>
  onInput: (event: Event) => void
  onCompositionstart: () => void
  onCompositionend: (event: Event) => void
  onFocus: () => void
  onBlur: () => void
}

type Box = HTMLInputElement | HTMLTextAreaElement

/** Puts the cleaned text into the box and keeps the caret where it was, counted from the end. */
function setKeepingCaret(box: Box, text: string): void {
  if (box.value === text) return
  const fromEnd = box.value.length - (box.selectionStart ?? box.value.length)
  box.value = text
  const caret = Math.max(0, text.length - fromEnd)
  box.setSelectionRange(caret, caret)
}

/** Ties a box to a value; `give` gets the data, undefined for an empty box. */
export function useTyped(value: () => unknown, typing: Typing, give: (value: unknown) => void): TypedBox {
  const text = ref(typing.write(value()))
  let composing = false
  let focused = false

  function take(box: Box): void {
    const clean = typing.clean(box.value)
    setKeepingCaret(box, clean)
    text.value = clean
    give(clean.trim() === '' ? undefined : typing.read(clean))
  }
  function rewrite(): void {
    text.value = typing.write(value())
  }
  watch(value, (now) => {
    const mine = text.value.trim() === '' ? undefined : typing.read(text.value)
    // While the box has the focus the clerk's own writing stays, unless the data was changed from elsewhere (undo).
    if (!focused || (now ?? undefined) !== mine) rewrite()
  })

  return {
    text,
    onInput: (event) => {
      const box = event.target as Box
      if (composing) text.value = box.value
      else take(box)
    },
    onCompositionstart: () => {
      composing = true
    },
    onCompositionend: (event) => {
      composing = false
      take(event.target as Box)
    },
    onFocus: () => {
      focused = true
    },
    onBlur: () => {
      focused = false
      rewrite()
    },
  }
}
