// What the gateway's county door says, as its Rust types write it (crates wire, casework, gateway).

/** Where a case stands. */
export type State =
  | 'draft'
  | 'awaiting_signature'
  | 'queued'
  | 'voided'
  | 'withdrawal_requested'
  | 'received'
  | 'materials_complete'
  | 'held'
  | 'correction_requested'
  | 'corrected'
  | 'not_accepted'
  | 'forwarded'
  | 'lapsed'
  | 'accepted'
  | 'in_review'
  | 'suspended'
  | 'further_materials'
  | 'granted'
  | 'denied'
  | 'withdrawn'
  | 'terminated'
  | 'served'
  | 'archived'

/** What can be decided. */
export type Outcome =
  'accept' | 'refuse-acceptance' | 'correct' | 'forward' | 'suspend' | 'resume' | 'further-materials' | 'grant' | 'deny' | 'terminate'

/** Who is logged in. */
export interface Session {
  token: string
  user: string
  name: string
  role: 'reviewer' | 'supervisor' | 'admin'
  county: string
}

/** A row of the inbox. */
export interface CaseRow {
  cursor: number
  number: string
  station: string
  station_name: string
  state: State
  version: number
  complete: boolean
  item_slug: string
  item_name: string
  applicant_name: string
  received_at: string
  promised_due: string | null
}

/** One page of the inbox. */
export interface CaseList {
  cases: CaseRow[]
  more: boolean
}

/** A file that was taken in. */
export interface Material {
  id: string
  slot: string
  name: string
  sha256: string
  size: number
  media_type: string
  pages: number
  trust: 'B' | 'C'
  taken_at: string
}

/** How the resident signed. */
export type Signing =
  { how: 'scanned'; scan: string; size: number; media_type: string; at: string } | { how: 'scan_by'; due: string; at: string }

/** A value of the form: rows of a table are objects. */
export type FormData = Record<string, unknown>

/** One frozen version. */
export interface Frozen {
  case: string
  version: number
  number: string
  station: string
  device: number
  item: { publisher: string; code: string; slug: string; name: string; version: number; hash: string }
  form_version: number
  applicant: { name: string; id_number: string; phone: string }
  form: FormData
  materials: Material[]
  deferred: { slot: string; name: string; due: string }[]
  clerk: string
  frozen_at: string
}

/** One thing to mend: a field path or a slot, and what to do in plain words. */
export interface Demand {
  field: string
  words: string
}

/** A decision as it is sent. */
export interface Decision {
  outcome: Outcome
  reason: string
  clause: string
  demands: Demand[]
  right_authority: string
  procedure: string
  due: string | null
  result: string
}

/** A decision that stands. */
export interface Decided {
  case: string
  number: string
  version: number
  decision: Decision
  state: State
  round: number | null
  authority: string
  official: string
  document_number: string
  paper: { kind: string; sha256: string; size: number } | null
  promised_due: string | null
  at: string
}

/** What followed a submission. */
export type Supplement = { what: 'material'; material: Material } | { what: 'scan'; version: number; signing: Signing }

/** A case as the county gets it. */
export interface CaseFile {
  case: string
  number: string
  station: string
  state: State
  submission: { frozen: Frozen; papers: unknown[]; signing: Signing; answers_round: number | null }
  proof: { body: { proof_no: string; received_at: string; rev: number } }
  supplements: Supplement[]
  decisions: Decided[]
}

/** A field of the layout; what is empty is left out. */
export interface Field {
  id: string
  label: string
  widget: string
  unit?: string
  options?: { value: string; label: string }[]
  columns?: Field[]
}

/** The pages of a form. */
export interface Layout {
  pages: { id: string; title: string; groups: { title: string; fields: Field[] }[] }[]
}

/** One thing that happened. */
export interface TimelineRow {
  at: string
  act: string
  state: State
  who: string
}

/** A case with what is needed to show it. */
export interface CaseView {
  file: CaseFile
  station_name: string
  complete: boolean
  promised_due: string | null
  timeline: TimelineRow[]
  outcomes: Outcome[]
  layout: Layout | null
  /** Form data of the version before; null for a first version. */
  previous: FormData | null
}
