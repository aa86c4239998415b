import { describe, expect, it } from 'vitest'
import { BOXES } from '../src/case/decision'
import { TABS } from '../src/inbox/tabs'
import { outcomeWord, stateWord } from '../src/words'
import texts from 'virtual:texts'

describe('the words', () => {
  it('exist for every state and outcome, and for every part of every sheet', () => {
    for (const state of TABS.flatMap((tab) => [...tab.states])) expect(stateWord(state)).not.toBe(state)
    for (const [outcome, boxes] of Object.entries(BOXES)) {
      expect(outcomeWord(outcome as keyof typeof BOXES)).not.toBe(outcome)
      expect(texts).toHaveProperty([`letter.title.${outcome}`])
      for (const box of Object.keys(boxes)) expect(texts).toHaveProperty([`lack.${box}`])
    }
  })
})
