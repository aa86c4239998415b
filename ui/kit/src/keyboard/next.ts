import { plainEnter } from './ime'

const FIELDS = 'input:not([type=hidden]):not([type=file]):not(:disabled), select:not(:disabled), textarea:not(:disabled)'

/** The fields of a part of the screen in reading order; of a radio group only the one that takes the focus. */
function fieldsIn(root: HTMLElement): HTMLElement[] {
  const all = [...root.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => !field.closest('[hidden]') && field.tabIndex >= 0)
  return all.filter((field) => {
    if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return true
    const group = all.filter(
      (other): other is HTMLInputElement => other instanceof HTMLInputElement && other.type === 'radio' && other.name === field.name,
    )
    return field === (group.find((one) => one.checked) ?? group[0])
  })
}

function placeOf(fields: HTMLElement[], target: HTMLElement): number {
  const at = fields.indexOf(target)
  if (at >= 0 || !(target instanceof HTMLInputElement)) return at
  return fields.findIndex((field) => field instanceof HTMLInputElement && field.type === 'radio' && field.name === target.name)
}

function moveFrom(target: HTMLElement, root: HTMLElement, past: () => void): void {
  // Somebody was faster: the focus is elsewhere already.
  if (document.activeElement !== target) return
  const fields = fieldsIn(root)
  const next = fields[placeOf(fields, target) + 1]
  if (!next) return past()
  next.focus()
  if (next instanceof HTMLInputElement && next.type !== 'radio' && next.type !== 'checkbox') next.select()
}

/**
 * Enter moves to the next field as on a till; in a text area only with Ctrl. After the last field `past` takes over.
 * Enter on a button or link keeps its own meaning. `first` is waited for: what was typed may make another field appear.
 */
export function enterMovesOn(event: KeyboardEvent, root: HTMLElement, past: () => void, first?: () => Promise<void>): void {
  const target = event.target
  if (!plainEnter(event) || event.defaultPrevented || !(target instanceof HTMLElement) || !target.matches(FIELDS)) return
  if (target instanceof HTMLTextAreaElement && !event.ctrlKey) return
  event.preventDefault()
  if (first) void first().then(() => moveFrom(target, root, past))
  else moveFrom(target, root, past)
}
