import type { OutboxRow, Store } from './db'
import type { Conflict, Content, Entry, Trouble } from './entries'
import { ApiError, problemOf } from '@/api/client'
import { db, unlessFull } from './db'
import { report } from './device'
import { openEntry, remove, sealContent } from './entries'
import { pullKit } from './kit'
import { send, worthRetrying } from './sending'
import { settleAll } from './settling'

/** The server's word on one command. */
export interface Result {
  id: string
  status: string
  /** What it was told the first time, when this is a repeat. */
  first?: string | null
  problem?: Trouble | null
  conflict?: Conflict | null
}

const PATH = '/api/v1/field-commands'
/** Somebody else's command lies there under this id, so this one does not. */
const REUSED = 'command_id_reused'
/** Few enough that a broken line costs little. */
const BATCH = 20

/** Sent from this page while the phone had no room to write that down. */
const tried = new Set<string>()

/** Whether the server may have it already. */
export const mayHaveArrived = ({ id, attempts }: Pick<Entry, 'id' | 'attempts'>) => attempts > 0 || tried.has(id)

/** Standing of each phone's work as last told. */
const spoken = new WeakMap<Store, string>()

/** Sends what waits, oldest first, then what the person decided; fetches anew what has changed by it. False when the line breaks. */
export async function sendCommands(store: Store): Promise<boolean> {
  let done = 0
  while (store === db()) {
    const waiting = (await store.outbox.all()).filter(({ state }) => state === 'waiting')
    if (!waiting.length)
      break
    const batch = await Promise.all(waiting.slice(0, BATCH).map(row => openEntry(store, row)))
    const count = await sendBatch(store, batch)
    if (count === undefined)
      return false
    done += count
  }
  const settled = await settleAll(store)
  if (done + settled.count)
    void pullKit().catch(() => {})
  return !settled.broken
}

/** How many the server has accepted; undefined when nothing gets through. */
async function sendBatch(store: Store, batch: Entry[]): Promise<number | undefined> {
  const body = await envelope(store, batch)
  for (const { id, seq } of batch) {
    // A full phone takes no note of it, but what waits must leave.
    await store.outbox.update(seq, ({ attempts }) => ({ attempts: attempts + 1 })).catch((error) => {
      unlessFull(error)
      tried.add(id)
    })
  }
  const response = await send(PATH, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  const results: Result[] | undefined = response?.ok
    ? await response.json().then(answer => answer.results, () => undefined)
    : []
  if (!response || !results || worthRetrying(response))
    return undefined
  if (response.ok) {
    spoken.set(store, standing(body.device))
    return take(store, batch, results)
  }
  const [only] = batch
  if (batch.length > 1 || !only)
    return sendOneByOne(store, batch)
  const problem = await problemOf(response) ?? { title: `服务器没有接受（${response.status}）` }
  await keep(store, only, 'quarantined', { ...only, problem }, only.onServer)
  return 0
}

/** The envelope as a whole was refused: whose fault it is shows when each goes alone. */
async function sendOneByOne(store: Store, batch: Entry[]): Promise<number | undefined> {
  let done = 0
  for (const entry of batch) {
    const count = await sendBatch(store, [entry])
    if (count === undefined)
      return undefined
    done += count
  }
  return done
}

/** Sends a command the phone has no room for. Throws what the API throws; once it arrived the server keeps it. */
export async function sendStraight(store: Store, command: Sendable) {
  const response = await send(PATH, {
    method: 'POST',
    body: JSON.stringify(await envelope(store, [command])),
  })
  if (!response)
    throw new TypeError('no network')
  if (!response.ok)
    throw new ApiError(response.status, await problemOf(response))
}

type Sendable = Content & Pick<Entry, 'id' | 'householdId' | 'queuedAt'>

/** Tells the office how this phone stands, when nothing else was sent and it stands otherwise than last told. */
export async function heartbeat(store: Store) {
  if (spoken.get(store) !== standing(await report(store)))
    await sendBatch(store, [])
}

function standing({ pending, failed }: { pending: number, failed: number }) {
  return `${pending} ${failed}`
}

async function envelope(store: Store, batch: Sendable[]) {
  return {
    device: await report(store, batch.map(({ id }) => id)),
    commands: batch.map(entry => ({
      id: entry.id,
      kind: entry.kind,
      subject_id: entry.subjectId,
      household_id: entry.householdId,
      base_version: entry.baseVersion,
      base: entry.base,
      patch: entry.patch,
      made_at: new Date(entry.queuedAt).toISOString(),
      replaces: entry.replaces,
    })),
  }
}

/** How many the server has accepted; undefined when it said nothing of one of them. */
async function take(store: Store, batch: Entry[], results: Result[]): Promise<number | undefined> {
  let done = 0
  let silent = false
  for (const entry of batch) {
    const result = results.find(({ id }) => id === entry.id)
    const status = result?.status === 'duplicate'
      ? result.first ?? 'applied'
      : result?.status
    if (status === 'conflict' || status === 'quarantined') {
      const { problem, conflict } = result!
      await keep(store, entry, status, { ...entry, problem: problem ?? undefined, conflict: conflict ?? undefined }, problem?.code !== REUSED)
    }
    else if (status) {
      await finish(store, entry)
      done++
    }
    else {
      silent = true
    }
  }
  return silent
    ? undefined
    : done
}

/** Stays on the phone, with the server's words, until the person decides. */
async function keep(store: Store, { id, seq }: Entry, state: OutboxRow['state'], content: Content, onServer: boolean) {
  const box = await sealContent(store, id, content)
  await store.outbox.update(seq, () => ({
    state,
    onServer,
    ...box,
  }))
}

/** The server has it: the command goes, and the to-do it closes. Photos on their way go on. */
export async function finish(store: Store, { id, todoId }: Pick<Entry, 'id' | 'todoId'>) {
  await store.write(['outbox', 'photos', 'todos'], async (tables) => {
    await remove(tables, [id], true)
    if (todoId)
      await tables.todos.delete(todoId)
  })
}
