import type { PadPoint } from '@kit/gen/commands'
import type { Stroke } from './writing'

/** Width of a usual stroke, in heights of the area: as on the page. */
const PEN = 0.043
const INK = '#101010'

/** How wide the pen writes at a point; a screen that does not feel pressure says 0. */
function penWidth(point: PadPoint, height: number): number {
  return PEN * height * (0.6 + 0.8 * (point.pressure || 0.5))
}

/** Fits the canvas to its place and the screen's own pixels, and empties it. */
export function fit(canvas: HTMLCanvasElement): void {
  const { width, height } = canvas.getBoundingClientRect()
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
}

/** Draws a stroke from its nth point on. */
export function drawStroke(canvas: HTMLCanvasElement, stroke: Stroke, from = 0): void {
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.strokeStyle = INK
  pen.lineCap = pen.lineJoin = 'round'
  for (let at = Math.max(0, from); at < stroke.length; at += 1) {
    const here = stroke[at]!
    const before = stroke[Math.max(0, at - 1)]!
    pen.lineWidth = penWidth(here, canvas.height)
    pen.beginPath()
    pen.moveTo(before.x * canvas.width, before.y * canvas.height)
    pen.lineTo(here.x * canvas.width, here.y * canvas.height)
    pen.stroke()
  }
}

/** The strokes as the points of lines on a picture of the page, so many units wide. */
export function onPage(
  strokes: Stroke[],
  room: { left: number; top: number; width: number; height: number },
  wide: number,
  high: number,
): string[] {
  const place = ({ x, y }: PadPoint): string =>
    `${((room.left + x * room.width) * wide).toFixed(1)},${((room.top + y * room.height) * high).toFixed(1)}`
  return strokes.map((stroke) => stroke.map(place).join(' '))
}
