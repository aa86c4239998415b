import { describe, expect, it } from 'vitest'
import { checksOf, keepTicks, keptTicks } from '../src/case/checks'
import { cameLater, fitScale, moved, sheetsOf } from '../src/case/pictures'
import { caseView, material } from './case'

describe('the picture desk', () => {
  it('shows the signed form first, then the materials, then what followed', () => {
    const { file } = caseView()
    file.submission.frozen.materials.push(material('household_book_2', '户口簿', { trust: 'C' }))
    file.supplements = [{ what: 'material', material: material('income', '收入说明') }]
    expect(sheetsOf(file).map((one) => [one.slot, one.name, one.note])).toEqual([
      ['signed-form', '签过字的申请表', ''],
      ['id_card', '居民身份证', '核对过原件'],
      ['household_book', '户口簿(1)', '原件还没核对'],
      ['household_book_2', '户口簿(2)', '原件还没核对'],
      ['income', '收入说明', '后来补交'],
    ])
  })

  it('shows every signed page beside the papers, and says which were signed on a screen', () => {
    const { file } = caseView()
    const page = { kind: 'form', page: 1, scan: 'a', size: 1, media_type: 'image/png' }
    const pages = [page, { ...page, page: 2, scan: 'b', ink: { sha256: 'i', size: 9 } }, { ...page, kind: 'receipt', scan: 'c' }]
    file.submission.signing = { how: 'scanned', scan: 'a', size: 1, media_type: 'image/png', at: '2026-04-15T01:30:00Z', pages }
    const signed = sheetsOf(file).filter((one) => one.slot === 'signed-form')
    expect(signed.map((one) => [one.sha256, one.name, one.note])).toEqual([
      ['a', '签过字的申请表(1)', ''],
      ['b', '签过字的申请表(2)', '在屏上签字'],
      ['c', '签过字的其他文书', ''],
    ])
  })

  it('shows one picture that was handed in twice twice', () => {
    const { file } = caseView()
    const [first] = file.submission.frozen.materials
    file.submission.frozen.materials.push({ ...first! })
    expect(sheetsOf(file).filter((one) => one.sha256 === first!.sha256)).toHaveLength(2)
  })

  it('leaves out what opened no more at the station, and shows what came in its place', () => {
    const { file } = caseView()
    const [gone] = file.submission.frozen.materials
    const anew = material('id_card', '居民身份证', { sha256: 'd'.repeat(64) })
    file.supplements = [{ what: 'material', material: anew, instead_of: gone!.sha256 }]
    const hashes = sheetsOf(file).map((one) => one.sha256)
    expect([hashes.includes(gone!.sha256), hashes.includes(anew.sha256)]).toEqual([false, true])
  })

  it('shows once what followed and was taken over into a correction', () => {
    const { file } = caseView()
    const later = material('income', '收入说明')
    file.supplements = [{ what: 'material', material: later }]
    file.submission.frozen.materials.push({ ...later })
    expect(sheetsOf(file).filter((one) => one.slot === 'income')).toHaveLength(1)
    expect([cameLater(file, 'income'), cameLater(file, 'id_card')]).toEqual([1, 0])
  })

  it('goes round at both ends', () => {
    expect([moved(0, -1, 3), moved(2, 1, 3), moved(0, 1, 0)]).toEqual([2, 0, 0])
  })

  it('fits a picture whole, also when it lies on its side', () => {
    expect(fitScale(200, 100, 0, 100, 100)).toBe(0.5)
    expect(fitScale(200, 100, 1, 100, 400)).toBe(1)
  })
})

describe('the check list', () => {
  it('asks for every material once and keeps its ticks per version', () => {
    const view = caseView()
    expect(checksOf(view)).toHaveLength(5)
    keepTicks(view, [0, 2])
    expect(keptTicks(view)).toEqual([0, 2])
    view.file.submission.frozen.version = 2
    expect(keptTicks(view)).toEqual([])
  })
})
