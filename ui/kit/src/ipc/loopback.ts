import { type CommandName, type InputOf, type OutputOf, type Transport, isFailure, refused, said } from './answer'
import { silence } from './silence'

const KEPT = 'bianmin-token'

/**
 * Takes the one-time token out of `#token=…` before the router sees the address, and keeps it for this window only.
 * The address is cleaned so that the token is neither shown nor remembered.
 */
export function takeToken(): string {
  const found = /^#token=([^&]+)&?(.*)$/.exec(location.hash)
  if (found?.[1]) {
    sessionStorage.setItem(KEPT, decodeURIComponent(found[1]))
    history.replaceState(null, '', `${location.pathname}${location.search}#${found[2] ?? ''}`)
  }
  return sessionStorage.getItem(KEPT) ?? ''
}

/** The loopback host: `POST /ipc/NAME`. A status that is not 2xx carries the failure as its body. */
export function loopbackTransport(token: string): Transport {
  return async <K extends CommandName>(name: K, input: InputOf<K>) => {
    try {
      const reply = await fetch(`/ipc/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Bianmin-Token': token },
        body: JSON.stringify(input),
      })
      const body: unknown = await reply.json()
      if (reply.ok) return said(body as OutputOf<K>)
      return refused(isFailure(body) ? body : silence())
    } catch {
      return refused(silence())
    }
  }
}
