import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { logOut } from '../src/api/gateway'
import type { Session } from '../src/api/shapes'
import { enter, leave, session, timedOut } from '../src/session'
import TopBar from '../src/TopBar.vue'

function sessionOf(user: string): Session {
  return { token: `t-${user}`, user, name: `${user}审核`, role: 'reviewer', county: '469028', county_name: '陵水黎族自治县' }
}

const line = vi.fn<typeof fetch>()
beforeEach(() => {
  line.mockReset()
  vi.stubGlobal('fetch', line)
  enter(sessionOf('liu'))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function pressLeave(): void {
  render(TopBar, { props: { session: sessionOf('liu') } })
  screen.getByRole('button', { name: '退出登录' }).click()
}

it('who leaves ends his session at the gateway as well', () => {
  line.mockResolvedValue(new Response(null, { status: 204 }))
  pressLeave()
  expect(line).toHaveBeenCalledOnce()
  const [address, request] = line.mock.calls[0]!
  expect([address, request?.method]).toEqual(['/v1/county/session', 'DELETE'])
  expect(request?.headers).toEqual({ authorization: 'Bearer t-liu' })
  expect([session.value, timedOut.value]).toEqual([null, false])
})

it('without a line the tab is cleared all the same', () => {
  line.mockRejectedValue(new TypeError('no line'))
  pressLeave()
  expect([session.value, timedOut.value, sessionStorage.length]).toEqual([null, false, 0])
})

it('a late word that the session was over already throws nobody out who came since', async () => {
  let answer: (given: Response) => void = () => undefined
  line.mockReturnValue(
    new Promise((resolve) => {
      answer = resolve
    }),
  )
  const leaving = logOut()
  leave()
  enter(sessionOf('wang'))
  const refusal = { code: 'not_authorised', title: '没有登录,或登录已过期。', detail: '请重新登录。' }
  answer(new Response(JSON.stringify(refusal), { status: 401 }))
  await leaving
  expect([session.value?.user, timedOut.value]).toEqual(['wang', false])
})
