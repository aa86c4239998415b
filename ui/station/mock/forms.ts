import type { EvaluationView, FieldView, FormView, Trouble } from '@kit/gen/commands'
import { apply, holds } from './logic'

interface RawField {
  id: string
  label: string
  widget: string
  width?: string
  hint?: string
  unit?: string
  options?: { value: string; label: string }[]
  columns?: RawField[]
}
interface Rule {
  field: string
  relevant?: unknown
  required?: unknown
  calc?: unknown
  check?: unknown
  message?: string
}
/** A form pack as it stands in assets. */
export interface Pack {
  form: string
  version: number
  title: string
  layout: { pages: { id: string; title: string; groups: { title: string; fields: RawField[] }[] }[] }
  rules: Rule[]
}
type Data = Record<string, unknown>

const raw = import.meta.glob<Pack>('../../../assets/forms/*.json', { eager: true, import: 'default' })
/** Packs by name. */
export const packs: Record<string, Pack> = Object.fromEntries(Object.values(raw).map((pack) => [pack.form, pack]))
const VILLAGES = [
  ['469028100001', '椰林镇城内村'],
  ['469028100201', '椰林镇城北村'],
  ['469028100202', '椰林镇联丰村'],
  ['469028100203', '椰林镇桃万村'],
  ['469028100204', '椰林镇卓杰村'],
  ['469028100205', '椰林镇安马村'],
  ['469028100206', '椰林镇华北村'],
]

/** The form to draw. */
export function formView(slug: string): FormView {
  const pack = packs[slug]!
  const always = new Set(pack.rules.filter((rule) => rule.required === true && rule.relevant === undefined).map((rule) => rule.field))
  const worked = new Set(pack.rules.filter((rule) => rule.calc !== undefined).map((rule) => rule.field))
  const field = (one: RawField, inside = ''): FieldView => ({
    id: one.id,
    label: one.label,
    widget: one.widget,
    width: one.width ?? 'm',
    hint: one.hint ?? '',
    unit: one.unit ?? '',
    options: one.widget === 'division' ? VILLAGES.map(([value = '', label = '']) => ({ value, label })) : (one.options ?? []),
    columns: (one.columns ?? []).map((column) => field(column, `${one.id}[].`)),
    required: always.has(inside + one.id),
    computed: worked.has(inside + one.id),
  })
  return {
    slug,
    title: pack.title,
    version: pack.version,
    pages: pack.layout.pages.map((page) => ({
      id: page.id,
      title: page.title,
      groups: page.groups.map((group) => ({ title: group.title, fields: group.fields.map((one) => field(one)) })),
    })),
  }
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
function idHolds(id: string): boolean {
  if (!/^\d{17}[\dX]$/.test(id)) return false
  return '10X98765432'[WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(id[at]), 0) % 11] === id[17]
}
function derived(value: unknown): Data | null {
  if (typeof value !== 'string' || !idHolds(value)) return null
  const birth = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`
  return { birth, sex: Number(value[16]) % 2 ? '1' : '2', age: 2026 - Number(value.slice(6, 10)) - (birth.slice(5) > '11-23' ? 1 : 0) }
}
function idsOf(data: Data): Data {
  return Object.fromEntries(
    Object.entries(data)
      .map(([key, value]) => [key, derived(value)])
      .filter(([, found]) => found),
  )
}
function shapeTrouble(field: FieldView, value: unknown): string {
  const text = String(value)
  if (field.widget === 'idno' && text.length !== 18) return `${field.label}应为 18 位,现在是 ${text.length} 位`
  if (field.widget === 'idno' && !idHolds(text)) return `${field.label}校验不通过,请对照证件逐位核对`
  if (field.widget === 'phone' && text !== '无' && !/^(1\d{10}|0\d{2,3}-?\d{7,8})$/.test(text))
    return `${field.label}要填 11 位手机号,或带区号的座机号,例如 13812345678`
  if (field.widget === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${field.label}要填 8 位数字,例如 19580312`
  if (field.widget === 'money' && typeof value !== 'number') return `${field.label}要填数字,单位是元`
  if (field.widget === 'account' && !/^\d{16,19}$/.test(text)) return `${field.label}应为 16 到 19 位数字,现在是 ${text.length} 位`
  return ''
}
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** One evaluation, roughly as the core does it. */
export function evaluate(slug: string, data: Data): EvaluationView {
  const view = formView(slug)
  const rules = packs[slug]!.rules
  const fields = view.pages.flatMap((page) => page.groups.flatMap((group) => group.fields))
  const out: EvaluationView = { computed: {}, hidden: [], required: [], errors: [], warnings: [], materials: [] }
  const scope: Data = { ...data, __id: idsOf(data), __today: '2026-11-23' }
  const tell = (path: string, message: string): void => {
    if (!out.errors.some((one: Trouble) => one.path === path)) out.errors.push({ path, message })
  }

  function visit(field: FieldView, path: string, rulePath: string, value: unknown, within: Data): void {
    const mine = rules.filter((rule) => rule.field === rulePath)
    const relevant = mine.filter((rule) => rule.relevant !== undefined)
    if (relevant.length && !relevant.every((rule) => holds(rule.relevant, within))) {
      out.hidden.push(path)
      return
    }
    const calc = mine.find((rule) => rule.calc !== undefined)
    if (calc) {
      const made = apply(calc.calc, within)
      if (made !== null) {
        out.computed[path] = made
        if (!path.includes('[')) scope[path] = made
      }
      return
    }
    const required = mine.some(
      (rule) => rule.required === true || (rule.required !== undefined && rule.required !== false && holds(rule.required, within)),
    )
    if (required) out.required.push(path)
    if (field.widget === 'table') {
      const rows = (value as Data[] | undefined) ?? []
      rows.forEach((row, at) =>
        field.columns.forEach((column) =>
          visit(column, `${path}[${at}].${column.id}`, `${path}[].${column.id}`, row[column.id], {
            ...scope,
            __row: { ...row, __id: idsOf(row) },
          }),
        ),
      )
    }
    if (isEmpty(value)) {
      if (required && field.widget !== 'table') tell(path, `请填${field.label}`)
      return
    }
    const shape = shapeTrouble(field, value)
    if (shape) tell(path, shape)
    for (const rule of mine) if (rule.check !== undefined && !holds(rule.check, within)) tell(path, rule.message ?? '')
  }
  for (const field of fields) if (field.widget !== 'note') visit(field, field.id, field.id, data[field.id], scope)
  return out
}
