// The texts of an app: YAML files `key: text` become the virtual module `virtual:texts` and a declaration of its keys,
// so that a missing key, or a forgotten `%{name}`, is a type error.
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const MODULE = 'virtual:texts'

/** All texts of the files, later files last; a key that comes twice is refused. */
export function readTexts(files) {
  const texts = {}
  for (const file of files) {
    for (const [key, text] of Object.entries(parse(readFileSync(file, 'utf8')))) {
      if (typeof text !== 'string') throw new Error(`${file}: ${key} is not a text`)
      if (key in texts) throw new Error(`${file}: ${key} comes twice`)
      texts[key] = text
    }
  }
  return texts
}

/** The names inside `%{…}`. */
function names(text) {
  return [...new Set([...text.matchAll(/%\{(\w+)\}/g)].map((found) => found[1]))]
}

/** Writes the declaration of the module; leaves the file alone when nothing changed. */
export function writeKeys(texts, target) {
  const lines = Object.entries(texts).map(([key, text]) => {
    const wanted =
      names(text)
        .map((name) => `'${name}'`)
        .join(' | ') || 'never'
    return `    '${key}': ${wanted}`
  })
  const made = [
    '// Made from assets/locales by the texts plugin.',
    `declare module '${MODULE}' {`,
    '  /** Key → the names its text wants. */',
    '  export interface Texts {',
    ...lines,
    '  }',
    '  const texts: Record<keyof Texts, string>',
    '  export default texts',
    '}',
    '',
  ].join('\n')
  let before = ''
  try {
    before = readFileSync(target, 'utf8')
  } catch {
    /* first time */
  }
  if (before !== made) writeFileSync(target, made)
}

/** @returns {import('vite').Plugin} */
export function textsPlugin(files, declaration) {
  return {
    name: 'bianmin-texts',
    buildStart() {
      files.forEach((file) => this.addWatchFile(file))
      writeKeys(readTexts(files), declaration)
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: (id) => (id === `\0${MODULE}` ? `export default ${JSON.stringify(readTexts(files))}` : null),
  }
}
