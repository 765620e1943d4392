import type { Schemas } from '@/api/client'

export type Assigned = Record<string, string | null>
export type Field = Schemas['ProfileColumn']
export type Kept = Schemas['MappingRead']

/** `名字 → 姓名，流水号 不导入`: what headings mean. */
export function assignedText(columns: Assigned, fields: readonly Field[]): string {
  const title = (field: string) => fields.find(one => one.field === field)?.title ?? field
  return Object.entries(columns).map(([heading, field]) => field
    ? `${heading} → ${title(field)}`
    : `${heading} 不导入`).join('，')
}

/** What was said of these headings before, the latest first; no field twice. */
export function remembered(headings: readonly string[], kept: readonly Kept[]): Assigned {
  const found: Assigned = {}
  for (const heading of headings) {
    const field = kept.find(one => heading in one.columns)?.columns[heading]
    if (field !== undefined && (field === null || !Object.values(found).includes(field)))
      found[heading] = field
  }
  return found
}
