import type { Decision, OutboxRow, Store } from './db'
import { db } from './db'
import { openEntry, remove, sealContent } from './entries'
import { send, worthRetrying } from './sending'

/** Keeps what the person decided about a conflict or a refusal; the server is told as soon as there is a network. */
export async function settle(id: string, how: Decision) {
  const { outbox } = db()
  const row = (await outbox.all()).find(row => row.id === id)
  if (row)
    await outbox.update(row.seq, () => ({ settling: how }))
}

const SETTLED = 'already_settled'

/** Tells the server what the person decided, one after the other: how many are settled, and whether the line broke. */
export async function settleAll(store: Store) {
  const decided = (await store.outbox.all()).filter(({ settling }) => settling)
  let count = 0
  for (const row of decided) {
    if (store !== db())
      break
    const response = row.onServer
      ? await tell(row)
      : new Response()
    if (!response || worthRetrying(response))
      return { count, broken: true }
    await settled(store, row, response)
    count++
  }
  return { count, broken: false }
}

function tell({ id, settling }: OutboxRow) {
  return send(`/api/v1/field-commands/${id}:settle`, {
    method: 'POST',
    headers: { 'Idempotency-Key': `${id}-${settling}` },
    body: JSON.stringify({ how: settling }),
  })
}

/** Settled, by us or by the office meanwhile; or refused or changed again, and then the person has to decide anew. */
async function settled(store: Store, row: OutboxRow, response: Response) {
  const told = await response.json().catch(() => undefined)
  const undecided = response.ok
    ? told?.status === 'conflict'
    : row.settling === 'apply' && response.status !== 404 && told?.code !== SETTLED
  if (!undecided) {
    await store.write(['outbox', 'photos'], tables => remove(tables, [row.id]))
    return
  }
  const content = await openEntry(store, row)
  const news = response.ok
    ? { problem: told.problem, conflict: told.conflict }
    : { problem: told ?? { title: `服务器没有接受（${response.status}）` } }
  const box = await sealContent(store, row.id, {
    ...content,
    ...news,
  })
  await store.outbox.update(row.seq, () => ({
    state: response.ok
      ? 'conflict'
      : 'quarantined',
    settling: undefined,
    ...box,
  }))
}
