import { ask } from './gateway'
import type { Delivery } from './shapes'

/** Brings one volume of a station's bundle. */
export async function bringBundle(file: File): Promise<Delivery> {
  const query = new URLSearchParams({ name: file.name })
  return (await (await ask('POST', `bundles?${query}`, file)).json()) as Delivery
}

/** A volume of the answer, to be carried back. */
export async function takeAway(name: string): Promise<Blob> {
  return await (await ask('GET', `bundles/${encodeURIComponent(name)}`)).blob()
}
