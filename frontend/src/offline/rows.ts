import type { IDBPObjectStore } from 'idb'
import type { FileRow, OutboxRow, PhotoRow } from './db'
import type { Box } from './vault'

type Mode = 'readonly' | 'readwrite'
export type Table<M extends Mode = Mode> = IDBPObjectStore<unknown, string[], string, M>
/** Lets `act` work on a table, in a transaction of its own or in one that is under way. */
export type Run = <T, M extends Mode>(name: string, mode: M, act: (table: Table<M>) => Promise<T>) => Promise<T>

function rowsOf<Row, Key extends IDBValidKey>(run: Run, name: string) {
  const read = <T>(act: (table: Table<'readonly'>) => Promise<T>) => run(name, 'readonly', act)
  const write = <T>(act: (table: Table<'readwrite'>) => Promise<T>) => run(name, 'readwrite', act)
  return {
    all: (): Promise<Row[]> => read(table => table.getAll()),
    get: (key: Key): Promise<Row | undefined> => read(table => table.get(key)),
    keys: () => read(table => table.getAllKeys()) as Promise<Key[]>,
    count: () => read(table => table.count()),
    /** The key where rows do not carry it. */
    put: (row: Row, key?: Key) => write(table => table.put(row, key)),
    putAll: (rows: Row[]) => write(table => Promise.all(rows.map(row => table.put(row)))),
    /** Changes a row, if it is still there and `change` has something to change. */
    update: (key: Key, change: (row: Row) => Partial<Row> | undefined) => write(async (table) => {
      const row: Row | undefined = await table.get(key)
      const news = row && change(row)
      if (news) {
        await table.put({
          ...row,
          ...news,
        }, table.keyPath === null
          ? key
          : undefined)
      }
    }),
    /** What is there under the key, or else this. */
    getOrPut: (key: Key, row: Row): Promise<Row> => write(async (table) => {
      const known: Row | undefined = await table.get(key)
      if (known === undefined)
        await table.put(row, key)
      return known ?? row
    }),
    delete: (...keys: Key[]) => write(table => Promise.all(keys.map(key => table.delete(key)))),
    clear: () => write(table => table.clear()),
  }
}

export type Rows = ReturnType<typeof tablesOf>

export function tablesOf(run: Run) {
  return {
    households: rowsOf<FileRow, string>(run, 'households'),
    todos: rowsOf<FileRow, string>(run, 'todos'),
    outbox: rowsOf<OutboxRow, number>(run, 'outbox'),
    photos: rowsOf<PhotoRow, string>(run, 'photos'),
    drafts: rowsOf<Box, string>(run, 'drafts'),
    /** What belongs to the fetched files and goes with them. */
    kv: rowsOf<Box, string>(run, 'kv'),
    /** What belongs to the phone: the key, the device's id. */
    own: rowsOf<unknown, string>(run, 'own'),
  }
}
