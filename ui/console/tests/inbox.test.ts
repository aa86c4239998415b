import { describe, expect, it } from 'vitest'
import { chinaDate, daysLater, leftOf, timeOf } from '../src/days'
import { byUrgency, choicesOf, naming, openDrawer, openFurther } from '../src/inbox/tabs'
import type { CaseList, HeldRow, Limit, State } from '../src/api/shapes'
import { limit, row } from './case'

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
      row({ number: 'b', limit: limit('2026-05-02', 2) }),
      row({ number: 'a', limit: limit('2026-05-01', 1) }),
    ]
    expect(byUrgency(rows).map((one) => one.number)).toEqual(['a', 'b', 'd', 'c'])
  })

  it('offers each station once with its count', () => {
    const rows = [row({ station_name: '城内村' }), row({ station_name: '城内村' }), row({ station_name: '文官村' })]
    expect(choicesOf(rows, 'station_name').map((one) => one.label)).toEqual(['城内村 (2)', '文官村 (1)'])
    expect(choicesOf(rows, 'station_name', (name) => name.replace('村', '')).map((one) => one.label)).toEqual(['城内 (2)', '文官 (1)'])
  })
})

describe('days', () => {
  it('are counted by the date in China', () => {
    expect(chinaDate(Date.parse('2026-04-15T16:30:00Z'))).toBe('2026-04-16')
    expect(daysLater('2026-12-30', 5)).toBe('2027-01-04')
  })

  it('left are said in words that need no colour, with the last day and what it ends', () => {
    const said = (one: Limit): string[] => {
      const { words, look } = leftOf(one)
      return [words, look]
    }
    expect(said(limit('2026-04-30', 10))).toEqual(['还剩 10 个工作日', ''])
    expect(said(limit('2026-04-22', 2))).toEqual(['还剩 2 个工作日', 'warn'])
    expect(said(limit('2026-04-20', 0))).toEqual(['今天到期', 'bad'])
    expect(said(limit('2026-04-17', 0, { overdue: true }))).toEqual(['刚过期', 'bad'])
    expect(said(limit('2026-04-16', 2, { overdue: true }))).toEqual(['超期 2 个工作日', 'bad'])
    expect(leftOf(limit('2026-04-24', 5, { until: 'answer' })).hint).toBe('2026 年 4 月 24 日前答复,过期视为受理')
    expect(leftOf(limit('2027-01-08', 5, { provisional: true })).hint).toContain('暂定')
  })

  it('stand still in a special procedure, are counted while materials come, and are over with the case', () => {
    const words = (state: State): string => timeOf({ state, limit: null, received_at: '2026-04-15T01:00:00Z' }, '2026-04-20').words
    expect([words('suspended'), words('received'), words('granted')]).toEqual(['停表', '收到 5 天', ''])
  })
})

describe('what was not taken', () => {
  it('is found by number, name and station', () => {
    const held = (more: Partial<HeldRow>): HeldRow => ({
      received_at: '2026-04-15T01:00:00Z',
      station_name: '城内村',
      seq: 1,
      kind: 'case.submit',
      number: '469028100206202604150100012',
      applicant_name: '王春花',
      code: 'form',
      detail: '',
      message: '',
      next: '',
      ...more,
    })
    const rows = [held({ seq: 1 }), held({ seq: 2, applicant_name: '李大哥', station_name: '文官村', number: '' })]
    const found = (words: string): number[] => naming(rows, words).map((one) => one.seq)
    expect([found('王'), found('文官'), found('469028100206 2026'), found('')]).toEqual([[1], [2], [1], [1, 2]])
  })
})
