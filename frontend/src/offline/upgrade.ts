import type { Transaction } from 'dexie'
import type { OutboxRow, Photo, PhotoRow } from './db'

/** A request of the first version of the page: photos as PUT, then the delivery of a notice as POST. */
interface Request {
  seq: number
  id: string
  method: 'POST' | 'PUT'
  path: string
  json?: unknown
  etag?: string
  photoId?: string
  group: string
  label: string
  todoId?: string
  queuedAt: number
  attempts: number
  rejected?: string
}

/** Waiting requests become commands, under the id they had: nothing a person typed is stranded by a new page. */
export async function fromRequests(transaction: Transaction) {
  const outbox = transaction.table<unknown, number>('outbox')
  const requests = await outbox.toArray() as Request[]
  const photos = await transaction.table<Photo>('photos').toArray()
  const uploads = requests.filter(({ photoId }) => photoId)
  await outbox.clear()
  await outbox.bulkAdd(requests.filter(({ method }) => method === 'POST').map(request => commandOf(request, requests)))
  await transaction.table<PhotoRow>('photos').bulkPut(photos.map(photo => photoRow(photo, uploads)))
}

function commandOf(request: Request, all: Request[]): Omit<OutboxRow, 'seq'> {
  const group = all.filter(other => other.group === request.group)
  const rejected = group.find(other => other.rejected)?.rejected
  return {
    id: request.id,
    todoId: request.todoId,
    photoIds: group.flatMap(({ photoId }) => photoId ?? []),
    state: rejected
      ? 'quarantined'
      : 'waiting',
    onServer: false,
    queuedAt: request.queuedAt,
    attempts: request.attempts,
    plain: {
      kind: 'notice_delivery',
      subjectId: /loan-notices\/([^:/]+):deliver/.exec(request.path)?.[1],
      baseVersion: Number(request.etag?.replaceAll('"', '')) || undefined,
      patch: request.json,
      label: request.label,
      problem: rejected
        ? { title: rejected }
        : undefined,
    },
  }
}

function photoRow({ id, kind, type, bytes }: Photo, uploads: Request[]): PhotoRow {
  const upload = uploads.find(({ photoId }) => photoId === id)
  return {
    id,
    kind,
    type,
    size: bytes.byteLength,
    offset: 0,
    sent: false,
    queuedAt: upload?.queuedAt ?? 0,
    attempts: 0,
    failed: upload?.rejected,
    plain: bytes,
  }
}

/** Files and drafts take the new shape; they are sealed as soon as the store is open. */
export async function wrapRows(transaction: Transaction) {
  for (const name of ['households', 'todos']) {
    const table = transaction.table<{ id: string }>(name)
    const rows = await table.toArray()
    await table.bulkPut(rows.map(row => ({ id: row.id, plain: row })))
  }
  for (const name of ['drafts', 'kv']) {
    const table = transaction.table<unknown, string>(name)
    const keys = await table.toCollection().primaryKeys()
    const rows = await table.bulkGet(keys)
    await table.bulkPut(rows.map(plain => ({ plain })), keys)
  }
}
