import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/vue'
import { afterEach, expect, test } from 'vitest'
import { setTransport } from '@kit/ipc'
import { mockTransport, type Script } from '@kit/ipc/mock'
import type { BundleView } from '@kit/gen/commands'
import StickPart from '../src/screens/StickPart.vue'

afterEach(() => {
  cleanup()
  clearMocks()
  Reflect.deleteProperty(window, '__TAURI_INTERNALS__')
})

const VIEW: BundleView = {
  words: '2 件没发完、6 个附件,共 8 MB,可以用U盘送到县里。',
  waiting: true,
  sticks: [{ path: '/media/KINGSTON', words: 'KINGSTON,还有 12.0 GB' }],
  writing: false,
  percent: 0,
}

function shown(script: Script): { asked: [string, unknown][] } {
  const { transport, asked } = mockTransport({ bundle_state: () => VIEW, ...script })
  setTransport(transport)
  render(StickPart)
  return { asked }
}

test('the stick that is plugged in is meant, and what was written is said in cases, files and size', async () => {
  const words = {
    words: '导出了 2 件、6 个附件,共 8 MB。',
    next: '交到县里导入,回来再插上这个U盘。',
    files: ['469028100200-1-0007.bianmin'],
  }
  const { asked } = shown({ bundle_export: () => words })
  await screen.findByText('KINGSTON,还有 12.0 GB')
  await fireEvent.click(screen.getByRole('button', { name: '导出到U盘' }))
  await screen.findByText(words.words)
  expect(asked.find(([name]) => name === 'bundle_export')).toEqual(['bundle_export', { path: '/media/KINGSTON' }])
  screen.getByText('469028100200-1-0007.bianmin')
})

test('what was taken in stands beside what was not, each with its next step', async () => {
  const failure = { code: 'bundle_cut' as const, message: 'U盘里的包不完整,后面一段没有。', next: '请到县里重新拷一份。', problems: [] }
  const troubles = [{ file: '469028100200-1-0008-back.bianmin', failure }]
  shown({ bundle_import: () => ({ words: '收到回执 2 条。', next: '', troubles }) })
  await screen.findByText('KINGSTON,还有 12.0 GB')
  await fireEvent.click(screen.getByRole('button', { name: '从U盘导入' }))
  await screen.findByText('收到回执 2 条。')
  expect(screen.getByRole('alert').textContent).toContain('不完整')
})

test('without a stick nothing can be pressed, and the screen says what it waits for', async () => {
  const { asked } = shown({ bundle_state: () => ({ ...VIEW, sticks: [] }) })
  await screen.findByText('还没有看到U盘。插上以后等一两秒。')
  await fireEvent.click(screen.getByRole('button', { name: '导出到U盘' }))
  expect(asked.map(([name]) => name)).not.toContain('bundle_export')
})

test('in the window another folder is pointed at; closing the dialog leaves what was chosen', async () => {
  const chosen = ['D:\\交换', null]
  mockIPC((name) => (name === 'window_folder' ? chosen.shift() : undefined))
  const { asked } = shown({ bundle_export: () => ({ words: '导出了 2 件。', next: '', files: [] }) })
  await fireEvent.click(await screen.findByLabelText('别的文件夹'))
  const path = screen.getByLabelText<HTMLInputElement>('文件夹的路径')
  await fireEvent.click(screen.getByRole('button', { name: '浏览…' }))
  await waitFor(() => expect(path.value).toBe('D:\\交换'))
  await fireEvent.click(screen.getByRole('button', { name: '浏览…' }))
  await waitFor(() => expect(chosen).toEqual([]))
  await fireEvent.click(screen.getByRole('button', { name: '导出到U盘' }))
  await screen.findByText('导出了 2 件。')
  expect(asked.find(([name]) => name === 'bundle_export')).toEqual(['bundle_export', { path: 'D:\\交换' }])
})

test('a browser has no folder dialog: the path is typed', async () => {
  shown({})
  await fireEvent.click(await screen.findByLabelText('别的文件夹'))
  screen.getByLabelText('文件夹的路径')
  expect(screen.queryByRole('button', { name: '浏览…' })).toBeNull()
})
