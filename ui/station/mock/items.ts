import type { FilledSection, GuideMaterial, GuideView, ItemRow } from '@kit/gen/commands'
import { draftForReading } from '../src/form/reading'
import { evaluate, formView, packs } from './forms'
import { holds } from './logic'

interface RawBasis {
  title: string
  number: string
  article: string
  says: string
  checked: boolean
}
interface RawLimit {
  days: number
  unit: string
  basis?: string
  checked: boolean
}
interface RawMaterial {
  slot: string
  name: string
  kind: string
  original: number
  copies: number
  keep_original: boolean
  need: string
  defer_days: number
  when: unknown
  basis: RawBasis
  issuer: string
  how: string
  instead: string[]
  get: string
}
interface RawItem {
  slug: string
  code: string
  name: string
  keywords: string[]
  type: string
  mode: string
  handling: string
  authority: { name: string }
  basis: RawBasis[]
  conditions: string[]
  flow: { step: string; who: string; what: string; limit: RawLimit | null }[]
  limits: Record<string, RawLimit | null>
  fee: { note: string }
  place: string
  hours: string
  phone: string
  complaint_phone: string
  result: { name: string; how: string }
  submit: { before_scan: boolean; scan_within_days: number }
  materials: RawMaterial[]
  mistakes: { field: string; wrong: string; why: string; right: string }[]
  faq: { ask: string; answer: string }[]
  sample: Record<string, unknown>
}
const raw = import.meta.glob<RawItem>('../../../assets/catalogue/items/*.json', { eager: true, import: 'default' })
/** Items by name. */
export const items: Record<string, RawItem> = Object.fromEntries(Object.values(raw).map((item) => [item.slug, item]))

const MODES: Record<string, string> = { direct: '直办', agent: '代办', assist: '协办', notice: '公开告知' }
const NEEDS: Record<string, string> = { required: '必要', optional: '非必要', deferrable: '容缺后补' }
const TYPES: Record<string, string> = { '01': '行政许可', '05': '行政给付', '07': '行政确认', '10': '其他权力', 20: '公共服务' }
const LIMITS: Record<string, string> = { statutory: '法定办结时限', promised: '承诺办结时限', forward: '村级送出', correction: '补正告知' }
const days = (limit: RawLimit): string => `${limit.days} 个${limit.unit === 'working' ? '工作日' : '自然日'}`
const basis = (one: RawBasis): GuideMaterial['basis'] => ({
  title: `《${one.title}》${one.number ? `(${one.number})` : ''}${one.article}`,
  says: one.says,
  checked: one.checked,
})

/** One item in a list. */
export function itemRow(slug: string, used = 0): ItemRow {
  const item = items[slug]!
  return {
    slug,
    code: item.code,
    name: item.name,
    mode: MODES[item.mode] ?? '',
    authority: item.authority.name,
    limit: item.limits.promised ? `受理后 ${days(item.limits.promised)}` : '',
    used,
  }
}

/** A material of the guide. */
export function guideMaterial(one: RawMaterial): GuideMaterial {
  const parts = [
    one.original && `原件 ${one.original} 份${one.keep_original ? '' : '(验后退回)'}`,
    one.copies && `复印件 ${one.copies} 份`,
  ].filter(Boolean)
  return {
    slot: one.slot,
    name: one.name,
    amount: parts.join(','),
    need: NEEDS[one.need] ?? '',
    defer_days: one.defer_days,
    conditional: one.when !== null,
    basis: basis(one.basis),
    issuer: one.issuer,
    how: one.how,
    instead: one.instead,
    get: one.get,
  }
}

/** Slots needed for the data; the application form itself is printed by the station and is no slot. */
export function slotsOf(slug: string, data: Record<string, unknown>): { guide: GuideMaterial; needed: boolean }[] {
  const scope = { ...data, ...evaluate(slug, data).computed }
  return items[slug]!.materials.filter((one) => one.kind !== 'form').map((one) => ({
    guide: guideMaterial(one),
    needed: one.when === null || holds(one.when, scope),
  }))
}

/** A filled form for reading. */
export function filled(slug: string, data: Record<string, unknown>): FilledSection[] {
  const evaluation = evaluate(slug, data)
  return draftForReading({ form: formView(slug) } as never, data, evaluation)
}

/** 办事指南. */
export function guideView(slug: string): GuideView {
  const item = items[slug]!
  const labels = new Map(
    packs[slug]?.layout.pages.flatMap((page) =>
      page.groups.flatMap((group) => group.fields.map((field) => [field.id, field.label] as const)),
    ) ?? [],
  )
  return {
    promisable: true,
    row: itemRow(slug),
    kind: TYPES[item.type] ?? '',
    handling: item.handling === 'promised' ? '承诺件' : '即办件',
    basis: item.basis.map(basis),
    conditions: item.conditions,
    flow: item.flow.map((one) => ({ step: one.step, who: one.who, what: one.what, limit: one.limit ? days(one.limit) : '' })),
    limits: Object.entries(item.limits).flatMap(([key, one]) =>
      one ? [{ name: LIMITS[key] ?? key, text: days(one), basis: one.basis ?? '', checked: one.checked }] : [],
    ),
    fee: item.fee.note,
    place: item.place,
    hours: item.hours,
    phone: item.phone,
    complaint_phone: item.complaint_phone,
    result: `${item.result.name},${item.result.how}`,
    materials: item.materials.map(guideMaterial),
    mistakes: item.mistakes.map((one) => ({ ...one, label: labels.get(one.field) ?? one.field })),
    faq: item.faq,
    sample: filled(slug, item.sample),
    edition: '陵水黎族自治县政务服务中心(示例)第 1 版',
    mark: '示例,以县级发布为准',
  }
}

/** Items whose name or other words contain the text. */
export function searchItems(text: string): string[] {
  const letters: Record<string, string> = { lsjz: 'temporary-relief', zdsh: 'subsistence-allowance', gljt: 'old-age-allowance' }
  return Object.values(items)
    .filter((item) => !text || letters[text] === item.slug || [item.name, ...item.keywords].some((word) => word.includes(text)))
    .map((item) => item.slug)
}
