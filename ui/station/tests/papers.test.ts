import { cleanup, render } from '@testing-library/vue'
import { afterEach, expect, test } from 'vitest'
import CasePapers from '../src/case/CasePapers.vue'
import type { PaperView } from '@kit/gen/commands'

afterEach(cleanup)

const letter: PaperView = {
  letter: '陵民给〔2026〕208号',
  kind: 'granted',
  title: '准予办理决定书',
  version: 1,
  pages: 1,
  issued: true,
  to_sign: false,
  printed: 0,
  underway: 0,
  slip: false,
  large: false,
  held: '',
}

test('a letter that is held says why and cannot be opened, the others can', () => {
  const held = {
    ...letter,
    kind: 'acceptance',
    title: '受理通知书',
    pages: 0,
    held: '这份文书的签名对不上,已扣住,不能打印。请打电话问县里。',
  }
  const { getByText, getAllByRole } = render(CasePapers, { props: { owner: 'c1', papers: [held, letter], served: false } })
  getByText(held.held)
  getByText('已扣住')
  const buttons = getAllByRole('button').map((button) => button.textContent)
  expect(buttons).toEqual(['看和打印准予办理决定书'])
})
