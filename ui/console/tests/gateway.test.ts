import { afterEach, expect, it, vi } from 'vitest'
import { decide, preview } from '../src/api/gateway'
import { blank } from '../src/case/decision'
import { caseView } from './case'

afterEach(() => vi.unstubAllGlobals())

it('a decision and its preview name the version and the state that stand on the screen', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address)
    return Promise.resolve(new Response('{}'))
  })
  const { file } = caseView()
  file.state = 'in_review'
  await preview(file, blank('terminate'))
  await decide(file, blank('terminate'))
  const address = (step: string): string => `/v1/county/cases/${file.number}/${step}?version=1&state=in_review`
  expect(asked).toEqual([address('preview'), address('decisions')])
})
