import type { CaseView, DraftView, NextDeed } from '@kit/gen/commands'
import { ipc, type Answer } from '@kit/ipc'
import { t } from '@kit/texts'
import type { RouteLocationRaw } from 'vue-router'

/** What a deed leads to: another screen, a question to ask first, or an answer of the core. */
export type Doing =
  | { go: RouteLocationRaw }
  | { ask: 'void' | 'withdraw' | 'serve' | 'supplement' }
  | { answer: Answer<CaseView> }
  | { draft: Answer<DraftView> }

/** The words on the button of a deed. */
export function deedWords(deed: NextDeed): string {
  return {
    print: t('deed.print'),
    sign: t('deed.sign'),
    submit: t('deed.submit'),
    change: t('deed.change'),
    void: t('deed.void'),
    correct: t('deed.correct'),
    supplement: t('deed.supplement'),
    withdraw: t('deed.withdraw'),
    serve: t('deed.serve'),
    archive: t('deed.archive'),
  }[deed]
}

/** Does a deed as far as it can be done without asking. Printing, signing and sending share one screen. */
export async function doDeed(deed: NextDeed, id: string): Promise<Doing> {
  switch (deed) {
    case 'print':
    case 'sign':
    case 'submit':
      return { go: { name: 'sign', params: { case: id } } }
    case 'change':
    case 'correct':
      return { draft: await ipc('case_change', { case: id }) }
    case 'archive':
      return { answer: await ipc('case_archive', { case: id }) }
    default:
      return { ask: deed }
  }
}
