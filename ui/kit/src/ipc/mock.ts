import type { Failure } from '../gen/commands'
import { type CommandName, type InputOf, type OutputOf, type Transport, isFailure, refused, said } from './answer'

/** Hand-written answers by command; returning a failure refuses. */
export type Script = {
  [K in CommandName]?: (input: InputOf<K>) => OutputOf<K> | Failure | Promise<OutputOf<K> | Failure>
}

/** A transport for tests: answers from a script and remembers what was asked. */
export function mockTransport(script: Script): { transport: Transport; asked: [CommandName, unknown][] } {
  const asked: [CommandName, unknown][] = []
  const transport: Transport = async <K extends CommandName>(name: K, input: InputOf<K>) => {
    // A copy, as the real line makes one: later changes of the screen must not reach what was sent.
    const sent = structuredClone(input)
    asked.push([name, sent])
    const answer = script[name]
    if (!answer) throw new Error(`the script has no ${name}`)
    const given = await answer(sent)
    return isFailure(given) ? refused(given) : said(structuredClone(given) as OutputOf<K>)
  }
  return { transport, asked }
}
