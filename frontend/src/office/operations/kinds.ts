import type { Field, FieldValues } from '../parts/fields'
import type { Permission } from '../parts/may'
import type { Row } from '../parts/shapes'
import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'
import { code, day, long, pick, text } from '../parts/fields'
import { colleagues, helpers } from '../parts/searches'
import { today } from '../parts/today'

export interface Kind {
  title: string
  permission: Permission
  fields: Field[]
  hint: string
  start?: () => FieldValues
}

/** What can be done at many records at once, and what is asked for besides. */
export const KINDS: Record<string, Kind> = {
  'alerts.assign': {
    title: '指派预警',
    permission: 'alerts:assign',
    fields: [
      pick('assignee_id', '承办人', colleagues, { required: true, wide: true }),
    ],
    hint: '已经办到后面步骤的不动。',
  },
  'alerts.close': {
    title: '复核销号',
    permission: 'alerts:close',
    fields: [
      long('note', '复核说明', {
        required: true,
        wide: true,
        most: 500,
        placeholder: '核对了什么，记入每一条',
      }),
    ],
    hint: '只销已办结的；办结人不能销自己办的。不能成批撤回。',
  },
  'households.reclassify': {
    title: '调整户类别',
    permission: 'households:write',
    fields: [
      code('household_class', '户类别', 'household_class', { placeholder: '不选即不改' }),
      code('status', '脱贫属性', 'household_status', { placeholder: '不选即不改' }),
      text('source', '依据', { required: true, wide: true, placeholder: '文件名称或文号，记入每户的历史' }),
    ],
    hint: '每户的类别历史都会记下依据。',
  },
  'plans.return': {
    title: '退回计划',
    permission: 'plans:review',
    fields: [
      long('note', '退回意见', { required: true, wide: true, most: 500 }),
    ],
    hint: '只退回待审核的；自己参与制定的不能退。',
  },
  'loan-notices.redeliver': {
    title: '重新送达',
    permission: 'loans:write',
    fields: [
      long('reason', '原因', { required: true, wide: true, most: 200 }),
    ],
    hint: '已登记的送达作废，通知回到待送达；作废的原因记入审计。',
  },
  'pairings.end': {
    title: '结束结对',
    permission: 'pairings:write',
    fields: [
      code('end_reason', '原因', 'pairing_end', { required: true }),
      day('valid_to', '从哪天起不再联系', { required: true }),
      text('end_note', '说明', { wide: true }),
    ],
    hint: '历史保留。换人请用“移交”，免得中间没有人联系。不能成批撤回。',
    start: () => ({
      valid_to: today(),
    }),
  },
  'measures.assign': {
    title: '变更责任人',
    permission: 'plans:write',
    fields: [
      pick('helper_id', '帮扶责任人', helpers, { wide: true }),
      pick('owner_id', '或有账号的同事', colleagues, { wide: true }),
    ],
    hint: '两项只填一项。制定中的计划，农户确认过的，改后需要再次确认。',
  },
}

export type Operation = Schemas['OperationRead']
export const STATES: Record<Operation['state'], string> = {
  previewing: '正在预演',
  ready: '待开始',
  running: '正在办理',
  done: '已办理',
  cancelled: '已取消',
  failed: '没有办成',
  reversing: '正在撤回',
  reversed: '已撤回',
}
export const TONES: Record<Operation['state'], Tone> = {
  previewing: 'info',
  ready: 'warning',
  running: 'info',
  done: 'success',
  cancelled: 'neutral',
  failed: 'danger',
  reversing: 'info',
  reversed: 'neutral',
}
export const ROW_STATES: Record<string, string> = {
  foreseen: '可以办理',
  refused: '不能办理',
  succeeded: '成功',
  failed: '失败',
  reversed: '已撤回',
  kept: '没有撤回',
  chosen: '未处理',
}
export const ROW_TONES: Record<string, Tone> = {
  foreseen: 'info',
  refused: 'warning',
  succeeded: 'success',
  failed: 'danger',
  reversed: 'neutral',
  kept: 'warning',
  chosen: 'neutral',
}
/** Figures in the order people ask for them; a batch that is done calls what was not begun so. */
export function figuresOf({ state, counts }: Operation): { name: string, label: string, count: number }[] {
  const names = [
    'foreseen',
    'refused',
    'succeeded',
    'failed',
    'reversed',
    'kept',
  ] as const
  return names.filter(name => counts?.[name]).map(name => ({
    name,
    label: name === 'foreseen' && state !== 'ready'
      ? '未处理'
      : ROW_STATES[name]!,
    count: counts![name],
  }))
}

const row = columnOf<Row<'/api/v1/operations/{operation_id}/rows'>>()
export const ROW_COLUMNS = [
  row('row_no', '序号', 70, one => String(one.row_no), { number: true, sort: 'row_no' }),
  row('label', '对象', 260, one => one.label),
  row('region', '村', 110, one => one.region_name ?? ''),
  row('state', '结果', 110, one => ROW_STATES[one.state] ?? one.state),
  row('message', '原因', 300, one => one.message ?? ''),
]
