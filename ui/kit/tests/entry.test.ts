import { dateForReading, typedDate, wallTime } from '@kit/entry/dates'
import { cleanIdNumber, maskedId, plainDigits } from '@kit/entry/digits'
import { fenForReading, fenToYuan, inCapitals, yuanToFen } from '@kit/entry/money'
import { initials } from '@kit/entry/pinyin'
import { describe, expect, test } from 'vitest'

describe('money', () => {
  test.each([
    ['18200', 1820000],
    ['18,200.5', 1820050],
    ['１２.３４', 1234],
    ['0', 0],
    ['100元', 10000],
  ])('%s yuan typed is %i fen', (typed, fen) => {
    expect(yuanToFen(typed)).toBe(fen)
  })
  test.each(['', '12.345', '一百', '-5', '1e3', '.5'])('%j is no amount', (typed) => {
    expect(yuanToFen(typed)).toBeNull()
  })
  test('fen go back into the box without useless zeros', () => {
    expect([fenToYuan(1820000), fenToYuan(1820050), fenToYuan(5)]).toEqual(['18200', '18200.50', '0.05'])
  })
  test('amounts are read with separators', () => {
    expect(fenForReading(1820050)).toBe('18,200.50 元')
  })
  test.each([
    [0, '零元整'],
    [100, '壹元整'],
    [1000, '壹拾元整'],
    [123450, '壹仟贰佰叁拾肆元伍角整'],
    [100500, '壹仟零伍元整'],
    [5, '伍分'],
    [100005, '壹仟元零伍分'],
    [10000500, '壹拾万零伍元整'],
    [1_0000_0000_00, '壹亿元整'],
    [2_0003_0000_00, '贰亿零叁万元整'],
    [1010, '壹拾元壹角整'],
  ])('%i fen in capitals is %s', (fen, words) => {
    expect(inCapitals(fen)).toBe(words)
  })
  test('what is no amount has no capitals', () => {
    expect([inCapitals(-1), inCapitals(1.5)]).toEqual(['', ''])
  })
})

describe('dates', () => {
  test.each(['19580312', '1958-3-12', '1958.03.12', '1958/3/12', '1958年3月12日', '１９５８０３１２', ' 1958 03 12 '])(
    '%s is 1958-03-12',
    (typed) => {
      expect(typedDate(typed)).toBe('1958-03-12')
    },
  )
  test.each(['19580231', '20230229', '1958', '195803', '19581301', ''])('%j is no day', (typed) => {
    expect(typedDate(typed)).toBeNull()
  })
  test('a leap day is a day', () => {
    expect(typedDate('20240229')).toBe('2024-02-29')
  })
  test('a date is read out with year, month and day', () => {
    expect(dateForReading('1958-03-12')).toBe('1958 年 3 月 12 日')
  })
})

describe('identity numbers', () => {
  test('full-width digits, spaces and a small x are put right', () => {
    expect(cleanIdNumber('４６００３４ 1982 0308 102ｘ')).toBe('46003419820308102X')
  })
  test('lists show only both ends', () => {
    expect(maskedId('530102195803121223')).toBe('5301…1223')
  })
  test('a name keeps its middle dot', () => {
    expect(plainDigits('阿依·古丽')).toBe('阿依·古丽')
  })
})

test('pinyin initials narrow a list', () => {
  expect([initials('黎族'), initials('汉族'), initials('椰林镇')]).toEqual(['lz', 'hz', 'ylz'])
})

test('the clock shows the time in China, wherever the PC believes to be', () => {
  expect(wallTime(Date.parse('2026-04-14T16:05:00Z'))).toBe('2026-04-15 00:05')
})
