import type { Failure } from '../gen/commands'
import type { Answer, CommandName, InputOf, OutputOf, Transport } from './answer'
import { loopbackTransport, takeToken } from './loopback'

export type { Answer, CommandName, InputOf, OutputOf, Transport } from './answer'

let carry: Transport | null = null
let overhear: (failure: Failure) => void = () => {}

/** Names the way to the core; called once before the first screen. */
export function setTransport(transport: Transport): void {
  carry = transport
}

/** Lets one listener hear every refusal, such as "nobody is logged in". */
export function onRefusal(listener: (failure: Failure) => void): void {
  overhear = listener
}

/** Inside the desktop shell its own line, else the loopback host. */
export async function chooseTransport(): Promise<Transport> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).shellTransport
  return loopbackTransport(takeToken())
}

/** Asks the core for a deed. Never throws: look at `ok`. */
export async function ipc<K extends CommandName>(name: K, input: InputOf<K>): Promise<Answer<OutputOf<K>>> {
  if (!carry) throw new Error('setTransport comes first')
  const answer = await carry(name, input)
  if (!answer.ok) overhear(answer.failure)
  return answer
}
