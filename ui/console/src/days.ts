import { t } from '@kit/texts'
import type { State } from './api/shapes'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The date in China at a moment; China keeps one time zone. */
export function chinaDate(moment: number): string {
  return new Date(moment + 8 * HOUR).toISOString().slice(0, 10)
}

/** `04-15 09:30` in China. */
export function minuteInChina(at: string): string {
  return new Date(Date.parse(at) + 8 * HOUR).toISOString().slice(5, 16).replace('T', ' ')
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
  look: '' | 'warn' | 'bad'
}

/** States in which the county's time runs. */
const RUNNING: readonly State[] = ['received', 'materials_complete', 'corrected', 'accepted', 'in_review', 'withdrawal_requested']

/** The time of a case in any state: left, standing still, or none. */
export function timeOf(state: State, due: string | null, receivedAt: string, today: string): Left {
  if (state === 'suspended') return { words: t('days.stopped'), look: 'warn' }
  return RUNNING.includes(state) ? timeLeft(due, receivedAt, today) : { words: '', look: '' }
}

/** How long is left, in words and in how it looks. Calendar days, for the eye only: the gateway reckons the limits. */
export function timeLeft(due: string | null, receivedAt: string, today: string): Left {
  if (!due) {
    const days = daysBetween(chinaDate(Date.parse(receivedAt)), today)
    return { words: days > 0 ? t('days.since', { days }) : t('days.today_in'), look: days >= 4 ? 'warn' : '' }
  }
  const left = daysBetween(today, due)
  if (left < 0) return { words: t('days.over', { days: -left }), look: 'bad' }
  if (left === 0) return { words: t('days.due_today'), look: 'bad' }
  return { words: t('days.left', { days: left }), look: left <= 3 ? 'warn' : '' }
}
