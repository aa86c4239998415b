import { afterEach, describe, expect, it, vi } from 'vitest'
import { setClockBy, today } from '../src/api/clock'

afterEach(() => vi.useRealTimers())

describe('today', () => {
  it("is the gateway's day, whatever this computer believes", () => {
    vi.useFakeTimers({ now: Date.parse('2019-01-01T00:00:00Z') })
    setClockBy(new Response('', { headers: { date: 'Sat, 18 Apr 2026 16:30:00 GMT' } }))
    expect(today()).toBe('2026-04-19')
    setClockBy(new Response(''))
    expect(today()).toBe('2026-04-19')
  })
})
