import { t } from '@kit/texts'
import { dateForReading } from '@kit/entry/dates'
import type { Limit, State } from './api/shapes'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The date in China at a moment; China keeps one time zone. */
export function chinaDate(moment: number): string {
  return new Date(moment + 8 * HOUR).toISOString().slice(0, 10)
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY)
}

/** A date so many days later. */
export function daysLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** Words and how they look; no words where no clock runs. */
export interface Left {
  words: string
  /** The last day and what it ends, for whoever points at it. */
  hint: string
  look: '' | 'warn' | 'bad'
}

/** Working days that are few … */
const FEW = 2
/** … and days after which materials that are still on their way are looked for. */
const LONG = 4
const HINTS = { answer: 'days.answer', decision: 'days.decision', resident: 'days.resident' } as const

/** What is left of the limit that runs, in working days as the gateway counted them. */
export function leftOf(limit: Limit): Left {
  const { working_days: days, overdue, due, until, provisional } = limit
  const hint = t(HINTS[until], { date: dateForReading(due) }) + (provisional ? t('days.provisional') : '')
  if (overdue) return { words: days > 0 ? t('days.over', { days }) : t('days.just_over'), hint, look: 'bad' }
  if (days === 0) return { words: t('days.due_today'), hint, look: 'bad' }
  return { words: t('days.left', { days }), hint, look: days <= FEW ? 'warn' : '' }
}

/** The time of a case where it stands: left, standing still, or waiting for its materials. */
export function timeOf(one: { state: State; limit: Limit | null; received_at: string }, today: string): Left {
  if (one.limit) return leftOf(one.limit)
  if (one.state === 'suspended') return { words: t('days.stopped'), hint: '', look: 'warn' }
  if (one.state !== 'received') return { words: '', hint: '', look: '' }
  const days = daysBetween(chinaDate(Date.parse(one.received_at)), today)
  return { words: days > 0 ? t('days.since', { days }) : t('days.today_in'), hint: '', look: days >= LONG ? 'warn' : '' }
}
