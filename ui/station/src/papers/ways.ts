import type { SignWay } from '@kit/gen/commands'
import { t } from '@kit/texts'

/** By what a resident signs, in words. */
export function wayWords(way: SignWay): string {
  if (way.by === 'witness') return t('way.witness_named', { name: way.name })
  return way.by === 'thumb' ? t('way.thumb') : t('way.hand')
}
