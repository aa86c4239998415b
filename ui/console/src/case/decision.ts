import { dateForReading, typedDate } from '@kit/entry/dates'
import { t } from '@kit/texts'
import type { CaseView, Decided, Decision, Demand, Outcome } from '../api/shapes'
import { groupedNumber } from '../words'
import { demandLabel } from './form'

/** Which parts of a decision are asked for: `must` the gateway refuses without, `may` it takes empty. */
type Ask = 'must' | 'may'
/** The boxes of one outcome's sheet, in reading order. */
export type Boxes = Partial<Record<'result' | 'procedure' | 'right_authority' | 'reason' | 'clause' | 'demands' | 'due', Ask>>

/** What each outcome asks for (行政许可法 art. 32, 38, 45; the gateway checks the same by casework's table). */
export const BOXES: Record<Outcome, Boxes> = {
  accept: {},
  'refuse-acceptance': { reason: 'must', clause: 'may', right_authority: 'may' },
  correct: { demands: 'must', due: 'may' },
  forward: { right_authority: 'must', reason: 'must' },
  suspend: { procedure: 'must', reason: 'must', clause: 'may', due: 'must' },
  resume: { reason: 'may' },
  'further-materials': { demands: 'must', due: 'may' },
  grant: { result: 'may', reason: 'may' },
  deny: { reason: 'must', clause: 'may' },
  terminate: { reason: 'must', clause: 'may' },
}

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

/** Which outcomes end against the resident: remedies stand under their paper. */
export const refuses = (outcome: Outcome): boolean => ['refuse-acceptance', 'deny', 'terminate'].includes(outcome)

/** An empty sheet. */
export function blank(outcome: Outcome): Decision {
  return { outcome, reason: '', clause: '', demands: [], right_authority: '', procedure: '', due: null, result: '' }
}

/** The first thing that is missing, in words; empty when the sheet may go to the preview. */
export function lacking(decision: Decision): string {
  const boxes = BOXES[decision.outcome]
  if (boxes.demands && decision.demands.length === 0) return t('lack.demands')
  if (decision.demands.some((one) => !one.words.trim())) return t('lack.words')
  for (const box of ['procedure', 'right_authority', 'reason', 'result', 'clause'] as const) {
    if (boxes[box] === 'must' && !decision[box].trim()) return t(`lack.${box}` as 'lack.reason')
  }
  if (boxes.due === 'must' && !decision.due) return t('lack.due')
  if (decision.due && typedDate(decision.due) === null) return t('lack.due_unread')
  return ''
}

/** Ticks or unticks a field or material. */
export function ticked(demands: Demand[], field: string): Demand[] {
  return demands.some((one) => one.field === field) ? demands.filter((one) => one.field !== field) : [...demands, { field, words: '' }]
}

/** The paper as the resident will read it. The gateway makes the real one of the same parts. */
export interface Letter {
  title: string
  to: string
  paragraphs: string[]
  demands: string[]
  remedies: string[]
}

/** What the resident will read, before it is issued. */
export function letterOf(decision: Decision, view: CaseView): Letter {
  const { frozen } = view.file.submission
  const parts: [string, string][] = [
    [t('letter.reason'), decision.reason],
    [t('letter.clause'), decision.clause],
    [t('letter.result'), decision.result],
  ]
  return {
    title: t(`letter.title.${decision.outcome}`),
    to: frozen.applicant.name,
    paragraphs: [
      t('letter.opening', { item: frozen.item.name, number: groupedNumber(frozen.number) }),
      whatIsDecided(decision),
      ...parts.filter(([, words]) => words.trim()).map(([head, words]) => head + words.trim()),
    ],
    demands: decision.demands.map((one) => `${demandLabel(one.field, view)}:${one.words.trim()}`),
    remedies: refuses(decision.outcome) ? [t('letter.review'), t('letter.suit')] : [],
  }
}

function whatIsDecided(decision: Decision): string {
  const { outcome, procedure } = decision
  const authority = decision.right_authority.trim() ? t('letter.right_authority', { authority: decision.right_authority.trim() }) : ''
  const due = decision.due ? dateForReading(decision.due) : ''
  if (asksResident(outcome)) return due ? t('letter.correct_by', { due }) : t('letter.correct')
  if (outcome === 'suspend') return t('letter.suspend', { procedure, due })
  return t(`letter.${outcome}` as 'letter.accept') + authority
}

/** A decision in one line for the time line. */
export function decidedInWords(decided: Decided, view: CaseView): string[] {
  const { decision } = decided
  const lines = decision.demands.map((one) => `${demandLabel(one.field, view)}:${one.words}`)
  const authority = decision.right_authority ? t('letter.right_authority', { authority: decision.right_authority }) : ''
  return [decision.procedure, decision.result, decision.reason, decision.clause, authority, ...lines].filter(Boolean)
}
