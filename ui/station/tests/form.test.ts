import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import { listenForKeys } from '@kit/keyboard/keys'
import type { DraftView, EvaluationView, FieldView } from '@kit/gen/commands'
import { cleanup, fireEvent, render, waitFor } from '@testing-library/vue'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import { toasts } from '@kit/toasts'
import { provideDraft, type Draft } from '../src/form/draft'
import FormPage from '../src/form/FormPage.vue'
import { CLEAN, draftView, field } from './worlds'

interface Shown {
  draft: Draft
  screen: ReturnType<typeof render>
  saves: () => Record<string, unknown>[]
}

/** The first page of a draft; `judge` is the core's evaluation of the data. */
async function page(
  fields: FieldView[],
  judge: (data: Record<string, unknown>) => Partial<EvaluationView> = () => ({}),
  more: Partial<DraftView> = {},
): Promise<Shown> {
  const view = draftView(fields, more)
  const evaluated = (data: Record<string, unknown>): EvaluationView => ({ ...CLEAN, ...judge(data) })
  const { transport, asked } = mockTransport({
    draft_open: () => ({ ...view, evaluation: evaluated(view.data) }),
    form_eval: ({ data }) => evaluated(data),
    draft_save: ({ rev, data }) => ({ rev: rev + 1, saved_at: '10:41', evaluation: evaluated(data), duplicate: null }),
  })
  setTransport(transport)
  let draft: Draft | undefined
  const screen = render(
    defineComponent({
      setup() {
        draft = provideDraft()
        void draft.open('d1')
        return () => (draft?.view.value ? h(FormPage, { page: draft.view.value.form.pages[0]! }) : null)
      },
    }),
  )
  await waitFor(() => screen.getByRole('group'))
  return {
    draft: draft!,
    screen,
    saves: () => asked.filter(([name]) => name === 'draft_save').map(([, input]) => (input as { data: Record<string, unknown> }).data),
  }
}
async function type(input: HTMLElement, text: string): Promise<void> {
  ;(input as HTMLInputElement).value = text
  await fireEvent(input, new InputEvent('input', { bubbles: true }))
}
beforeAll(() => listenForKeys(window))
afterEach(() => {
  cleanup()
  toasts.splice(0)
})

describe('a form page', () => {
  test('hides what the core hides, and shows it again', async () => {
    const yesNo = [
      { value: 'y', label: '有' },
      { value: 'n', label: '没有' },
    ]
    const { screen } = await page([field('agent', 'radio', { options: yesNo }), field('agent_name', 'text')], (data) => ({
      hidden: data.agent === 'y' ? [] : ['agent_name'],
    }))
    expect(screen.queryByLabelText(/agent_name/)).toBeNull()
    await fireEvent.click(screen.getByLabelText('有'))
    await waitFor(() => screen.getByLabelText(/agent_name/))
  })
  test('goes with Enter into a field that what was typed just made appear', async () => {
    const { screen } = await page([field('phone', 'phone'), field('contact', 'text')], (data) => ({
      hidden: data.phone === '无' ? [] : ['contact'],
    }))
    const box = screen.getByLabelText(/phone/)
    box.focus()
    await type(box, '无')
    await fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(/contact/)))
  })
  test('marks what the core requires', async () => {
    const { screen } = await page([field('name', 'text'), field('phone', 'phone')], () => ({ required: ['name'] }))
    expect(screen.getByLabelText(/name.*必填/)).toBeTruthy()
    expect(screen.queryByLabelText(/phone.*必填/)).toBeNull()
  })
  test('shows a computed value as plain text, not as a box', async () => {
    const { screen } = await page([field('birth', 'date', { computed: true })], () => ({ computed: { birth: '1958-03-12' } }))
    expect(screen.getByText('1958 年 3 月 12 日')).toBeTruthy()
    expect(screen.queryByRole('textbox')).toBeNull()
  })
  test('keeps silent while a field is filled for the first time, and tells what is wrong once it is left', async () => {
    const { screen } = await page([field('phone', 'phone'), field('name', 'text')], (data) => ({
      errors: data.phone === '138' ? [{ path: 'phone', message: '电话要填 11 位' }] : [],
    }))
    const box = screen.getByLabelText(/phone/)
    await fireEvent.focusIn(box)
    await type(box, '138')
    expect(screen.queryByText('电话要填 11 位')).toBeNull()
    await fireEvent.focusOut(box, { relatedTarget: screen.getByLabelText(/name/) })
    await waitFor(() => screen.getByText('电话要填 11 位'))
    expect(box.getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(box.getAttribute('aria-describedby')!)?.textContent).toBe('电话要填 11 位')
  })
  test('says nothing about a field left by a click before the click is over', async () => {
    const { screen } = await page([field('phone', 'phone'), field('name', 'text')], () => ({
      errors: [{ path: 'phone', message: '电话要填 11 位' }],
    }))
    const box = screen.getByLabelText(/phone/)
    await fireEvent.focusIn(box)
    window.dispatchEvent(new Event('pointerdown'))
    await fireEvent.focusOut(box, { relatedTarget: screen.getByLabelText(/name/) })
    expect(screen.queryByText('电话要填 11 位')).toBeNull()
    window.dispatchEvent(new Event('pointerup'))
    await waitFor(() => screen.getByText('电话要填 11 位'))
  })
  test('says what is wrong in the place of the hint', async () => {
    const { screen, draft } = await page([field('phone', 'phone', { hint: '没有电话填“无”' })], () => ({
      errors: [{ path: 'phone', message: '请填电话' }],
    }))
    screen.getByText('没有电话填“无”')
    draft.asked.add('one')
    await waitFor(() => screen.getByText('请填电话'))
    expect(screen.queryByText('没有电话填“无”')).toBeNull()
  })
  test('shows all that is wrong once the whole page is asked', async () => {
    const { screen, draft } = await page([field('name', 'text'), field('phone', 'phone')], () => ({
      errors: [
        { path: 'name', message: '请填姓名' },
        { path: 'phone', message: '请填电话' },
      ],
    }))
    expect(screen.queryByText('请填姓名')).toBeNull()
    draft.asked.add('one')
    await waitFor(() => {
      screen.getByText('请填姓名')
      screen.getByText('请填电话')
    })
  })
  test('writes an amount in capitals beside the box', async () => {
    const { screen } = await page([field('sum', 'money')])
    await type(screen.getByLabelText(/sum/), '3500')
    await waitFor(() => screen.getByText('叁仟伍佰元整'))
  })
  test('strikes the old value in a correction, and gives what nobody asked about only to read', async () => {
    const { screen } = await page([field('name', 'text'), field('account', 'account')], undefined, {
      data: { name: '符大勇', account: '62' },
      before: { name: '符大勇', account: '62' },
      demands: [{ path: 'account', message: '少一位' }],
    })
    expect(screen.queryByLabelText(/name/, { selector: 'input' })).toBeNull()
    await type(screen.getByLabelText(/account/), '623')
    await waitFor(() => screen.getByText('原来:62'))
    expect(screen.getByText('县里要求:少一位')).toBeTruthy()
  })
})

describe('a table', () => {
  const columns = [field('name', 'text'), field('age', 'computed', { computed: true })]
  const members = field('members', 'table', { label: '家庭成员', columns })
  const key = (name: string, code = ''): void => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: name, code, altKey: true }))
  }

  test('gets a row with Alt A, and keeps what is typed in it', async () => {
    const { screen, draft } = await page([members], (data) => ({ computed: data.members ? { 'members[0].age': 68 } : {} }))
    key('a', 'KeyA')
    await type(await screen.findByLabelText('第 1 行 name'), '王建国')
    await draft.save()
    expect(draft.data.value).toEqual({ members: [{ name: '王建国' }] })
    await waitFor(() => screen.getByText('68'))
  })
  test('loses a row with Alt Del and offers it back', async () => {
    const { screen, draft } = await page([members], undefined, { data: { members: [{ name: '甲' }, { name: '乙' }] } })
    screen.getByLabelText('第 1 行 name').focus()
    key('Delete')
    await waitFor(() => expect(draft.data.value).toEqual({ members: [{ name: '乙' }] }))
    toasts[0]?.undo?.()
    expect(draft.data.value).toEqual({ members: [{ name: '甲' }, { name: '乙' }] })
  })
  test('with more than five columns opens a row in an editor', async () => {
    const wide = field('members', 'table', { columns: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => field(id, 'text')) })
    const { screen } = await page([wide], undefined, { data: { members: [{ a: '甲', f: '己' }] } })
    expect(screen.queryByLabelText('第 1 行 a')).toBeNull()
    await fireEvent.click(screen.getByText('打开'))
    const box = await screen.findByLabelText('f')
    expect((box as HTMLInputElement).value).toBe('己')
  })
  test('says what is wrong under the row it is wrong in', async () => {
    const { screen, draft } = await page([members], () => ({ errors: [{ path: 'members[0].name', message: '请填姓名' }] }), {
      data: { members: [{}] },
    })
    draft.asked.add('one')
    await waitFor(() => screen.getByText('请填姓名'))
    expect(screen.getByLabelText('第 1 行 name').getAttribute('aria-invalid')).toBe('true')
  })
})
