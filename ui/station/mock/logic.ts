// A reading of the forms' JSON Logic for the made-up world only. The real rules run in the core.
type Scope = Record<string, unknown>
type Args = unknown[]

function look(scope: Scope, path: string): unknown {
  if (path === '') return scope
  let at: unknown = scope
  for (const part of path.split('.')) at = (at as Scope | null | undefined)?.[part]
  return at ?? null
}
const num = (value: unknown): number => Number(value ?? 0)
const truthy = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value))

const OPS: Record<string, (args: Args) => unknown> = {
  '==': ([a, b]) => a == b,
  '===': ([a, b]) => a === b,
  '!=': ([a, b]) => a != b,
  '!==': ([a, b]) => a !== b,
  '<': ([a, b, c]) => (a as number) < (b as number) && (c === undefined || (b as number) < (c as number)),
  '<=': ([a, b, c]) => (a as number) <= (b as number) && (c === undefined || (b as number) <= (c as number)),
  '>': ([a, b]) => (a as number) > (b as number),
  '>=': ([a, b]) => (a as number) >= (b as number),
  '!': ([a]) => !truthy(a),
  '!!': ([a]) => truthy(a),
  '+': (args) => args.reduce<number>((sum, one) => sum + num(one), 0),
  '*': (args) => args.reduce<number>((sum, one) => sum * num(one), 1),
  '-': ([a, b]) => (b === undefined ? -num(a) : num(a) - num(b)),
  '/': ([a, b]) => num(a) / num(b),
  '%': ([a, b]) => num(a) % num(b),
  min: (args) => Math.min(...args.map(num)),
  max: (args) => Math.max(...args.map(num)),
  in: ([a, b]) => (Array.isArray(b) ? b.includes(a) : typeof b === 'string' && b.includes(String(a))),
  cat: (args) => args.map((one) => one ?? '').join(''),
}

function lazily(op: string, args: Args, scope: Scope): unknown {
  const list = (): Scope[] => (apply(args[0], scope) as Scope[] | null) ?? []
  switch (op) {
    case 'var':
      return look(scope, String(Array.isArray(args) ? args[0] : args)) ?? args[1] ?? null
    case 'if': {
      for (let at = 0; at + 1 < args.length; at += 2) if (truthy(apply(args[at], scope))) return apply(args[at + 1], scope)
      return args.length % 2 ? apply(args.at(-1), scope) : null
    }
    case 'and': {
      let last: unknown
      for (const one of args) if (!truthy((last = apply(one, scope)))) return last
      return last
    }
    case 'or': {
      let last: unknown
      for (const one of args) if (truthy((last = apply(one, scope)))) return last
      return last
    }
    case 'map':
      return list().map((row) => apply(args[1], row))
    case 'filter':
      return list().filter((row) => truthy(apply(args[1], row)))
    case 'all':
      return list().every((row) => truthy(apply(args[1], row)))
    case 'some':
      return list().some((row) => truthy(apply(args[1], row)))
    case 'none':
      return !list().some((row) => truthy(apply(args[1], row)))
    case 'reduce':
      return list().reduce<unknown>((accumulator, current) => apply(args[1], { current, accumulator }), apply(args[2], scope))
    default:
      return OPS[op]?.(args.map((one) => apply(one, scope))) ?? null
  }
}

/** The value of a rule. */
export function apply(rule: unknown, scope: Scope): unknown {
  if (Array.isArray(rule)) return rule.map((one) => apply(one, scope))
  if (typeof rule !== 'object' || rule === null) return rule
  const [op, raw] = Object.entries(rule)[0] ?? ['', []]
  return lazily(op, Array.isArray(raw) ? raw : [raw], scope)
}

/** Whether a rule holds. */
export function holds(rule: unknown, scope: Scope): boolean {
  return truthy(apply(rule, scope))
}
