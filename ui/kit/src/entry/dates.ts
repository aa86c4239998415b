import { plainDigits } from './digits'

const CHINA_MS = 8 * 3_600_000
const SHAPES = [/^(\d{4})(\d{2})(\d{2})$/, /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/, /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/]

function isDay(year: number, month: number, day: number): boolean {
  const made = new Date(Date.UTC(year, month - 1, day))
  return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
}

/** What is typed into a date box, without spaces and with plain digits. */
export function cleanDate(text: string): string {
  return plainDigits(text).replace(/\s/g, '')
}

/** `19580312`, `1958.3.12`, `1958年3月12日` → `1958-03-12`; null for what is no day of the calendar. */
export function typedDate(text: string): string | null {
  for (const shape of SHAPES) {
    const [, year, month, day] = shape.exec(cleanDate(text)) ?? []
    if (year && month && day && isDay(+year, +month, +day)) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  }
  return null
}

/** `1958-03-12` → `1958 年 3 月 12 日` for reading; anything else as it is. */
export function dateForReading(date: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return found ? `${found[1]} 年 ${Number(found[2])} 月 ${Number(found[3])} 日` : date
}

/** A moment as the clock on the wall shows it in China, wherever the PC believes to be: `2026-04-15 09:30`. */
export function wallTime(ms: number): string {
  return new Date(ms + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ')
}
