import type { Tone } from '@/ui/StatusTag.vue'

export const SEVERITIES: Record<string, string> = {
  critical: '紧急',
  high: '重要',
  warning: '提醒',
  medium: '一般',
  low: '较低',
  info: '提示',
}
export const SEVERITY_TONES: Record<string, Tone> = {
  critical: 'danger',
  high: 'warning',
  warning: 'warning',
  medium: 'info',
  low: 'neutral',
  info: 'info',
}
