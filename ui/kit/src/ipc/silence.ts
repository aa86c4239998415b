import type { Failure } from '../gen/commands'
import { t } from '../texts'

/** The failure of our own when the core does not answer, or answers with something that is not its own words. */
export function silence(): Failure {
  return { code: 'internal', message: t('kit.silence'), next: t('kit.silence_next'), problems: [] }
}
