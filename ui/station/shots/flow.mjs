// One case from the search box to 发到县里 with the keyboard alone, in the made-up world.
// node station/shots/flow.mjs [item]
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { serve } from './serve.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const slug = process.argv[2] ?? 'old-age-allowance'
const { sample } = JSON.parse(readFileSync(here(`../../../assets/catalogue/items/${slug}.json`), 'utf8'))
const { layout } = JSON.parse(readFileSync(here(`../../../assets/forms/${slug}.json`), 'utf8'))
const fields = new Map(layout.pages.flatMap((page) => page.groups.flatMap((group) => group.fields.map((field) => [field.id, field]))))

const { address, stop } = await serve(here('../dist-mock'))
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
})
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
const faults = []
page.on('pageerror', (error) => faults.push(String(error)))

const press = (key) => page.keyboard.press(key)
async function until(say) {
  await page
    .waitForFunction((words) => document.body.innerText.includes(words), say, { timeout: 5000 })
    .catch(async () => {
      throw new Error(`never saw “${say}”; on the screen: ${(await page.innerText('.work')).slice(0, 600)}`)
    })
}
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement
    return {
      field: at?.closest('[data-field]')?.dataset.field ?? '',
      tag: at?.tagName ?? '',
      type: at?.type ?? '',
      role: at?.getAttribute('role') ?? '',
      hot: at?.getAttribute('aria-keyshortcuts') ?? '',
    }
  })

/** Fills the field that has the focus and goes on with Enter. */
async function fill(at) {
  const field = fields.get(at.field)
  const value = sample[at.field]
  const choice = field?.options?.findIndex((one) => one.value === value) ?? -1
  if (value === undefined || value === false || field?.widget === 'table') return press('Enter')
  if (at.type === 'radio') {
    await press('Space')
    for (let step = 0; step < choice; step += 1) await press('ArrowDown')
  } else if (at.type === 'checkbox') await press('Space')
  else if (at.tag === 'SELECT') for (let step = 0; step <= choice; step += 1) await press('ArrowDown')
  else
    await page.keyboard.type(
      at.role === 'combobox'
        ? (field.options?.[choice]?.label ?? '华北')
        : String(field.widget === 'money' ? value / 100 : value).replaceAll('-', field.widget === 'date' ? '' : '-'),
    )
  return press(at.tag === 'TEXTAREA' ? 'Control+Enter' : 'Enter')
}

await page.goto(address)
await page.waitForSelector('#home-find')
await press('F2')
await page.waitForSelector('h1:has-text("选事项")')
await page.keyboard.type(JSON.parse(readFileSync(here(`../../../assets/catalogue/items/${slug}.json`), 'utf8')).name)
await page.waitForTimeout(300)
await press('Enter')
await until('要带什么')
await press('F9')
await page.waitForSelector('.form-page')
for (const [no, one] of layout.pages.entries()) {
  await until(`第 ${no + 1} 步 ${one.title}`)
  await page.waitForTimeout(200)
  for (let step = 0; step < 60; step += 1) {
    const at = await focused()
    if (at.hot === 'F9' || !at.field) break
    await fill(at)
    await page.waitForTimeout(60)
  }
  await press('F9')
  await page.waitForTimeout(300)
}
await page.waitForSelector('h1:has-text("材料")')
for (const input of await page.$$('.slot input[type=file]'))
  await input.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') })
await page.waitForTimeout(400)
await press('F9')
await page.waitForSelector('.agree input')
await page.focus('.agree input')
await press('Space')
await press('F9')
await until('居民签字').catch(async () => faults.push(`not frozen: ${await page.innerText('[role=alert]')}`))
await press('F8')
await until('出来了吗?')
await page.focus('text=以后补扫')
await press('Enter')
await page.waitForTimeout(300)
await press('F9')
await until('要改,只能申请撤回')
await press('F9')
await until('存在本机')
await browser.close()
stop()
console.log(faults.length ? faults.join('\n') : '✓ from the search box to 发到县里 by keyboard')
process.exitCode = faults.length ? 1 : 0
