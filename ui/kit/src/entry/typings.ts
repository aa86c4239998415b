import { cleanDate, typedDate } from './dates'
import { cleanIdNumber, cleanNumber } from './digits'
import { cleanMoney, fenToYuan, yuanToFen } from './money'
import { PLAIN, type Typing } from './typed'

/** A typing with the look of its box and the keys a touch keyboard should offer. */
export interface BoxTyping extends Typing {
  look: string
  keys: 'text' | 'numeric' | 'decimal' | 'tel'
}

/** A count or measure; what is no number stays as typed, and the core says so. */
function typedNumber(text: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** By the widget names of the forms; `code` is for what is read from a paper in groups of letters and digits. */
export const TYPINGS: Record<string, BoxTyping> = {
  text: { ...PLAIN, look: '', keys: 'text' },
  idno: { ...PLAIN, clean: cleanIdNumber, look: 'digits', keys: 'text' },
  phone: { ...PLAIN, clean: cleanNumber, look: 'digits', keys: 'tel' },
  account: { ...PLAIN, clean: cleanNumber, look: 'digits', keys: 'numeric' },
  division: { ...PLAIN, clean: cleanNumber, look: 'digits', keys: 'numeric' },
  code: { ...PLAIN, clean: cleanIdNumber, look: 'digits', keys: 'text' },
  number: { ...PLAIN, clean: cleanNumber, read: typedNumber, look: 'figures', keys: 'decimal' },
  date: { ...PLAIN, clean: cleanDate, read: (text) => typedDate(text) ?? text, look: '', keys: 'numeric' },
  money: {
    clean: cleanMoney,
    read: (text) => yuanToFen(text) ?? text,
    write: (value) => (typeof value === 'number' ? fenToYuan(value) : PLAIN.write(value)),
    look: 'figures',
    keys: 'decimal',
  },
}
