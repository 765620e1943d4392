import type { PhotoRow, Store } from './db'
import { problemOf, say } from '@/api/client'
import { db } from './db'
import { openPhoto } from './entries'
import { later, send, worthRetrying } from './sending'

/** A piece: some seconds on a 2G line, so that a broken line costs little. */
const PIECE = 64 * 1024

/** Sends the photos that are due, each piece by piece from where the server has it. */
export async function sendPhotos(store: Store) {
  const due = await store.photos.filter(({ sent, failed, retryAt }) => !sent && !failed && retryAt <= Date.now()).toArray()
  due.sort((photo, other) => photo.queuedAt - other.queuedAt)
  for (const row of due) {
    if (store !== db())
      return
    if (!await sendPhoto(store, row)) {
      await store.photos.update(row.id, later)
      return
    }
  }
}

/** False when the line breaks. A picture the server does not want is marked and hinders no other. */
async function sendPhoto(store: Store, row: PhotoRow): Promise<boolean> {
  const photo = await openPhoto(store, row)
  if (!photo)
    return true
  let offset = row.attempts || row.offset
    ? await arrived(pathOf(row))
    : 0
  while (offset !== undefined && offset < row.size)
    offset = await sendPiece(store, row, photo.bytes, offset)
  if (offset === Infinity)
    await sent(store, row.id)
  return offset !== undefined
}

/** Bytes the server has after it: `Infinity` when that is all of them. Undefined when nothing gets through. */
async function sendPiece(store: Store, row: PhotoRow, bytes: ArrayBuffer, offset: number): Promise<number | undefined> {
  const response = await send(pathOf(row), {
    method: 'PATCH',
    headers: {
      'Content-Type': row.type,
      'Upload-Offset': `${offset}`,
      'Upload-Length': `${row.size}`,
    },
    body: bytes.slice(offset, offset + PIECE),
  })
  if (response?.status === 200 || response?.status === 201)
    return Infinity
  const next = response && offsetOf(response)
  if (!response || worthRetrying(response) || next === offset)
    return undefined
  if (next === undefined) {
    await store.photos.update(row.id, { failed: say(await problemOf(response)) ?? `服务器没有接受（${response.status}）` })
    return row.size
  }
  await store.photos.update(row.id, { offset: next })
  return next
}

const pathOf = ({ id, kind }: PhotoRow) => `/api/v1/attachments/${id}?kind=${kind}`

/** Bytes the server has: all of them is `Infinity`; undefined when it cannot be asked. */
async function arrived(path: string): Promise<number | undefined> {
  const response = await send(path, { method: 'HEAD' })
  if (!response || worthRetrying(response))
    return undefined
  return response.status === 200
    ? Infinity
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
  await store.transaction('rw', store.outbox, store.photos, async () => {
    if (await store.outbox.where('photoIds').equals(id).count())
      await store.photos.update(id, { sent: true })
    else
      await store.photos.delete(id)
  })
}
