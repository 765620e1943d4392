import type { PhotoRow, Store } from './db'
import { problemOf, say } from '@/api/client'
import { db, unlessFull } from './db'
import { openPhoto } from './entries'
import { send, worthRetrying } from './sending'

/** A piece: some seconds on a 2G line, so that a broken line costs little. */
const PIECE = 64 * 1024

/** How far it is, where the phone has room for that; the server knows it anyway, and what waits must leave. */
const noted = (note: Promise<unknown>) => note.catch(unlessFull)

/**
 * Sends the photos on their way, each piece by piece from where the server has it, the least tried first: one that always fails
 * hinders no other. False when the line breaks.
 */
export async function sendPhotos(store: Store): Promise<boolean> {
  const due = (await store.photos.all()).filter(({ sent, failed }) => !sent && !failed)
  due.sort((photo, other) => photo.attempts - other.attempts || photo.queuedAt - other.queuedAt)
  for (const row of due) {
    if (store !== db())
      break
    await noted(store.photos.update(row.id, ({ attempts }) => ({ attempts: attempts + 1 })))
    if (!await sendPhoto(store, row))
      return false
  }
  return true
}

/** How many bytes the server has, or how it ended. */
type Progress = number | 'whole' | 'refused' | 'broken'

/** False when the line breaks. A picture the server does not want is marked and hinders no other. */
export async function sendPhoto(store: Store, row: PhotoRow): Promise<boolean> {
  const photo = await openPhoto(store, row)
  if (!photo)
    return true
  let progress = row.attempts || row.offset
    ? await arrived(row)
    : 0
  while (typeof progress === 'number')
    progress = await sendPiece(store, row, photo.bytes, progress)
  if (progress === 'whole')
    await sent(store, row.id)
  return progress !== 'broken'
}

async function sendPiece(store: Store, row: PhotoRow, bytes: ArrayBuffer, offset: number): Promise<Progress> {
  const response = await send(pathOf(row), {
    method: 'PATCH',
    headers: {
      'Content-Type': row.type,
      'Upload-Offset': `${offset}`,
      'Upload-Length': `${row.size}`,
    },
    body: bytes.slice(offset, offset + PIECE),
  })
  if (response?.status === 201)
    return 'whole'
  const next = response && offsetOf(response)
  if (!response || worthRetrying(response) || next === offset)
    return 'broken'
  if (next === undefined || next > row.size) {
    const failed = say(await problemOf(response)) ?? `服务器没有接受（${response.status}）`
    await store.photos.update(row.id, () => ({ failed }))
    return 'refused'
  }
  await noted(store.photos.update(row.id, () => ({ offset: next })))
  return next
}

function pathOf({ id, kind }: PhotoRow) {
  return `/api/v1/attachments/${id}?kind=${kind}`
}

async function arrived(row: PhotoRow): Promise<Progress> {
  const response = await send(pathOf(row), { method: 'HEAD' })
  if (!response || worthRetrying(response))
    return 'broken'
  return response.status === 200
    ? 'whole'
    : offsetOf(response) ?? 0
}

function offsetOf({ headers }: Response): number | undefined {
  const offset = headers.get('Upload-Offset')
  return offset === null
    ? undefined
    : Number(offset)
}

/** Arrived: it stays only as long as a command names it. */
async function sent(store: Store, id: string) {
  await noted(store.write(['outbox', 'photos'], async ({ outbox, photos }) => {
    if ((await outbox.all()).some(({ photoIds }) => photoIds.includes(id)))
      await photos.update(id, () => ({ sent: true }))
    else
      await photos.delete(id)
  }))
}
