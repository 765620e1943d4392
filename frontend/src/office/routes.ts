import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '@/session'
import { assuranceRoutes } from './assurances/routes'
import { caseRoutes } from './cases/routes'
import { planRoutes } from './plans/routes'
import { visitRoutes } from './visits/routes'

/** The office area is lazy and online only: a village phone never downloads it. */
export const officeRoutes: RouteRecordRaw = {
  path: '/office',
  component: () => import('./OfficeLayout.vue'),
  children: [
    // Who may not read households (the administrator) begins with the accounts.
    {
      path: '',
      redirect: () => useSession().user?.role === 'administrator'
        ? '/office/users'
        : '/office/desk',
    },
    {
      path: 'desk',
      component: () => import('./desk/DeskPage.vue'),
      meta: { title: '工作台' },
    },
    {
      path: 'households',
      component: () => import('./registry/HouseholdList.vue'),
      meta: { title: '户籍台账' },
      children: [
        {
          path: ':id',
          component: () => import('./registry/HouseholdDrawer.vue'),
          props: true,
        },
      ],
    },
    {
      path: 'loans',
      component: () => import('./loans/LoanList.vue'),
      meta: { title: '贷款台账' },
    },
    {
      path: 'repayments',
      component: () => import('./loans/RepaymentList.vue'),
      meta: { title: '还款记录' },
    },
    {
      path: 'credit-ratings',
      component: () => import('./loans/RatingList.vue'),
      meta: { title: '信用评级授信' },
    },
    {
      path: 'notices',
      component: () => import('./loans/NoticeList.vue'),
      meta: { title: '到期通知' },
    },
    {
      path: 'alerts',
      component: () => import('./alerts/AlertList.vue'),
      meta: { title: '预警' },
      children: [
        {
          path: ':id',
          component: () => import('./alerts/AlertDrawer.vue'),
          props: true,
        },
      ],
    },
    {
      path: 'alert-board',
      component: () => import('./alerts/AlertBoard.vue'),
      meta: { title: '预警分布' },
    },
    {
      path: 'alert-rules',
      component: () => import('./alerts/AlertRules.vue'),
      meta: { title: '预警规则' },
    },
    {
      path: 'jobs',
      component: () => import('./jobs/JobList.vue'),
      meta: { title: '任务' },
      children: [
        {
          path: ':id',
          component: () => import('./jobs/JobDrawer.vue'),
          props: true,
        },
      ],
    },
    {
      path: 'operations/:id',
      component: () => import('./operations/OperationPage.vue'),
      props: true,
      meta: { title: '批量办理' },
    },
    {
      path: 'imports',
      component: () => import('./imports/ImportList.vue'),
      meta: { title: '导入' },
    },
    {
      path: 'imports/new',
      component: () => import('./imports/ImportNew.vue'),
      meta: { title: '新的导入' },
    },
    {
      path: 'imports/:id',
      component: () => import('./imports/ImportPage.vue'),
      props: true,
      meta: { title: '导入' },
    },
    {
      path: 'helpers',
      component: () => import('./helpers/HelperList.vue'),
      meta: { title: '帮扶责任人' },
    },
    {
      path: 'units',
      component: () => import('./helpers/UnitList.vue'),
      meta: { title: '帮扶单位' },
    },
    {
      path: 'unit-assignments',
      component: () => import('./helpers/AssignmentList.vue'),
      meta: { title: '单位包村' },
    },
    {
      path: 'standings',
      component: () => import('./helpers/StandingList.vue'),
      meta: { title: '村的认定' },
    },
    {
      path: 'pairings',
      component: () => import('./pairings/PairingList.vue'),
      meta: { title: '结对关系' },
    },
    {
      path: 'coverage',
      component: () => import('./pairings/CoveragePage.vue'),
      meta: { title: '覆盖情况' },
    },
    {
      path: 'coverage/households',
      component: () => import('./pairings/UncoveredList.vue'),
      meta: { title: '没有人联系的户' },
    },
    {
      path: 'coverage/helpers',
      component: () => import('./pairings/IdleList.vue'),
      meta: { title: '没有联系户的人' },
    },
    {
      path: 'proposals',
      component: () => import('./pairings/ProposalList.vue'),
      meta: { title: '自动结对' },
    },
    {
      path: 'proposals/:id',
      component: () => import('./pairings/ProposalPage.vue'),
      props: true,
      meta: { title: '自动结对' },
    },
    {
      path: 'campaigns',
      component: () => import('./campaigns/CampaignList.vue'),
      meta: { title: '专项行动' },
    },
    {
      path: 'campaigns/:id',
      component: () => import('./campaigns/CampaignPage.vue'),
      props: true,
      meta: { title: '专项行动' },
      children: [
        {
          path: '',
          component: () => import('./campaigns/CampaignProgress.vue'),
        },
        {
          path: 'participants',
          component: () => import('./campaigns/ParticipantList.vue'),
        },
        {
          path: 'targets',
          component: () => import('./campaigns/TargetList.vue'),
        },
      ],
    },
    ...visitRoutes,
    ...planRoutes,
    ...caseRoutes,
    {
      path: 'department-records',
      component: () => import('./departments/RecordList.vue'),
      meta: { title: '部门记录' },
    },
    {
      path: 'department-lists',
      component: () => import('./comparisons/ListPage.vue'),
      meta: { title: '部门名单比对' },
    },
    {
      path: 'department-entries/:id?',
      component: () => import('./comparisons/EntryList.vue'),
      props: true,
      meta: { title: '部门名单比对' },
    },
    {
      path: 'push-batches',
      component: () => import('./departments/BatchList.vue'),
      meta: { title: '推送批次' },
    },
    {
      path: 'incomes',
      component: () => import('./incomes/IncomePage.vue'),
      meta: { title: '收入核算' },
    },
    {
      path: 'incomes/households',
      component: () => import('./incomes/IncomeList.vue'),
      meta: { title: '农户收入' },
    },
    ...assuranceRoutes,
    {
      path: 'sync',
      component: () => import('./sync/CommandList.vue'),
      meta: { title: '同步情况' },
    },
    {
      path: 'sync/devices',
      component: () => import('./sync/DeviceList.vue'),
      meta: { title: '同步情况' },
    },
    {
      path: 'users',
      component: () => import('./admin/UserList.vue'),
      meta: { title: '用户' },
    },
    {
      path: 'systems',
      component: () => import('./systems/SystemList.vue'),
      meta: { title: '接入系统' },
    },
    {
      path: 'systems/:id',
      component: () => import('./systems/SystemPage.vue'),
      props: true,
      meta: { title: '接入系统' },
    },
    {
      path: 'systems/:id/webhooks/:webhook',
      component: () => import('./systems/WebhookPage.vue'),
      props: true,
      meta: { title: '推送记录' },
    },
    {
      path: 'responsibilities',
      component: () => import('./admin/ResponsibilityList.vue'),
      meta: { title: '责任人' },
    },
    {
      path: 'parameters',
      component: () => import('./admin/ParameterList.vue'),
      meta: { title: '政策参数' },
    },
    {
      path: 'calendar',
      component: () => import('./admin/CalendarPage.vue'),
      meta: { title: '工作日历' },
    },
    {
      path: 'regions',
      component: () => import('./admin/RegionTree.vue'),
      meta: { title: '区划' },
    },
    {
      path: 'rounds',
      component: () => import('./admin/RoundList.vue'),
      meta: { title: '运行情况' },
    },
  ],
}
