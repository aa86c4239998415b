import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import type { MaterialView, SlotView } from '@kit/gen/commands'
import { cleanup, fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import MaterialSlot from '../src/materials/MaterialSlot.vue'

beforeEach(() => setTransport(mockTransport({ material_picture: () => ({ media_type: 'image/png', bytes: '' }) }).transport))
afterEach(cleanup)

const taken: MaterialView = {
  id: 'm1',
  slot: 'household_book',
  media_type: 'image/png',
  size: 900,
  pages: 1,
  compared: false,
  taken_at: '2026-04-15 09:30',
}

/** The household register, which may come later, in a correction that asks about something else. */
function closed(more: Partial<SlotView>): ReturnType<typeof render> {
  const guide: SlotView['guide'] = {
    slot: 'household_book',
    name: '居民户口簿',
    amount: '原件 1 份',
    need: '容缺后补',
    defer_days: 10,
    conditional: false,
    basis: { title: '', says: '', checked: true },
    issuer: '',
    how: '',
    instead: [],
    get: '',
  }
  const held: SlotView = { guide, needed: true, deferred_until: '', files: [], ...more }
  return render(MaterialSlot, { props: { held, no: 1, demand: '', open: false, busy: false } })
}

const closedOnes: [string, Partial<SlotView>][] = [
  ['in which a picture lies', { files: [taken] }],
  ['that was to come later', { deferred_until: '2026-04-25' }],
]

test.each(closedOnes)('in a correction a material nobody asked about %s takes a better picture all the same', async (_name, more) => {
  const view = closed(more)
  const better = new File([new Uint8Array([1])], '户口簿.png', { type: 'image/png' })
  const input = view.container.querySelector('input[type=file]')!
  Object.defineProperty(input, 'files', { value: [better] })
  await fireEvent.change(input)
  expect(view.emitted('add')).toEqual([[[better]]])
  expect(screen.queryByLabelText(/^以后补/)).toBeNull()
})
