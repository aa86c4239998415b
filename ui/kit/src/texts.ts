import texts, { type Texts } from 'virtual:texts'

/** A key of the app's text file. */
export type TextKey = keyof Texts

type Wanted<K extends TextKey> = [Texts[K]] extends [never] ? [] : [Record<Texts[K], string | number>]

/** The text of a key, its `%{name}` filled in. A missing key or name does not compile. */
export function t<K extends TextKey>(key: K, ...wanted: Wanted<K>): string {
  const values: Record<string, string | number> = wanted[0] ?? {}
  return texts[key].replace(/%\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
