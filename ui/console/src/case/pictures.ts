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
  /** The note is worth a look from afar: it stands on the tab as well. */
  stands: boolean
}

function sheetOf(material: Material, note: string, stands: boolean): Sheet {
  const { sha256, slot, name, media_type: mediaType, size } = material
  return { sha256, slot, name, mediaType, size, note, stands }
}

/** Every signed page once; one that was signed on a screen says so. */
function scanOf(signing: Signing): Sheet[] {
  if (signing.how !== 'scanned') return []
  const pages = signing.pages?.length ? signing.pages : [{ ...signing, kind: 'form', ink: undefined }]
  const sheet = ({ scan: sha256, media_type: mediaType, size, kind, ink }: (typeof pages)[number]): Sheet => {
    const name = t(kind === 'form' ? 'files.signed' : 'files.signed_other')
    return { sha256, slot: 'signed-form', name, mediaType, size, note: ink ? t('files.on_pad') : '', stands: !!ink }
  }
  return pages.map(sheet).filter((one, at, all) => all.findIndex((other) => other.sha256 === one.sha256) === at)
}

function handedIn(material: Material): Sheet {
  const compared = material.trust === 'B'
  return sheetOf(material, compared ? t('files.compared') : t('files.not_compared'), compared)
}

function replacedIn(file: CaseFile): Set<string | undefined> {
  return new Set(file.supplements.map((one) => one.instead_of))
}

/** Every file: the signed form first, then the materials in their order, then what followed. What opened no more at the station
 * and was taken in anew is left out: it never came. */
export function sheetsOf(file: CaseFile): Sheet[] {
  const { frozen, signing } = file.submission
  const replaced = replacedIn(file)
  // what a correction took over of what followed stands among its materials
  const isTakenOver = (one: Material): boolean =>
    frozen.materials.some((held) => held.slot === one.slot && held.sha256 === one.sha256)
  const followed = (one: Material): Sheet[] => (isTakenOver(one) ? [] : [sheetOf(one, t('files.followed'), true)])
  const later = file.supplements.flatMap((one) => (one.what === 'material' ? followed(one.material) : scanOf(one.signing)))
  const all = [...scanOf(signing), ...frozen.materials.map(handedIn), ...later].filter((sheet) => !replaced.has(sheet.sha256))
  // a page that was scanned once more comes with all the others
  const scans = scanOf(signing).length
  const isScanAgain = (sheet: Sheet, at: number): boolean =>
    at >= scans && sheet.slot === 'signed-form' && all.findIndex((one) => one.sha256 === sheet.sha256) < at
  return numbered(all.filter((sheet, at) => !isScanAgain(sheet, at)))
}

/** So many files came later for a slot. */
export function cameLater(file: CaseFile, slot: string): number {
  const replaced = replacedIn(file)
  return file.supplements.filter(
    (one) => one.what === 'material' && one.material.slot === slot && !replaced.has(one.material.sha256),
  ).length
}

/** Several pages of one material are told apart by their number. */
function numbered(sheets: Sheet[]): Sheet[] {
  const of = (sheet: Sheet): Sheet[] => sheets.filter((one) => one.name === sheet.name)
  return sheets.map((sheet) => {
    const same = of(sheet)
    return same.length > 1 ? { ...sheet, name: t('files.page', { name: sheet.name, page: same.indexOf(sheet) + 1 }) } : sheet
  })
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
