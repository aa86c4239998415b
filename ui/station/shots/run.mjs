// Takes a picture of every screen of the made-up world and lets axe look at it.
// node station/shots/run.mjs FOLDER [SIZE standard|large|largest] [WIDTHxHEIGHT] [scene …]
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { SCENES } from './scenes.mjs'
import { serve } from './serve.mjs'

const [folder = 'shots', size = 'standard', room = '1366x768', ...only] = process.argv.slice(2)
const [width, height] = room.split('x').map(Number)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What axe finds, and what sticks out to the right. */
async function judge(page) {
  const found = await page.evaluate(
    async (rules) =>
      (await window.axe.run(document, rules)).violations.map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
      ),
    RULES,
  )
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('.work, .flush, .card, .aside, .side, .foot, .topbar, html')]
      .filter((part) => part.scrollWidth > part.clientWidth + 1)
      .map((part) => `${part.className || 'html'} is ${part.scrollWidth - part.clientWidth}px too wide`),
  )
  return [...found, ...wide]
}

async function shoot(browser, address, scene) {
  const context = await browser.newContext({ viewport: { width, height }, bypassCSP: false, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  const heard = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(String(error)))
  await page.addInitScript(axe)
  const [query = '', hash = ''] = scene.at.split('#')
  await page.goto(`${address}/${query}${query ? '&' : '?'}size=${size}${hash ? `#${hash}` : ''}`)
  await page.waitForTimeout(700)
  if (scene.act) await scene.act(page)
  await page.screenshot({ path: `${folder}/${scene.name}-${size}-${width}.png` })
  const faults = [...heard, ...(await judge(page))]
  await context.close()
  return faults
}

mkdirSync(folder, { recursive: true })
const { address, stop } = await serve(fileURLToPath(new URL('../dist-mock', import.meta.url)))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
let faults = 0
for (const scene of SCENES.filter((one) => only.length === 0 || only.includes(one.name))) {
  const found = await shoot(browser, address, scene).catch((error) => [String(error).split('\n')[0]])
  faults += found.length
  console.log(`${found.length ? '✗' : '✓'} ${scene.name}${found.map((one) => `\n    ${one}`).join('')}`)
}
await browser.close()
stop()
console.log(`${faults} faults`)
process.exitCode = faults ? 1 : 0
