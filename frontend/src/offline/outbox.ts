import type { OutboxRow, Photo, PhotoRow, Store } from './db'
import type { Content } from './entries'
import { useSession } from '@/session'
import { mayHaveArrived, sendCommands, sendStraight } from './commands'
import { db, isFull } from './db'
import { entries, remove, sealContent } from './entries'
import { shedding } from './expiry'
import { beginRound, resting, wake } from './sending'
import { sendPhoto, sendPhotos } from './uploads'
import { uuid } from './uuid'
import { seal } from './vault'

/** What a person did, to be stored on the phone and sent as soon as there is a network. */
export interface Command {
  kind: string
  /** What it changes; for something new the id made by the phone. */
  subjectId?: string
  householdId?: string
  /** Version of the row the person saw. */
  baseVersion?: number
  /** The fields as the person saw them, so that changes to other fields do not collide. */
  base?: Record<string, unknown>
  patch: object
  /** For people: what was done, for whom. */
  label: string
  photos?: Photo[]
  /** The to-do this closes. */
  todoId?: string
  /** The command this one corrects. */
  replaces?: string
}

const FRESH = {
  state: 'waiting',
  onServer: false,
  attempts: 0,
} as const

/** The phone has no room for it. What was typed is still in `command`: nothing is lost while the form stays open. */
export class StorageFull extends Error {
  constructor(readonly command: Command, readonly id: string) {
    super('手机存储空间不够，还没有保存')
  }
}

/** Stores one command and its photos in a single transaction, then tries to send both. Throws `StorageFull`. */
export function command(wanted: Command, id = uuid()): Promise<string> {
  return keep(wanted, id)
}

/**
 * When the phone is full: fetched files make room, they can be fetched again; what waits never does. Where that is not enough
 * (Chromium gives room back only later) nothing has changed.
 */
export async function makeRoom({ command: wanted, id }: StorageFull) {
  await keep(wanted, id, await shedding(db(), wanted.householdId))
}

async function keep(wanted: Command, id: string, shed?: Awaited<ReturnType<typeof shedding>>): Promise<string> {
  const store = db()
  const { content, photoIds, instead } = await weigh(wanted)
  const { householdId, todoId, photos = [] } = wanted
  const [rows, box] = await Promise.all([
    newPhotos(store, photos),
    sealContent(store, id, content),
  ])
  const row = {
    id,
    householdId,
    todoId,
    photoIds,
    ...FRESH,
    queuedAt: Date.now(),
    ...box,
  }
  try {
    await store.write(shed
      ? ['outbox', 'photos', 'households', 'kv']
      : ['outbox', 'photos'], async (tables) => {
      await shed?.(tables)
      await tables.photos.putAll(rows)
      await tables.outbox.put(row as OutboxRow)
      await remove(tables, instead)
    })
  }
  catch (error) {
    throw isFull(error)
      ? new StorageFull(wanted, id)
      : error
  }
  void flushNow().catch(() => {})
  return id
}

/** What is sent, and the commands it stands for: the refused one, and a correction of the same row not sent yet. */
async function weigh({ photos, todoId: _todoId, householdId: _householdId, replaces, ...rest }: Command) {
  const known = await entries()
  const refused = known.find(entry => entry.id === replaces)
  const earlier = rest.base && known.find(({ id, kind, subjectId, state, attempts }) =>
    id !== replaces && state === 'waiting' && !mayHaveArrived({ id, attempts }) && kind === rest.kind && subjectId === rest.subjectId)
  const content: Content = {
    ...rest,
    ...earlier && {
      base: {
        ...rest.base,
        ...earlier.base,
      },
      patch: {
        ...earlier.patch,
        ...rest.patch,
      },
      baseVersion: earlier.baseVersion,
    },
    replaces: refused && (refused.onServer || mayHaveArrived(refused))
      ? replaces
      : earlier?.replaces,
  }
  return {
    content,
    photoIds: photos?.map(({ id }) => id) ?? refused?.photoIds ?? [],
    instead: [refused, earlier].flatMap(entry => entry?.id ?? []),
  }
}

/** When the phone is full and there is a network: sends without storing. Throws what the API throws; may be repeated. */
export async function sendUnstored({ command: wanted, id }: StorageFull) {
  const store = db()
  const { content } = await weigh(wanted)
  await sendStraight(store, {
    id,
    queuedAt: Date.now(),
    householdId: wanted.householdId,
    ...content,
  })
  for (const { bytes, ...photo } of wanted.photos ?? []) {
    const row = {
      ...photo,
      ...FRESH,
      size: bytes.byteLength,
      offset: 0,
      sent: false,
      queuedAt: 0,
      attempts: 1,
      plain: bytes,
    }
    if (!await sendPhoto(store, row))
      throw new TypeError('a photo did not get through')
  }
  if (wanted.todoId)
    await store.todos.delete(wanted.todoId)
}

/** Photos of a corrected command may be on the server already; they keep what is known of them. */
async function newPhotos(store: Store, photos: Photo[]): Promise<PhotoRow[]> {
  const known = new Set(await store.photos.keys())
  return Promise.all(photos.filter(({ id }) => !known.has(id)).map(async ({ id, kind, type, bytes }) => ({
    id,
    kind,
    type,
    size: bytes.byteLength,
    offset: 0,
    sent: false,
    queuedAt: Date.now(),
    attempts: 0,
    ...await seal(store, 'photos', id, bytes),
  })))
}

let draining: Promise<void> | undefined
let again = false

/** Sends what waits, oldest first, unless the line rests. Safe to call at any time, from any tab. */
export function flush(): Promise<void> {
  again = true
  return draining ??= rounds().finally(() => draining = undefined)
}

/** As `flush`, without waiting for the next try. */
export function flushNow(): Promise<void> {
  wake()
  return flush()
}

/** A command never waits for a photo: both go their own way. */
async function rounds() {
  while (again && !resting() && useSession().user) {
    again = false
    const end = beginRound()
    const gotThrough = await Promise.all([
      alone('commands', sendCommands),
      alone('photos', sendPhotos),
    ])
    end(gotThrough.every(Boolean))
  }
}

/** Another tab's round must end first. Plain http has no locks: there the server alone tells repeats apart. */
async function alone(what: string, send: (store: Store) => Promise<boolean>): Promise<boolean> {
  const store = db()
  return await (navigator.locks
    ? navigator.locks.request(`${what}-${store.name}`, () => send(store))
    : send(store))
}
