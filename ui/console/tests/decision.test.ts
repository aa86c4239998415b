import { describe, expect, it } from 'vitest'
import type { Outcome } from '../src/api/shapes'
import { blank, BOXES, inOrder, KEYS, lacking, letterOf, ticked } from '../src/case/decision'
import { caseView } from './case'

describe('a decision', () => {
  it('is asked for everything the law wants before it is shown', () => {
    expect(lacking(blank('accept'))).toBe('')
    expect(lacking(blank('deny'))).toContain('理由')
    expect(lacking(blank('correct'))).toContain('补什么')
    expect(lacking({ ...blank('correct'), demands: [{ field: 'id_card', words: ' ' }] })).toContain('大白话')
    expect(lacking({ ...blank('forward'), reason: '不归本局' })).toContain('归谁')
    expect(lacking({ ...blank('suspend'), reason: '要看', procedure: '现场勘查' })).toContain('最后一天')
    expect(lacking({ ...blank('correct'), demands: [{ field: 'id_card', words: '重拍' }], due: '后天' })).toContain('日期')
  })

  it('has a key that no other decision of the same state has', () => {
    const together: Outcome[][] = [
      ['accept', 'refuse-acceptance', 'correct', 'forward'],
      ['suspend', 'further-materials', 'grant', 'deny', 'terminate'],
      ['resume', 'terminate'],
    ]
    for (const outcomes of together) expect(new Set(outcomes.map((one) => KEYS[one])).size).toBe(outcomes.length)
    expect(inOrder(['suspend', 'deny', 'grant'])).toEqual(['grant', 'deny', 'suspend'])
    expect(Object.keys(BOXES)).toHaveLength(10)
  })

  it('ticks a field on and off and keeps the words of the others', () => {
    const one = [{ field: 'id_card', words: '重拍' }]
    const two = ticked(one, 'income')
    expect(two).toEqual([
      { field: 'id_card', words: '重拍' },
      { field: 'income', words: '' },
    ])
    expect(ticked(two, 'income')).toEqual(one)
  })

  it('is shown as the resident will read it: all demands at once, by name, with the last day', () => {
    const letter = letterOf(
      {
        ...blank('correct'),
        demands: [
          { field: 'household_book', words: '看不清,请重拍' },
          { field: 'income', words: '写全家的' },
        ],
        due: '2026-12-01',
      },
      caseView(),
    )
    expect(letter.title).toBe('补正通知书')
    expect(letter.paragraphs.join()).toContain('2026 年 12 月 1 日')
    expect(letter.paragraphs.join()).toContain('469028100206 20260415 01 0001 2')
    expect(letter.demands).toEqual(['户口簿:看不清,请重拍', '年收入:写全家的'])
    expect(letter.remedies).toEqual([])
  })

  it('against the resident carries reason, clause, the right authority and remedies', () => {
    const letter = letterOf(
      { ...blank('refuse-acceptance'), reason: '不归本局办', clause: '第四十七条', right_authority: '县人社局' },
      caseView(),
    )
    expect(letter.paragraphs.join()).toMatch(/不予受理.*县人社局.*理由:不归本局办.*依据:第四十七条/)
    expect(letter.remedies).toHaveLength(2)
  })
})
