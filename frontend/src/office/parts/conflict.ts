import type { FieldValue, FieldValues } from './fields'

/** One field that I changed while somebody else changed the record. */
export interface Difference {
  name: string
  mine: FieldValue
  theirs: FieldValue
  /** The other person changed this very field, and to something else: a person has to choose. */
  clash: boolean
}

/** Empty text, an empty list and nothing mean the same in a form. */
function plain(value: FieldValue): string {
  return value == null || value === '' || (Array.isArray(value) && !value.length)
    ? 'null'
    : JSON.stringify(value)
}

export function same(one: FieldValue, other: FieldValue): boolean {
  return plain(one) === plain(other)
}

/** The fields of the form that no longer say what they said when it was opened; emptied ones as null. */
export function changedFields(start: FieldValues, form: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(form)
    .filter(([name, value]) => !same(start[name], value))
    .map(([name, value]) => [
      name,
      value === '' || value === undefined
        ? null
        : value,
    ]))
}

/** My changes beside the record as it is now. What both of us set alike is no difference any more. */
export function differences(start: FieldValues, mine: FieldValues, theirs: FieldValues): Difference[] {
  return Object.entries(mine)
    .filter(([name, value]) => !same(value, theirs[name]))
    .map(([name, value]) => ({
      name,
      mine: value,
      theirs: theirs[name],
      clash: !same(start[name], theirs[name]),
    }))
}

/** What is still to be written once a person has chosen: my value, unless theirs is to stay. */
export function settled(found: readonly Difference[], choices: Readonly<Record<string, 'mine' | 'theirs'>>): FieldValues {
  return Object.fromEntries(found
    .filter(one => !one.clash || choices[one.name] === 'mine')
    .map(one => [one.name, one.mine]))
}
