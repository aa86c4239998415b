import { dateForReading } from '@kit/entry/dates'
import { fenForReading } from '@kit/entry/money'
import { t } from '@kit/texts'
import type { CaseView, Demand, Field, FormData, Layout } from '../api/shapes'

/** One line of the form for reading. `asked`: what the county wanted mended last time. */
export interface Line {
  path: string
  label: string
  words: string
  wide: boolean
  was?: string
  asked?: string
}
/** One cell of a table; `was` where the version before said otherwise. */
export interface Cell {
  words: string
  was?: string
}
/** One row of a table; its cells in the order of the heads. */
export interface TableRow {
  path: string
  label: string
  cells: Cell[]
  changed: boolean
  asked?: string
}
/** A table of the form; `gone` are rows that only the version before had. */
export interface Table {
  path: string
  label: string
  heads: string[]
  rows: TableRow[]
  gone: string[]
  asked?: string
}
/** A group of the form that has something to read. */
export interface Section {
  title: string
  lines: Line[]
  tables: Table[]
}

/** A value in words: option labels, 元, year-month-day, the names of divisions. */
export function inWords(field: Field, value: unknown, divisions: Record<string, string> = {}): string {
  if (value === undefined || value === null || value === '') return ''
  if (field.widget === 'check') return value === true ? t('form.yes') : t('form.no')
  if (Array.isArray(value)) return value.map((one) => labelOf(field, one)).join('、')
  if (field.widget === 'money' && typeof value === 'number') return fenForReading(value)
  if (field.widget === 'date') return dateForReading(String(value))
  if (field.widget === 'division') return divisions[String(value)] ?? String(value)
  const words = labelOf(field, value)
  return field.unit ? `${words} ${field.unit}` : words
}

function labelOf(field: Field, value: unknown): string {
  return field.options?.find((one) => one.value === value)?.label ?? String(value)
}

/** What was asked of this version, by field path or slot: the demands of the newest correction it follows. */
export function askedOf(view: CaseView): Map<string, string> {
  const { version } = view.file.submission.frozen
  const asking = view.file.decisions.filter((one) => one.decision.demands.length > 0 && one.version < version).at(-1)
  return new Map(asking?.decision.demands.map((one: Demand) => [one.field, one.words]) ?? [])
}

/** The filled form in the order of its layout. Fields without a value are left out; none is lost for want of a layout. */
export function sectionsOf(view: CaseView): Section[] {
  const { form } = view.file.submission.frozen
  const reading = { form, before: view.previous, asked: askedOf(view), divisions: view.divisions }
  const laid = view.layout ? laidOut(view.layout, reading) : []
  const known = new Set(view.layout?.pages.flatMap((page) => page.groups.flatMap((group) => group.fields.map((field) => field.id))))
  const rest = Object.keys(form).filter((id) => !known.has(id))
  const others = rest.map((id): Field => ({ id, label: id, widget: isTable(form[id]) ? 'table' : 'text' }))
  return [...laid, sectionOf(t('form.others'), others, reading)].filter((section) => section.lines.length + section.tables.length > 0)
}

/** What a corrected version changed, for the list above the form. */
export function changesOf(sections: Section[]): { path: string; label: string }[] {
  const changed = sections.flatMap(({ lines, tables }) => [
    ...lines.filter((line) => line.was !== undefined),
    ...tables.flatMap((table) => [...table.rows.filter((row) => row.changed), ...(table.gone.length > 0 ? [table] : [])]),
  ])
  return changed.map(({ path, label }) => ({ path, label }))
}

interface Reading {
  form: FormData
  before: FormData | null
  asked: Map<string, string>
  divisions: Record<string, string>
}

function laidOut(layout: Layout, reading: Reading): Section[] {
  return layout.pages.flatMap((page) => page.groups.map((group) => sectionOf(group.title || page.title, group.fields, reading)))
}

function sectionOf(title: string, fields: Field[], reading: Reading): Section {
  const filled = fields.filter(
    (field) => field.widget !== 'note' && (field.id in reading.form || (reading.before && field.id in reading.before)),
  )
  return {
    title,
    lines: filled.filter((field) => field.widget !== 'table').map((field) => lineOf(field, reading)),
    tables: filled.filter((field) => field.widget === 'table').map((field) => tableOf(field, reading)),
  }
}

function lineOf(field: Field, { form, before, asked, divisions }: Reading): Line {
  const words = inWords(field, form[field.id], divisions)
  const was = before ? inWords(field, before[field.id], divisions) : words
  const line: Line = { path: field.id, label: field.label, words, wide: field.widget === 'textarea' || words.length > 24 }
  if (was !== words) line.was = was || t('form.empty')
  const wanted = asked.get(field.id)
  if (wanted) line.asked = wanted
  return line
}

function isTable(value: unknown): value is FormData[] {
  return Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null)
}

function tableOf(field: Field, { form, before, asked, divisions }: Reading): Table {
  const rows = isTable(form[field.id]) ? (form[field.id] as FormData[]) : []
  const old = before && isTable(before[field.id]) ? (before[field.id] as FormData[]) : []
  const columns = (field.columns ?? columnsOf(rows)).filter((column) => column.widget !== 'note')
  const cells = (row: FormData, was?: FormData): Cell[] =>
    columns.map((column) => {
      const words = inWords(column, row[column.id], divisions)
      const before = inWords(column, was?.[column.id], divisions)
      return was && before !== words ? { words, was: before || t('form.empty') } : { words }
    })
  return {
    path: field.id,
    label: field.label,
    heads: columns.map((column) => column.label),
    rows: rows.map((row, at) => {
      const path = `${field.id}[${at}]`
      const read = cells(row, old[at])
      const changed = before !== null && (!old[at] || read.some((cell) => cell.was !== undefined))
      return { path, label: t('form.row', { table: field.label, row: at + 1 }), cells: read, changed, asked: askedInRow(asked, path) }
    }),
    gone: old.slice(rows.length).map((row) =>
      cells(row)
        .map((cell) => cell.words)
        .join(' '),
    ),
    asked: asked.get(field.id),
  }
}

function askedInRow(asked: Map<string, string>, row: string): string | undefined {
  return (
    [...asked]
      .filter(([path]) => path === row || path.startsWith(`${row}.`))
      .map(([, words]) => words)
      .join(';') || undefined
  )
}

function columnsOf(rows: FormData[]): Field[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].map((id) => ({ id, label: id, widget: 'text' }))
}

/** How people call what a demand names: a field, a row, or a material. */
export function demandLabel(path: string, view: CaseView): string {
  const { frozen } = view.file.submission
  const material = [...frozen.materials, ...frozen.deferred].find((one) => one.slot === path)
  if (material) return material.name
  const found = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(path)
  const fields = view.layout?.pages.flatMap((page) => page.groups.flatMap((group) => group.fields)) ?? []
  const field = fields.find((one) => one.id === found?.[1])
  if (!field || !found) return path
  const row = found[2] === undefined ? field.label : t('form.row', { table: field.label, row: Number(found[2]) + 1 })
  const column = field.columns?.find((one) => one.id === found[3])?.label
  return column ? t('form.cell', { row, column }) : row
}
