import type { IDBPDatabase, IDBPTransaction } from 'idb'
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

type Upgrading = IDBPTransaction<unknown, string[], 'versionchange'>

/** Tables and indexes of a store; of one an older page has filled, rows and waiting requests take the new shape. */
export async function layOut(database: IDBPDatabase, before: number, transaction: Upgrading) {
  if (!before)
    create(database)
  else if (before < 20)
    await reshape(database, transaction)
}

function create(database: IDBPDatabase) {
  for (const table of ['households', 'todos', 'photos'])
    database.createObjectStore(table, { keyPath: 'id' })
  const outbox = database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true })
  outbox.createIndex('id', 'id', { unique: true })
  for (const table of ['drafts', 'kv', 'own'])
    database.createObjectStore(table)
}

async function reshape(database: IDBPDatabase, transaction: Upgrading) {
  database.createObjectStore('own')
  await fromRequests(transaction)
  await wrapRows(transaction)
}

/** Waiting requests become commands, under the id they had: nothing a person typed is stranded by a new page. */
async function fromRequests(transaction: Upgrading) {
  const outbox = transaction.objectStore('outbox')
  const requests: Request[] = await outbox.getAll()
  const photos: Photo[] = await transaction.objectStore('photos').getAll()
  const uploads = requests.filter(({ photoId }) => photoId)
  await outbox.clear()
  for (const request of requests.filter(({ method }) => method === 'POST'))
    await outbox.add(commandOf(request, requests))
  for (const photo of photos)
    await transaction.objectStore('photos').put(photoRow(photo, uploads))
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
async function wrapRows(transaction: Upgrading) {
  for (const name of ['households', 'todos', 'drafts', 'kv']) {
    const table = transaction.objectStore(name)
    for (const key of await table.getAllKeys()) {
      const plain = await table.get(key)
      await (table.keyPath === null
        ? table.put({ plain }, key)
        : table.put({ id: plain.id, plain }))
    }
  }
}
