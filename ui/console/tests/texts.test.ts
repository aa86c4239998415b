import { describe, expect, it } from 'vitest'
import { BOXES } from '../src/case/decision'
import { TABS } from '../src/inbox/tabs'
import { outcomeWord, stateWord, stationWord } from '../src/words'
import texts from 'virtual:texts'

describe('the words', () => {
  it('exist for every state and outcome, and for every part of every sheet', () => {
    for (const state of TABS.flatMap((tab) => [...tab.states])) expect(stateWord(state)).not.toBe(state)
    for (const [outcome, boxes] of Object.entries(BOXES)) {
      expect(outcomeWord(outcome as keyof typeof BOXES)).not.toBe(outcome)
      expect(texts).toHaveProperty([`sheet.title.${outcome}`])
      for (const box of Object.keys(boxes)) expect(texts).toHaveProperty([`lack.${box}`])
    }
  })

  it('call a station by its village inside its own county, and in full elsewhere', () => {
    const station = '陵水黎族自治县椰林镇城内村便民服务站'
    expect(stationWord(station, '陵水黎族自治县')).toBe('椰林镇城内村')
    expect(stationWord(station, '万宁市')).toBe('陵水黎族自治县椰林镇城内村')
    expect(stationWord('便民服务站', null)).toBe('便民服务站')
  })
})
