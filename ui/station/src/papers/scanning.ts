import { fileBytes, LARGEST_SCAN, pictureAddress } from '@kit/files'
import type { Failure, PageRead, ScanPicture } from '@kit/gen/commands'
import { ipc } from '@kit/ipc'
import { useAsking } from '@kit/ipc/asking'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Picture } from '../materials/pictures'

/** Signed pages on their way to their cases. A page that finds none waits in the tray; the others go on. */
export interface Scanning {
  /** What became of the pages of the last files, in their order. */
  read: Ref<PageRead[]>
  busy: ComputedRef<boolean>
  /** Pages read so far, and how many there are as far as known. */
  done: Ref<number>
  all: Ref<number>
  /** What was wrong with a file as a whole. */
  failure: ShallowRef<Failure | null>
  take: (files: File[]) => Promise<void>
}

/** Takes files in and reads them page by page. `owner`: only pages of this case are bound; empty for whichever. */
export function useScanning(owner: () => string, after: () => unknown): Scanning {
  const read = ref<PageRead[]>([])
  const done = ref(0)
  const all = ref(0)
  const working = ref(0)
  const failure = shallowRef<Failure | null>(null)

  async function one(file: File): Promise<void> {
    const bytes = await fileBytes(file, LARGEST_SCAN)
    const taken = bytes.ok ? await ipc('scan_take', { file_name: file.name, bytes: bytes.value }) : bytes
    if (!taken.ok) {
      failure.value = taken.failure
      done.value += 1
      return
    }
    all.value += taken.value.pages - 1
    for (let page = 1; page <= taken.value.pages; page += 1) {
      const answer = await ipc('scan_read', { scan: taken.value.scan, page, case: owner() })
      if (answer.ok) read.value.push(answer.value)
      else failure.value = answer.failure
      done.value += 1
    }
  }
  async function take(files: File[]): Promise<void> {
    if (working.value === 0) {
      read.value = []
      done.value = all.value = 0
      failure.value = null
    }
    working.value += 1
    all.value += files.length
    try {
      for (const file of files) await one(file)
    } finally {
      working.value -= 1
    }
    await after()
  }
  return { read, busy: computed(() => working.value > 0), done, all, failure, take }
}

/** A scanned page as a picture no wider than asked. */
export function useScanPicture(scan: () => string, page: () => number, width: number): Picture {
  const wanted = (): ScanPicture | null => (scan() ? { scan: scan(), page: page(), width } : null)
  const { value, failure, slow } = useAsking('scan_picture', wanted, true)
  return { address: computed(() => (value.value ? pictureAddress(value.value) : '')), failure, slow }
}
