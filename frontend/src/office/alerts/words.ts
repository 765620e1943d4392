import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'

type Severity = Row<'/api/v1/alerts'>['severity']

export const SEVERITIES: Record<Severity, string> = { notice: '提示', warning: '提醒', critical: '紧急' }
export const SEVERITY_TONES: Record<Severity, Tone> = { notice: 'info', warning: 'warning', critical: 'danger' }
