import type { PaperView } from '@kit/gen/commands'
import { t } from '@kit/texts'

/** How many pages a paper has; nothing before it was made. The record of the delivery is made when it is served. */
export function pagesOf(paper: PaperView, served = false): string {
  if (paper.pages > 0) return t('sign.pages', { count: paper.pages })
  if (paper.kind !== 'delivery') return ''
  return served ? t('sign.not_printed') : t('case.when_served')
}

/** Whether a paper is on its way, or how often it was printed. */
export function printedWords(paper: PaperView): string {
  if (paper.underway > 0) return t('sign.underway')
  return paper.printed > 0 ? t('sign.printed', { count: paper.printed }) : t('sign.not_printed')
}
