import { fileBytes } from '@kit/files'
import { describe, expect, test } from 'vitest'

describe('a file that is handed in', () => {
  test('goes to the core whole, as base64', async () => {
    expect(await fileBytes(new Blob(['户口簿']))).toBe('5oi35Y+j57C/')
  })

  test('is not read to its end when it is huge: one byte too many is enough for the core to refuse it', async () => {
    const huge = new Blob([new Uint8Array(24 * 1024 * 1024)])
    const most = 20 * 1024 * 1024
    expect((await fileBytes(huge)).length).toBe(Math.ceil((most + 1) / 3) * 4)
  })
})
