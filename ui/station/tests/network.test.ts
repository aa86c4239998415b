import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/vue'
import { afterEach, expect, test } from 'vitest'
import { setTransport } from '@kit/ipc'
import { mockTransport, type Script } from '@kit/ipc/mock'
import { dropToasts, toasts } from '@kit/toasts'
import type { DeskState, Failure } from '@kit/gen/commands'
import NetworkSettings from '../src/screens/NetworkSettings.vue'
import { desk } from '../src/session'

afterEach(() => {
  cleanup()
  dropToasts()
  desk.value = null
})

const at = (gateway: string, chief = true): DeskState => ({ stage: 'open', enrolled: true, gateway, chief }) as DeskState
const OTHER: Failure = { code: 'wrong_key', message: '应答的不是要找的省审批网。', next: '没有发出任何资料。', problems: [] }

function shown(script: Script, chief = true): [string, unknown][] {
  const { transport, asked } = mockTransport(script)
  setTransport(transport)
  desk.value = at('https://old.example', chief)
  render(NetworkSettings, { global: { stubs: { RouterLink: true } } })
  return asked
}
async function moves(address: string): Promise<void> {
  await fireEvent.click(screen.getByRole('button', { name: '换地址' }))
  await fireEvent.update(await screen.findByLabelText('新地址'), address)
  await fireEvent.click(screen.getByRole('button', { name: '问一问,改过去' }))
}

test('the chief gives the new address, and reads that it is in use', async () => {
  const asked = shown({ gateway_set: ({ gateway }) => at(gateway) })
  await moves(' https://new.example ')
  await screen.findByText('已绑定 https://new.example')
  expect(asked).toEqual([['gateway_set', { gateway: 'https://new.example' }]])
  expect(toasts.map((toast) => toast.words)).toEqual(['地址改好了'])
  expect(screen.queryByLabelText('新地址')).toBeNull()
})

test('an address at which another gateway answers is told and stays to be put right; the old one goes on', async () => {
  shown({ gateway_set: () => OTHER })
  await moves('https://other.example')
  await screen.findByText(/不是要找的省审批网/)
  screen.getByText('已绑定 https://old.example')
  expect((screen.getByLabelText('新地址') as HTMLInputElement).value).toBe('https://other.example')
  await fireEvent.click(screen.getByRole('button', { name: '不改了' }))
  await waitFor(() => expect(screen.queryByText(/不是要找的省审批网/)).toBeNull())
})

test('who is no chief reads the address and changes nothing', () => {
  shown({}, false)
  screen.getByText('已绑定 https://old.example')
  expect(screen.queryByRole('button')).toBeNull()
})
