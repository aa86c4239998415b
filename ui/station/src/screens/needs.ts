import type { GuideMaterial, SlotView } from '@kit/gen/commands'

// The catalogue's own word for what the resident may leave out.
const OPTIONAL = '非必要'

/** The colour of 必要 容缺后补 非必要; the words say the same. */
export function needTone(material: GuideMaterial): string {
  if (material.defer_days > 0) return 'brand'
  return ''
}

/** Needed for this form as it is filled now, and not left to the resident's choice. */
export function isWanted(slot: SlotView): boolean {
  return slot.needed && slot.guide.need !== OPTIONAL
}

/** Must be there before the case can be frozen, and is not: neither files nor a promise for later. */
export function isMissing(slot: SlotView): boolean {
  return isWanted(slot) && slot.files.length === 0 && slot.deferred_until === ''
}

/** Of the materials needed now, so many are settled. */
export function settled(slots: SlotView[]): { done: number; all: number } {
  const wanted = slots.filter(isWanted)
  return { done: wanted.filter((slot) => !isMissing(slot)).length, all: wanted.length }
}
