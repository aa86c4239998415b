import { setTransport } from '@kit/ipc'
import { mockTransport, type Script } from '@kit/ipc/mock'
import type { DraftSave, DraftSaved, Failure } from '@kit/gen/commands'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeDraft, type Draft } from '../src/form/draft'
import { CLEAN, draftView, field } from './worlds'

const view = draftView([field('name', 'text'), field('sum', 'money')], { data: { name: '李秀英' }, saved_at: '10:40' })
const saved = (input: DraftSave): DraftSaved => ({
  rev: input.rev + 1,
  saved_at: `10:4${input.rev + 1}`,
  evaluation: CLEAN,
  duplicate: null,
})

async function opened(script: Script): Promise<{ draft: Draft; saves: () => DraftSave[] }> {
  const { transport, asked } = mockTransport({ draft_open: () => view, ...script })
  setTransport(transport)
  const draft = makeDraft()
  await draft.open('d1')
  return { draft, saves: () => asked.filter(([name]) => name === 'draft_save').map(([, input]) => input as DraftSave) }
}
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a draft', () => {
  test('is saved 400 ms after the last change, once', async () => {
    const { draft, saves } = await opened({ draft_save: saved })
    draft.set('name', '李')
    await vi.advanceTimersByTimeAsync(300)
    draft.set('name', '李秀')
    await vi.advanceTimersByTimeAsync(399)
    expect(saves()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(saves()).toEqual([{ draft: 'd1', rev: 0, data: { name: '李秀' } }])
  })
  test('is saved at once when a field is left', async () => {
    const { draft, saves } = await opened({ draft_save: saved })
    draft.set('sum', 350000)
    draft.leave('sum')
    await vi.advanceTimersByTimeAsync(0)
    expect(saves()[0]?.data).toEqual({ name: '李秀英', sum: 350000 })
  })
  test("shows the time of the core's answer, never an earlier one", async () => {
    let answer: (value: DraftSaved) => void = () => {}
    const { draft } = await opened({
      draft_save: () =>
        new Promise<DraftSaved>((done) => {
          answer = done
        }),
    })
    draft.set('name', '王')
    const save = draft.save()
    await vi.advanceTimersByTimeAsync(0)
    expect([draft.savedAt.value, draft.unsaved.value]).toEqual(['10:40', true])
    answer({ rev: 1, saved_at: '10:41', evaluation: CLEAN, duplicate: null })
    await save
    expect([draft.savedAt.value, draft.unsaved.value]).toEqual(['10:41', false])
  })
  test('never sends a revision twice, however many fields are left during a save', async () => {
    const waiting: (() => void)[] = []
    const { draft, saves } = await opened({
      draft_save: (input) => new Promise<DraftSaved>((done) => waiting.push(() => done(saved(input)))),
    })
    draft.set('name', '王')
    draft.leave('name')
    await vi.advanceTimersByTimeAsync(10)
    draft.set('sum', 350000)
    draft.leave('sum')
    draft.leave('name')
    for (const turn of [1, 2, 3]) {
      waiting.shift()?.()
      await vi.advanceTimersByTimeAsync(500 * turn)
    }
    expect(saves().map((one) => one.rev)).toEqual([0, 1])
    expect(draft.unsaved.value).toBe(false)
  })
  test('saves what was typed while a save was under way, with the new revision', async () => {
    const { draft, saves } = await opened({
      draft_save: (input) => {
        if (input.rev === 0) draft.set('name', '王建国')
        return saved(input)
      },
    })
    draft.set('name', '王')
    await draft.save()
    expect(saves().map((one) => [one.rev, one.data.name])).toEqual([
      [0, '王'],
      [1, '王建国'],
    ])
    expect(draft.unsaved.value).toBe(false)
  })
  test('keeps what was typed when the core refuses, and says so', async () => {
    const full: Failure = { code: 'disk_full', message: '电脑存满了。', next: '移走一些。', problems: [] }
    const { draft } = await opened({ draft_save: () => full })
    draft.set('name', '王')
    await draft.save()
    expect([draft.failure.value, draft.unsaved.value, draft.data.value.name]).toEqual([full, true, '王'])
  })
  test('tells of the same person and item as soon as a save finds them', async () => {
    const known = { words: '04-15 已交过这一项(待签字)', case: 'c1', draft: '' }
    const { draft } = await opened({ draft_save: (input) => ({ ...saved(input), duplicate: known }) })
    expect(draft.view.value?.duplicate).toBeNull()
    draft.set('name', '王')
    await draft.save()
    expect(draft.view.value?.duplicate).toEqual(known)
  })
  test('leaves no key behind for an emptied field', async () => {
    const { draft } = await opened({ draft_save: saved })
    draft.set('name', undefined)
    expect(draft.data.value).toEqual({})
  })
})

describe('undo', () => {
  test('takes back a whole field, and redo brings it again', async () => {
    const { draft } = await opened({ draft_save: saved })
    draft.set('name', '王')
    draft.set('name', '王建')
    draft.leave('name')
    draft.set('sum', 100)
    draft.undo()
    expect(draft.data.value).toEqual({ name: '王建' })
    draft.undo()
    expect(draft.data.value).toEqual({ name: '李秀英' })
    draft.redo()
    expect(draft.data.value).toEqual({ name: '王建' })
  })
  test('is saved like any other change', async () => {
    const { draft, saves } = await opened({ draft_save: saved })
    draft.set('name', '王')
    await draft.save()
    draft.undo()
    await vi.advanceTimersByTimeAsync(400)
    expect(saves().at(-1)?.data).toEqual({ name: '李秀英' })
  })
})

describe('in a correction', () => {
  test('only what the authority asked about, and what became wrong by it, can be changed', async () => {
    const { draft } = await opened({
      draft_open: () => ({
        ...view,
        demands: [{ path: 'sum', message: '重填' }],
        evaluation: { ...CLEAN, errors: [{ path: 'other', message: '请填' }] },
      }),
    })
    expect(['name', 'sum', 'other'].map(draft.isOpen)).toEqual([false, true, true])
  })
})
