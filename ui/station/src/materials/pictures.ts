import { pictureAddress } from '@kit/files'
import { ipc } from '@kit/ipc'
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** The address of one page of a material as a picture no wider than asked; empty until it came. */
export function usePicture(material: () => string, page: () => number, width: number): Ref<string> {
  const address = ref('')
  let gone = false
  watch(
    [material, page],
    async ([id, at]) => {
      address.value = ''
      if (!id) return
      const answer = await ipc('material_picture', { material: id, page: at, width })
      if (!gone && answer.ok && id === material() && at === page()) address.value = pictureAddress(answer.value)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    gone = true
  })
  return address
}
