// Looking at the screen and touching it, as a person would find things: by their words and their places.
const top = () => [...document.querySelectorAll('dialog[open]')].pop() ?? document
const seen = (element) => element.getClientRects().length > 0 && !element.closest('[inert]')
const plain = (text) => text.replace(/\s+/g, ' ').trim()

/** The words on a control, without the key printed on it and without what only a reader hears. */
function wordsOn(element) {
  const copy = element.cloneNode(true)
  for (const extra of copy.querySelectorAll('.key, .only-read, [aria-hidden=true]')) extra.remove()
  return plain(copy.textContent)
}

/** What can be pressed and carries these words: exactly, else as its beginning, else anywhere. */
function pressable(words, within) {
  const room = within ? document.querySelector(within) : top()
  const all = [...(room?.querySelectorAll('button, a, label, summary, [role=option]') ?? [])].filter(seen)
  const ways = [(text) => text === words, (text) => text.startsWith(words), (text) => text.includes(words)]
  for (const way of ways) {
    const found = all.find((element) => way(wordsOn(element)))
    if (found) return found
  }
  return null
}

/** What can be pressed in the row that says something. */
function pressable_beside(said, words) {
  const row = [...top().querySelectorAll('li, tr')].filter(seen).find((one) => wordsOn(one).includes(said))
  return [...(row?.querySelectorAll('button, a') ?? [])].find((one) => wordsOn(one) === words) ?? null
}

/** The control of a field, by its id or by its label. */
function control(name) {
  const label = [...top().querySelectorAll('label[for]')].find((one) => wordsOn(one).replace(/^\*/, '') === name)
  return document.getElementById(`f-${name}`) ?? document.getElementById(name) ?? (label && document.getElementById(label.htmlFor)) ??
    [...top().querySelectorAll('[aria-label]')].find((one) => one.matches('input, textarea, select') && one.ariaLabel === name)
}

/** Writes into a box letter by letter as far as the page can tell; `stay` leaves the caret in it. */
function write(name, text, stay) {
  const box = control(name)
  if (!box) return false
  const tell = (event) => box.dispatchEvent(event)
  box.focus()
  tell(new FocusEvent('focus'))
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), 'value').set.call(box, text)
  tell(new InputEvent('input', { bubbles: true }))
  if (stay) return true
  tell(new Event('change', { bubbles: true }))
  tell(new FocusEvent('blur'))
  tell(new FocusEvent('focusout', { bubbles: true }))
  box.blur()
  return true
}

/** What stands in a box. */
const written = (name) => control(name)?.value ?? null

/** One choice of a group, by its words. */
function choice(name, words) {
  return [...(control(name)?.querySelectorAll('label') ?? [])].find((label) => wordsOn(label) === words) ?? null
}

/** Whether a box or the choice with these words has its mark. */
const is_marked = (name, words) => (words ? choice(name, words)?.querySelector('input') : control(name))?.checked ?? false

/** All words on the screen; of a window that lies on top, only its own. */
const words = () => (top() === document ? document.body : top()).innerText

const says = (place, wanted) => document.querySelector(place)?.innerText.includes(wanted) ?? false
const silent_about = (unwanted) => !words().includes(unwanted)
const drawn = (place) => document.querySelector(place)?.naturalWidth > 0
const is_there = (place) => document.querySelector(place) !== null
/** Where a thing lies on the screen: left, top, width, height. */
function area(place) {
  const { left, top, width, height } = document.querySelector(place)?.getBoundingClientRect() ?? {}
  return width > 0 ? [left, top, width, height] : null
}
