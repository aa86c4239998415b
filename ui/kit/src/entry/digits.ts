/** Full-width digits, letters and signs of the Chinese keyboard become their plain twins. */
export function plainDigits(text: string): string {
  return text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.')
    .replace(/[—－–]/g, '-')
    .replace(/　/g, ' ')
}

/** An identity number, or a code, as typed: plain, without spaces, its letters as capitals. */
export function cleanIdNumber(text: string): string {
  return plainDigits(text).replace(/\s/g, '').toUpperCase()
}

/** A phone or account number as typed: plain, without spaces; words such as 无 stay. */
export function cleanNumber(text: string): string {
  return plainDigits(text).replace(/\s/g, '')
}

/** 5301…1223, for lists. */
export function maskedId(id: string): string {
  return id.length > 8 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id
}
