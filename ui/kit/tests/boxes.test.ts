import ComboBox from '@kit/controls/ComboBox.vue'
import DeskButton from '@kit/controls/DeskButton.vue'
import DeskDialog from '@kit/controls/DeskDialog.vue'
import TypedInput from '@kit/controls/TypedInput.vue'
import { cleanup, fireEvent, render } from '@testing-library/vue'
import { afterEach, describe, expect, test } from 'vitest'
import { defineComponent, h, nextTick, ref, type VNode } from 'vue'

afterEach(cleanup)

function box(kind: string, value?: unknown) {
  const shown = render(TypedInput, { props: { modelValue: value, kind, id: 'x' } })
  const input = shown.getByRole('textbox') as HTMLInputElement
  const type = async (text: string): Promise<void> => {
    input.value = text
    await fireEvent(input, new InputEvent('input', { bubbles: true }))
  }
  const given = (): unknown => (shown.emitted('update:modelValue') as unknown[][] | undefined)?.at(-1)?.[0]
  return { ...shown, input, type, given }
}

describe('a box for money', () => {
  test('shows yuan, gives fen', async () => {
    const { input, type, given } = box('money', 1820050)
    expect(input.value).toBe('18200.50')
    await type('3500')
    expect(given()).toBe(350000)
  })
  test('keeps what is no amount as typed, so that nothing is lost', async () => {
    const { type, given } = box('money')
    await type('三千')
    expect(given()).toBe('三千')
  })
  test('gives nothing when it is emptied', async () => {
    const { type, given } = box('money', 100)
    await type('')
    expect(given()).toBeUndefined()
  })
})

test('a date typed as eight digits stands as a date after the box is left', async () => {
  const { input, type, given, rerender } = box('date')
  await fireEvent.focus(input)
  await type('19580312')
  expect(given()).toBe('1958-03-12')
  await rerender({ modelValue: '1958-03-12' })
  expect(input.value).toBe('19580312')
  await fireEvent.blur(input)
  expect(input.value).toBe('1958-03-12')
})

describe('full-width digits', () => {
  test('become plain as they are typed', async () => {
    const { input, type, given } = box('idno')
    await type('４６００３４ｘ')
    expect([input.value, given()]).toEqual(['460034X', '460034X'])
  })
  test('are left alone while an input method is at work, and put right when the word is finished', async () => {
    const { input, type, emitted, given } = box('phone')
    await fireEvent(input, new CompositionEvent('compositionstart'))
    await type('１３９')
    expect(emitted('update:modelValue')).toBeUndefined()
    expect(input.value).toBe('１３９')
    await fireEvent(input, new CompositionEvent('compositionend'))
    expect([input.value, given()]).toEqual(['139', '139'])
  })
})

describe('a combo box', () => {
  const options = [
    { value: '01', label: '汉族' },
    { value: '19', label: '黎族' },
    { value: '06', label: '苗族' },
  ]
  test('is narrowed by pinyin initials and chosen with Enter', async () => {
    const { getByRole, getAllByRole, emitted } = render(ComboBox, { props: { modelValue: undefined, options, id: 'nation' } })
    const input = getByRole('combobox') as HTMLInputElement
    input.value = 'lz'
    await fireEvent(input, new InputEvent('input'))
    expect(getAllByRole('option').map((one) => one.textContent)).toEqual(['黎族'])
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(emitted('update:modelValue')).toEqual([['19']])
  })
  test('goes back to its value when something unknown was typed', async () => {
    const { getByRole, emitted } = render(ComboBox, { props: { modelValue: '06', options, id: 'nation' } })
    const input = getByRole('combobox') as HTMLInputElement
    input.value = '不知道'
    await fireEvent(input, new InputEvent('input'))
    await fireEvent.blur(input)
    expect(input.value).toBe('苗族')
    expect(emitted('update:modelValue')).toBeUndefined()
  })
})

describe('a question', () => {
  /** What has the focus when a question opens over a screen. */
  async function asked(body: () => VNode): Promise<Element | null> {
    const open = ref(false)
    const foot = (): VNode => h(DeskButton, { primary: true, id: 'answer' }, () => '发到县里')
    render(defineComponent(() => () => (open.value ? h(DeskDialog, { title: '发到县里' }, { default: body, foot }) : null)))
    open.value = true
    await nextTick()
    return document.activeElement
  }
  test('starts on its answer, never on the button that closes it', async () => {
    expect((await asked(() => h('p', '发出以后要改,只能申请撤回。')))?.id).toBe('answer')
  })
  test('starts in its field when it has one', async () => {
    expect((await asked(() => h('input', { id: 'reason' })))?.id).toBe('reason')
  })
})
