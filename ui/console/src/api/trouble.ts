import { t } from '@kit/texts'

/** What went wrong, in words for the person at the screen. */
export class Trouble extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
  ) {
    super(title)
  }
}

/** An answer of the gateway that is no success. */
export async function troubleOf(answer: Response): Promise<Trouble> {
  try {
    const { code, title, detail } = (await answer.json()) as { code: string; title: string; detail: string }
    return new Trouble(code, title, detail)
  } catch {
    return new Trouble(`http_${answer.status}`, t('trouble.strange'), t('trouble.strange_next'))
  }
}

/** No answer at all. */
export const noLine = (): Trouble => new Trouble('line', t('trouble.line'), t('trouble.line_next'))

/** The case stands otherwise than on the screen. */
export const isConflict = (trouble: Trouble | null): boolean => trouble?.code === 'state_conflict'

/** Whatever was thrown, as a trouble. */
export function asTrouble(thrown: unknown): Trouble {
  return thrown instanceof Trouble ? thrown : new Trouble('internal', t('trouble.internal'), t('trouble.internal_next'))
}
