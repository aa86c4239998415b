import type { CaseRow, MaterialView } from '@kit/gen/commands'
import { items } from './items'

/** A draft of the made-up world. */
export interface MadeDraft {
  id: string
  slug: string
  data: Record<string, unknown>
  rev: number
  files: MaterialView[]
  later: Set<string>
  savedAt: string
  case: string
}

/** How it stands in a list. */
export function draftRow(draft: MadeDraft): CaseRow {
  return {
    case: '',
    draft: draft.id,
    number: '',
    item_name: items[draft.slug]!.name,
    applicant: String(draft.data.applicant_name ?? ''),
    id_masked: '4600…1034',
    phase: 'draft',
    word: '草稿',
    note: '填到一半',
    remaining: '',
    due: '',
    changed_at: draft.savedAt,
    clerk: '符小梅',
  }
}
