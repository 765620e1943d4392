import type { Level } from './words'
import { LEVELS } from './words'

export const COMPLIANCE_SPEC = { level: 'text', region_code: 'text', on: 'text' } as const

/** Whose visits are looked at: the village's unless the address says otherwise. */
export function levelOf(text?: string): Level {
  return text && text in LEVELS
    ? text as Level
    : 'village'
}

/** The missing list carries the choice of the overview with it. */
export function complianceTabs(query: Record<string, unknown>) {
  const kept = Object.entries(query).filter(([name, value]) => name in COMPLIANCE_SPEC && value) as [string, string][]
  const asked = kept.length
    ? `?${new URLSearchParams(kept)}`
    : ''
  return [
    { to: `/office/visit-compliance${asked}`, label: '各村情况' },
    { to: `/office/visit-compliance/missing${asked}`, label: '还没有走访的户' },
    { to: '/office/visit-compliance/pairs', label: '结对走访' },
    { to: '/office/visit-compliance/publicity', label: '宣传台账' },
  ]
}
