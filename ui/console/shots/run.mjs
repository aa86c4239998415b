// Walks through the console of a running gateway with keys and mouse and takes a picture of every screen.
// Usage: node shots/run.mjs URL USER PASSWORD FOLDER   (the gateway serves ui/console/dist by --console)
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [url, user, password, folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: run.mjs URL USER PASSWORD FOLDER')
mkdirSync(folder, { recursive: true })
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const browser = await chromium.launch({ executablePath: process.env.BIANMIN_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
const page = await context.newPage()
const faults = []
page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
page.on('console', (line) => {
  if (line.type() === 'error') faults.push(`console: ${line.text()}`)
})

/** A picture, and what axe finds wrong on the screen. The engine's isolated world lets axe in past the page's policy. */
async function shoot(name) {
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${folder}/console-${name}.png` })
  await page.evaluate((await import('node:fs')).readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }))
  for (const one of violations) faults.push(`axe ${name}: ${one.id} ${one.nodes.map((node) => node.target).join(' | ')}`)
}
const press = (key) => page.keyboard.press(key)
const openRow = async (words) => {
  await page.locator('tr', { hasText: words }).first().click()
  await page.locator('.case-head').waitFor()
  await page.waitForFunction(() => document.querySelector('canvas')?.style.width)
}

await page.goto(url)
await shoot('login')
await page.fill('#user', user)
await page.fill('#password', password)
await press('Enter')
await page.locator('table.cases').waitFor()
await shoot('inbox')
await press('j')
await press('/')
await page.keyboard.type('李')
await page.waitForTimeout(400)
await press('Enter')
await shoot('inbox-search')
await page.fill('input[type=search]', '')
await page.waitForTimeout(400)
await press('Escape')
await press('4')
await shoot('inbox-done')
await press('5')
await shoot('inbox-held')
await press('1')
await page.locator('table.cases').waitFor()
await openRow('周桂香')
await shoot('case-corrected')
await press(']')
await press('p')
await press('v')
await press('z')
await press('z')
await press('1')
await press('2')
await shoot('case-pictures')
await press('p')
await press('r')
await page.locator('.file-list input').nth(1).check()
await page.locator('.line-label input').nth(3).check()
await page.locator('.sheet textarea').nth(0).fill('户口簿第二页看不清,请重拍')
await page.locator('.sheet textarea').nth(1).fill('年龄和身份证对不上,请核对')
await page.locator('.sheet .button', { hasText: '15 天' }).click()
await shoot('correct')
await page.locator('.sheet-foot .button.primary').click()
await shoot('correct-preview')
await press('Escape')
await page.waitForTimeout(100)
await press('Escape')
await press('d')
await page.locator('#sheet-reason').fill('临时救助由户籍地受理,申请人户籍不在本县')
await page.locator('#sheet-right_authority').fill('万宁市民政局')
await page.locator('#sheet-clause').fill('社会救助暂行办法第四十八条')
await shoot('refuse')
await page.locator('.sheet-foot .button.primary').click()
await shoot('refuse-preview')
await press('Escape')
await press('Escape')
await press('a')
await shoot('accept-preview')
await page.locator('dialog .button.primary').click()
await page.locator('.toast').waitFor()
await shoot('accepted')
await press('s')
await page.locator('#sheet-procedure').selectOption('公示')
await shoot('suspend')
await press('Escape')
await press('a')
await page.locator('#sheet-result').fill('临时救助金 3000 元')
await page.locator('.sheet-foot .button.primary').click()
await shoot('grant-preview')
await page.locator('dialog .button.primary').click()
await page.locator('.case-head .tag.good').waitFor()
await shoot('granted')
await browser.close()
if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(3)
}
console.log('no faults')
