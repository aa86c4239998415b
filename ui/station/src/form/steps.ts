import type { DraftView, PageView } from '@kit/gen/commands'
import { t } from '@kit/texts'
import type { RouteLocationRaw } from 'vue-router'
import { isMissing } from '../screens/needs'
import { fieldsOf, type Draft } from './draft'
import { rootOf } from './paths'

/** One step of the way of a case. */
export interface Step {
  key: string
  words: string
  to: RouteLocationRaw
  state: string
  spoken?: string
  tone: string
}

function begun(draft: Draft, page: PageView): boolean {
  return fieldsOf(page).some((field) => draft.data.value[field.id] !== undefined)
}

/** How far a page is. It says nothing before the clerk has been there; it warns only after 下一步 was pressed on it. */
export function pageState(draft: Draft, view: DraftView, page: PageView): { state: string; spoken?: string; tone: string } {
  const wrong = draft.troublesOf(page).length
  if (view.demands.length > 0 && !hasDemand(view, page) && wrong === 0) return { state: t('step.untouched'), tone: '' }
  if (hasDemand(view, page) && !draft.asked.has(page.id)) return { state: t('step.asked'), tone: 'warn' }
  if (draft.asked.has(page.id))
    return wrong ? { state: t('step.wrong', { count: wrong }), tone: 'warn' } : { state: '✓', spoken: t('step.filled'), tone: 'good' }
  if (!begun(draft, page)) return { state: '', tone: '' }
  return wrong ? { state: t('step.open', { count: wrong }), tone: '' } : { state: '✓', spoken: t('step.filled'), tone: 'good' }
}

/** Whether the authority asked for something on this page. */
export function hasDemand(view: DraftView, page: PageView): boolean {
  const ids = new Set(fieldsOf(page).map((field) => field.id))
  return view.demands.some((one) => ids.has(rootOf(one.path)))
}

/** The pages of the form, then 材料, 核对; printing comes after the freeze and cannot be jumped to. */
export function stepsOf(draft: Draft): Step[] {
  const view = draft.view.value
  if (!view) return []
  const missing = view.slots.filter(isMissing).length
  const pages = view.form.pages.map((page) => ({
    key: page.id,
    words: page.title,
    to: { name: 'form', params: { draft: view.draft, page: page.id } },
    ...pageState(draft, view, page),
  }))
  return [
    ...pages,
    {
      key: 'materials',
      words: t('step.materials'),
      to: { name: 'materials', params: { draft: view.draft } },
      state: missing ? t('step.missing', { count: missing }) : '✓',
      spoken: missing ? undefined : t('step.ready'),
      tone: missing ? '' : 'good',
    },
    { key: 'check', words: t('step.check'), to: { name: 'check', params: { draft: view.draft } }, state: '', tone: '' },
  ]
}
