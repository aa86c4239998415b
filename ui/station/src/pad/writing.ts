import type { PadPoint } from '@kit/gen/commands'
import { shallowRef, type ShallowRef } from 'vue'

/** A stroke: where the pen was, from touching down to lifting. */
export type Stroke = PadPoint[]

/** The hand on the writing area: what was written at one place after another. */
export interface Writing {
  strokes: ShallowRef<Stroke[]>
  down: (event: PointerEvent) => void
  move: (event: PointerEvent) => void
  up: (event: PointerEvent) => void
  undo: () => void
  clear: () => void
  /** Goes on with what was written elsewhere. */
  take: (strokes: Stroke[]) => void
}

const within = (part: number): number => Math.min(1, Math.max(0, part))

/** Every place the pen passed since the last event, where the engine keeps them. */
function passed(event: PointerEvent): PointerEvent[] {
  const all = event.getCoalescedEvents?.() ?? []
  return all.length ? all : [event]
}

/**
 * Follows one finger, pen or mouse over the area. While a pen is used, what else touches the screen is the hand that
 * holds it. What goes over the edge ends at it. `changed`: is told after every change whether all must be drawn anew.
 */
export function useWriting(changed: (anew: boolean) => void): Writing {
  const strokes = shallowRef<Stroke[]>([])
  let holder: number | null = null
  let begun = 0
  let byPen = false

  function point(event: PointerEvent, area: DOMRect): PadPoint {
    const before = strokes.value.at(-1)?.at(-1)?.time ?? 0
    return {
      x: within((event.clientX - area.left) / area.width),
      y: within((event.clientY - area.top) / area.height),
      pressure: within(event.pressure),
      time: Math.max(before, Math.round(event.timeStamp - begun)),
    }
  }
  function down(event: PointerEvent): void {
    if (event.pointerType === 'pen') byPen = true
    if (holder !== null || event.button !== 0 || (byPen && event.pointerType === 'touch')) return
    const area = event.currentTarget as HTMLElement
    event.preventDefault()
    // Enter after writing is the answer, whatever button was pressed before
    area.focus({ preventScroll: true })
    area.setPointerCapture(event.pointerId)
    holder = event.pointerId
    if (!strokes.value.length) begun = event.timeStamp
    strokes.value = [...strokes.value, [point(event, area.getBoundingClientRect())]]
    changed(false)
  }
  function move(event: PointerEvent): void {
    const stroke = strokes.value.at(-1)
    if (event.pointerId !== holder || !stroke) return
    const area = (event.currentTarget as HTMLElement).getBoundingClientRect()
    for (const one of passed(event)) stroke.push(point(one, area))
    strokes.value = [...strokes.value]
    changed(false)
  }
  function up(event: PointerEvent): void {
    if (event.pointerId === holder) holder = null
  }
  function take(other: Stroke[]): void {
    holder = null
    const last = other.at(-1)?.at(-1)?.time
    // what is added later comes after what is there
    if (last !== undefined) begun = performance.now() - last
    strokes.value = other
    changed(true)
  }
  return { strokes, down, move, up, take, undo: () => take(strokes.value.slice(0, -1)), clear: () => take([]) }
}
