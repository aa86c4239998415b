import type { Failure, PictureView } from './gen/commands'
import { refused, said, type Answer } from './ipc/answer'
import { t } from './texts'

/** Most bytes of a material that the core takes: `LARGEST_FILE` in crates/station/src/pages.rs. */
export const LARGEST_FILE = 20 * 1024 * 1024
/** Most bytes of a file of scanned pages that the core takes: `LARGEST_SCAN` in the same place. */
export const LARGEST_SCAN = 64 * 1024 * 1024

/**
 * A file's bytes as base64, as the core wants them. Of a huge file no more is read than one byte above the most that the
 * core takes, and the core says that it is too large. Never throws: a folder that was dropped, or a file on a stick that
 * was pulled, is refused in words like anything the core refuses.
 */
export async function fileBytes(file: Blob, most: number): Promise<Answer<string>> {
  try {
    return said(await asBase64(file.slice(0, most + 1)))
  } catch {
    return refused(unreadable())
  }
}

function asBase64(bytes: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => done(String(reader.result).replace(/^data:[^,]*,/, '')))
    reader.addEventListener('error', () => fail(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(bytes)
  })
}

/** A refusal of our own: the file never comes as far as the core. */
function unreadable(): Failure {
  return { code: 'file_kind', message: t('kit.unreadable'), next: t('kit.unreadable_next'), problems: [] }
}

/** The address of a picture that came as bytes. */
export function pictureAddress(picture: PictureView): string {
  return `data:${picture.media_type};base64,${picture.bytes}`
}

/** Hands a file to the browser's or shell's own saving. */
export function saveFile(name: string, mediaType: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Some engines read the address only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
