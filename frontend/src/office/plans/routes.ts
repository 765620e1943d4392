import type { RouteRecordRaw } from 'vue-router'

/** Plans, policies and village plans. */
export const planRoutes: RouteRecordRaw[] = [
  {
    path: 'plans',
    component: () => import('./PlanList.vue'),
    meta: { title: '一户一策计划' },
  },
  {
    path: 'plans/:id',
    component: () => import('./PlanPage.vue'),
    props: true,
    meta: { title: '一户一策计划' },
  },
  {
    path: 'plan-review',
    component: () => import('./ReviewPage.vue'),
    meta: { title: '计划审核' },
  },
  {
    path: 'measures',
    component: () => import('./MeasureList.vue'),
    meta: { title: '措施' },
  },
  {
    path: 'plan-rollup',
    component: () => import('./RollUpPage.vue'),
    meta: { title: '计划落实情况' },
  },
  {
    path: 'plan-rollup/unplanned',
    component: () => import('./UnplannedList.vue'),
    meta: { title: '没有生效计划的户' },
  },
  {
    path: 'plan-rollup/unreached',
    component: () => import('./UnreachedList.vue'),
    meta: { title: '没有措施的成员' },
  },
  {
    path: 'plan-rollup/batches',
    component: () => import('./BatchMemberList.vue'),
    meta: { title: '五个一批人员' },
  },
  {
    path: 'plan-rollup/projects',
    component: () => import('./ProjectUseList.vue'),
    meta: { title: '项目到户' },
  },
  {
    path: 'plan-rollup/five-fields',
    component: () => import('./FiveFieldList.vue'),
    meta: { title: '边缘户五方面支持' },
  },
  {
    path: 'plan-carry-over',
    component: () => import('./CarryOverPage.vue'),
    meta: { title: '年度结转' },
  },
  {
    path: 'plan-carry-overs',
    component: () => import('./CarryOverRuns.vue'),
    meta: { title: '历次结转' },
  },
  {
    path: 'plan-carry-overs/:id',
    component: () => import('./CarryOverRun.vue'),
    props: true,
    meta: { title: '年度结转' },
  },
  {
    path: 'plan-samples',
    component: () => import('./SampleList.vue'),
    meta: { title: '计划抽查' },
  },
  {
    path: 'measure-templates',
    component: () => import('./TemplateList.vue'),
    meta: { title: '措施库' },
  },
  {
    path: 'vague-words',
    component: () => import('./VagueWordList.vue'),
    meta: { title: '空泛用语' },
  },
  {
    path: 'risk-signals',
    component: () => import('./RiskList.vue'),
    meta: { title: '风险信号' },
  },
  {
    path: 'benefit-policies',
    component: () => import('../benefits/PolicyList.vue'),
    meta: { title: '政策目录' },
  },
  {
    path: 'benefits',
    component: () => import('../benefits/BenefitList.vue'),
    meta: { title: '享受台账' },
  },
  {
    path: 'trainings',
    component: () => import('../benefits/TrainingList.vue'),
    meta: { title: '培训台账' },
  },
  {
    path: 'unserved',
    component: () => import('../benefits/UnservedList.vue'),
    meta: { title: '应享未享' },
  },
  {
    path: 'safety-net',
    component: () => import('../benefits/SafetyNetList.vue'),
    meta: { title: '兜底保障' },
  },
  {
    path: 'benefit-matrix',
    component: () => import('../benefits/MatrixPage.vue'),
    meta: { title: '政策覆盖表' },
  },
  {
    path: 'village-indicators',
    component: () => import('../villages/IndicatorPage.vue'),
    meta: { title: '村级指标' },
  },
  {
    path: 'village-plans',
    component: () => import('../villages/VillagePlanList.vue'),
    meta: { title: '村规划' },
  },
  {
    path: 'village-conditions',
    component: () => import('../villages/ConditionList.vue'),
    meta: { title: '村村有、户户有' },
  },
  {
    path: 'village-years',
    component: () => import('../villages/YearPage.vue'),
    meta: { title: '历年贫困和出列' },
  },
  {
    path: 'collective-assets',
    component: () => import('../villages/AssetList.vue'),
    meta: { title: '村集体资产' },
  },
  {
    path: 'zones',
    component: () => import('../villages/ZoneList.vue'),
    meta: { title: '片区' },
  },
  {
    path: 'village-plans/:id',
    component: () => import('../villages/VillagePlanPage.vue'),
    props: true,
    meta: { title: '村规划' },
  },
  {
    path: 'village-projects',
    component: () => import('../villages/ProjectList.vue'),
    meta: { title: '项目' },
  },
]
