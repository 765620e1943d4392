import type { CodeLists, Kit } from '@/api/types'
import { ref } from 'vue'
import { api, ApiError } from '@/api/client'
import { db } from './db'

/** What the phone knows of its last pull. */
export interface KitState {
  cursor: string
  businessOn: string
  pulledAt: number
  codeLists: CodeLists
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
  return await db().kv.get('kit') as KitState | undefined
}

async function pull() {
  const since = (await kitState())?.cursor
  try {
    await store(await read(since), !since)
  }
  catch (error) {
    // The server no longer knows our cursor: start over with everything.
    if (!(since && error instanceof ApiError && error.status === 410))
      throw error
    await store(await read(), true)
  }
}

async function read(since?: string): Promise<Kit> {
  return (await api.GET('/api/v1/field-kit', {
    params: {
      query: { since },
    },
  })).data!
}

async function store(kit: Kit, whole: boolean) {
  const { households, todos, kv } = db()
  const state: KitState = {
    cursor: kit.cursor,
    businessOn: kit.business_on,
    codeLists: kit.code_lists,
    pulledAt: Date.now(),
  }
  await db().transaction('rw', households, todos, kv, async () => {
    if (whole) {
      await Promise.all([
        households.clear(),
        todos.clear(),
      ])
    }
    await households.bulkPut(kit.households)
    await households.bulkDelete(kit.removed.households)
    await todos.bulkPut(kit.todos)
    await todos.bulkDelete(kit.removed.todos)
    await kv.put(state, 'kit')
  })
}
