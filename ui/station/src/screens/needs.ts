import type { GuideMaterial, SlotView } from '@kit/gen/commands'

/** The colour of 必要 容缺后补 非必要; the words say the same. */
export function needTone(material: GuideMaterial): string {
  if (material.defer_days > 0) return 'brand'
  return material.need === '必要' ? 'warn' : ''
}

/** Must be there before the case can be frozen, and is not: neither files nor a promise for later. */
export function isMissing(slot: SlotView): boolean {
  return slot.needed && slot.guide.need !== '非必要' && slot.files.length === 0 && slot.deferred_until === ''
}

/** Of the materials needed now, so many are settled. */
export function settled(slots: SlotView[]): { done: number; all: number } {
  const wanted = slots.filter((slot) => slot.needed && slot.guide.need !== '非必要')
  return { done: wanted.filter((slot) => !isMissing(slot)).length, all: wanted.length }
}
