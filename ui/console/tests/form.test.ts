import { describe, expect, it } from 'vitest'
import { changesOf, demandLabel, inWords, sectionsOf } from '../src/case/form'
import { caseView, decided } from './case'

const linesOf = (view = caseView()): Record<string, string> =>
  Object.fromEntries(sectionsOf(view).flatMap((one) => one.lines.map((line) => [line.label, line.words])))

describe('the filled form', () => {
  it('is read with the labels and words of its layout, in their order', () => {
    expect(linesOf()).toEqual({ 姓名: '王春花', 年收入: '18,200.50 元', 类型: '急难型', 代办: '是', 急需: '吃饭、路费', stray: '没有栏目' })
  })

  it('names divisions instead of their codes, and shows a code that no table has', () => {
    const field = { id: 'home', label: '户籍地', widget: 'division' }
    const names = caseView().divisions
    expect(inWords(field, '469028100206', names)).toBe('陵水黎族自治县椰林镇华北村委会')
    expect(inWords(field, '999999999999', names)).toBe('999999999999')
    expect(inWords({ ...field, widget: 'text' }, '469028100206', names)).toBe('469028100206')
  })

  it('shows a table with one row per person and a path for each', () => {
    const table = sectionsOf(caseView()).flatMap((one) => one.tables)[0]!
    expect(table.heads).toEqual(['姓名', '年龄'])
    expect(table.rows.map((one) => [one.path, ...one.cells.map((cell) => cell.words)])).toEqual([
      ['members[0]', '王小弟', '12 岁'],
      ['members[1]', '王小妹', '9 岁'],
    ])
  })

  it('loses nothing when the pack of the item is not at the gateway', () => {
    const view = caseView({ layout: null })
    expect(Object.keys(linesOf(view))).toEqual(['name', 'income', 'kind', 'agent', 'needs', 'stray'])
    expect(sectionsOf(view).flatMap((one) => one.tables)[0]!.rows).toHaveLength(2)
  })

  it('marks what a corrected version changed, with what stood there before', () => {
    const view = caseView()
    const { form } = view.file.submission.frozen
    const previous = {
      ...form,
      income: 0,
      gone: 'x',
      members: [
        { name: '王小弟', age: 11 },
        { name: '王小妹', age: 9 },
        { name: '王奶奶', age: 80 },
      ],
    }
    const sections = sectionsOf({ ...view, previous })
    expect(
      sections
        .flatMap((one) => one.lines)
        .filter((line) => line.was !== undefined)
        .map((line) => [line.path, line.was]),
    ).toEqual([['income', '0 元']])
    const table = sections.flatMap((one) => one.tables)[0]!
    expect(table.rows.map((one) => one.changed)).toEqual([true, false])
    expect(table.rows[0]!.cells[1]).toEqual({ words: '12 岁', was: '11 岁' })
    expect(table.gone).toEqual(['王奶奶 80 岁'])
    expect(changesOf(sections).map((one) => one.path)).toEqual(['income', 'members[0]', 'members'])
  })

  it('shows beside a field what the county asked of the version before', () => {
    const view = caseView()
    view.file.submission.frozen.version = 2
    view.file.decisions = [
      decided({
        outcome: 'correct',
        demands: [
          { field: 'income', words: '写全家的' },
          { field: 'members[1].age', words: '核对年龄' },
        ],
      }),
    ]
    const sections = sectionsOf(view)
    expect(sections.flatMap((one) => one.lines).find((line) => line.path === 'income')?.asked).toBe('写全家的')
    expect(sections.flatMap((one) => one.tables)[0]!.rows.map((one) => one.asked)).toEqual([undefined, '核对年龄'])
  })

  it('names a field, a row, a cell and a material as people call them', () => {
    const names = ['income', 'members[1]', 'members[1].age', 'household_book', 'unknown'].map((path) => demandLabel(path, caseView()))
    expect(names).toEqual(['年收入', '家庭成员第 2 行', '家庭成员第 2 行的年龄', '户口簿', 'unknown'])
  })
})
