import type { OutboxRow, Photo, PhotoRow, Store } from './db'
import type { Rows } from './rows'
import type { Box } from './vault'
import { db } from './db'
import { seal, unseal } from './vault'

/** Why a command was not accepted, as the server says it. */
export interface Trouble {
  code?: string
  title?: string
  detail?: string | null
}

/** The same field changed by two: what this phone saw, what it wants, what the server has. */
export interface Conflict {
  fields: Record<string, { base?: unknown, mine?: unknown, theirs?: unknown }>
  version?: number | null
}

/** One intended change and what the server said to it. */
export interface Content {
  kind: string
  subjectId?: string
  baseVersion?: number
  /** The fields as the person saw them. */
  base?: Record<string, unknown>
  patch: object
  /** For people: what was done, for whom. */
  label: string
  /** The refused command this one corrects, where the server may know it. */
  replaces?: string
  problem?: Trouble
  conflict?: Conflict
}

export type Entry = Omit<OutboxRow, keyof Box> & Content

/** All commands on the phone, oldest first. One that cannot be opened is still listed: it is never dropped unasked. */
export async function entries(): Promise<Entry[]> {
  const store = db()
  const rows = await store.outbox.all()
  return Promise.all(rows.map(row => openEntry(store, row)))
}

/** One command, for a form that corrects it. */
export async function entry(id: string): Promise<Entry | undefined> {
  const store = db()
  const row = (await store.outbox.all()).find(row => row.id === id)
  return row && openEntry(store, row)
}

export async function openEntry(store: Store, row: OutboxRow): Promise<Entry> {
  const content = await unseal<Content>(store, 'outbox', row.id, row)
  const { tag: _tag, data: _data, plain: _plain, ...clear } = row
  return {
    ...clear,
    ...content ?? { kind: '', patch: {}, label: '无法读取的内容' },
  }
}

/** The sealed half of an entry. */
export function sealContent(store: Store, id: string, from: Content) {
  const { kind, subjectId, baseVersion, base, patch, label, replaces, problem, conflict } = from
  return seal(store, 'outbox', id, {
    kind,
    subjectId,
    baseVersion,
    base,
    patch,
    label,
    replaces,
    problem,
    conflict,
  })
}

/** Photos still on the phone, in the order asked for. */
export async function photosOf(ids: string[]): Promise<Photo[]> {
  const store = db()
  const rows = await Promise.all(ids.map(id => store.photos.get(id)))
  const photos = await Promise.all(rows.map(row => row && openPhoto(store, row)))
  return photos.filter((photo): photo is Photo => photo !== undefined)
}

export async function openPhoto(store: Store, { id, kind, type, ...box }: PhotoRow): Promise<Photo | undefined> {
  const bytes = await unseal<ArrayBuffer>(store, 'photos', id, box)
  return bytes && { id, kind, type, bytes }
}

/**
 * Takes commands off the phone, inside a transaction over outbox and photos. Their photos go too, unless another command
 * names them or, with `arrived`, they are still on their way.
 */
export async function remove({ outbox, photos }: Pick<Rows, 'outbox' | 'photos'>, ids: string[], arrived = false) {
  const rows = await outbox.all()
  const gone = rows.filter(({ id }) => ids.includes(id))
  const needed = new Set(rows.filter(row => !gone.includes(row)).flatMap(({ photoIds }) => photoIds))
  await outbox.delete(...gone.map(({ seq }) => seq))
  for (const id of new Set(gone.flatMap(({ photoIds }) => photoIds))) {
    const photo = await photos.get(id)
    if (photo && !needed.has(id) && (photo.sent || !arrived))
      await photos.delete(id)
  }
}
