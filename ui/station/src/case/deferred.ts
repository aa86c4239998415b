import type { DeferredView } from '@kit/gen/commands'
import { t } from '@kit/texts'

/** What of a material came, and by which day the rest is to come. */
export function deferredWords({ came, lacking, due }: DeferredView): string {
  if (came === 0) return t('case.deferred', { day: due })
  return lacking > 0 ? t('case.deferred_rest', { came, lacking, day: due }) : t('supplement.more', { came })
}
