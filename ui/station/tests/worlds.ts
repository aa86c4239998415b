import type { DraftView, EvaluationView, FieldView, PageView } from '@kit/gen/commands'

/** A field with everything a test does not care about. */
export function field(id: string, widget: string, more: Partial<FieldView> = {}): FieldView {
  return { id, label: id, widget, width: 'm', hint: '', unit: '', options: [], columns: [], required: false, computed: false, ...more }
}

/** What the core would say about a form without faults. */
export const CLEAN: EvaluationView = { computed: {}, hidden: [], required: [], errors: [], warnings: [], materials: [] }

/** A draft with one page. */
export function draftView(fields: FieldView[], more: Partial<DraftView> = {}): DraftView {
  const page: PageView = { id: 'one', title: '申请人', groups: [{ title: '基本情况', fields }] }
  return {
    draft: 'd1',
    item_name: '临时救助',
    form: { slug: 'x', title: '申请表', version: 1, pages: [page] },
    rev: 0,
    data: {},
    evaluation: CLEAN,
    slots: [],
    saved_at: '',
    begun_by: '',
    case: '',
    number: '',
    demands: [],
    before: {},
    duplicate: null,
    limit: '',
    sign_way: { by: 'hand', name: '', id_number: '', relation: '' },
    ...more,
  }
}
