export const VILLAGE_TABS = [
  { to: '/office/village-plans', label: '村规划' },
  { to: '/office/village-conditions', label: '村村有、户户有' },
  { to: '/office/village-years', label: '历年贫困和出列' },
  { to: '/office/collective-assets', label: '集体资产' },
  { to: '/office/zones', label: '片区' },
]

export const VILLAGE_PAGES = VILLAGE_TABS.slice(1).map(({ to }) => to)
