import { dateForReading } from './entry/dates'
import { fenForReading } from './entry/money'
import type { FieldView } from './gen/commands'
import { t } from './texts'

function labelOf(field: FieldView, value: unknown): string {
  return field.options.find((choice) => choice.value === value)?.label ?? String(value)
}

/** A value of the form in words: option labels, 元, year-month-day; empty for nothing. */
export function valueInWords(field: FieldView, value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  if (field.widget === 'check') return value === true ? t('kit.yes') : t('kit.no')
  if (Array.isArray(value)) return value.map((one) => labelOf(field, one)).join('、')
  if (field.widget === 'money' && typeof value === 'number') return fenForReading(value)
  if (field.widget === 'date') return dateForReading(String(value))
  const words = labelOf(field, value)
  return field.unit ? `${words} ${field.unit}` : words
}
