// First syllable letters of the 23 sounds, in the order of the pinyin collation every engine ships.
const FIRST = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-Hans-u-co-pinyin')

function initialOf(char: string): string {
  if (!/[一-鿿]/.test(char)) return char.toLowerCase()
  let found = ''
  for (let at = 0; at < FIRST.length; at += 1) {
    if (order.compare(FIRST.charAt(at), char) <= 0) found = LETTERS.charAt(at)
  }
  return found
}

/**
 * The pinyin initials of a short label, for narrowing a list that is already on the screen. The real search, with whole
 * syllables and every reading, is the core's.
 */
export function initials(label: string): string {
  return [...label].map(initialOf).join('')
}
