import type { Card } from './lists'
import type { Household, Todo } from '@/api/types'
import { db } from './db'
import { kitState } from './kit'
import { readLists } from './lists'
import { unseal } from './vault'

// What the phone fetched, opened for the page. Each of these may be used in `useLive`.

/** Of each household what lists show, in their order. */
export const cards = (): Promise<Card[]> => list('cards', 'households')

export const household = (id: string) => one<Household>('households', id)

/** The most pressing first. */
export const todos = (): Promise<Todo[]> => list('todos', 'todos')

export const todo = (id: string) => one<Todo>('todos', id)

export async function todosOf(householdId: string): Promise<Todo[]> {
  return (await todos()).filter(({ household_id }) => household_id === householdId)
}

/** Those whose file is still there: one that was dealt with, or made room for other things, is gone at once. */
async function list<N extends 'cards' | 'todos'>(name: N, table: 'households' | 'todos') {
  const store = db()
  const { lists = await readLists(store) } = await kitState() ?? {}
  const there = new Set(await store[table].keys())
  return lists[name].filter(({ id }) => there.has(id)) as Awaited<ReturnType<typeof readLists>>[N]
}

async function one<T>(table: 'households' | 'todos', id: string): Promise<T | undefined> {
  const store = db()
  return unseal<T>(store, table, id, await store[table].get(id))
}
