import { ipc, onRefusal, setTransport } from '@kit/ipc'
import { loopbackTransport, takeToken } from '@kit/ipc/loopback'
import { mockTransport } from '@kit/ipc/mock'
import type { Failure } from '@kit/gen/commands'
import { afterEach, describe, expect, test, vi } from 'vitest'

const locked: Failure = { code: 'not_logged_in', message: '已锁屏。', next: '输入密码。', problems: [] }

function reply(status: number, body: unknown): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
}
afterEach(() => {
  sessionStorage.clear()
  onRefusal(() => {})
})

describe('the loopback line', () => {
  test('sends the name, the input and the token', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(reply(200, []))
    await loopbackTransport('t0ken')('item_search', { text: '临时', limit: 5 })
    const [address, sent] = fetch.mock.calls[0]!
    expect(address).toBe('/ipc/item_search')
    expect(sent).toMatchObject({ method: 'POST', headers: { 'X-Bianmin-Token': 't0ken' }, body: '{"text":"临时","limit":5}' })
  })
  test('gives a refusal as a value', async () => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(reply(401, locked))
    expect(await loopbackTransport('x')('home', {})).toEqual({ ok: false, failure: locked })
  })
  test.each([
    ['a page that is not ours', reply(502, '<html>')],
    ['a body of another kind', reply(500, { oops: 1 })],
  ])('says that the program is silent after %s', async (_name, answer) => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(answer)
    expect(await loopbackTransport('x')('home', {})).toMatchObject({ ok: false, failure: { code: 'internal', message: '程序没有回应。' } })
  })
  test('says the same when nothing answers at all', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('refused'))
    expect(await loopbackTransport('x')('home', {})).toMatchObject({ ok: false, failure: { code: 'internal' } })
  })
  test('takes the token from the address once and cleans the address', () => {
    location.hash = '#token=abc%2B1'
    expect(takeToken()).toBe('abc+1')
    expect(location.hash.replace('#', '')).toBe('')
    expect(takeToken()).toBe('abc+1')
  })
})

describe('ipc', () => {
  test('lets the listener hear every refusal', async () => {
    const heard: Failure[] = []
    onRefusal((failure) => heard.push(failure))
    setTransport(mockTransport({ home: () => locked }).transport)
    const answer = await ipc('home', {})
    expect(answer.ok).toBe(false)
    expect(heard).toEqual([locked])
  })
})
