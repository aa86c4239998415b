import DeskButton from '@kit/controls/DeskButton.vue'
import { imeBusy, plainEnter } from '@kit/keyboard/ime'
import { keyName, listenForKeys, useKeys } from '@kit/keyboard/keys'
import { enterMovesOn } from '@kit/keyboard/next'
import { cleanup, render } from '@testing-library/vue'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'

function key(init: KeyboardEventInit & { keyCode?: number }): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  return event
}
function press(init: KeyboardEventInit & { keyCode?: number }, on: EventTarget = window): KeyboardEvent {
  const event = key(init)
  on.dispatchEvent(event)
  return event
}
function part(keys: Record<string, () => void>, modal = false): ReturnType<typeof defineComponent> {
  return defineComponent({
    setup() {
      useKeys(() => keys, modal)
      return () => h('div')
    },
  })
}
beforeAll(() => listenForKeys(window))
afterEach(cleanup)

describe('an input method at work', () => {
  test("is seen by isComposing and by WebKit's 229", () => {
    expect(imeBusy(key({ key: 'Enter', isComposing: true }))).toBe(true)
    expect(imeBusy(key({ key: 'Enter', keyCode: 229 }))).toBe(true)
    expect(imeBusy(key({ key: 'Enter', keyCode: 13 }))).toBe(false)
  })
  test('keeps its Enter and its keys from doing anything', () => {
    const next = vi.fn()
    render(part({ F9: next }))
    press({ key: 'F9', keyCode: 229 })
    expect(plainEnter(key({ key: 'Enter', keyCode: 229 }))).toBe(false)
    expect(next).not.toHaveBeenCalled()
  })
})

describe('keys', () => {
  test('have the names that are printed on the buttons', () => {
    const names = [
      key({ key: 'F9' }),
      key({ key: 'å', code: 'KeyA', altKey: true }),
      key({ key: 'k', code: 'KeyK', ctrlKey: true }),
      key({ key: 'Delete', altKey: true }),
      key({ key: 'Escape' }),
      key({ key: '3', code: 'Digit3' }),
    ].map(keyName)
    expect(names).toEqual(['F9', 'Alt+A', 'Ctrl+K', 'Alt+Del', 'Esc', '3'])
  })
  test('of the newest part win, and go with it', () => {
    const below = vi.fn()
    const above = vi.fn()
    render(part({ F9: below }))
    const { unmount } = render(part({ F9: above }))
    press({ key: 'F9' })
    unmount()
    press({ key: 'F9' })
    expect([above.mock.calls.length, below.mock.calls.length]).toEqual([1, 1])
  })
  test('under a dialog are dead', () => {
    const below = vi.fn()
    render(part({ F9: below }))
    render(part({ Esc: () => {} }, true))
    press({ key: 'F9' })
    expect(below).not.toHaveBeenCalled()
  })
  test('have Alt twins for laptops', () => {
    const next = vi.fn()
    render(part({ F9: next }))
    press({ key: 'n', code: 'KeyN', altKey: true })
    expect(next).toHaveBeenCalledOnce()
  })
  test('never reload the page', () => {
    expect([press({ key: 'F5' }), press({ key: 'r', code: 'KeyR', ctrlKey: true })].map((event) => event.defaultPrevented)).toEqual([
      true,
      true,
    ])
  })
  test('that are digits type into a field instead of opening a row', () => {
    const open = vi.fn()
    render(part({ 1: open }))
    const box = document.body.appendChild(document.createElement('input'))
    press({ key: '1', code: 'Digit1' }, box)
    box.remove()
    expect(open).not.toHaveBeenCalled()
    press({ key: '1', code: 'Digit1' })
    expect(open).toHaveBeenCalledOnce()
  })
})

describe('a button', () => {
  test('is pressed by its printed key', () => {
    const { emitted, getByText } = render(DeskButton, { props: { hot: 'F8' }, slots: { default: '打印' } })
    press({ key: 'F8' })
    expect(emitted('press')).toHaveLength(1)
    expect(getByText('F8')).toBeTruthy()
  })
  test('that is off does nothing, by mouse or key', () => {
    const { emitted, getByRole } = render(DeskButton, { props: { hot: 'F8', off: true }, slots: { default: '打印' } })
    press({ key: 'F8' })
    getByRole('button').click()
    expect(emitted('press')).toBeUndefined()
  })
})

describe('Enter', () => {
  function form(): { root: HTMLElement; past: ReturnType<typeof vi.fn> } {
    const root = document.body.appendChild(document.createElement('div'))
    root.innerHTML =
      '<input id="a"><input type="radio" name="r" id="r1"><input type="radio" name="r" id="r2"><textarea id="t"></textarea><input id="z">'
    const past = vi.fn()
    root.addEventListener('keydown', (event) => enterMovesOn(event, root, past))
    return { root, past }
  }
  const at = (root: HTMLElement, id: string): HTMLElement => root.querySelector(`#${id}`)!

  test('goes to the next field, over a radio group as one, and past the last', () => {
    const { root, past } = form()
    at(root, 'a').focus()
    press({ key: 'Enter' }, at(root, 'a'))
    expect(document.activeElement?.id).toBe('r1')
    press({ key: 'Enter' }, at(root, 'r1'))
    expect(document.activeElement?.id).toBe('t')
    at(root, 'z').focus()
    press({ key: 'Enter' }, at(root, 'z'))
    expect(past).toHaveBeenCalledOnce()
  })
  test('makes a new line in a text area, and moves on with Ctrl', () => {
    const { root } = form()
    at(root, 't').focus()
    expect(press({ key: 'Enter' }, at(root, 't')).defaultPrevented).toBe(false)
    press({ key: 'Enter', ctrlKey: true }, at(root, 't'))
    expect(document.activeElement?.id).toBe('z')
  })
  test('that confirms a word stays where it is', () => {
    const { root } = form()
    at(root, 'a').focus()
    press({ key: 'Enter', keyCode: 229 }, at(root, 'a'))
    expect(document.activeElement?.id).toBe('a')
  })
})
