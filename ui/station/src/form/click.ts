let pressed = false
let waiting: (() => void)[] = []

function release(): void {
  pressed = false
  const due = waiting
  waiting = []
  due.forEach((act) => act())
}

// The press comes before the focus leaves the old field, the click after the button was let go.
window.addEventListener('pointerdown', () => (pressed = true), { capture: true, passive: true })
for (const end of ['pointerup', 'pointercancel', 'blur'])
  window.addEventListener(end, () => void (pressed && setTimeout(release)), { capture: true, passive: true })

/** Acts at once, but while the mouse is pressed only when it was let go: nothing may move away under a click. */
export function afterTheClick(act: () => void): void {
  if (pressed) waiting.push(act)
  else act()
}
