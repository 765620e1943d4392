export const HELPER_TABS = [
  { to: '/office/helpers?on_duty=true', label: '帮扶责任人' },
  { to: '/office/units', label: '帮扶单位' },
  { to: '/office/unit-assignments?current=true', label: '单位包村' },
  { to: '/office/standings', label: '村的认定' },
]
