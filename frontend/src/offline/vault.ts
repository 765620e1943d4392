import type { Store } from './db'

/**
 * Content of a row. Sealed: `tag` is the nonce, `data` the ciphertext. `tag` without `data`: in this page's memory only.
 * `plain`: not sealed yet, or work that waits on a phone without cryptography.
 */
export interface Box {
  tag?: string
  data?: ArrayBuffer
  plain?: unknown
}

type TableName = 'households' | 'todos' | 'kv' | 'outbox' | 'photos' | 'drafts'

/** Can be fetched again; a browser without cryptography (plain http) never writes them down. */
const FILES = new Set<string>(['households', 'todos', 'kv'])
const NONCE = 12

/** Whether this browser can seal what it keeps: it does over https and on localhost only. */
export const canSeal = () => globalThis.crypto?.subtle !== undefined

/** Opened files of each store by table and id: a list is decrypted once, not at every look. */
const opened = new WeakMap<Store, Map<string, { tag: string, value: unknown }>>()

const keys = new WeakMap<Store, Promise<CryptoKey>>()

/** Forgets what was opened, and the key: a store that was deleted makes itself a new one. */
export function forget(store: Store) {
  opened.delete(store)
  keys.delete(store)
}

function memory(store: Store) {
  const known = opened.get(store) ?? new Map()
  opened.set(store, known)
  return known
}

/** Encrypts a value for its row. Call it before a transaction begins: waiting for a cipher inside would commit it. */
export async function seal(store: Store, table: TableName, id: string, value: unknown): Promise<Box> {
  const isFile = FILES.has(table)
  if (!canSeal() && !isFile)
    return { plain: value, tag: undefined, data: undefined }
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE))
  const tag = Array.from(nonce, byte => byte.toString(16).padStart(2, '0')).join('')
  if (isFile)
    memory(store).set(`${table}/${id}`, { tag, value })
  const data = canSeal()
    ? await crypto.subtle.encrypt(cipher(nonce, table, id), await keyOf(store), pack(value))
    : undefined
  return { tag, data, plain: undefined }
}

/** What a row holds; undefined when it cannot be read here. */
export async function unseal<T>(store: Store, table: TableName, id: string, box?: Box): Promise<T | undefined> {
  if (!box?.tag)
    return box?.plain as T | undefined
  const known = memory(store).get(`${table}/${id}`)
  if (known?.tag === box.tag)
    return known.value as T
  if (!box.data || !canSeal())
    return undefined
  const nonce = Uint8Array.from(box.tag.match(/../g)!, pair => Number.parseInt(pair, 16))
  const bytes = await crypto.subtle.decrypt(cipher(nonce, table, id), await keyOf(store), box.data).catch(() => undefined)
  const value = bytes && unpack(bytes) as T
  if (FILES.has(table) && value !== undefined)
    memory(store).set(`${table}/${id}`, { tag: box.tag, value })
  return value
}

/** The row's place is bound in: a ciphertext moved elsewhere does not open. */
function cipher(iv: Uint8Array<ArrayBuffer>, table: string, id: string): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(`${table}/${id}`),
  }
}

function keyOf(store: Store): Promise<CryptoKey> {
  const key = keys.get(store) ?? findKey(store)
  keys.set(store, key)
  key.catch(() => keys.delete(store))
  return key
}

/** One key per store, made on the phone; no script can read it out. Of two tabs that make one the first wins. */
async function findKey({ own }: Store): Promise<CryptoKey> {
  const known = await own.get('key') as CryptoKey | undefined
  if (known)
    return known
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return await own.getOrPut('key', fresh) as CryptoKey
}

/** JSON, then the bytes of the pictures in it: length of the JSON, JSON, pictures one after the other. */
function pack(value: unknown): Uint8Array<ArrayBuffer> {
  const pictures: ArrayBuffer[] = []
  const json = new TextEncoder().encode(JSON.stringify(value, (_key, part) => part instanceof ArrayBuffer
    ? { $bytes: pictures.push(part) && part.byteLength }
    : part))
  const bytes = new Uint8Array(4 + json.length + pictures.reduce((sum, picture) => sum + picture.byteLength, 0))
  new DataView(bytes.buffer).setUint32(0, json.length)
  bytes.set(json, 4)
  let at = 4 + json.length
  for (const picture of pictures) {
    bytes.set(new Uint8Array(picture), at)
    at += picture.byteLength
  }
  return bytes
}

function unpack(bytes: ArrayBuffer): unknown {
  const length = new DataView(bytes).getUint32(0)
  let at = 4 + length
  const value: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)))
  // A village's files hold no pictures: walking through all of them takes a slow phone longer than all the rest.
  return at === bytes.byteLength
    ? value
    : revive(value)

  /** In the order they were written, unlike JSON.parse's own reviver, which goes inside out but in the same sequence. */
  function revive(part: unknown): unknown {
    if (Array.isArray(part))
      return part.map(revive)
    if (!part || typeof part !== 'object')
      return part
    if ('$bytes' in part) {
      const start = at
      at += part.$bytes as number
      return bytes.slice(start, at)
    }
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [
      key,
      revive(inner),
    ]))
  }
}
