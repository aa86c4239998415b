import { t, type TextKey } from '@kit/texts'
import texts from 'virtual:texts'
import type { Outcome, State } from './api/shapes'

/** The word for a state; a state this console does not know yet shows its name. */
export function stateWord(state: State): string {
  return wordFor(`state.${state}`, state)
}

/** The word for what is decided. */
export function outcomeWord(outcome: Outcome): string {
  return wordFor(`outcome.${outcome}`, outcome)
}

/** The word for an act of the time line. */
export function actWord(act: string): string {
  return wordFor(`act.${act}`, act)
}

/** The word for what a station sent. */
export function kindWord(kind: string): string {
  return wordFor(`kind.${kind}`, kind)
}

function wordFor(key: string, otherwise: string): string {
  return key in texts ? (t as (key: TextKey) => string)(key as TextKey) : otherwise
}

/** How a state looks: waiting for the county, for the resident, settled well or badly. */
export function stateLook(state: State): string {
  if (['granted', 'served', 'archived'].includes(state)) return 'good'
  if (['denied', 'not_accepted', 'terminated', 'lapsed', 'withdrawn', 'held'].includes(state)) return 'bad'
  if (['correction_requested', 'further_materials', 'suspended', 'withdrawal_requested'].includes(state)) return 'warn'
  return 'brand'
}

/** 椰林镇城内村: a station within its own county, without what every row would repeat. */
export function stationWord(name: string, county: string | null): string {
  const within = county && name.startsWith(county) ? name.slice(county.length) : name
  const end = t('station.every')
  return (within.endsWith(end) ? within.slice(0, -end.length) : within) || name
}

/** `469028100206 20260415 01 0001 2`, as printed. */
export function groupedNumber(number: string): string {
  return number.replace(/^(.{12})(.{8})(.{2})(.{4})(.)$/, '$1 $2 $3 $4 $5')
}
