import { mockTransport } from '@kit/ipc/mock'
import { setTransport } from '@kit/ipc'
import type { Failure, PageRead } from '@kit/gen/commands'
import { expect, test, vi } from 'vitest'
import { useScanning } from '../src/papers/scanning'

const unread: Failure = { code: 'no_code', message: '没有找到二维码。', next: '再扫一次。', problems: [] }
const empty: Failure = { code: 'file_kind', message: '这个文件不是能看的图片或 PDF。', next: '请换成 PDF。', problems: [] }

function read(scan: string, page: number): PageRead {
  return { scan, page, bound: null, reason: page === 2 ? unread : null }
}

test('after a page or a file that is refused the rest goes on, and the progress counts every page', async () => {
  const asked: [string, number][] = []
  setTransport(
    mockTransport({
      scan_take: ({ file_name }) => (file_name === 'bad.txt' ? empty : { scan: file_name, pages: file_name === 'three.pdf' ? 3 : 1 }),
      scan_read: ({ scan, page, case: owner }) => {
        expect(owner).toBe('c1')
        asked.push([scan, page])
        return read(scan, page)
      },
    }).transport,
  )
  let after = 0
  const scanning = useScanning(
    () => 'c1',
    () => (after += 1),
  )
  const files = ['three.pdf', 'bad.txt', 'one.png'].map((name) => new File(['x'], name))
  await scanning.take(files)
  expect(asked).toEqual([
    ['three.pdf', 1],
    ['three.pdf', 2],
    ['three.pdf', 3],
    ['one.png', 1],
  ])
  expect([scanning.done.value, scanning.all.value, scanning.busy.value, after]).toEqual([5, 5, false, 1])
  expect(scanning.read.value.filter((page) => page.reason)).toHaveLength(1)
  expect(scanning.failure.value?.code).toBe('file_kind')
})

test('a file that cannot be read is said to be so, and the files after it are taken in all the same', async () => {
  const taken: string[] = []
  setTransport(
    mockTransport({
      scan_take: ({ file_name }) => {
        taken.push(file_name)
        return { scan: file_name, pages: 1 }
      },
      scan_read: ({ scan, page }) => read(scan, page),
    }).transport,
  )
  let after = 0
  const scanning = useScanning(
    () => '',
    () => (after += 1),
  )
  const pulled = new File(['x'], 'pulled.pdf')
  vi.spyOn(pulled, 'slice').mockImplementation(() => {
    throw new DOMException('gone', 'NotReadableError')
  })
  await scanning.take([pulled, new File(['x'], 'one.png')])
  expect(taken).toEqual(['one.png'])
  expect([scanning.done.value, scanning.all.value, scanning.busy.value, after]).toEqual([2, 2, false, 1])
  expect(scanning.failure.value?.message).toMatch(/读不出来/)
})

test('sixty pages from the feeder in one file arrive whole, though no material may be as large', async () => {
  const bytes = 30 * 1024 * 1024
  let arrived = 0
  setTransport(
    mockTransport({
      scan_take: (input) => {
        arrived = input.bytes.length
        return { scan: 's1', pages: 1 }
      },
      scan_read: ({ scan, page }) => read(scan, page),
    }).transport,
  )
  const scanning = useScanning(
    () => '',
    () => {},
  )
  await scanning.take([new File([new Uint8Array(bytes)], 'feeder.pdf')])
  expect(arrived).toBe(Math.ceil(bytes / 3) * 4)
})
