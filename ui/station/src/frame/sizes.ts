import type { TextSize } from '@kit/gen/commands'
import { t } from '@kit/texts'

/** From small to large. */
export const SIZES: TextSize[] = ['standard', 'large', 'largest']

/** 标准 大 特大. */
export function sizeName(size: TextSize): string {
  return { standard: t('size.standard'), large: t('size.large'), largest: t('size.largest') }[size]
}
