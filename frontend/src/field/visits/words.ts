import type { Tone } from '@/ui/StatusTag.vue'

/** How people met. */
export const CONTACTS: Record<string, string> = {
  home: '入户',
  reception_point: '接待点',
  phone: '电话',
  village: '到村',
}

/** Ways to meet a household. */
export const HOUSEHOLD_CONTACTS = ['home', 'reception_point', 'phone'].map(value => ({ value, text: CONTACTS[value]! }))

export const STATES: Record<string, [Tone, string]> = {
  open: ['warning', '待处理'],
  acted: ['info', '已处理，待办结'],
  closed: ['success', '已办结'],
}

/** A severity is told by its word; the colour repeats it. */
export const SEVERITY_TONES: Record<string, Tone> = {
  remark: 'neutral',
  notice: 'info',
  warning: 'warning',
  critical: 'danger',
}
