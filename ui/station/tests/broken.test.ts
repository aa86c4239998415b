import type { CaseMaterial, Trouble } from '@kit/gen/commands'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/vue'
import { afterEach, expect, test } from 'vitest'
import BrokenFiles from '../src/case/BrokenFiles.vue'

afterEach(cleanup)

function material(id: string, name: string, broken: boolean): CaseMaterial {
  const file = { id, slot: id, media_type: 'image/png', size: 900, pages: 1, compared: true, taken_at: '2026-04-15 09:30' }
  return { name, file, progress: '存在本机,等待发送', broken }
}

const CARD = material('m1', '申请人居民身份证', true)
const BOOK = material('m2', '居民户口簿', false)

function shown(pages: Trouble[] = []): ReturnType<typeof render> {
  return render(BrokenFiles, { props: { materials: [CARD, BOOK], pages } })
}

test('a material that opens no more says so and can be taken in anew beside its name', async () => {
  const view = shown()
  const row = screen.getByText('申请人居民身份证').closest('li')!
  screen.getByText(/在本机打不开了/)
  const anew = new File([new Uint8Array([1])], '身份证.png', { type: 'image/png' })
  const input = row.querySelector('input')!
  Object.defineProperty(input, 'files', { value: [anew] })
  await fireEvent.change(input)
  expect(view.emitted('again')).toEqual([[CARD, [anew]]])
  expect(screen.queryByText('居民户口簿')).toBeNull()
})

test('a signed page that opens no more leads to the scanner', async () => {
  const view = shown([{ path: 'form', message: '申请表还差第 2 页' }])
  const row = screen.getByText('申请表还差第 2 页').closest('li')!
  await fireEvent.click(within(row).getByText('重新扫描'))
  expect(view.emitted('scan')).toHaveLength(1)
})
