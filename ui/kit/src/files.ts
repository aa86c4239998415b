import type { PictureView } from './gen/commands'

/** One byte more than the core takes: of a huge file no more is read, and the core says that it is too large. */
const ENOUGH = 20 * 1024 * 1024 + 1

/** A file's bytes as base64, as the core wants them. */
export function fileBytes(file: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => done(String(reader.result).replace(/^data:[^,]*,/, '')))
    reader.addEventListener('error', () => fail(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file.slice(0, ENOUGH))
  })
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
