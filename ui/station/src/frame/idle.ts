import { onBeforeUnmount, onMounted } from 'vue'

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** So long a desk stays open to whoever comes by. */
const IDLE_MS = 5 * 60_000

/** Calls `idle` when nobody touched mouse or keyboard for a while. */
export function useIdle(idle: () => void): void {
  let timer: ReturnType<typeof setTimeout>
  function touched(): void {
    clearTimeout(timer)
    timer = setTimeout(idle, IDLE_MS)
  }
  onMounted(() => {
    SIGNS.forEach((sign) => window.addEventListener(sign, touched, { passive: true }))
    touched()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    SIGNS.forEach((sign) => window.removeEventListener(sign, touched))
  })
}
