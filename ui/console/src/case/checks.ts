import { t } from '@kit/texts'
import type { CaseView } from '../api/shapes'

/** What a reviewer ticks for himself before he decides; it is not sent. */
export function checksOf(view: CaseView): string[] {
  const { frozen, signing } = view.file.submission
  const checks = [t('check.identity'), signing.how === 'scanned' ? t('check.signed') : t('check.scan_later', { due: signing.due })]
  const slots = new Map(frozen.materials.map((one) => [one.slot, one.name]))
  checks.push(...[...slots.values()].map((name) => t('check.material', { name })), t('check.conditions'))
  return checks
}

const key = (view: CaseView): string => `checks/${view.file.number}/${view.file.submission.frozen.version}`

/** The ticks of this version, kept while the tab is open. */
export function keptTicks(view: CaseView): number[] {
  try {
    return JSON.parse(sessionStorage.getItem(key(view)) ?? '[]') as number[]
  } catch {
    return []
  }
}

/** Keeps the ticks of this version. */
export function keepTicks(view: CaseView, ticks: number[]): void {
  sessionStorage.setItem(key(view), JSON.stringify(ticks))
}
