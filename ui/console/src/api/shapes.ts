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
  /** Null where the gateway has no table of divisions. */
  county_name: string | null
}

/** The limit that runs for a case, reckoned by the gateway's calendar. */
export interface Limit {
  /** The county's first answer, the promised end, or what was asked of the resident. */
  until: 'answer' | 'decision' | 'resident'
  due: string
  /** Left, or over. */
  working_days: number
  overdue: boolean
  /** A year without a published calendar lies on the way. */
  provisional: boolean
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
  limit: Limit | null
  form_unread: boolean
  /** The county's program could not pull it: a file of it is at fault at the gateway. */
  left_out: boolean
}

/** An entry of a station that was not taken, with its words. */
export interface HeldRow {
  received_at: string
  station_name: string
  seq: number
  kind: string
  number: string
  applicant_name: string
  code: string
  detail: string
  message: string
  /** What the station does about it. */
  next: string
}

/** One of two histories of a computer's data. */
export interface Branch {
  epoch: string
  life: number
  program: string
  last_at: string | null
  cases: string[]
}

/** The data of one computer is used twice. */
export interface ForkRow {
  station_name: string
  device: number
  at: string
  seq: number
  first: Branch
  second: Branch | null
  message: string
  next: string
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
  | { how: 'scanned'; scan: string; size: number; media_type: string; at: string; pages?: SignedPage[] }
  | { how: 'scan_by'; due: string; at: string }

/** A signed page that came back. `ink`: it was signed on a screen, and this is the record of the strokes. */
export interface SignedPage {
  kind: string
  page: number
  scan: string
  size: number
  media_type: string
  ink?: { sha256: string; size: number }
}

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
export type Supplement = ({ what: 'material'; material: Material } | { what: 'scan'; version: number; signing: Signing }) & {
  /** A file that opened no more at the station and never comes. */
  instead_of?: string
}

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
  limit: Limit | null
  timeline: TimelineRow[]
  outcomes: Outcome[]
  layout: Layout | null
  /** The catalogue that the form names was not at the gateway. */
  form_unread: boolean
  /** The form was already replaced by another one when the case came. */
  form_outdated: boolean
  /** A newer program made something of the case, and not all of it can be shown. */
  newer_program: boolean
  /** Form data of the version before; null for a first version. */
  previous: FormData | null
  /** Why the resident asked for it back. */
  withdrawal: string | null
  authority: string
  conditions: string[]
  remedies: string[]
  /** Full names of the divisions whose codes stand in the form. */
  divisions: Record<string, string>
}

/** A stretch of what the resident will read: one of these. */
export interface LetterPart {
  heading?: string
  words?: string
  table?: string[][]
  closing?: string[]
}

/** What the resident will read of a decision. */
export interface Letter {
  organ: string
  title: string
  number: string
  parts: LetterPart[]
  /** It comes as a paper. */
  printed: boolean
}

/** What a person must know of a bundle. */
export interface BundleNote {
  code: string
  message: string
  next: string
}

/** What came of a bundle that was brought on a stick. */
export interface Delivery {
  bundles: { file: string; station: string; number: number; volume: number; entries: number; files: number; notes: BundleNote[] }[]
  /** What is to be carried back. */
  replies: { station: string; files: string[]; bytes: number }[]
}
