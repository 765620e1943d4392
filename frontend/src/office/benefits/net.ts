import type { Row } from '../parts/shapes'

const FILED: Record<string, string> = { dibao: '档案登记为低保对象', destitute: '档案登记为特困供养' }

/** `农村低保（张三，2025-01-01 起）；档案登记为低保对象` */
export function held({ records, special_groups }: Row<'/api/v1/benefits/safety-net'>): string {
  const said = [
    ...records.map(({ policy_name, member_name, granted_on }) => `${policy_name}（${member_name ?? '全户'}，${granted_on} 起）`),
    ...special_groups.flatMap(group => FILED[group] ?? []),
  ]
  return said.join('；') || '没有记录'
}
