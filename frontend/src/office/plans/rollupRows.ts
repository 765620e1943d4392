import type { Schemas } from '@/api/client'

export type Row = Schemas['VillageRollUp']
type Key = { [K in keyof Row]: Row[K] extends number ? K : never }[keyof Row]

export interface Figure {
  label: string
  text: (row: Row) => string
  /** The list that names what the figure counts; none when it counts nothing. */
  to?: (row: Row) => string | undefined
}

const WHOLE = 100
export function share(part: number, all: number) {
  return all
    ? `${Math.round(WHOLE * part / all)}%`
    : '—'
}

function counted(label: string, value: (row: Row) => number, to?: string): Figure {
  return {
    label,
    text: row => value(row).toLocaleString(),
    to: row => value(row)
      ? to
      : undefined,
  }
}
const some = (key: Key, label: string, to?: string) => counted(label, row => row[key], to)

const OUTCOMES = '/office/plans?counted=true&state=active&state=closed'

export const FIGURES: Figure[] = [
  some('households', '应制定户'),
  some('planned', '已生效', '/office/plans?counted=true&state=active&state=closed'),
  {
    label: '生效率',
    text: row => share(row.planned, row.households),
  },
  some('submitted', '待审', '/office/plans?counted=true&state=submitted'),
  counted('没有生效', row => row.households - row.planned, '/office/plan-rollup/unplanned'),
  some('members', '成员'),
  {
    label: '有措施',
    text: row => share(row.members_with_measure, row.members),
  },
  counted('没有措施', row => row.members - row.members_with_measure, '/office/plan-rollup/unreached'),
  some('measures', '措施', '/office/measures?counted=true'),
  {
    label: '完成率',
    text: row => share(row.measures_done, row.measures),
    to: () => '/office/measures?counted=true&state=done',
  },
  some('measures_late', '超期', '/office/measures?counted=true&late=true'),
  some('with_result', '有结果', `${OUTCOMES}&with_result=true`),
  {
    label: '达到目标',
    text: row => share(row.target_reached, row.with_result),
    to: row => row.target_reached
      ? `${OUTCOMES}&target_reached=true`
      : undefined,
  },
  {
    label: '满意',
    text: row => share(row.satisfied, row.asked),
    to: row => row.satisfied
      ? `${OUTCOMES}&satisfied=true`
      : undefined,
  },
]

const NUMBERS = [
  'households',
  'planned',
  'submitted',
  'in_work',
  'without',
  'members',
  'members_with_measure',
  'measures',
  'measures_done',
  'measures_late',
  'asked',
  'satisfied',
  'with_result',
  'target_reached',
] as const satisfies Key[]

/** Rows put together by the first digits of their place; one row for all of them without digits. */
export function together(rows: readonly Row[], digits: number, nameOf: (code: string) => string): Row[] {
  const sums = new Map<string, Row>()
  for (const row of rows) {
    const region_code = row.region_code.slice(0, digits)
    const sum = sums.get(region_code) ?? {
      ...row,
      ...Object.fromEntries(NUMBERS.map(name => [name, 0])),
      region_code,
      region_name: nameOf(region_code),
    }
    for (const name of NUMBERS)
      sum[name] += row[name]
    sums.set(region_code, sum)
  }
  return [
    ...sums.values(),
  ]
}
