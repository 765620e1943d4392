import type { FileRow, Store } from './db'
import type { Lists } from './lists'
import type { CodeLists, Kit } from '@/api/types'
import { ref } from 'vue'
import { api, ApiError } from '@/api/client'
import { db } from './db'
import { listsOf, readLists } from './lists'
import { seal, unseal } from './vault'

/** What the phone knows of its last pull. */
export interface KitState {
  /** None when the phone does not hold all of it: then the next pull fetches everything. */
  cursor?: string
  businessOn: string
  pulledAt: number
  codeLists: CodeLists
  /** Activities under way. */
  campaigns: Kit['campaigns']
  /** Who may see to a finding. */
  colleagues: Kit['colleagues']
  /** What may be written down of each item of the assurances. */
  assuranceItems: Kit['assurance_items']
  vagueWords: Kit['vague_words']
  /** None where an older page or a full phone has left none: then they are read from the files. */
  lists?: Lists
}

export const pulling = ref(false)

let running: Promise<void> | undefined

/** Brings the user's households and to-dos to the phone: all at first, then only changes. Throws what the API throws. */
export function pullKit(): Promise<void> {
  pulling.value = true
  return running ??= pull().finally(() => {
    running = undefined
    pulling.value = false
  })
}

export async function kitState() {
  const store = db()
  return unseal<KitState>(store, 'kv', 'kit', await store.kv.get('kit'))
}

async function pull() {
  const store = db()
  const known = await kitState()
  const since = known?.cursor
  try {
    await keep(store, await read(since), since ? known : undefined)
  }
  catch (error) {
    // The server no longer knows our cursor: start over with everything.
    if (!(since && error instanceof ApiError && error.status === 410))
      throw error
    await keep(store, await read())
  }
}

async function read(since?: string): Promise<Kit> {
  return (await api.GET('/api/v1/field-kit', {
    params: {
      query: { since },
    },
  })).data!
}

/** `known` is what the phone had before, when only changes have come. */
async function keep(store: Store, kit: Kit, known?: KitState) {
  const state: KitState = {
    cursor: kit.cursor,
    businessOn: kit.business_on,
    codeLists: {
      ...known?.codeLists,
      ...kit.code_lists,
    },
    campaigns: kit.campaigns,
    colleagues: kit.colleagues,
    assuranceItems: kit.assurance_items,
    vagueWords: kit.vague_words,
    lists: listsOf(kit.households, kit.todos, known && without(known.lists ?? await readLists(store), kit)),
    pulledAt: Date.now(),
  }
  const [rows, tasks, box] = await Promise.all([
    sealAll(store, 'households', kit.households),
    sealAll(store, 'todos', kit.todos),
    seal(store, 'kv', 'kit', state),
  ])
  await store.write(['households', 'todos', 'kv'], async ({ households, todos, kv }) => {
    if (!known) {
      await Promise.all([
        households.clear(),
        todos.clear(),
      ])
    }
    await households.putAll(rows)
    await households.delete(...kit.removed.households)
    await todos.putAll(tasks)
    await todos.delete(...kit.removed.todos)
    await kv.put(box, 'kit')
  })
}

/** The lists but for what has changed or is gone. */
function without({ cards, todos }: Lists, { households, todos: tasks, removed }: Kit): Lists {
  const replaced = new Set([
    ...households,
    ...tasks,
  ].map(({ id }) => id).concat(removed.households, removed.todos))
  return {
    cards: cards.filter(({ id }) => !replaced.has(id)),
    todos: todos.filter(({ id }) => !replaced.has(id)),
  }
}

function sealAll(store: Store, table: 'households' | 'todos', files: { id: string }[]): Promise<FileRow[]> {
  return Promise.all(files.map(async file => ({
    id: file.id,
    ...await seal(store, table, file.id, file),
  })))
}
