import { onBeforeUnmount, shallowReactive } from 'vue'
import { fetchFile } from '../api/gateway'
import { asTrouble, type Trouble } from '../api/trouble'
import type { Sheet } from './pictures'

/** What was fetched of a file. */
export type Fetched = { blob: Blob } | { trouble: Trouble }

/** Fetches the files of a case once each, and forgets them when the case is left. */
export function useSheets(): { get: (sheet: Sheet) => Fetched | undefined; save: (sheet: Sheet) => Promise<void> } {
  const fetched = shallowReactive(new Map<string, Fetched>())
  const asked = new Set<string>()

  async function fetchOnce(sheet: Sheet): Promise<void> {
    if (asked.has(sheet.sha256)) return
    asked.add(sheet.sha256)
    try {
      // The type was sniffed by the station and is shown as that and nothing else.
      fetched.set(sheet.sha256, { blob: new Blob([await fetchFile(sheet.sha256)], { type: sheet.mediaType }) })
    } catch (thrown) {
      asked.delete(sheet.sha256)
      fetched.set(sheet.sha256, { trouble: asTrouble(thrown) })
    }
  }
  onBeforeUnmount(() => fetched.clear())

  return {
    get: (sheet) => {
      void fetchOnce(sheet)
      return fetched.get(sheet.sha256)
    },
    save: (sheet) => saveFile(sheet.sha256, `${sheet.slot}.${sheet.mediaType.split('/')[1] ?? 'bin'}`, sheet.mediaType),
  }
}

/** Saves a file of the gateway under a name without anybody's name in it. */
export async function saveFile(sha256: string, name: string, mediaType: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([await fetchFile(sha256)], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Some engines read the address only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
