import { cleanup, render } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useIdle } from '../src/frame/idle'
import { placeOf } from '../src/frame/place'
import { isMissing, settled } from '../src/screens/needs'
import { setTransport } from '@kit/ipc'
import { mockTransport } from '@kit/ipc/mock'
import PictureViewer from '../src/materials/PictureViewer.vue'
import { deskNow, takeDesk } from '../src/session'
import type { CaseRow, DeskState, Failure, PictureView, SlotView } from '@kit/gen/commands'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('the desk locks after five quiet minutes, counted from the last touch', () => {
  const lock = vi.fn()
  render(
    defineComponent({
      setup() {
        useIdle(lock)
        return () => h('div')
      },
    }),
  )
  vi.advanceTimersByTime(299_000)
  window.dispatchEvent(new Event('keydown'))
  vi.advanceTimersByTime(299_000)
  expect(lock).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(lock).toHaveBeenCalledOnce()
})

test('a draft opens its form, a case to sign its papers, any other case itself', () => {
  const row = (more: Partial<CaseRow>): CaseRow => ({
    case: '',
    draft: '',
    number: '',
    item_name: '',
    applicant: '',
    id_masked: '',
    phase: 'draft',
    word: '',
    note: '',
    remaining: '',
    due: '',
    changed_at: '',
    clerk: '',
    ...more,
  })
  expect(
    [
      row({ draft: 'd1' }),
      row({ case: 'c1', draft: 'd2' }),
      row({ case: 'c1', phase: 'awaiting_signature' }),
      row({ case: 'c1', phase: 'needs_you' }),
    ].map(placeOf),
  ).toEqual([
    { name: 'form', params: { draft: 'd1' } },
    { name: 'form', params: { draft: 'd2' } },
    { name: 'sign', params: { case: 'c1' } },
    { name: 'case', params: { case: 'c1' } },
  ])
})

test('a needed material is missing until it is there or promised for later; what may be left out never is', () => {
  const slot = (need: string, more: Partial<SlotView> = {}): SlotView => ({
    guide: { need } as SlotView['guide'],
    needed: true,
    deferred_until: '',
    files: [],
    ...more,
  })
  const slots = [slot('必要'), slot('容缺后补', { deferred_until: '2026-12-08' }), slot('非必要'), slot('必要', { needed: false })]
  expect(slots.map(isMissing)).toEqual([true, false, false, false])
  expect(settled(slots)).toEqual({ done: 1, all: 2 })
})

test('the desk has a clock of its own, which goes on', () => {
  vi.setSystemTime(new Date('2030-01-01T00:00:00Z'))
  const morning = Date.parse('2026-04-15T01:00:00Z')
  takeDesk({ ok: true, value: { stage: 'open', now: morning } as DeskState })
  vi.advanceTimersByTime(60_000)
  expect(deskNow()).toBe(morning + 60_000)
})

test('a picture on its way says so, and one that cannot be shown says why', async () => {
  const damaged: Failure = { code: 'file_damaged', message: '这份文件打不开了。', next: '请重新扫描。', problems: [] }
  let answer: (given: PictureView | Failure) => void = () => {}
  setTransport(mockTransport({ material_picture: () => new Promise((done) => (answer = done)) }).transport)
  const screen = render(PictureViewer, { props: { pictures: [{ id: 'm1', name: '身份证', pages: 1 }] } })
  await vi.advanceTimersByTimeAsync(400)
  screen.getByText('正在打开图片…')
  answer(damaged)
  await vi.advanceTimersByTimeAsync(0)
  expect(screen.getByRole('alert').textContent).toContain('请重新扫描。')
  expect(screen.queryByText('正在打开图片…')).toBeNull()
})
