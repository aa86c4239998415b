import { describe, expect, it } from 'vitest'
import type { Decision, Outcome, State } from '../src/api/shapes'
import { blank, BOXES, decisionWord, inOrder, KEYS, lacking, nothingOpen, opened, ticked } from '../src/case/decision'
import { caseView, decided, limit } from './case'

describe('a decision', () => {
  it('is asked for everything the law wants before it is shown', () => {
    const lack = (decision: Decision, state: State = 'in_review'): string => Object.values(lacking(decision, state) ?? {}).join(' ')
    expect(lack(blank('accept'))).toBe('')
    expect(lack(blank('deny'))).toBe('写明理由。 sheet-reason')
    expect(lack({ ...blank('deny'), reason: '收入超过标准' })).toBe('写明依据的条款。 sheet-clause')
    expect(lack({ ...blank('terminate'), reason: '不配合核查' })).toMatch(/依据.* sheet-clause/)
    expect(lack({ ...blank('terminate'), reason: '申请人撤回' }, 'withdrawal_requested')).toBe('')
    expect(lack(blank('correct'))).toContain('补什么')
    expect(lack({ ...blank('correct'), demands: [{ field: 'id_card', words: ' ' }] })).toMatch(/大白话.* words-id_card/)
    expect(lack({ ...blank('forward'), reason: '不归本局' })).toMatch(/归谁.* sheet-right_authority/)
    expect(lack({ ...blank('suspend'), reason: '要看', procedure: '现场勘查' })).toMatch(/最后一天.* sheet-due/)
    expect(lack({ ...blank('correct'), demands: [{ field: 'id_card', words: '重拍' }], due: '后天' })).toContain('日期')
  })

  it('has a key that no other decision of the same state has', () => {
    const together: Outcome[][] = [
      ['accept', 'refuse-acceptance', 'correct', 'forward'],
      ['suspend', 'further-materials', 'grant', 'deny', 'terminate'],
      ['resume', 'terminate'],
      ['grant', 'deny', 'terminate'],
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

  it('to end what the resident asked back is called letting go, and says what was asked', () => {
    const view = caseView({ withdrawal: '不办了' })
    view.file.state = 'withdrawal_requested'
    expect(decisionWord('terminate', view.file.state)).toBe('同意撤回')
    expect(opened('terminate', view).reason).toContain('不办了')
    expect(decisionWord('terminate', 'in_review')).toBe('终止')
    expect(opened('deny', view)).toEqual(blank('deny'))
  })

  it('to end what waits for a correction has its own name, and says what was asked, in which letter, and until when', () => {
    const view = caseView()
    view.file.state = 'correction_requested'
    view.file.decisions = [decided({ outcome: 'correct', due: '2026-05-08', clause: '示例办法第十七条' })]
    expect(decisionWord('terminate', view.file.state)).toBe('补正不来办结')
    const sheet = opened('terminate', view)
    expect(sheet.reason).toContain('2026年4月15日以《补正通知书》(陵民补〔2026〕1号)要求在2026年5月8日前')
    expect(sheet.clause).toBe('示例办法第十七条')
    expect(lacking(sheet, view.file.state)).toBeNull()
    view.file.decisions = [decided({ outcome: 'correct' })]
    expect(opened('terminate', view).reason).toContain('到现在没有收到')
    expect(lacking(opened('terminate', view), view.file.state)?.box).toBe('sheet-clause')
    view.file.state = 'further_materials'
    expect(decisionWord('terminate', view.file.state)).toBe('终止')
    expect(opened('deny', view)).toEqual(blank('deny'))
  })

  it('waits for the resident while there is time, and says until when', () => {
    const view = caseView({ outcomes: [], limit: limit('2026-05-08', 3, { until: 'resident' }) })
    view.file.state = 'correction_requested'
    expect(nothingOpen(view)).toBe('居民在 2026 年 5 月 8 日 前(含当天)还可以补来。过了这一天还没补来,才能办结。')
    view.file.state = 'granted'
    expect(nothingOpen({ ...view, limit: null })).toBe('现在是“准予”,没有要办的。')
  })
})
