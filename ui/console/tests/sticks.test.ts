import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, expect, it, vi } from 'vitest'
import type { Delivery } from '../src/api/shapes'
import SticksScreen from '../src/sticks/SticksScreen.vue'

const sent = vi.hoisted(() => ({ bring: vi.fn(), take: vi.fn() }))
vi.mock('../src/api/bundles', () => ({ bringBundle: sent.bring, takeAway: sent.take }))
afterEach(cleanup)

function delivered(file: string, more: Partial<Delivery> = {}): Delivery {
  return {
    bundles: [{ file, station: '椰林镇城内村便民服务站', number: 7, volume: 1, entries: 2, files: 6, notes: [] }],
    replies: [{ station: '椰林镇城内村便民服务站', files: ['469028100200-1-0007-back.bianmin'], bytes: 900 }],
    ...more,
  }
}

async function pick(container: Element, names: string[]): Promise<void> {
  const input = container.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(input, 'files', { value: names.map((name) => new File(['x'], name)), configurable: true })
  input.dispatchEvent(new Event('change'))
  await vi.waitFor(() => expect(sent.bring).toHaveBeenCalledTimes(names.length))
}

it('takes the volumes in their order, says what came and offers the answer', async () => {
  sent.bring.mockReset().mockImplementation((file: File) => Promise.resolve(delivered(file.name)))
  const { container } = render(SticksScreen)
  screen.getByText('还没有导入U盘包。')
  await pick(container, ['b.bianmin', 'a.bianmin'])
  expect(sent.bring.mock.calls.map(([file]) => (file as File).name)).toEqual(['a.bianmin', 'b.bianmin'])
  await screen.findAllByText('469028100200-1-0007-back.bianmin')
  expect(container.textContent).toContain('收下 2 条,附件 6 个')
})

it('shows what a person must know of a bundle that was not taken', async () => {
  const note = { code: 'gap', message: '这个包接不上:缺第 1 条,后面的没有收。', next: '请先导入较早的包。' }
  const bundle = { ...delivered('a.bianmin').bundles[0]!, entries: 0, files: 0, notes: [note] }
  sent.bring.mockReset().mockResolvedValue(delivered('a.bianmin', { bundles: [bundle] }))
  const { container } = render(SticksScreen)
  await pick(container, ['a.bianmin'])
  await screen.findByText(note.message)
})
