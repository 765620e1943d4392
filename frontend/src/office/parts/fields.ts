import type { Search } from './pick'
import { yuan } from '@/ui/format'
import { nameOf } from './pick'

/** One line of a form: what it holds and how it is asked for. */
export interface Field {
  name: string
  label: string
  kind: 'text' | 'long' | 'lines' | 'number' | 'money' | 'day' | 'flag' | 'code' | 'codes' | 'place' | 'area' | 'villages' | 'pick'
  /** Code list of `code` and `codes`. */
  list?: string
  /** How `pick` finds what may be chosen. */
  search?: Search
  unit?: string
  required?: boolean
  /** Most characters, codes or the largest number. */
  most?: number
  least?: number
  placeholder?: string
  /** Takes a whole line of the form. */
  wide?: boolean
}

export type FieldValue = string | number | boolean | string[] | null | undefined
export type FieldValues = Record<string, FieldValue>

function asking(kind: Field['kind']) {
  return (name: string, label: string, more: Partial<Field> = {}): Field => ({ name, label, kind, ...more })
}

export const text = asking('text')
/** A text of several lines. */
export const long = asking('long')
/** One text a line. */
export const lines = asking('lines')
export const number = asking('number')
export const money = asking('money')
export const day = asking('day')
export const flag = asking('flag')
/** A village or a group in it. */
export const place = asking('place')
/** Any region of the user's area; none means all of it. */
export const area = asking('area')

/** Any villages of the user's area. */
export const villages = asking('villages')

/** One of very many, found by typing. */
export const pick = (name: string, label: string, search: Search, more: Partial<Field> = {}) => asking('pick')(name, label, { search, ...more })

function listed(kind: 'code' | 'codes') {
  return (name: string, label: string, list: string, more: Partial<Field> = {}): Field => asking(kind)(name, label, { list, ...more })
}

export const code = listed('code')
export const codes = listed('codes')

interface Words {
  label: (list: string, code: string) => string
  place: (code: string) => string
}

/** A value as people read it. */
export function fieldText(field: Field, value: unknown, words: Words): string {
  if (value == null || value === '' || (Array.isArray(value) && !value.length))
    return '未填'
  switch (field.kind) {
    case 'flag': return value ? '是' : '否'
    case 'money': return yuan(String(value))
    case 'code': return words.label(field.list!, String(value))
    case 'codes': return (value as string[]).map(code => words.label(field.list!, code)).join('、')
    case 'lines': return (value as string[]).join('；')
    case 'pick': return nameOf(String(value))
    case 'villages': return (value as string[]).map(words.place).join('、')
    case 'area':
    case 'place': return words.place(String(value))
    default: return field.unit
      ? `${value} ${field.unit}`
      : String(value)
  }
}
