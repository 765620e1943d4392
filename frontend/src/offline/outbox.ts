import type { OutboxEntry, Photo } from './db'
import { problemOf, say } from '@/api/client'
import { authorized } from '@/api/token'
import { useSession } from '@/session'
import { db } from './db'

export interface Action {
  path: string
  json: unknown
  label: string
  etag?: string
  todoId?: string
  photos?: Photo[]
  /** Group of the refused action this one corrects. */
  replaces?: string
}

/** Not the entry's fault: signed out, slow, or too many. */
const LATER = new Set([401, 408, 425, 429])
/** A photo on a 2G line takes its time. */
const TIMEOUT = 90_000
const LONGEST_WAIT = 300_000

/** `crypto.randomUUID` is missing on plain http and before Chrome 92; random bytes are not. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0F) | 0x40
  bytes[8] = (bytes[8]! & 0x3F) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Stores one user action, its photos first, in a single transaction, then tries to send it. */
export async function post({ path, json, label, etag, todoId, replaces, photos = [] }: Action) {
  const group = uuid()
  const store = db()
  const base = {
    group,
    label,
    todoId,
    queuedAt: Date.now(),
    attempts: 0,
    retryAt: 0,
  }
  await store.transaction('rw', store.outbox, store.photos, async () => {
    if (replaces)
      await remove(replaces)
    await store.photos.bulkPut(photos)
    await store.outbox.bulkAdd([
      ...photos.map(({ id, kind }) => ({
        ...base,
        id,
        method: 'PUT' as const,
        path: `/api/v1/attachments/${id}?kind=${kind}`,
        photoId: id,
      })),
      {
        ...base,
        id: group,
        method: 'POST' as const,
        path,
        json,
        etag,
      },
    ])
  })
  void flush().catch(() => {})
}

/** Takes an action back: the person gives it up. */
export async function drop(group: string) {
  const { outbox, photos } = db()
  await db().transaction('rw', outbox, photos, () => remove(group))
}

async function remove(group: string) {
  const { outbox, photos } = db()
  const entries = await outbox.where({ group }).toArray()
  await photos.bulkDelete(entries.flatMap(entry => entry.photoId ?? []))
  await outbox.bulkDelete(entries.map(entry => entry.seq))
}

let draining: Promise<void> | undefined
let again = false

/** Sends what is due, oldest first. Safe to call at any time, from any tab. */
export function flush(): Promise<void> {
  again = true
  return draining ??= rounds().finally(() => draining = undefined)
}

/** As `flush`, without waiting for the next try. */
export async function flushNow() {
  await db().outbox.toCollection().modify({ retryAt: 0 })
  await flush()
}

async function rounds() {
  while (again && useSession().user) {
    again = false
    // Another tab's round must end first. Plain http has no locks: there the Idempotency-Key alone protects.
    await (navigator.locks
      ? navigator.locks.request(`outbox-${db().name}`, drain)
      : drain())
  }
}

async function drain() {
  const held = new Set<string>()
  for (const entry of await db().outbox.orderBy('seq').toArray()) {
    if (entry.rejected)
      held.add(entry.group)
    if (held.has(entry.group))
      continue
    if (entry.retryAt > Date.now())
      return
    const verdict = await send(entry)
    if (verdict === 'later')
      return
    if (verdict === 'rejected')
      held.add(entry.group)
  }
}

async function send(entry: OutboxEntry): Promise<'sent' | 'rejected' | 'later'> {
  const response = await request(entry).catch(() => undefined)
  if (response?.ok) {
    await settle(entry)
    return 'sent'
  }
  if (response && !worthRetrying(response)) {
    const rejected = say(await problemOf(response)) ?? `服务器没有接受（${response.status}）`
    await db().outbox.update(entry.seq, { rejected })
    return 'rejected'
  }
  const attempts = entry.attempts + 1
  await db().outbox.update(entry.seq, { attempts, retryAt: Date.now() + Math.min(LONGEST_WAIT, 2 ** attempts * 1000) })
  return 'later'
}

/** A 409 with Retry-After is our own twin still in flight; any other 409 is a refusal. */
function worthRetrying({ status, headers }: Response) {
  return status >= 500 || LATER.has(status) || (status === 409 && headers.has('Retry-After'))
}

async function request(entry: OutboxEntry): Promise<Response> {
  const photo = entry.photoId
    ? await db().photos.get(entry.photoId)
    : undefined
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT)
  const headers = new Headers({ 'Content-Type': photo?.type ?? 'application/json', 'Idempotency-Key': entry.id })
  if (entry.etag)
    headers.set('If-Match', entry.etag)
  const body = photo?.bytes ?? JSON.stringify(entry.json)
  return authorized(new Request(entry.path, {
    method: entry.method,
    headers,
    body,
    signal: abort.signal,
  }))
    .finally(() => clearTimeout(timer))
}

/** The server has it: the entry goes, and with the last of an action the to-do it closes. */
async function settle(entry: OutboxEntry) {
  const { outbox, photos, todos } = db()
  await db().transaction('rw', outbox, photos, todos, async () => {
    await outbox.delete(entry.seq)
    if (entry.photoId)
      await photos.delete(entry.photoId)
    else if (entry.todoId)
      await todos.delete(entry.todoId)
  })
}
