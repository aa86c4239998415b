import { t } from '@kit/texts'
import type { CaseFile, Material, Signing } from '../api/shapes'

/** One file of a case as it stands on the picture desk. `slot` names it in a demand. */
export interface Sheet {
  sha256: string
  slot: string
  name: string
  mediaType: string
  size: number
  note: string
}

function sheetOf(material: Material, note: string): Sheet {
  return { sha256: material.sha256, slot: material.slot, name: material.name, mediaType: material.media_type, size: material.size, note }
}

function scanOf(signing: Signing): Sheet[] {
  if (signing.how !== 'scanned') return []
  return [
    { sha256: signing.scan, slot: 'signed-form', name: t('files.signed'), mediaType: signing.media_type, size: signing.size, note: '' },
  ]
}

/** Every file: the signed form first, then the materials in their order, then what followed. */
export function sheetsOf(file: CaseFile): Sheet[] {
  const { frozen, signing } = file.submission
  const trust = (material: Material): string => (material.trust === 'B' ? t('files.compared') : t('files.not_compared'))
  return [
    ...scanOf(signing),
    ...frozen.materials.map((one) => sheetOf(one, trust(one))),
    ...file.supplements.flatMap((one) => (one.what === 'material' ? [sheetOf(one.material, t('files.followed'))] : scanOf(one.signing))),
  ]
}

/** Whether a browser can show it as a picture. */
export const isPicture = (sheet: Sheet): boolean => /^image\/(jpeg|png|webp)$/.test(sheet.mediaType)

/** The place after a move of `by`, from the last back to the first. */
export function moved(at: number, by: number, count: number): number {
  return count === 0 ? 0 : (at + by + count) % count
}

/** The largest scale at which a turned picture fits a pane whole. `turns` counts quarter turns. */
export function fitScale(width: number, height: number, turns: number, paneWidth: number, paneHeight: number): number {
  const [across, down] = turns % 2 === 0 ? [width, height] : [height, width]
  return Math.min(paneWidth / across, paneHeight / down)
}
