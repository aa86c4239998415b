import { listenForKeys } from '@kit/keyboard/keys'
import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { CaseFile, Letter } from '../src/api/shapes'
import { Trouble } from '../src/api/trouble'
import CaseScreen from '../src/case/CaseScreen.vue'
import { enter } from '../src/session'
import { caseView, decided } from './case'

const sent = vi.hoisted(() => ({ open: vi.fn(), decide: vi.fn(), preview: vi.fn() }))
vi.mock('../src/api/gateway', () => ({
  openCase: sent.open,
  fetchFile: () => Promise.reject(new Error('no file')),
  decide: sent.decide,
  preview: sent.preview,
}))

const LETTER: Letter = {
  title: '受理通知书',
  organ: '椰林镇人民政府',
  number: '',
  parts: [{ words: '经审查，予以受理。' }],
  printed: true,
}

beforeAll(() => {
  listenForKeys(window)
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }
})
beforeEach(async () => {
  enter({ token: 't', user: 'liu', name: '刘审核', role: 'reviewer', county: '469028', county_name: '陵水黎族自治县' })
  sent.open.mockReset().mockResolvedValue(caseView())
  sent.decide.mockReset().mockResolvedValue(decided({ outcome: 'accept' }))
  sent.preview.mockReset().mockResolvedValue(LETTER)
  render(CaseScreen, { props: { number: caseView().file.number } })
  await screen.findByText('年收入')
})
afterEach(cleanup)

async function press(key: string, on: Element = document.body, more: KeyboardEventInit = {}): Promise<void> {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true, ...more }))
  await nextTick()
}
const heading = (name: string): HTMLElement | null => screen.queryByRole('heading', { name })

describe('the keys of a case', () => {
  it('open the sheet of a decision, and only outside fields and words in the making', async () => {
    await press('r', document.body, { isComposing: true })
    expect(heading('退回补正')).toBeNull()
    await press('r')
    expect(heading('退回补正')).not.toBeNull()
    await press('d')
    await press('r', screen.getByLabelText('理由'))
    expect(heading('不予受理')).not.toBeNull()
  })

  it('lay a sheet aside without losing what was written on it', async () => {
    await press('r')
    const tick = screen.getByLabelText('要补正:年收入') as HTMLInputElement
    tick.click()
    await nextTick()
    await press('d')
    await press('r')
    expect((screen.getByLabelText('要补正:年收入') as HTMLInputElement).checked).toBe(true)
  })

  it('send nothing before the one question is answered', async () => {
    await press('a')
    await screen.findByText('经审查，予以受理。')
    expect(sent.decide).not.toHaveBeenCalled()
    screen.getByRole('button', { name: '发出“受理”' }).click()
    await vi.waitFor(() => expect(sent.decide).toHaveBeenCalledOnce())
    expect(sent.decide.mock.calls[0]![1]).toMatchObject({ outcome: 'accept', demands: [] })
  })

  it('send nothing that could not be read before', async () => {
    sent.preview.mockRejectedValueOnce(new Trouble('line', '连不上网关。', '看看网络。'))
    await press('a')
    await screen.findByText('连不上网关。')
    screen.getByRole('button', { name: '发出“受理”' }).click()
    expect(sent.decide).not.toHaveBeenCalled()
    screen.getByRole('button', { name: '再试一次' }).click()
    await screen.findByText('经审查，予以受理。')
  })
})

describe('a decision on a case that has moved on', () => {
  const conflict = new Trouble('state_conflict', '您看的是第 1 版,这一件现在是第 2 版。', '请先看现在这一版,再作决定。')

  function moveOn(): void {
    const view = caseView()
    view.file.submission.frozen.version = 2
    sent.open.mockResolvedValue(view)
  }

  it('goes out only after somebody went back to the case as it is now', async () => {
    await press('a')
    await screen.findByText('经审查，予以受理。')
    moveOn()
    sent.decide.mockRejectedValueOnce(conflict)
    screen.getByRole('button', { name: '发出“受理”' }).click()
    await screen.findByText('第 2 版')
    const send = await screen.findByRole('button', { name: '发出“受理”' })
    send.click()
    expect(sent.decide).toHaveBeenCalledOnce()
    screen.getByRole('button', { name: '回去改' }).click()
    await nextTick()
    await press('a')
    await screen.findByText('经审查，予以受理。')
    screen.getByRole('button', { name: '发出“受理”' }).click()
    await vi.waitFor(() => expect(sent.decide).toHaveBeenCalledTimes(2))
    const versions = sent.decide.mock.calls.map(([file]) => (file as CaseFile).submission.frozen.version)
    expect(versions).toEqual([1, 2])
  })

  it('is not previewed on what was seen, and the case is shown as it is now', async () => {
    moveOn()
    sent.preview.mockRejectedValueOnce(conflict)
    await press('a')
    await screen.findByText('第 2 版')
    screen.getByText(/请回去看一遍再发/)
    expect(screen.queryByRole('button', { name: '再试一次' })).toBeNull()
  })
})
