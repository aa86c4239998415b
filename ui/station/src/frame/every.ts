import { onBeforeUnmount, onMounted } from 'vue'

/** Does something at once and then again and again, while its place is on the screen. */
export function useEvery(ms: number, work: () => unknown): void {
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    void work()
    timer = setInterval(work, ms)
  })
  onBeforeUnmount(() => clearInterval(timer))
}
