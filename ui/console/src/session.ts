import { ref } from 'vue'
import type { Session } from './api/shapes'

const KEPT = 'bianmin-console-session'

function kept(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Session | null
  } catch {
    return null
  }
}

/** Who is logged in; kept until the tab is closed, so that a reload does not lose it. */
export const session = ref<Session | null>(kept())
/** The gateway ended the session, not the person. */
export const timedOut = ref(false)

/** Begins a session. */
export function enter(begun: Session): void {
  session.value = begun
  timedOut.value = false
  sessionStorage.setItem(KEPT, JSON.stringify(begun))
}

/** Ends it here; nothing of a case stays in the tab. */
export function leave(byGateway = false): void {
  session.value = null
  timedOut.value = byGateway
  sessionStorage.clear()
}
