import type { Component } from 'vue'
import type { Permission } from './parts/may'
import { Bell, Calendar, Coin, Files, House, Location, Monitor, Odometer, SetUp, Upload, User, UserFilled } from '@element-plus/icons-vue'

export interface Entry {
  to: string
  label: string
  icon: Component
  /** Shown to whoever holds one of these. */
  needs: Permission[]
}

export const MENU: { title: string, entries: Entry[] }[] = [
  {
    title: '总览',
    entries: [
      {
        to: '/office/desk',
        label: '工作台',
        icon: Odometer,
        needs: ['households:read', 'loans:read'],
      },
    ],
  },
  {
    title: '台账',
    entries: [
      {
        to: '/office/households',
        label: '户籍台账',
        icon: House,
        needs: ['households:read'],
      },
      {
        to: '/office/loans',
        label: '贷款台账',
        icon: Coin,
        needs: ['loans:read'],
      },
      {
        to: '/office/notices',
        label: '到期通知',
        icon: Calendar,
        needs: ['loans:read'],
      },
      {
        to: '/office/alerts',
        label: '预警',
        icon: Bell,
        needs: ['alerts:read'],
      },
      {
        to: '/office/imports',
        label: '导入',
        icon: Upload,
        needs: ['households:import', 'loans:import'],
      },
    ],
  },
  {
    title: '管理',
    entries: [
      {
        to: '/office/users',
        label: '用户',
        icon: User,
        needs: ['users:write'],
      },
      {
        to: '/office/responsibilities',
        label: '责任人',
        icon: UserFilled,
        needs: ['responsibilities:read'],
      },
      {
        to: '/office/parameters',
        label: '政策参数',
        icon: SetUp,
        needs: ['policy:read'],
      },
      {
        to: '/office/alert-rules',
        label: '预警规则',
        icon: Files,
        needs: ['alerts:read'],
      },
      {
        to: '/office/regions',
        label: '区划',
        icon: Location,
        needs: ['regions:read'],
      },
      {
        to: '/office/rounds',
        label: '运行情况',
        icon: Monitor,
        needs: ['rounds:run'],
      },
    ],
  },
]

/** The menu of a person with these permissions, without empty groups. */
export function menuFor(permissions: readonly string[]) {
  return MENU
    .map(group => ({
      ...group,
      entries: group.entries.filter(entry => entry.needs.some(one => permissions.includes(one))),
    }))
    .filter(group => group.entries.length)
}
