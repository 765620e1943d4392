import type { Row } from '../parts/shapes'
import { FIGURES, said, STANDINGS } from '@/ui/comparison'
import { columnOf } from '../parts/columns'

export type Entry = Row<'/api/v1/department-entries'>
export const TABS = [
  { to: '/office/department-lists', label: '名单' },
  { to: '/office/department-entries?open=true', label: '差异和答复' },
]

const column = columnOf<Entry>()
export const COLUMNS = [
  column('name', '姓名', 76, row => row.name),
  column('standing', '比对', 110, row => STANDINGS[row.standing]!),
  column('differing', '不一致的', 90, row => row.differing.map(name => FIGURES[name]?.title ?? name).join('、')),
  column('theirs', '部门数据', 110, (row, label) => row.standing === 'only_ours'
    ? '名单上没有'
    : said(row.theirs, row.differing, label as never)),
  column('ours', '我们的数据', 110, (row, label) => said(row.ours, row.differing, label as never) || '没有记录'),
  column('head_name', '户主', 84, row => row.head_name ?? '不在户籍台账'),
  column('region', '村', 96, row => row.region_name ?? row.place ?? ''),
  column('answer', '答复', 230, (row, label) => [
    row.answer && label('comparison_answer', row.answer),
    row.settlement ?? (row.returned_why && `退回：${row.returned_why}`),
  ].filter(Boolean).join('：')),
  column('settled_on', '答复日期', 120, row => row.settled_on ?? '', { sort: 'settled_on' }),
  column('due_on', '答复期限', 110, row => row.open
    ? row.due_on ?? '县里未设置'
    : ''),
  column('item', '名单', 100, (row, label) => label('comparison_item', row.item), { extra: true }),
  column('listed_on', '名单日期', 120, row => row.listed_on, { sort: 'listed_on', extra: true }),
  column('id', '证件号码', 170, row => row.id_masked ?? '', { extra: true }),
  column('settled_by_name', '答复人', 90, row => row.settled_by_name ?? '', { extra: true }),
  column('unit', '推送单位', 120, row => row.unit ?? '', { extra: true }),
]
