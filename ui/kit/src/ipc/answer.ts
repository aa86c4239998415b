import type { Commands, Failure } from '../gen/commands'

/** What a command gives back: errors are values, never thrown. */
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** A command by name. */
export type CommandName = keyof Commands
/** What a command wants. */
export type InputOf<K extends CommandName> = Commands[K]['in']
/** What a command gives. */
export type OutputOf<K extends CommandName> = Commands[K]['out']

/** Carries one command to the core and its answer back. */
export type Transport = <K extends CommandName>(name: K, input: InputOf<K>) => Promise<Answer<OutputOf<K>>>

/** The core said yes. */
export function said<T>(value: T): Answer<T> {
  return { ok: true, value }
}

/** The core, or the way to it, said no. */
export function refused(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure }
}

/** Whether something that came over the line is a failure of the core. */
export function isFailure(thing: unknown): thing is Failure {
  if (typeof thing !== 'object' || thing === null) return false
  const some = thing as Record<string, unknown>
  return typeof some.code === 'string' && typeof some.message === 'string' && Array.isArray(some.problems)
}
