import type { Household, Todo } from '@/api/types'
import { db } from './db'
import { unseal } from './vault'

// What the phone fetched, opened for the page. Each of these may be used in `useLive`.

export const households = () => all<Household>('households')

export const household = (id: string) => one<Household>('households', id)

/** The most pressing first. */
export async function todos(): Promise<Todo[]> {
  return (await all<Todo>('todos')).sort((todo, other) => todo.due_on.localeCompare(other.due_on))
}

export const todo = (id: string) => one<Todo>('todos', id)

export async function todosOf(householdId: string): Promise<Todo[]> {
  return (await todos()).filter(({ household_id }) => household_id === householdId)
}

async function all<T>(table: 'households' | 'todos'): Promise<T[]> {
  const store = db()
  const rows = await store[table].all()
  const values = await Promise.all(rows.map(row => unseal<T>(store, table, row.id, row)))
  return values.filter(value => value !== undefined) as T[]
}

async function one<T>(table: 'households' | 'todos', id: string): Promise<T | undefined> {
  const store = db()
  return unseal<T>(store, table, id, await store[table].get(id))
}
