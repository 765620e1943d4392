import type { IDBPDatabase, IDBPTransaction } from 'idb'
import type { Rows, Run, Table } from './rows'
import { deleteDB, openDB } from 'idb'
import { changed } from './changes'
import { tablesOf } from './rows'
import { layOut } from './upgrade'
import { forget } from './vault'

/** Earlier pages counted versions in tens: 10, then 20. */
const VERSION = 20
/** Nobody looks at a draft while it is typed elsewhere, nor at the key. */
const UNSEEN = new Set(['drafts', 'own'])

export type Store = ReturnType<typeof storeOf>

export function storeOf(name: string) {
  const connection = connectionTo(name)
  const { open } = connection

  /** All or nothing. Why it failed only the transaction knows: the requests inside were merely aborted. */
  async function transact<T>(names: string[], act: (transaction: IDBPTransaction<unknown, string[], 'readwrite'>) => Promise<T>): Promise<T> {
    const transaction = (await open()).transaction(names, 'readwrite')
    const done = transaction.done
    done.catch(() => {})
    try {
      const result = await act(transaction)
      await done
      if (names.some(table => !UNSEEN.has(table)))
        changed()
      return result
    }
    catch (error) {
      abort(transaction)
      throw transaction.error ?? error
    }
  }

  const run: Run = async (table, mode, act) => mode === 'readonly'
    ? act((await open()).transaction([table]).objectStore(table) as Table<never>)
    : transact([table], transaction => act(transaction.objectStore(table) as Table<never>))

  const store = {
    name,
    ...connection,
    ...tablesOf(run),
    /** Several tables in one transaction. Wait inside for nothing but them: anything else would end it. */
    write: <N extends keyof Rows, T>(names: N[], act: (tables: Pick<Rows, N>) => Promise<T>): Promise<T> =>
      transact(names, transaction => act(tablesOf((table, _mode, inside) => inside(transaction.objectStore(table) as Table<never>)))),
  }
  connection.onClose(() => forget(store))
  return store
}

function abort(transaction: { abort: () => void }) {
  try {
    transaction.abort()
  }
  catch {
    // It has ended already.
  }
}

/** Opened when first needed, and again after the system or another tab has closed it; never again once removed. */
function connectionTo(name: string) {
  let connection: Promise<IDBPDatabase> | undefined
  let removed = false
  let closed = () => {}

  async function open(): Promise<IDBPDatabase> {
    if (removed)
      throw new Error('this store was removed')
    connection ??= openDB(name, VERSION, {
      upgrade: (database, before, _after, transaction) => layOut(database, before, transaction),
      blocking: close,
      terminated: close,
    })
    try {
      return await connection
    }
    catch (error) {
      connection = undefined
      throw error
    }
  }

  function close() {
    void connection?.then(database => database.close(), () => {})
    connection = undefined
    closed()
  }

  async function remove() {
    removed = true
    close()
    await deleteDB(name)
    changed()
  }

  return {
    open,
    close,
    remove,
    onClose: (call: () => void) => void (closed = call),
  }
}
