import { leave, session } from '../session'
import { setClockBy } from './clock'
import type { CaseFile, CaseList, CaseView, Decided, Decision, ForkRow, HeldRow, Letter, Session } from './shapes'
import { noLine, troubleOf } from './trouble'

/** Asks the county door; a file goes as it is, anything else as JSON. */
export async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = {}
  // Who leaves may close the tab at once: what ends something goes out all the same.
  const request: RequestInit = { method, headers, keepalive: method === 'DELETE' }
  const token = session.value?.token
  if (token) headers.authorization = `Bearer ${token}`
  if (body !== undefined) {
    const file = body instanceof Blob
    headers['content-type'] = file ? 'application/octet-stream' : 'application/json'
    request.body = file ? body : JSON.stringify(body)
  }
  const answer = await fetch(`/v1/county/${path}`, request).catch(() => {
    throw noLine()
  })
  setClockBy(answer)
  if (answer.ok) return answer
  const trouble = await troubleOf(answer)
  // A late word about a session that was left throws nobody out who came since.
  if (trouble.code === 'not_authorised' && token === session.value?.token) leave(true)
  throw trouble
}

async function read<T>(answer: Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T
}

/** Logs in; the answer is the session. */
export function logIn(user: string, password: string): Promise<Session> {
  return read(ask('POST', 'session', { user, password }))
}

/** Ends the session at the gateway. Best effort: without a line it runs out there by itself. */
export async function logOut(): Promise<void> {
  await ask('DELETE', 'session').catch(() => undefined)
}

/** One page of the cases in a state, newest first. */
export function listCases(state: string, words: string, after?: number): Promise<CaseList> {
  const query = new URLSearchParams({ state, q: words })
  if (after !== undefined) query.set('after', String(after))
  return read(ask('GET', `cases?${query}`))
}

/** One case. */
export function openCase(number: string): Promise<CaseView> {
  return read(ask('GET', `cases/${encodeURIComponent(number)}`))
}

/** What the stations of the county sent and the gateway did not take. */
export async function listHeld(): Promise<HeldRow[]> {
  return (await read<{ held: HeldRow[] }>(ask('GET', 'held'))).held
}

/** Where the data of one computer of the county's stations is used twice. */
export async function listForks(): Promise<ForkRow[]> {
  return (await read<{ forks: ForkRow[] }>(ask('GET', 'forks'))).forks
}

/** Names the case as it stands on the screen, so that no decision falls on what nobody there has read. */
function onSeen(file: CaseFile, step: 'preview' | 'decisions'): string {
  const seen = new URLSearchParams({ version: String(file.submission.frozen.version), state: file.state })
  return `cases/${encodeURIComponent(file.number)}/${step}?${seen}`
}

/** What the resident would read of a decision; nothing is decided. */
export function preview(file: CaseFile, decision: Decision): Promise<Letter> {
  return read(ask('POST', onSeen(file, 'preview'), decision))
}

/** Sends a decision; the answer is the one that stands. */
export function decide(file: CaseFile, decision: Decision): Promise<Decided> {
  return read(ask('POST', onSeen(file, 'decisions'), decision))
}

/** The bytes of a material, scan or paper. */
export async function fetchFile(sha256: string): Promise<Blob> {
  return await (await ask('GET', `files/${sha256}`)).blob()
}
