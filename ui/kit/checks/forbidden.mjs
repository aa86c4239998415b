// Refuses what the oldest engines do not have (WebView2 109, Safari 16) and what the house does not want.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PLACES = ['kit/src', 'station/src', 'console/src']
const CODE = [
  [/\.(toSorted|toReversed|toSpliced)\(|\.with\(\d/, 'is missing in Chrome 109'],
  [/Array\.fromAsync|Promise\.withResolvers|Object\.groupBy|structuredClone\(.*transfer/, 'is missing in Chrome 109'],
  [/\beval\(|new Function\(|\bv-html\b|innerHTML/, 'breaks the security policy'],
  [/\bstyle="/, 'is an inline style: breaks the security policy'],
  [/\.key === 'Enter'/, 'asks for Enter itself: use plainEnter, which knows input methods'],
]
const CSS = [[/color-mix\(|oklch\(|@property\b|text-wrap:|anchor\(|^\s*&/m, 'is missing in Chrome 109 or Safari 16']]

function filesIn(folder) {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? filesIn(`${folder}/${one.name}`) : [`${folder}/${one.name}`],
  )
}

const faults = []
for (const file of PLACES.flatMap(filesIn).filter((name) => !name.includes('/gen/'))) {
  const text = readFileSync(`${root}/${file}`, 'utf8')
  const rules = file.endsWith('.css') ? CSS : CODE
  for (const [pattern, why] of rules) {
    if (pattern.source.includes('Enter') && file.endsWith('keyboard/ime.ts')) continue
    text.split('\n').forEach((line, at) => {
      if (pattern.test(line)) faults.push(`${file}:${at + 1} ${why}: ${line.trim().slice(0, 80)}`)
    })
  }
  if (text.includes('@tauri-apps') && !file.startsWith('kit/src/ipc/tauri/'))
    faults.push(`${file} imports the shell; only kit/src/ipc/tauri may`)
  // Generated text keys apart, a person's words live in assets/locales.
  const words = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|<!--[\s\S]*?-->/gm, '')
  const allowed = /entry\/|\.css$|texts\.gen|needs\.ts$/
  if (/[一-鿿]/.test(words) && !allowed.test(file))
    faults.push(`${file} holds Chinese words; they belong in assets/locales: ${/[一-鿿]+/.exec(words)?.[0]}`)
  // a generated list of keys is as long as the words are many
  if (!file.endsWith('.gen.d.ts') && text.split('\n').length > 400) faults.push(`${file} is longer than 400 lines`)
}
if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
