export const PARAMETER_TABS = [
  { to: '/office/parameters', label: '政策参数' },
  { to: '/office/calendar', label: '工作日历' },
]
