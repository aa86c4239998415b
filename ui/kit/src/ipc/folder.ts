/** Only the desktop window has a folder dialog; a browser keeps the folders of the computer to itself. */
export function hasFolderDialog(): boolean {
  return '__TAURI_INTERNALS__' in window
}

/** Lets a person point at a folder; null when the dialog was closed. */
export async function chooseFolder(): Promise<string | null> {
  return (await import('./tauri')).shellFolder()
}
