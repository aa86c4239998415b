import type { CaseRow } from '@kit/gen/commands'
import type { RouteLocationRaw } from 'vue-router'

/** Where a row of a list leads: a draft to its form, also one that changes a case; everything else to the case. */
export function placeOf(row: CaseRow): RouteLocationRaw {
  if (row.draft) return { name: 'form', params: { draft: row.draft } }
  if (row.phase === 'awaiting_signature') return { name: 'sign', params: { case: row.case } }
  return { name: 'case', params: { case: row.case } }
}

/** The colour of the one word; the word itself says the same. */
export function toneOf(phase: string): string {
  return { needs_you: 'warn', awaiting_signature: 'brand', decided: 'good', received: 'good', in_hand: 'brand' }[phase] ?? ''
}
