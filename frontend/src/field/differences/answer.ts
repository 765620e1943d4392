import type { Schemas } from '@/api/client'
import type { Todo } from '@/api/types'
import { entries, entry } from '@/offline/entries'
import { command } from '@/offline/outbox'

/** What the village says to a difference, as typed. */
export interface AnswerDraft {
  answer: string
  settlement: string
}

/** The line of the list that the to-do carries. */
export interface Difference {
  name: string
  item_label: string
  listed_on: string
  standing: string
  theirs: Record<string, unknown>
  ours: Record<string, unknown> | null
  ours_on: string | null
  differing: string[]
  returned_why: string | null
  expected_on: string | null
  version: number
}
export const differenceOf = (todo: Todo) => todo.ref as unknown as Difference

export async function startAnswer(redo?: string): Promise<AnswerDraft> {
  const blank: AnswerDraft = { answer: '', settlement: '' }
  return redo
    ? {
        ...blank,
        ...(await entry(redo))?.patch as Partial<AnswerDraft>,
      }
    : blank
}

/** What is missing, in words; empty when it can be sent. */
export function answerGap({ answer, settlement }: AnswerDraft): string {
  if (!answer)
    return '请选择核实结果'
  return settlement.trim().length < 2
    ? '请写明看了什么、问了谁'
    : ''
}

/** What this phone was told and has not sent yet. */
export async function pendingAnswer(id: string) {
  return (await entries()).find(({ kind, subjectId }) => kind === 'difference_answer' && subjectId === id)
}

/** Keeps the answer on the phone and sends it as soon as there is a network. */
export async function answerDifference(todo: Todo, draft: AnswerDraft, replaces?: string) {
  const patch: Schemas['DifferenceAnswerForm'] = {
    answer: draft.answer,
    settlement: draft.settlement.trim(),
  }
  await command({
    kind: 'difference_answer',
    subjectId: todo.id,
    householdId: todo.household_id,
    baseVersion: differenceOf(todo).version,
    patch: { ...patch },
    label: `答复部门 · ${todo.head_name}`,
    todoId: todo.id,
    replaces,
  })
}
