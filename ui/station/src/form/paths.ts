/** Form data: field id → value. */
export type FormData = Record<string, unknown>

/** `members[2].name` → `['members', 2, 'name']`. */
function parts(path: string): (string | number)[] {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** The field of the page that a path lies in. */
export function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path
}

/** The value at a path, undefined where nothing is. */
export function valueAt(data: FormData, path: string): unknown {
  let at: unknown = data
  for (const part of parts(path)) at = (at as Record<string | number, unknown> | undefined)?.[part]
  return at
}

/** The same data with another value at the path; an empty value leaves no key behind. What is not on the path is shared. */
export function withValue(data: FormData, path: string, value: unknown): FormData {
  return put(data, parts(path), value) as FormData
}

function put(node: unknown, path: (string | number)[], value: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (typeof head === 'number') {
    const list = Array.isArray(node) ? [...(node as unknown[])] : []
    list[head] = put(list[head], rest, value)
    return list
  }
  const { [head]: old, ...others } = (node ?? {}) as FormData
  const next = put(old, rest, value)
  if (next === undefined) return others
  // An existing key keeps its place, a new one goes last.
  return head in ((node ?? {}) as FormData) ? { ...(node as FormData), [head]: next } : { ...others, [head]: next }
}
