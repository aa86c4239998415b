// The only folder that knows the desktop shell.
import { invoke } from '@tauri-apps/api/core'
import { type InputOf, type CommandName, type OutputOf, type Transport, isFailure, refused, said } from '../answer'
import { silence } from '../silence'

/** Each command is a command of the shell by the same name; a refusal arrives as the failure itself. */
export const shellTransport: Transport = async <K extends CommandName>(name: K, input: InputOf<K>) => {
  try {
    return said(await invoke<OutputOf<K>>(name, { input }))
  } catch (thrown) {
    return refused(isFailure(thrown) ? thrown : silence())
  }
}

/** The window's own folder dialog. Where none opens, it is as if it had been closed: the path can be typed. */
export async function shellFolder(): Promise<string | null> {
  try {
    return await invoke<string | null>('window_folder')
  } catch {
    return null
  }
}
