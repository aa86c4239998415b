import type { CaseList, CaseRow, HeldRow, State } from '../api/shapes'

/** The drawers of the inbox and the states that lie in each. */
export const TABS = [
  { id: 'waiting', states: ['materials_complete', 'corrected', 'received'] },
  { id: 'in_hand', states: ['accepted', 'in_review', 'suspended', 'withdrawal_requested'] },
  { id: 'mending', states: ['correction_requested', 'further_materials'] },
  { id: 'done', states: ['granted', 'denied', 'not_accepted', 'forwarded', 'terminated', 'withdrawn', 'lapsed', 'served', 'archived'] },
] as const satisfies { id: string; states: readonly State[] }[]

/** A drawer. */
export type TabId = (typeof TABS)[number]['id']

/** What was loaded of a drawer: its rows, and the states of which more lies at the gateway, each with its cursor. */
export interface Drawer {
  rows: CaseRow[]
  more: { state: State; after: number }[]
}

type Lister = (state: string, words: string, after?: number) => Promise<CaseList>
interface Wanted {
  state: State
  after?: number
}

async function load(list: Lister, words: string, wanted: Wanted[]): Promise<Drawer> {
  const pages = await Promise.all(wanted.map(({ state, after }) => list(state, words, after)))
  const more = pages.flatMap((page, at) => {
    const last = page.cases.at(-1)
    return page.more && last ? [{ state: wanted[at]!.state, after: last.cursor }] : []
  })
  return { rows: pages.flatMap((page) => page.cases), more }
}

/** The first rows of a drawer. */
export function openDrawer(list: Lister, tab: TabId, words: string): Promise<Drawer> {
  const states: readonly State[] = TABS.find((one) => one.id === tab)!.states
  return load(
    list,
    words,
    states.map((state) => ({ state })),
  )
}

/** The drawer with the next rows added; a case that moved meanwhile is not shown twice. */
export async function openFurther(list: Lister, drawer: Drawer, words: string): Promise<Drawer> {
  const next = await load(list, words, drawer.more)
  const known = new Set(drawer.rows.map((row) => row.number))
  return { rows: [...drawer.rows, ...next.rows.filter((row) => !known.has(row.number))], more: next.more }
}

/** The most pressing first: by last day, then by what waits longest. */
export function byUrgency(rows: CaseRow[]): CaseRow[] {
  const due = (row: CaseRow): string => row.limit?.due ?? '9'
  return [...rows].sort((a, b) => due(a).localeCompare(due(b)) || a.received_at.localeCompare(b.received_at))
}

/** Of what was not taken, the rows that name these words. */
export function naming(rows: HeldRow[], words: string): HeldRow[] {
  const wanted = words.replace(/\s/g, '')
  return rows.filter((row) => [row.number, row.applicant_name, row.station_name].some((one) => one.includes(wanted)))
}

/** The different values of a column with how many rows have each, for the filters. */
export function choicesOf(
  rows: CaseRow[],
  key: 'station_name' | 'item_name',
  word: (value: string) => string = (value) => value,
): { value: string; label: string }[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row[key], (counts.get(row[key]) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a.localeCompare(b, 'zh')).map(([value, count]) => ({ value, label: `${word(value)} (${count})` }))
}
