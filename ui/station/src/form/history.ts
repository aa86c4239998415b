import type { FormData } from './paths'

const KEPT = 100

/** Undo and redo of the form. Changes of one field without leaving it count as one step. */
export class History {
  private before: FormData[] = []
  private after: FormData[] = []
  private field = ''

  /** Notes the data as it was before a change of the field. */
  note(data: FormData, field: string): void {
    this.after = []
    if (field === this.field && field !== '') return
    this.field = field
    this.before.push(data)
    if (this.before.length > KEPT) this.before.shift()
  }

  /** The field was left: its next change is a step of its own. */
  close(): void {
    this.field = ''
  }

  /** The data one step back, or null at the beginning. */
  undo(now: FormData): FormData | null {
    return this.step(this.before, this.after, now)
  }

  /** The data one step on again, or null at the end. */
  redo(now: FormData): FormData | null {
    return this.step(this.after, this.before, now)
  }

  private step(from: FormData[], to: FormData[], now: FormData): FormData | null {
    const found = from.pop()
    if (!found) return null
    to.push(now)
    this.close()
    return found
  }
}
