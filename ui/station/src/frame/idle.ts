import { onBeforeUnmount, onMounted } from 'vue'

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Calls `idle` when nobody touched mouse or keyboard for so long. */
export function useIdle(ms: number, idle: () => void): void {
  let timer: ReturnType<typeof setTimeout>
  function touched(): void {
    clearTimeout(timer)
    timer = setTimeout(idle, ms)
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
