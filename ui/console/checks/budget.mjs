// The whole console must load fast on an office line: everything the build made, compressed.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT_KIB = 60
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
const kib = files.reduce((sum, one) => sum + gzipSync(readFileSync(`${one.parentPath}/${one.name}`)).length / 1024, 0)
console.log(`console: ${kib.toFixed(1)} of ${LIMIT_KIB} KiB gz`)
if (kib > LIMIT_KIB) process.exit(1)
