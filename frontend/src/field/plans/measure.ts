import type { Measure, Plan, Suggestion } from './plan'
import type { Household } from '@/api/types'
import { entry } from '@/offline/entries'
import { uuid } from '@/offline/uuid'
import { isBlank, worded } from '@/ui/wording'
import { addMeasure, changeMeasure } from './actions'

/** A measure as typed; empty strings stand for what was left open. `owner`: an account's id, or `other` with a name. */
export interface MeasureDraft {
  id: string
  member_id: string
  category: string
  text: string
  cause: string
  assurance: string
  quantity: string
  unit: string
  starts_on: string
  due_on: string
  owner: string
  owner_name: string
  executor: string
  fund_source: string
  amount: string
  batch: string
  policy_id: string
  loan_id: string
  template_id: string
  suggestion: string
}

export interface Origin {
  measure?: Measure
  suggestion?: Suggestion
  cause?: string
  assurance?: string
  member?: string
  /** Id in the outbox of the refused command to be corrected. */
  redo?: string
  me: string
  today: string
}

const OWN = [
  'member_id',
  'category',
  'text',
  'cause',
  'assurance',
  'unit',
  'starts_on',
  'due_on',
  'executor',
  'fund_source',
  'batch',
  'policy_id',
  'loan_id',
  'template_id',
  'suggestion',
  'owner_name',
] as const
export const OTHER = 'other'

/** Blank, as suggested, as it stands, or as it was refused. The year's last day and the person himself come first. */
export async function startMeasure({ measure, suggestion, redo, cause, assurance, member, me, today }: Origin): Promise<MeasureDraft> {
  const refused = redo
    ? await entry(redo)
    : undefined
  const from: Partial<Measure> = {
    ...measure,
    ...suggestion && { ...suggestion, suggestion: suggestion.key },
    ...refused?.patch as Partial<Measure>,
  }
  const known = Object.fromEntries(OWN.map(name => [
    name,
    String(from[name] ?? ''),
  ])) as unknown as MeasureDraft
  const fresh = !measure && !refused
  return {
    ...known,
    text: worded(known.text),
    id: measure?.id ?? refused?.subjectId ?? uuid(),
    member_id: known.member_id || member || '',
    cause: known.cause || cause || '',
    assurance: known.assurance || assurance || '',
    quantity: from.quantity
      ? String(Number(from.quantity))
      : '',
    amount: from.amount
      ? String(Number(from.amount))
      : '',
    due_on: known.due_on || (fresh
      ? `${today.slice(0, 4)}-12-31`
      : ''),
    owner: from.owner_id ?? (known.owner_name
      ? OTHER
      : fresh ? me : ''),
  }
}

export type Gaps = Partial<Record<keyof MeasureDraft, string>>

/** What keeps it from being kept at all; what a plan lacks only lowers its score. */
export function gapsOf({ category, text, quantity, amount, starts_on, due_on, owner, owner_name }: MeasureDraft): Gaps {
  const gaps: Gaps = {}
  if (!category)
    gaps.category = '请选择类别'
  if (text.trim().length < 2)
    gaps.text = '请写明做什么'
  else if (/[{}]/.test(text))
    gaps.text = '请把 { } 里的内容改成本户的实际情况'
  if (isBlank(text)) {
    gaps.quantity = quantity
      ? '请把上面内容里空着的地方填上'
      : '请填数量，会写进上面的内容'
  }
  else if (quantity && !(/^\d{1,10}(?:\.\d{1,2})?$/.test(quantity) && Number(quantity) > 0)) {
    gaps.quantity = '数量请填大于 0 的数字，最多两位小数'
  }
  if (amount && !/^\d{1,10}(?:\.\d{1,2})?$/.test(amount))
    gaps.amount = '金额请填数字，最多两位小数'
  if (starts_on && due_on && due_on < starts_on)
    gaps.due_on = '完成时间不能早于开始时间'
  if (owner === OTHER && !owner_name.trim())
    gaps.owner_name = '请填写责任人'
  return gaps
}

export async function saveMeasure(household: Household, plan: Plan, { id, owner, ...draft }: MeasureDraft, { measure, redo }: Origin, names: Map<string, string>) {
  const fields = {
    ...Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value.trim() || null])),
    owner_id: owner && owner !== OTHER
      ? owner
      : null,
    owner_name: owner === OTHER
      ? draft.owner_name.trim()
      : names.get(owner) ?? null,
  }
  const known = plan.measures.some(other => other.id === id) && !(redo && (await entry(redo))?.kind === 'measure_add')
  await (known && measure
    ? changeMeasure(household, measure, fields, redo)
    : addMeasure(household, plan, id, fields, redo))
}
