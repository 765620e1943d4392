/** Both sides of a line of a department's list, in words: the office and the phone show them alike. */
import type { Tone } from './StatusTag.vue'

export const STANDINGS: Record<string, string> = {
  match: '一致',
  differs: '不一致',
  only_theirs: '只有名单有',
  only_ours: '只有我们有',
}
export const STANDING_TONES: Record<string, Tone> = {
  match: 'success',
  differs: 'danger',
  only_theirs: 'warning',
  only_ours: 'warning',
}

/** What can be compared: its title and the code list of its words. */
export const FIGURES: Record<string, { title: string, list?: string }> = {
  name: { title: '姓名' },
  household_no: { title: '户编号' },
  household_class: { title: '户类别', list: 'household_class' },
  grade: { title: '房屋等级', list: 'housing_grade' },
  state: { title: '就学情况', list: 'school_state' },
  insured: { title: '参保' },
  disability_class: { title: '残疾类别', list: 'disability_class' },
  disability_grade: { title: '残疾等级', list: 'disability_grade' },
}

interface Line {
  standing: string
  theirs: Record<string, unknown>
  ours: Record<string, unknown> | null
  differing: string[]
}
type Label = (list: string, code: string) => string

function word(name: string, value: unknown, label: Label): string {
  if (value == null)
    return '没有记录'
  if (typeof value === 'boolean')
    return value ? '是' : '否'
  const list = FIGURES[name]?.list
  return list
    ? label(list, String(value))
    : String(value)
}

/** Field by field, those that differ first; what only one side could say of somebody the other does not have is left empty. */
export function bothSides(line: Line, label: Label) {
  const names = Object.keys(line.standing === 'only_ours'
    ? line.ours ?? {}
    : line.theirs)
  const differs = (name: string) => line.differing.includes(name)
  return names.sort((a, b) => Number(differs(b)) - Number(differs(a))).map(name => ({
    name,
    title: FIGURES[name]?.title ?? name,
    theirs: line.standing === 'only_ours'
      ? '名单上没有'
      : word(name, line.theirs[name], label),
    ours: line.ours
      ? word(name, line.ours[name], label)
      : '我们没有记录',
    differs: differs(name),
  }))
}

/** One side in a line; the number of a household only where it is what differs. */
export function said(side: Record<string, unknown> | null, differing: string[], label: Label): string {
  return Object.entries(side ?? {})
    .filter(([name, value]) => value != null && (name !== 'household_no' || differing.includes(name)))
    .map(([name, value]) => value === true || value === false
      ? `${FIGURES[name]?.title ?? name}${word(name, value, label)}`
      : word(name, value, label))
    .join(' ')
}
