import type { FieldValues } from '../parts/fields'
import type { Schemas } from '@/api/client'
import { text } from '../parts/fields'

export type UserRow = Schemas['UserRead']

export const ROLES: Record<UserRow['role'], string> = {
  village_cadre: '村干部',
  helper: '帮扶责任人',
  township_officer: '乡镇干部',
  county_officer: '县级干部',
  department: '部门人员',
  bank: '银行人员',
  auditor: '审计监督',
  administrator: '系统管理员',
  system: '业务系统',
}

/** What a person can be; systems have a page of their own. */
export const PEOPLE = Object.entries(ROLES).filter(([role]) => role !== 'system')

export const USER_FIELDS = [
  text('name', '姓名', { required: true, most: 40 }),
  text('unit', '单位', { most: 80 }),
  text('phone', '工作电话', { most: 20 }),
]

export function userForm(user: UserRow): FieldValues {
  const { name, unit, phone, role, region_code } = user
  return { name, unit, phone, role, region_code }
}
