import type { Component } from 'vue'
import type { Permission } from './parts/may'
import { Aim, Avatar, Bell, Calendar, Coin, Collection, Connection, DArrowRight, DataBoard, DataLine, Document, Files, Finished, Flag, Grid, Histogram, House, Link, List, Location, MagicStick, MapLocation, Memo, Money, Monitor, Odometer, OfficeBuilding, SetUp, Share, Stamp, Umbrella, User, UserFilled, View, Wallet, Warning } from '@element-plus/icons-vue'
import { ASSURANCE_MENU } from './assurances/menu'
import { CASE_MENU } from './cases/menu'
import { IMPORT_ENTRY } from './imports/menu'
import { VILLAGE_PAGES } from './villages/tabs'
import { VISIT_MENU } from './visits/menu'

export interface Entry {
  /** With the filters the list begins with. */
  to: string
  label: string
  icon: Component
  /** Shown to whoever holds one of these. */
  needs: Permission[]
  /** Other pages that belong to it. */
  pages?: string[]
}

/** Whether a page belongs to this entry. */
export function leadsTo({ to, pages = [] }: Entry, path: string): boolean {
  return [to.split('?')[0]!, ...pages].some(page => path === page || path.startsWith(`${page}/`))
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
      {
        to: '/office/jobs',
        label: '任务',
        icon: Finished,
        needs: ['regions:read'],
        pages: ['/office/operations'],
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
        pages: ['/office/repayments', '/office/credit-ratings'],
      },
      {
        to: '/office/notices?state=open',
        label: '到期通知',
        icon: Calendar,
        needs: ['loans:read'],
      },
      {
        to: '/office/alerts',
        label: '预警',
        icon: Bell,
        needs: ['alerts:read'],
        pages: ['/office/alert-board'],
      },
      {
        to: '/office/department-records?state=unmatched',
        label: '部门数据',
        icon: Share,
        needs: ['departments:read'],
        pages: ['/office/push-batches'],
      },
      {
        to: '/office/incomes',
        label: '收入核算',
        icon: Money,
        needs: ['households:read'],
      },
      IMPORT_ENTRY,
    ],
  },
  {
    title: '帮扶',
    entries: [
      {
        to: '/office/helpers?on_duty=true',
        label: '帮扶力量',
        icon: Avatar,
        needs: ['pairings:read'],
        pages: ['/office/units', '/office/unit-assignments', '/office/standings'],
      },
      {
        to: '/office/pairings?current=true',
        label: '结对关系',
        icon: Connection,
        needs: ['pairings:read'],
      },
      {
        to: '/office/coverage',
        label: '覆盖情况',
        icon: DataBoard,
        needs: ['pairings:read'],
      },
      {
        to: '/office/proposals',
        label: '自动结对',
        icon: MagicStick,
        needs: ['pairings:write'],
      },
      {
        to: '/office/campaigns',
        label: '专项行动',
        icon: Flag,
        needs: ['pairings:read'],
      },
    ],
  },
  VISIT_MENU,
  CASE_MENU,
  {
    title: '一户一策',
    entries: [
      {
        to: '/office/plans',
        label: '计划',
        icon: Document,
        needs: ['plans:read'],
      },
      {
        to: '/office/plan-review',
        label: '审核',
        icon: Stamp,
        needs: ['plans:review'],
      },
      {
        to: '/office/measures',
        label: '措施',
        icon: List,
        needs: ['plans:read'],
      },
      {
        to: '/office/plan-rollup',
        label: '落实情况',
        icon: Histogram,
        needs: ['plans:read'],
      },
      {
        to: '/office/plan-samples',
        label: '抽查',
        icon: View,
        needs: ['plans:read'],
      },
      {
        to: '/office/plan-carry-over',
        label: '年度结转',
        icon: DArrowRight,
        needs: ['plans:review'],
        pages: ['/office/plan-carry-overs'],
      },
      {
        to: '/office/measure-templates',
        label: '措施库',
        icon: Collection,
        needs: ['plans:read'],
        pages: ['/office/vague-words'],
      },
      {
        to: '/office/risk-signals',
        label: '风险信号',
        icon: Warning,
        needs: ['plans:read'],
      },
    ],
  },
  ASSURANCE_MENU,
  {
    title: '政策与村规划',
    entries: [
      {
        to: '/office/benefit-policies?current=true',
        label: '政策目录',
        icon: Memo,
        needs: ['benefits:read'],
      },
      {
        to: '/office/benefits?current=true',
        label: '享受台账',
        icon: Wallet,
        needs: ['benefits:read'],
        pages: ['/office/trainings'],
      },
      {
        to: '/office/unserved',
        label: '应享未享',
        icon: Aim,
        needs: ['benefits:read'],
      },
      {
        to: '/office/safety-net',
        label: '兜底保障',
        icon: Umbrella,
        needs: ['benefits:read'],
      },
      {
        to: '/office/benefit-matrix',
        label: '政策覆盖表',
        icon: Grid,
        needs: ['benefits:read'],
      },
      {
        to: '/office/village-plans',
        label: '村规划和村情',
        icon: MapLocation,
        needs: ['villages:read'],
        pages: VILLAGE_PAGES,
      },
      {
        to: '/office/village-indicators',
        label: '村级指标',
        icon: DataLine,
        needs: ['villages:read'],
      },
      {
        to: '/office/village-projects',
        label: '项目',
        icon: OfficeBuilding,
        needs: ['villages:read'],
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
        to: '/office/systems',
        label: '接入系统',
        icon: Link,
        needs: ['users:write', 'audit:read'],
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
        pages: ['/office/calendar'],
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
