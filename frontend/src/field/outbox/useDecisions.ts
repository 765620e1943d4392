import type { Entry } from '@/offline/entries'
import { showConfirmDialog } from 'vant'
import { db } from '@/offline/db'
import { command, flushNow } from '@/offline/outbox'
import { settle } from '@/offline/settling'
import 'vant/es/dialog/style'

/** What a person may decide about a command of his that was not simply accepted. Works without a network. */
export function useDecisions() {
  async function giveUp(entry: Entry) {
    const sure = await showConfirmDialog({
      title: '确定放弃？',
      message: `“${entry.label}”将被放弃，不会登记。`,
      confirmButtonText: '放弃',
      cancelButtonText: '保留',
    }).catch(() => undefined)
    if (sure)
      await decide(entry, 'abandon')
  }

  /** `mine`: the fields of a conflict where this person's own value stays. */
  async function choose(entry: Entry, mine: string[]) {
    const fields = Object.keys(entry.conflict?.fields ?? {})
    if (mine.length === fields.length)
      return decide(entry, 'apply')
    const { kind, subjectId, householdId, label, todoId, id, patch, conflict } = entry
    const kept = Object.entries(patch).filter(([field]) => mine.includes(field) || !fields.includes(field))
    if (!kept.length)
      return decide(entry, 'keep_theirs')
    await command({
      kind,
      subjectId,
      householdId,
      label,
      todoId,
      baseVersion: conflict?.version ?? undefined,
      patch: Object.fromEntries(kept),
      replaces: id,
    })
  }

  return {
    giveUp,
    choose,
    handOver: (entry: Entry) => db().outbox.update(entry.seq, { state: 'handed' }),
    tryAgain: async (entry: Entry) => {
      await db().outbox.update(entry.seq, { state: 'waiting' })
      await flushNow()
    },
  }
}

async function decide({ id }: Entry, how: 'apply' | 'keep_theirs' | 'abandon') {
  await settle(id, how)
  void flushNow().catch(() => {})
}
