import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/vue'
import { afterEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { setTransport } from '@kit/ipc'
import { mockTransport, type Script } from '@kit/ipc/mock'
import { listenForKeys } from '@kit/keyboard/keys'
import { dropToasts, toasts } from '@kit/toasts'
import type { DeskState, Failure, RecoveryView } from '@kit/gen/commands'
import App from '../src/App.vue'
import RecoverScreen from '../src/screens/RecoverScreen.vue'
import { desk, deskFailure, refreshDesk } from '../src/session'

listenForKeys(window)
afterEach(() => {
  vi.useRealTimers()
  cleanup()
  dropToasts()
  desk.value = deskFailure.value = null
})

const VIEW: RecoveryView = { folder: 'D:\\便民站', sealed: true, sticks: [{ path: '/media/KINGSTON', words: 'KINGSTON,还有 12.0 GB' }] }
const at = (stage: DeskState['stage'], more: Partial<DeskState> = {}): DeskState =>
  ({ stage, clerks: ['黄站长', '符小梅'], ...more }) as DeskState
const no = (code: Failure['code'], message: string): Failure => ({ code, message, next: '', problems: [] })

function told(script: Script): { asked: [string, unknown][]; router: Router } {
  const { transport, asked } = mockTransport({ recovery_state: () => VIEW, ...script })
  setTransport(transport)
  return { asked, router: createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: {} }] }) }
}
async function fill(label: string, text: string): Promise<void> {
  await fireEvent.update(screen.getByLabelText(label), text)
}
async function fillAll(): Promise<void> {
  await screen.findByText('KINGSTON,还有 12.0 GB')
  await fill('恢复码', 'abcd-efgh—jkmn')
  await fill('新密码', 'xinmima2027')
  await fill('再输一遍密码', 'xinmima2027')
}
const button = (name: RegExp): HTMLElement => screen.getByRole('button', { name })

test('by stick, code and a new password the desk opens, and the chief reads what the others may need', async () => {
  desk.value = at('logged_out')
  const { asked, router } = told({ desk_recover: () => ({ desk: at('open'), left: '' }), desk_state: () => at('open') })
  await router.push('/cases')
  const { emitted } = render(RecoverScreen, { global: { plugins: [router] } })
  await fillAll()
  screen.getByText(/拷的是一把封好的钥匙/)
  await fireEvent.keyDown(window, { key: 'F9' })
  await waitFor(() => expect(emitted().back).toHaveLength(1))
  const input = { file: '/media/KINGSTON', code: 'ABCD-EFGH-JKMN', clerk: '', password: 'xinmima2027' }
  expect(asked.filter(([name]) => name === 'desk_recover')).toEqual([['desk_recover', input]])
  expect(desk.value?.stage).toBe('open')
  expect(toasts.map((toast) => toast.words).join()).toContain('别人登录不了的')
  await waitFor(() => expect(router.currentRoute.value.path).toBe('/'))
})

test('a recovery file that could not be removed is told before anything goes on', async () => {
  desk.value = at('logged_out')
  const { asked, router } = told({
    desk_recover: () => ({ desk: at('open'), left: '/media/KINGSTON/recovery.json' }),
    desk_state: () => at('open'),
  })
  const { emitted } = render(RecoverScreen, { global: { plugins: [router] } })
  await fillAll()
  await fireEvent.click(button(/找回数据/))
  expect((await screen.findByRole('alert')).textContent).toContain('/media/KINGSTON/recovery.json')
  expect([emitted().back, toasts.length, desk.value?.stage]).toEqual([undefined, 0, 'logged_out'])
  await fireEvent.keyDown(window, { key: 'F9' })
  const names = asked.map(([name]) => name)
  expect(names, 'a second press of what began it reads nothing').not.toContain('desk_state')
  await fireEvent.click(button(/知道了/))
  await waitFor(() => expect(emitted().back).toHaveLength(1))
  expect(desk.value?.stage).toBe('open')
})

test('the desk behind that note is closed when nobody comes, and the note stays', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  desk.value = at('logged_out')
  let stage: DeskState['stage'] = 'open'
  const { router } = told({
    desk_recover: () => ({ desk: at(stage), left: '/media/KINGSTON/recovery.json' }),
    desk_state: () => at(stage),
    logout: () => at((stage = 'logged_out')),
  })
  const { emitted } = render(RecoverScreen, { global: { plugins: [router] } })
  await fillAll()
  await fireEvent.click(button(/找回数据/))
  await screen.findByRole('alert')
  await vi.advanceTimersByTimeAsync(6 * 60_000)
  vi.useRealTimers()
  expect(stage).toBe('logged_out')
  expect(screen.getByRole('alert').textContent).toContain('/media/KINGSTON/recovery.json')
  await fireEvent.click(button(/知道了/))
  await waitFor(() => expect(emitted().back).toHaveLength(1))
  expect([desk.value?.stage, toasts.length]).toEqual(['logged_out', 0])
})

test('who logs out after that finds the log-in, not the way back', async () => {
  desk.value = at('logged_out')
  const { router } = told({ desk_recover: () => ({ desk: at('open'), left: '' }), desk_state: () => at('open') })
  render(App, { global: { plugins: [router], stubs: { DeskFrame: true } } })
  await fireEvent.click(await screen.findByRole('button', { name: /忘了密码/ }))
  await fillAll()
  await fireEvent.click(button(/找回数据/))
  await waitFor(() => expect(desk.value?.stage).toBe('open'))
  await waitFor(() => expect(screen.queryByLabelText('恢复码')).toBeNull())
  desk.value = at('logged_out')
  await screen.findByRole('button', { name: /忘了密码/ })
  expect(screen.queryByLabelText('恢复码')).toBeNull()
})

test('what the county needs is put on the stick by a button', async () => {
  desk.value = at('logged_out')
  const { asked, router } = told({ recovery_carry: ({ path }) => ({ path: `${path}/recovery-1f0c5b7e.age` }) })
  render(RecoverScreen, { global: { plugins: [router] } })
  await screen.findByText('KINGSTON,还有 12.0 GB')
  await fireEvent.click(button(/拷到U盘/))
  await waitFor(() => expect(toasts.map((toast) => toast.words).join()).toContain('/media/KINGSTON/recovery-1f0c5b7e.age'))
  expect(asked.filter(([name]) => name === 'recovery_carry')).toEqual([['recovery_carry', { path: '/media/KINGSTON' }]])
})

test('what is refused is told and stays to be put right; nothing opens', async () => {
  desk.value = at('logged_out')
  const { router } = told({ desk_recover: () => no('recovery_code', '恢复码不对,什么都没有改。') })
  const { emitted } = render(RecoverScreen, { global: { plugins: [router] } })
  await fillAll()
  await fireEvent.click(button(/找回数据/))
  expect((await screen.findByRole('alert')).textContent).toContain('恢复码不对')
  expect(screen.getByLabelText<HTMLInputElement>('恢复码').value).toBe('ABCD-EFGH-JKMN')
  expect([emitted().back, toasts.length, desk.value?.stage]).toEqual([undefined, 0, 'logged_out'])
})

test('nothing is asked for while the two passwords differ or no stick is there', async () => {
  desk.value = at('logged_out')
  let sticks: RecoveryView['sticks'] = []
  const { asked, router } = told({ recovery_state: () => ({ ...VIEW, sticks }) })
  const { unmount } = render(RecoverScreen, { global: { plugins: [router] } })
  await screen.findByText('还没有看到U盘。插上以后等一两秒。')
  await fill('恢复码', 'ABCD')
  await fill('新密码', 'xinmima2027')
  await fill('再输一遍密码', 'xinmima2027')
  await fireEvent.click(button(/找回数据/))
  unmount()
  sticks = VIEW.sticks
  render(RecoverScreen, { global: { plugins: [router] } })
  await fillAll()
  await fill('再输一遍密码', 'xinmima')
  await fireEvent.click(button(/找回数据/))
  expect(asked.map(([name]) => name)).not.toContain('desk_recover')
})

test('a desk whose keys are spoilt does not open, and the same way leads back; whose name it is nobody knows', async () => {
  const { asked, router } = told({ desk_state: () => no('damaged', '本机的数据打不开。'), desk_recover: () => no('stick', 'U盘用不了。') })
  await refreshDesk()
  render(App, { global: { plugins: [router] } })
  await fireEvent.click(button(/忘了密码/))
  await fillAll()
  expect(screen.queryByLabelText('站长')).toBeNull()
  await fireEvent.click(button(/找回数据/))
  await screen.findByText(/U盘用不了/)
  expect(asked.find(([name]) => name === 'desk_recover')?.[1]).toMatchObject({ clerk: '' })
  await fireEvent.click(button(/回去/))
  await screen.findByText('本机的数据打不开。')
})

test.each(['fresh', 'logged_out'] as const)('the way back begins where the desk is %s, with the code to be typed', async (stage) => {
  desk.value = at(stage)
  const { router } = told({ recovery_state: () => ({ ...VIEW, sealed: false }) })
  render(App, { global: { plugins: [router] } })
  await fireEvent.click(await screen.findByRole('button', { name: /忘了密码/ }))
  await screen.findByText(/D:\\便民站 里没有 recovery\.age/)
  expect(document.activeElement).toBe(screen.getByLabelText('恢复码'))
})
