// What a screen wants to have saved before the screen is locked or the window closed.
const savers = new Set<() => Promise<void>>()

/** Registers a saver; the answer takes it back. */
export function saveBeforeLock(saver: () => Promise<void>): () => void {
  savers.add(saver)
  return () => savers.delete(saver)
}

/** Lets every screen save. */
export async function saveAll(): Promise<void> {
  await Promise.all([...savers].map((saver) => saver()))
}
