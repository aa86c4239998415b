import { fileBytes, LARGEST_FILE } from '@kit/files'
import type { Failure } from '@kit/gen/commands'
import { describe, expect, test, vi } from 'vitest'

describe('a file that is handed in', () => {
  test('goes to the core whole, as base64', async () => {
    expect(await fileBytes(new Blob(['户口簿']), LARGEST_FILE)).toEqual({ ok: true, value: '5oi35Y+j57C/' })
  })

  test('that is too large is read one byte further than may be, no more: enough for the core to refuse it', async () => {
    const zeros = (bytes: number): Blob => new Blob([new Uint8Array(bytes)])
    expect(await fileBytes(zeros(5), 5)).toEqual({ ok: true, value: 'AAAAAAA=' })
    expect(await fileBytes(zeros(900), 5)).toEqual({ ok: true, value: 'AAAAAAAA' })
  })

  test('is refused in words when it cannot be read, as a folder or a file on a stick that was pulled', async () => {
    vi.spyOn(FileReader.prototype, 'readAsDataURL').mockImplementation(function (this: FileReader) {
      this.dispatchEvent(new Event('error'))
    })
    const answer = await fileBytes(new Blob(['户口簿']), LARGEST_FILE)
    const words: Partial<Failure> = { message: '这个文件读不出来,可能是U盘拔了或选的是文件夹。', next: '再选一次。' }
    expect(answer).toMatchObject({ ok: false, failure: words })
  })
})
