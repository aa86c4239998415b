import { pictureAddress } from '@kit/files'
import type { Failure, PictureInput } from '@kit/gen/commands'
import { useAsking } from '@kit/ipc/asking'
import { computed, type ComputedRef, type Ref, type ShallowRef } from 'vue'

/** A picture on its way: its address once it came, why it did not, and whether it takes long enough to say so. */
export interface Picture {
  address: ComputedRef<string>
  failure: ShallowRef<Failure | null>
  slow: Ref<boolean>
}

/** One page of a material as a picture no wider than asked. */
export function usePicture(material: () => string, page: () => number, width: number): Picture {
  const wanted = (): PictureInput | null => (material() ? { material: material(), page: page(), width } : null)
  const { value, failure, slow } = useAsking('material_picture', wanted, true)
  return { address: computed(() => (value.value ? pictureAddress(value.value) : '')), failure, slow }
}
