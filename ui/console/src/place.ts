import { computed, ref } from 'vue'

const hash = ref(location.hash)
addEventListener('hashchange', () => {
  hash.value = location.hash
})

/** The number of the open case; empty in the inbox. */
export const openNumber = computed(() => /^#\/([0-9A-Z]{27})$/.exec(hash.value)?.[1] ?? '')

/** The desk where sticks are taken in is open. */
export const atSticks = computed(() => hash.value === '#/sticks')

/** Opens the desk where sticks are taken in. */
export function goToSticks(): void {
  location.hash = '#/sticks'
}

/** Opens a case, or the inbox. */
export function goTo(number = ''): void {
  location.hash = number ? `#/${number}` : ''
}
