/** Brings the place of a path on the screen and the focus into it. */
export function focusPath(path: string): void {
  const place =
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(path)}"]`) ??
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(path.replace(/[.[].*$/, ''))}"]`)
  place?.scrollIntoView({ block: 'center' })
  const control = place?.querySelector<HTMLElement>(
    'input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button, [tabindex]',
  )
  control?.focus()
}
