import type { Failure } from '@kit/gen/commands'

/** What the core says instead of an answer. */
export const no = (code: Failure['code'], message: string, next: string, problems: Failure['problems'] = []): Failure => ({
  code,
  message,
  next,
  problems,
})
