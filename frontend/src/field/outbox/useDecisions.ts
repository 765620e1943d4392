import type { Decision } from '@/offline/db'
import type { Entry } from '@/offline/entries'
import { showConfirmDialog } from 'vant'
import { db } from '@/offline/db'
import { command, flushNow } from '@/offline/outbox'
import { settle } from '@/offline/settling'
import 'vant/es/dialog/style'

/** Whether what was typed may go. */
export function isSure(label: string): Promise<boolean> {
  return showConfirmDialog({
    title: '确定放弃？',
    message: `“${label}”将被放弃，不会登记。`,
    confirmButtonText: '放弃',
    cancelButtonText: '保留',
  }).then(() => true, () => false)
}

/** What a person may decide about a command of his that was not simply accepted. Works without a network. */
export function useDecisions() {
  async function giveUp(entry: Entry) {
    if (await isSure(entry.label))
      await decide(entry, 'abandon')
  }

  /** `mine`: the fields of a conflict where this person's own value stays. */
  async function choose(entry: Entry, mine: string[]) {
    const fields = Object.keys(entry.conflict?.fields ?? {})
    if (mine.length === fields.length)
      return decide(entry, 'apply')
    if (!mine.length)
      return decide(entry, 'keep_theirs')
    await command({
      ...entry,
      base: undefined,
      baseVersion: entry.conflict?.version ?? undefined,
      patch: mixed(entry, mine),
      replaces: entry.id,
    })
  }

  return {
    giveUp,
    choose,
    handOver: (entry: Entry) => db().outbox.update(entry.seq, () => ({ state: 'handed' })),
    tryAgain: (entry: Entry) => command({ ...entry, replaces: entry.id }),
  }
}

/** A correction of fields leaves out what stays as it is there; a whole record takes it over. */
function mixed({ base, patch, conflict }: Entry, mine: string[]) {
  const theirs = Object.entries(conflict!.fields).filter(([field]) => !mine.includes(field))
  return base
    ? Object.fromEntries(Object.entries(patch).filter(([field]) => !theirs.some(([other]) => other === field)))
    : {
        ...patch,
        ...Object.fromEntries(theirs.map(([field, values]) => [field, values.theirs])),
      }
}

async function decide({ id }: Entry, how: Decision) {
  await settle(id, how)
  void flushNow().catch(() => {})
}
