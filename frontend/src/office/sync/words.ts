import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'
import { stamp } from '../parts/time'

export type Command = Row<'/api/v1/field-commands'>
export type Device = Row<'/api/v1/field-devices'>

export const STATUSES: Record<Command['status'], string> = {
  applied: '已登记',
  merged: '已合并',
  conflict: '有冲突',
  quarantined: '待补录',
  resolved: '已解决',
  abandoned: '已放弃',
}
export const STATUS_TONES: Record<Command['status'], Tone> = {
  applied: 'success',
  merged: 'success',
  conflict: 'danger',
  quarantined: 'warning',
  resolved: 'success',
  abandoned: 'neutral',
}
export const HOW: Record<string, string> = { apply: '补录', keep_theirs: '采用现有', abandon: '放弃' }
export const SYNC_TABS = [
  { to: '/office/sync?status=quarantined&status=conflict', label: '待处理的补录' },
  { to: '/office/sync/devices?waiting=true', label: '手机' },
]

const command = columnOf<Command>()
const device = columnOf<Device>()

export const COMMAND_COLUMNS = [
  command('title', '内容', 110, row => row.title),
  command('head_name', '户主', 84, row => row.head_name ?? ''),
  command('region', '登记人区域', 110, row => row.region_name ?? ''),
  command('user', '登记人', 84, row => row.user_name),
  command('made_at', '登记时间', 150, row => stamp(row.made_at), { sort: 'made_at' }),
  command('received_at', '收到时间', 150, row => stamp(row.received_at), { sort: 'received_at' }),
  command('problem', '没有登记上的原因', 240, row => row.problem?.detail ?? row.problem?.title ?? ''),
  command('status', '状态', 84, row => STATUSES[row.status]),
  command('settled', '处理', 160, row => row.settled_at
    ? `${row.settled_by_name} ${HOW[row.settled_how ?? ''] ?? ''}`
    : '', { extra: true }),
]

export const DEVICE_COLUMNS = [
  device('user', '使用人', 90, row => row.user_name),
  device('region', '区域', 120, row => row.region_name ?? '', { sort: 'region' }),
  device('label', '手机', 200, row => row.label ?? ''),
  device('pending', '待上传', 80, row => String(row.pending), { number: true }),
  device('failed', '需处理', 80, row => String(row.failed), { number: true }),
  device('oldest', '最早一条', 150, row => stamp(row.oldest_pending_at), { sort: 'oldest_pending_at' }),
  device('last', '上次同步', 150, row => stamp(row.last_synced_at), { sort: 'last_synced_at' }),
  device('stale', '情况', 110, row => row.stale ? '太久没有上传' : ''),
]
