/** What has reached people: grants and trainings. */
export const REACHED_TABS = [
  { to: '/office/benefits?current=true', label: '享受台账' },
  { to: '/office/trainings', label: '培训台账' },
]
