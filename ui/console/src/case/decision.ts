import { dateForReading, typedDate } from '@kit/entry/dates'
import { t } from '@kit/texts'
import type { CaseView, Decided, Decision, Demand, Outcome, State } from '../api/shapes'
import { chinaDate } from '../days'
import { outcomeWord, stateWord } from '../words'
import { demandLabel } from './form'

/** Which parts of a decision are asked for: `must` the gateway refuses without, `may` it takes empty. */
type Ask = 'must' | 'may'
/** The boxes of one outcome's sheet, in reading order. */
export type Boxes = Partial<Record<'result' | 'procedure' | 'right_authority' | 'reason' | 'clause' | 'demands' | 'due', Ask>>

/** What each outcome asks for (行政许可法 art. 32, 38, 45; the gateway checks the same by casework's table). */
export const BOXES: Record<Outcome, Boxes> = {
  accept: {},
  'refuse-acceptance': { reason: 'must', clause: 'must', right_authority: 'may' },
  correct: { demands: 'must', clause: 'may', due: 'may' },
  forward: { right_authority: 'must', reason: 'must', clause: 'may' },
  suspend: { procedure: 'must', reason: 'must', clause: 'may', due: 'must' },
  resume: { reason: 'may' },
  'further-materials': { demands: 'must', clause: 'may', due: 'may' },
  grant: { result: 'may', reason: 'may' },
  deny: { reason: 'must', clause: 'must' },
  terminate: { reason: 'must', clause: 'must' },
}

/** The boxes where the case stands: what the resident asked for rests on the request, and needs no clause. */
export const boxesOf = (outcome: Outcome, state: State): Boxes =>
  letsGo(outcome, state) ? { reason: 'must', clause: 'may' } : BOXES[outcome]

/** The key of each outcome. Pairs share a key: no state allows both of a pair. */
export const KEYS: Record<Outcome, string> = {
  accept: 'A',
  grant: 'A',
  correct: 'R',
  'further-materials': 'R',
  'refuse-acceptance': 'D',
  deny: 'D',
  forward: 'T',
  suspend: 'S',
  resume: 'S',
  terminate: 'E',
}

/** In the order of the buttons: onward, back, against, elsewhere. */
const ORDER = Object.keys(KEYS) as Outcome[]

/** Outcomes as the buttons stand, the usual way on first. */
export function inOrder(outcomes: Outcome[]): Outcome[] {
  return ORDER.filter((one) => outcomes.includes(one))
}

/** Which outcomes send the resident back for something: these are ticked in the case itself. */
export const asksResident = (outcome: Outcome): boolean => 'demands' in BOXES[outcome]

/** Which outcomes can be objected to, a grant for its sum or its terms: remedies stand under their paper. */
export const toldRemedies = (outcome: Outcome): boolean => ['refuse-acceptance', 'deny', 'terminate', 'grant'].includes(outcome)

/** An empty sheet. */
export function blank(outcome: Outcome): Decision {
  return { outcome, reason: '', clause: '', demands: [], right_authority: '', procedure: '', due: null, result: '' }
}

/** Whether ending a case is letting it go, because the resident asked for it back. */
export const letsGo = (outcome: Outcome, state: State): boolean => outcome === 'terminate' && state === 'withdrawal_requested'

/** Whether ending a case is saying that the correction never came. */
export const lapses = (outcome: Outcome, state: State): boolean => outcome === 'terminate' && state === 'correction_requested'

/** Whether it goes against a resident who was asked for something and has not brought it. */
export const isUnanswered = (outcome: Outcome, state: State): boolean =>
  ['correction_requested', 'further_materials'].includes(state) && ['deny', 'terminate'].includes(outcome)

/** The sheet of an outcome as it opens: what the resident asked for, or did not bring, is written on it already. */
export function opened(outcome: Outcome, view: CaseView): Decision {
  const sheet = blank(outcome)
  const { state, decisions } = view.file
  if (letsGo(outcome, state)) sheet.reason = t('sheet.asked_back', { words: view.withdrawal ?? '' })
  const asked = decisions.at(-1)
  if (outcome !== 'terminate' || !isUnanswered(outcome, state) || !asked) return sheet
  return { ...sheet, reason: neverCame(asked), clause: asked.decision.clause }
}

/** That what was asked for never came: when it was asked, in which letter, and until when. */
function neverCame({ at, document_number: number, decision: { due } }: Decided): string {
  const written = (date: string): string => dateForReading(date).replaceAll(' ', '')
  const date = written(chinaDate(Date.parse(at)))
  return due ? t('sheet.never_came_by', { date, number, due: written(due) }) : t('sheet.never_came', { date, number })
}

/** What a decision is called where the case stands. */
export function decisionWord(outcome: Outcome, state: State): string {
  if (letsGo(outcome, state)) return t('outcome.withdraw')
  return lapses(outcome, state) ? t('outcome.lapse') : outcomeWord(outcome)
}

/** Why nothing can be decided: the resident still has time, or the case is in other hands. */
export function nothingOpen({ file, limit }: CaseView): string {
  if (limit?.until === 'resident' && !limit.overdue) return t('case.resident_has_until', { date: dateForReading(limit.due) })
  return t('case.no_outcome', { state: stateWord(file.state) })
}

/** Something that is missing: in words, and the box where it belongs. */
export interface Lack {
  words: string
  box: string
}

/** The first thing that is missing; null when the sheet may go to the preview. */
export function lacking(decision: Decision, state: State): Lack | null {
  const boxes = boxesOf(decision.outcome, state)
  const lack = (key: 'reason' | 'clause' | 'demands' | 'words' | 'due' | 'due_unread', box: string): Lack => ({
    words: t(`lack.${key}`),
    box,
  })
  if (boxes.demands && decision.demands.length === 0) return lack('demands', '')
  const wordless = decision.demands.find((one) => !one.words.trim())
  if (wordless) return lack('words', `words-${wordless.field}`)
  for (const box of ['procedure', 'right_authority', 'reason', 'result', 'clause'] as const) {
    if (boxes[box] === 'must' && !decision[box].trim()) return lack(box as 'reason' | 'clause', `sheet-${box}`)
  }
  if (boxes.due === 'must' && !decision.due) return lack('due', 'sheet-due')
  if (decision.due && typedDate(decision.due) === null) return lack('due_unread', 'sheet-due')
  return null
}

/** Ticks or unticks a field or material. */
export function ticked(demands: Demand[], field: string): Demand[] {
  return demands.some((one) => one.field === field) ? demands.filter((one) => one.field !== field) : [...demands, { field, words: '' }]
}

/** A decision in one line for the time line. */
export function decidedInWords(decided: Decided, view: CaseView): string[] {
  const { decision } = decided
  const lines = decision.demands.map((one) => `${demandLabel(one.field, view)}:${one.words}`)
  const authority = decision.right_authority ? t('line.right_authority', { authority: decision.right_authority }) : ''
  return [decision.procedure, decision.result, decision.reason, decision.clause, authority, ...lines].filter(Boolean)
}
