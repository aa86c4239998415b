import { plainDigits } from './digits'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const SECTIONS = ['', '万', '亿', '万亿']

/** What is typed into a money box: plain digits and one point, without separators and 元. */
export function cleanMoney(text: string): string {
  return plainDigits(text).replace(/[,\s元¥]/g, '')
}

/** 元 as typed → 分; null when it is not an amount with at most two decimals. */
export function yuanToFen(text: string): number | null {
  const found = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(cleanMoney(text))
  if (!found) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

/** 分 → 元 as shown in a box: without separators, without useless zeros. */
export function fenToYuan(fen: number): string {
  const whole = Math.trunc(fen / 100)
  const rest = Math.abs(fen % 100)
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0')}`
}

/** 分 → `18,200.50 元` for reading. */
export function fenForReading(fen: number): string {
  const [whole = '', rest] = fenToYuan(fen).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${rest ? `${grouped}.${rest}` : grouped} 元`
}

/** A whole number of 元 in capitals, without 元. A run of zeros is said once, before the next digit. */
function wholeInCapitals(whole: number): string {
  const digits = String(whole)
  let words = ''
  let zeros = false
  let section = false
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits.charAt(at))
    const place = digits.length - 1 - at
    if (digit > 0) words += (zeros ? '零' : '') + DIGITS.charAt(digit) + PLACES[place % 4]
    zeros = digit === 0 && words !== ''
    section ||= digit > 0
    if (place % 4 === 0) {
      if (section) words += SECTIONS[place / 4]
      section = false
    }
  }
  return words
}

/** 分 in the capitals of the bank counter: 123450 → 壹仟贰佰叁拾肆元伍角整. Empty for what is no amount. */
export function inCapitals(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen < 0) return ''
  const jiao = Math.floor(fen / 10) % 10
  const cent = fen % 10
  const whole = Math.floor(fen / 100)
  if (fen === 0) return '零元整'
  let words = whole > 0 ? `${wholeInCapitals(whole)}元` : ''
  if (jiao === 0 && cent === 0) return `${words}整`
  if (jiao > 0) words += `${DIGITS.charAt(jiao)}角`
  else if (whole > 0) words += '零'
  return cent > 0 ? `${words}${DIGITS.charAt(cent)}分` : `${words}整`
}
