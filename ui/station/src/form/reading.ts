import type { DraftView, EvaluationView, FieldView, FilledSection, FilledTable } from '@kit/gen/commands'
import { valueInWords } from '@kit/reading'
import { valueAt, type FormData } from './paths'

function wordsAt(field: FieldView, path: string, data: FormData, evaluation: EvaluationView): string {
  return valueInWords(field, field.computed ? evaluation.computed[path] : valueAt(data, path))
}

function tableOf(field: FieldView, data: FormData, evaluation: EvaluationView): FilledTable {
  const rows = (valueAt(data, field.id) as FormData[] | undefined) ?? []
  return {
    id: field.id,
    label: field.label,
    columns: field.columns.map((column) => column.label),
    rows: rows.map((_, at) => field.columns.map((column) => wordsAt(column, `${field.id}[${at}].${column.id}`, data, evaluation))),
  }
}

/** The draft as sections for reading; hidden fields and notes are left out, as on the printed form. `page` is the page's id. */
export function draftForReading(view: DraftView, data: FormData, evaluation: EvaluationView): FilledSection[] {
  const hidden = new Set(evaluation.hidden)
  const sections = view.form.pages.flatMap((page) =>
    page.groups.map((group) => {
      const fields = group.fields.filter((field) => field.widget !== 'note' && !hidden.has(field.id))
      return {
        page: page.id,
        title: `${page.title} · ${group.title}`,
        fields: fields
          .filter((field) => field.widget !== 'table')
          .map((field) => ({ id: field.id, label: field.label, value: wordsAt(field, field.id, data, evaluation) })),
        tables: fields
          .filter((field) => field.widget === 'table')
          .map((field) => tableOf(field, data, evaluation))
          .filter((table) => table.rows.length > 0),
      }
    }),
  )
  return sections.filter((section) => section.fields.length + section.tables.length > 0)
}
