import type { Schemas } from '@/api/client'

export type Row = Schemas['VillageRollUp']

/** The figures of a village, and the list that names what one counts. */
export const FIGURES: { key: keyof Row | 'unplanned', label: string, to?: string }[] = [
  { key: 'households', label: '应制定' },
  { key: 'planned', label: '已生效', to: '/office/plans?state=active' },
  { key: 'submitted', label: '待审', to: '/office/plans?state=submitted' },
  { key: 'without', label: '没有计划' },
  { key: 'unplanned', label: '没有生效', to: '/office/plan-rollup/unplanned' },
  { key: 'members', label: '成员' },
  { key: 'members_with_measure', label: '有措施' },
  { key: 'measures', label: '措施', to: '/office/measures?in_force=true' },
  { key: 'measures_done', label: '已完成', to: '/office/measures?in_force=true&state=done' },
  { key: 'measures_late', label: '超期', to: '/office/measures?in_force=true&late=true' },
  { key: 'asked', label: '已询问' },
  { key: 'satisfied', label: '满意' },
  { key: 'with_result', label: '有结果', to: '/office/plans?state=closed' },
  { key: 'target_reached', label: '达到目标' },
]
