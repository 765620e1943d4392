import type { Household, Kit } from '@/api/types'
import { entry } from '@/offline/entries'
import { command } from '@/offline/outbox'
import { uuid } from '@/offline/uuid'
import { age } from '@/ui/format'

export type ItemForm = Kit['assurance_items'][number]
export type Seen = Household['assurances'][number]
type Figures = Record<string, string | number | boolean>

/** One row: yes, or no with who, what and why. Figures are kept as typed: '' says nothing. */
export interface RowDraft {
  item: string
  result: 'ok' | 'defect'
  members: string[]
  figures: Record<string, string>
  note: string
}

/** A check as typed. `id` is the form's from the first key on, so a repeat is the same form. */
export interface CheckDraft {
  id: string
  checked_on: string
  rows: RowDraft[]
}

const SCHOOL_FROM = 5
const SCHOOL_TO = 18

/** Members whom a row may be about; the server knows the ages in force, the phone offers a little more. */
export function concerned(item: string, household: Household, today: string) {
  return household.members.filter(({ left_on, born_on }) => {
    const years = age(born_on, today)
    return !left_on && (item !== 'education' || (years !== undefined && years >= SCHOOL_FROM && years <= SCHOOL_TO))
  })
}

/** The rows as they were last time: what has not changed needs no key. */
export function startRows(forms: ItemForm[], household: Household): RowDraft[] {
  return forms.map(({ code, per_member }) => {
    const last = household.assurances.filter(({ item }) => item === code)
    const failed = last.filter(({ result }) => result === 'defect')
    return {
      item: code,
      result: failed.length ? 'defect' : 'ok',
      members: per_member
        ? failed.flatMap(({ member_id }) => member_id ?? [])
        : [],
      figures: typed((failed[0] ?? last[0])?.figures ?? {}),
      note: failed[0]?.note ?? '',
    }
  })
}

function typed(figures: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [
    name,
    String(value),
  ]))
}

/** A blank form, or the refused one with all that was typed. */
export async function startCheck(forms: ItemForm[], household: Household, today: string, redo?: string): Promise<CheckDraft> {
  const refused = redo
    ? await entry(redo)
    : undefined
  const draft = {
    id: uuid(),
    checked_on: today,
    rows: startRows(forms, household),
  }
  if (!refused)
    return draft
  const { checked_on, checks } = refused.patch as { checked_on: string, checks: Line[] }
  return {
    id: refused.subjectId ?? draft.id,
    checked_on,
    rows: draft.rows.map((row) => {
      const mine = checks.filter(({ item }) => item === row.item)
      const failed = mine.filter(({ result }) => result === 'defect')
      return {
        ...row,
        result: failed.length ? 'defect' : 'ok',
        members: failed.flatMap(({ member_id }) => member_id ?? []),
        figures: typed((failed[0] ?? mine[0])?.figures ?? {}),
        note: failed[0]?.note ?? '',
      }
    }),
  }
}

interface Line {
  item: string
  result: 'ok' | 'defect'
  member_id?: string
  figures?: Figures
  note?: string | null
}

export interface Gaps {
  checked_on?: string
  rows: Record<string, string>
}

/** What keeps it from being saved, in plain words. */
export function gapsOf(draft: CheckDraft, forms: ItemForm[], today: string): Gaps {
  const gaps: Gaps = { rows: {} }
  if (!draft.checked_on || draft.checked_on > today)
    gaps.checked_on = '核查日期不能晚于今天'
  for (const row of draft.rows) {
    const form = forms.find(({ code }) => code === row.item)
    if (row.result === 'defect' && form?.per_member && !row.members.length)
      gaps.rows[row.item] = '请选择是哪位家人'
    else if (row.result === 'defect' && !row.note.trim() && !Object.values(row.figures).some(Boolean))
      gaps.rows[row.item] = '请写明什么问题，或在“具体情况”里选'
    const wrong = form?.fields.find(({ kind, name }) => kind === 'int' && row.figures[name] && !/^\d{1,5}$/.test(row.figures[name]))
    if (wrong)
      gaps.rows[row.item] = `“${wrong.title}”请填整数`
  }
  return gaps
}

const NUMBERS: Record<string, (value: string) => string | number | boolean> = {
  bool: value => value === 'true',
  int: Number,
}

function figuresOf(row: RowDraft, { fields }: ItemForm): Figures {
  return Object.fromEntries(fields
    .filter(({ name }) => row.figures[name])
    .map(({ name, kind }) => [name, NUMBERS[kind]?.(row.figures[name]!) ?? row.figures[name]!]))
}

/** Rows that say yes stand for everybody they concern; one that says no names each member it is about. */
export function linesOf(draft: CheckDraft, forms: ItemForm[]): Line[] {
  return draft.rows.flatMap((row): Line[] => {
    const form = forms.find(({ code }) => code === row.item)!
    const { item, result } = row
    const figures = figuresOf(row, form)
    if (!form.per_member) {
      return [
        {
          item,
          result,
          figures,
          note: row.note.trim() || null,
        },
      ]
    }
    const failed = row.members.map((member_id): Line => ({
      item,
      result: 'defect',
      member_id,
      figures,
      note: row.note.trim() || null,
    }))
    return [
      { item, result: 'ok' },
      ...result === 'defect'
        ? failed
        : [],
    ]
  })
}

/** Keeps the check on the phone and sends it as soon as there is a network. */
export async function saveCheck(draft: CheckDraft, forms: ItemForm[], household: Household, todoId?: string, redo?: string) {
  await command({
    kind: 'assurance_check',
    subjectId: draft.id,
    householdId: household.id,
    patch: {
      household_id: household.id,
      checked_on: draft.checked_on,
      checks: linesOf(draft, forms),
    },
    label: `核查 · ${household.head_name}`,
    todoId,
    replaces: redo,
  })
}
