import type { DeskState, LineView, WaitingRow } from '@kit/gen/commands'
import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import { cleanup, fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { line, refreshLine } from '../src/frame/line'
import { desk } from '../src/session'
import LineScreen from '../src/screens/LineScreen.vue'

beforeEach(() => {
  desk.value = { stage: 'open', enrolled: true } as DeskState
})
afterEach(() => {
  cleanup()
  line.value = null
  desk.value = null
})

const ROW: WaitingRow = {
  case: 'c1',
  number: '4690 2810',
  applicant: '李秀英',
  item_name: '高龄津贴',
  part: 'files',
  bytes: 1_300_000,
  percent: 35,
  under_way: false,
  stuck: '',
}

const VIEW: LineView = {
  state: 'offline',
  words: '离线 · 2 件待发送',
  next: '这台电脑没有连上网。看看网线、路由器或上网卡。资料在本机,连上网会自动发,不用重做。',
  waiting: [ROW, { ...ROW, case: 'c2', applicant: '王大山', under_way: true, percent: 80 }],
  last_contact: '2026-04-14 16:20',
  next_try: '10:30',
  paused: false,
  outlook: '还有 2 件、2.5 MB 没发完,按现在的快慢约 4 分钟',
  warnings: ['省审批网恢复过旧备份。'],
  unlisted: 3,
}

/** The frame around the screen needs a router; it has tests of its own. */
const STUBS = {
  DeskScreen: { template: '<main><slot /><slot name="foot-left" /><slot name="foot" /></main>' },
  RouterLink: { template: '<a><slot /></a>' },
  StickPart: true,
}

/** The screen, with what `more` says of the line. */
async function shown(more: Partial<LineView> = {}): Promise<[string, unknown][]> {
  const view = () => ({ ...VIEW, ...more })
  const paused = ({ paused }: { paused: boolean }) => ({ ...view(), paused, words: paused ? '已暂停' : VIEW.words })
  const { transport, asked } = mockTransport({ line_state: view, line_send: view, line_pause: paused })
  setTransport(transport)
  render(LineScreen, { global: { stubs: STUBS } })
  await screen.findByText(more.words ?? VIEW.words)
  return asked
}

test('what waits, how big it is, when it goes next and what stands in the way can be read', async () => {
  await shown()
  screen.getByText(VIEW.next)
  screen.getByText(VIEW.outlook)
  screen.getByText('▲ 省审批网恢复过旧备份。')
  screen.getByText('上次连上 2026-04-14 16:20。', { exact: false })
  screen.getByText('10:30', { exact: false })
  expect(screen.getAllByRole('progressbar').map((bar) => bar.getAttribute('value'))).toEqual(['35', '80'])
  expect(screen.getAllByText('1.2 MB')).toHaveLength(2)
})

test('what is on the line just now is told from what waits for its turn and from what is stuck', async () => {
  await shown({ waiting: [...VIEW.waiting, { ...ROW, case: 'c3', stuck: '这个文件在本机打不开了' }] })
  const whys = screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.lastElementChild?.textContent)
  expect(whys).toEqual(['排队等发', '正在发', '▲ 这个文件在本机打不开了'])
})

test('a line is paused and goes on again by one key each', async () => {
  const asked = await shown()
  await fireEvent.click(screen.getByRole('button', { name: '暂停' }))
  await screen.findByText('已暂停')
  await fireEvent.click(screen.getByRole('button', { name: '接着发' }))
  await screen.findByText(VIEW.words)
  const pauses = asked.filter(([name]) => name === 'line_pause').map(([, input]) => input)
  expect(pauses).toEqual([{ paused: true }, { paused: false }])
})

test('a failure to send stands on the screen once, and until the line goes again by itself', async () => {
  const failure = { code: 'no_network' as const, message: '这台电脑没有连上网。', next: '看看网线。', problems: [] }
  let now = VIEW
  const { transport } = mockTransport({ line_state: () => now, line_send: () => failure })
  setTransport(transport)
  render(LineScreen, { global: { stubs: STUBS } })
  await screen.findByText(VIEW.words)
  await fireEvent.click(screen.getByRole('button', { name: /现在发/ }))
  expect((await screen.findByRole('alert')).textContent).toContain('看看网线')
  expect(screen.queryByText(VIEW.next)).toBeNull()
  now = { ...VIEW, state: 'idle', words: '已连上 · 全部发完', next: '' }
  await refreshLine()
  await screen.findByText('已连上 · 全部发完')
  expect(screen.queryByRole('alert')).toBeNull()
})
