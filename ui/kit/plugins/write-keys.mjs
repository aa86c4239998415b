// Writes the declaration of text keys without a build, so that the type check stands alone.
import { fileURLToPath } from 'node:url'
import { readTexts, writeKeys } from './texts.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
writeKeys(readTexts([here('../../../assets/locales/station.yml')]), here('../../station/src/texts.gen.d.ts'))
