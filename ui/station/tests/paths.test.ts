import { expect, test } from 'vitest'
import { rootOf, valueAt, withValue } from '../src/form/paths'

test('a value is found and set inside a row', () => {
  const data = { members: [{ name: '甲' }, { name: '乙', age: 3 }] }
  expect(valueAt(data, 'members[1].name')).toBe('乙')
  expect(withValue(data, 'members[1].name', '丙')).toEqual({ members: [{ name: '甲' }, { name: '丙', age: 3 }] })
  expect(data.members[1]).toEqual({ name: '乙', age: 3 })
})
test('nothing is found where nothing is', () => {
  expect(valueAt({}, 'members[4].name')).toBeUndefined()
})
test('an empty value leaves no key', () => {
  expect(withValue({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
})
test('a path belongs to the field it begins with', () => {
  expect([rootOf('members[2].id_number'), rootOf('phone')]).toEqual(['members', 'phone'])
})
