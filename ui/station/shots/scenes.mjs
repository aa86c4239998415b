// Every screen and its states: address, then what to do there before the picture.
const settle = (page) => page.waitForTimeout(600)

/** Opens a paper to be signed on the screen and writes so many strokes. */
async function onPad(page, title, strokes) {
  await page.locator('li', { hasText: title }).getByRole('button', { name: '在屏上签字' }).click()
  const { x, y, width, height } = await page.locator('.pad-area canvas').boundingBox()
  for (let stroke = 0; stroke < strokes; stroke += 1) {
    const left = x + width * (0.12 + stroke * 0.28)
    await page.mouse.move(left, y + height * 0.3)
    await page.mouse.down()
    for (let at = 0; at <= 24; at += 1) await page.mouse.move(left + width * at * 0.008, y + height * (0.5 + 0.3 * Math.sin(at / 2.2)))
    await page.mouse.up()
  }
  if (!strokes) await page.keyboard.press('Enter')
  await settle(page)
}

async function toRecovery(page) {
  await page.getByRole('button', { name: '忘了密码' }).click()
  await settle(page)
}

/** By this code and a new password. */
const recovers = (code) => async (page) => {
  await toRecovery(page)
  await page.fill('#recovery-code', code)
  await page.fill('#new-password', 'xinmima2027')
  await page.fill('#again', 'xinmima2027')
  await page.keyboard.press('F9')
  await settle(page)
}

export const SCENES = [
  { name: 'init', at: '?stage=fresh' },
  { name: 'login', at: '?stage=logged_out&crashed=1' },
  { name: 'damaged', at: '?damaged=1' },
  { name: 'recover', at: '?stage=logged_out', act: toRecovery },
  { name: 'recover-not-sealed', at: '?stage=fresh&sealed=0', act: toRecovery },
  { name: 'recover-refused', at: '?stage=logged_out', act: recovers('wrong') },
  { name: 'recover-left', at: '?stage=logged_out&left=/media/KINGSTON/469028100200-1-recovery.json', act: recovers('right') },
  { name: 'lock', at: '?stage=locked' },
  { name: 'home', at: '' },
  { name: 'home-empty', at: '?empty=1&enrolled=0' },
  {
    name: 'home-find',
    at: '',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('临时')
      await settle(page)
    },
  },
  { name: 'home-stuck', at: '?stuck=1&demo=1&clock=1' },
  { name: 'enrol', at: '?enrolled=0#/enrol' },
  { name: 'items', at: '#/items' },
  { name: 'guide', at: '#/items/temporary-relief' },
  {
    name: 'form-empty',
    at: '#/items/temporary-relief',
    act: async (page) => {
      await page.keyboard.press('F9')
      await page.waitForSelector('.form-page')
      await page.keyboard.press('F9')
      await settle(page)
    },
  },
  { name: 'form-1', at: '#/draft/d1/form/applicant' },
  { name: 'form-2', at: '#/draft/d1/form/address' },
  {
    name: 'form-3-table',
    at: '#/draft/d1/form/members',
    act: async (page) => {
      await page.keyboard.press('Alt+a')
      await page.keyboard.type('符小花')
      await page.keyboard.press('F9')
      await settle(page)
    },
  },
  {
    name: 'form-4',
    at: '#/draft/d1/form/event',
    act: async (page) => {
      await page.focus('input[name="f-relief_kind"]')
      await settle(page)
    },
  },
  { name: 'form-5-money', at: '#/draft/d1/form/money' },
  { name: 'form-6', at: '#/draft/d1/form/proof' },
  {
    name: 'form-7-error',
    at: '#/draft/d1/form/account',
    act: async (page) => {
      await page.fill('#f-account_name', '符大')
      await page.fill('#f-bank_account', '６２１４ 5800')
      await page.keyboard.press('F9')
      await settle(page)
      await page.click('.error-line button')
      await settle(page)
    },
  },
  { name: 'table-wide', at: '#/draft/d2/form/members' },
  {
    name: 'table-editor',
    at: '#/draft/d2/form/members',
    act: async (page) => {
      await page.keyboard.press('Alt+a')
      await page.keyboard.type('王小花')
      await settle(page)
    },
  },
  {
    name: 'table-undo',
    at: '#/draft/d1/form/members',
    act: async (page) => {
      await page.keyboard.press('Alt+Delete')
      await settle(page)
    },
  },
  {
    name: 'discard',
    at: '#/draft/d1/form/applicant',
    act: async (page) => {
      await page.click('.discard')
      await settle(page)
    },
  },
  { name: 'materials', at: '#/draft/d1/materials' },
  {
    name: 'materials-many',
    at: '#/items/disability-subsidy',
    act: async (page) => {
      await page.keyboard.press('F9')
      await page.waitForSelector('.form-page')
      await page.click('.side >> text=材料')
      await settle(page)
    },
  },
  { name: 'check', at: '#/draft/d1/check' },
  {
    name: 'check-refused',
    at: '#/draft/d1/check',
    act: async (page) => {
      await page.click('.agree input')
      await page.keyboard.press('F9')
      await settle(page)
    },
  },
  {
    name: 'notice',
    at: '#/draft/d1/materials',
    act: async (page) => {
      await page.keyboard.press('F8')
      await settle(page)
    },
  },
  {
    name: 'sign',
    at: '#/case/c3/sign',
    act: async (page) => {
      await page.keyboard.press('F8')
      await page.waitForTimeout(2200)
    },
  },
  {
    name: 'paper-large',
    at: '#/case/c3/sign',
    act: async (page) => {
      await page.locator('.paper-row').nth(1).getByRole('button').click()
      await settle(page)
      await page.getByLabel('大字版(给居民看)').press('Space')
      await settle(page)
    },
  },
  {
    name: 'sign-ready',
    at: '#/case/c3/sign',
    act: async (page) => {
      await page.click('text=以后补扫')
      await settle(page)
      await page.keyboard.press('F9')
      await settle(page)
    },
  },
  { name: 'pad', at: '#/case/c3/sign', act: (page) => onPad(page, '收件凭证存档联', 1) },
  { name: 'pad-form', at: '#/case/c3/sign', act: (page) => onPad(page, '申请表', 3) },
  { name: 'pad-empty', at: '#/case/c3/sign', act: (page) => onPad(page, '申请表', 0) },
  {
    name: 'sign-witness',
    at: '#/case/c3/sign',
    act: async (page) => {
      await page.click('text=换一种')
      await page.click('text=不会写字,请见证人')
      await settle(page)
    },
  },
  {
    name: 'sign-pages',
    at: '#/case/c3/sign',
    act: async (page) => {
      const names = ['第1页.png', '不清.png', '第2页.png']
      await page.setInputFiles(
        'input[type=file]',
        names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(name) })),
      )
      await settle(page)
    },
  },
  {
    name: 'scans',
    at: '#/scans',
    act: async (page) => {
      const names = ['第1页.png', '不清.png']
      await page.setInputFiles(
        'input[type=file]',
        names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(name) })),
      )
      await settle(page)
    },
  },
  { name: 'cases', at: '#/cases' },
  { name: 'case-correction', at: '#/case/c1' },
  { name: 'case-granted', at: '#/case/c2' },
  {
    name: 'case-serve',
    at: '#/case/c2',
    act: async (page) => {
      await page.keyboard.press('F9')
      await settle(page)
    },
  },
  {
    name: 'case-void',
    at: '#/case/c3',
    act: async (page) => {
      await page.click('text=作废')
      await settle(page)
    },
  },
  {
    name: 'correct',
    at: '#/case/c1',
    act: async (page) => {
      await page.keyboard.press('F9')
      await page.waitForSelector('.form-page')
      await page.click('.side >> text=怎么领')
      await settle(page)
      await page.fill('#f-bank_account', '6214580000000034561')
      await settle(page)
    },
  },
  { name: 'line', at: '#/line' },
  { name: 'line-stuck', at: '?stuck=1#/line' },
  {
    name: 'line-stick',
    at: '#/line',
    act: async (page) => {
      await page.getByRole('button', { name: '导出到U盘' }).click()
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'line-stick-full',
    at: '#/line',
    act: async (page) => {
      await page.getByText('OLD,还有 1 MB').click()
      await page.getByRole('button', { name: '导出到U盘' }).click()
      await page.waitForTimeout(300)
    },
  },
  { name: 'queue', at: '?queue=1#/printing' },
  { name: 'queue-empty', at: '#/printing' },
  {
    name: 'reprint',
    at: '#/case/c3/sign',
    act: async (page) => {
      await page.keyboard.press('F8')
      await settle(page)
      await page.keyboard.press('F8')
      await settle(page)
      await page.click('text=其他')
      await settle(page)
    },
  },
  { name: 'home-printing', at: '?queue=1' },
  { name: 'settings', at: '#/settings' },
  {
    name: 'settings-gateway',
    at: '#/settings',
    act: async (page) => {
      await page.getByRole('button', { name: '换地址' }).click()
      await page.fill('#new-gateway', 'gateway.example')
      await page.getByRole('button', { name: '问一问' }).click()
      await settle(page)
    },
  },
]
