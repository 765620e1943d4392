import type { Todo } from '@/api/types'
import { entries } from '@/offline/entries'
import * as files from '@/offline/files'
import { command } from '@/offline/outbox'

/** A finding as its page shows it: from the to-do, or from the household's visits. */
export interface FindingFile {
  id: string
  category: string
  severity: string
  text: string
  state: string
  owner_name: string
  due_on?: string | null
  found_on?: string
  visitor_name?: string
  household_id?: string | null
  head_name?: string | null
  version?: number
  /** It is on this user's list. */
  todoId?: string
}

/** What the phone knows of a finding; `householdId` is where to look when it is no to-do of this user. */
export async function findFinding(id: string, householdId?: string): Promise<FindingFile | undefined> {
  const todo: Todo | undefined = await files.todo(id)
  if (todo) {
    return {
      ...todo.ref as unknown as FindingFile,
      head_name: todo.head_name,
      household_id: todo.household_id,
      todoId: todo.id,
    }
  }
  const household = householdId
    ? await files.household(householdId)
    : undefined
  for (const visit of household?.visits ?? []) {
    const finding = visit.findings.find(other => other.id === id)
    if (finding) {
      return {
        ...finding,
        found_on: visit.visited_on,
        visitor_name: visit.visitor_name,
        household_id: household!.id,
        head_name: household!.head_name,
      }
    }
  }
  return undefined
}

/** What this phone was told about a finding and has not sent yet. */
export async function pendingAct(id: string) {
  return (await entries()).find(({ kind, subjectId }) => kind === 'finding_action' && subjectId === id)
}

export interface ActDraft {
  action: string
  acted_on: string
}

/** Keeps what was done on the phone and sends it as soon as there is a network. */
export async function act(finding: FindingFile, { action, acted_on }: ActDraft, replaces?: string) {
  await command({
    kind: 'finding_action',
    subjectId: finding.id,
    householdId: finding.household_id ?? undefined,
    baseVersion: finding.version,
    patch: {
      action: action.trim(),
      acted_on,
    },
    label: `处理问题 · ${finding.head_name ?? ''}`,
    todoId: finding.todoId,
    replaces,
  })
}
