import { describe, expect, it } from 'vitest'
import { chinaDate, daysLater, minuteInChina, timeLeft, timeOf } from '../src/days'
import { byUrgency, choicesOf, openDrawer, openFurther } from '../src/inbox/tabs'
import type { CaseList } from '../src/api/shapes'
import { row } from './case'

describe('a drawer of the inbox', () => {
  const asked: [string, number | undefined][] = []
  const list = (state: string, _words: string, after?: number): Promise<CaseList> => {
    asked.push([state, after])
    if (state === 'received')
      return Promise.resolve({ cases: [row({ number: after ? 'old' : 'new', cursor: after ? 2 : 7, state })], more: !after })
    return Promise.resolve({ cases: state === 'corrected' ? [row({ number: 'mended', state })] : [], more: false })
  }

  it('holds the cases of all its states and goes on only where more lies', async () => {
    const first = await openDrawer(list, 'waiting', '')
    expect(first.rows.map((one) => one.number).sort()).toEqual(['mended', 'new'])
    expect(first.more).toEqual([{ state: 'received', after: 7 }])
    asked.length = 0
    const further = await openFurther(list, first, '')
    expect(asked).toEqual([['received', 7]])
    expect(further.rows.map((one) => one.number).sort()).toEqual(['mended', 'new', 'old'])
    expect(further.more).toEqual([])
  })

  it('puts the most pressing on top: the nearest last day, then the longest wait', () => {
    const rows = [
      row({ number: 'c', received_at: '2026-04-16T00:00:00Z' }),
      row({ number: 'd', received_at: '2026-04-15T00:00:00Z' }),
      row({ number: 'b', promised_due: '2026-05-02' }),
      row({ number: 'a', promised_due: '2026-05-01' }),
    ]
    expect(byUrgency(rows).map((one) => one.number)).toEqual(['a', 'b', 'd', 'c'])
  })

  it('offers each station once with its count', () => {
    const rows = [row({ station_name: '城内村' }), row({ station_name: '城内村' }), row({ station_name: '文官村' })]
    expect(choicesOf(rows, 'station_name').map((one) => one.label)).toEqual(['城内村 (2)', '文官村 (1)'])
  })
})

describe('days', () => {
  it('are counted by the date in China', () => {
    expect(chinaDate(Date.parse('2026-04-15T16:30:00Z'))).toBe('2026-04-16')
    expect(minuteInChina('2026-04-15T16:30:00Z')).toBe('04-16 00:30')
    expect(daysLater('2026-12-30', 5)).toBe('2027-01-04')
  })

  it('left are said in words that need no colour', () => {
    const left = (due: string | null): string[] => {
      const { words, look } = timeLeft(due, '2026-04-15T01:00:00Z', '2026-04-20')
      return [words, look]
    }
    expect(left('2026-04-30')).toEqual(['剩 10 天', ''])
    expect(left('2026-04-22')).toEqual(['剩 2 天', 'warn'])
    expect(left('2026-04-20')).toEqual(['今天到期', 'bad'])
    expect(left('2026-04-18')).toEqual(['超期 2 天', 'bad'])
    expect(left(null)).toEqual(['收到 5 天', 'warn'])
  })

  it('stand still in a special procedure and are over with the case', () => {
    const words = (state: 'suspended' | 'granted' | 'accepted'): string =>
      timeOf(state, '2026-04-18', '2026-04-15T01:00:00Z', '2026-04-20').words
    expect([words('suspended'), words('granted'), words('accepted')]).toEqual(['停表', '', '超期 2 天'])
  })
})
