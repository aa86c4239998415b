// The first load must stay small: everything index.html asks for, compressed.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMITS = { js: 60, css: 20 }
const dist = fileURLToPath(new URL('../../station/dist', import.meta.url))
if (!existsSync(`${dist}/index.html`)) {
  console.error('no build to weigh: run `npm run build` first')
  process.exit(1)
}
const page = readFileSync(`${dist}/index.html`, 'utf8')
const kilobytes = { js: 0, css: 0 }
for (const [, file, kind] of page.matchAll(/(?:src|href)="\.\/([^"]+\.(js|css))"/g))
  kilobytes[kind] += gzipSync(readFileSync(`${dist}/${file}`)).length / 1024
for (const [kind, weight] of Object.entries(kilobytes)) console.log(`first load ${kind}: ${weight.toFixed(1)} of ${LIMITS[kind]} KiB gz`)
if (Object.entries(kilobytes).some(([kind, weight]) => weight > LIMITS[kind])) process.exit(1)
