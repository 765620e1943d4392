import type { Store } from './db'
import type { Household, Todo } from '@/api/types'
import { unseal } from './vault'

/** What lists show of a household and look for in it. */
export interface Card extends Pick<Household, 'id' | 'head_name' | 'household_no' | 'household_class' | 'main_cause'
  | 'member_count' | 'natural_village' | 'region_code' | 'region_name' | 'search_text'> {
  visitedOn?: string
  hasLoan: boolean
  issues: number
}

/** All that lists show, in one sealed row: a slow phone takes seconds to open a village's files one by one. */
export interface Lists {
  cards: Card[]
  todos: Todo[]
}

const names = new Intl.Collator('zh-CN')

function byPlace(one: Card, other: Card) {
  return Number(one.region_code > other.region_code) - Number(one.region_code < other.region_code)
    || names.compare(one.head_name, other.head_name)
}

/** The most pressing first. */
const byDay = (one: Todo, other: Todo) => Number(one.due_on > other.due_on) - Number(one.due_on < other.due_on)

/** In the order in which they are shown. */
export function listsOf(households: Household[], todos: Todo[], { cards, todos: others }: Lists = { cards: [], todos: [] }): Lists {
  return {
    cards: [
      ...cards,
      ...households.map(cardOf),
    ].sort(byPlace),
    todos: [
      ...others,
      ...todos,
    ].sort(byDay),
  }
}

/** From the files themselves: where an older page or a full phone has left no lists. */
export async function readLists(store: Store): Promise<Lists> {
  return listsOf(await openAll(store, 'households'), await openAll(store, 'todos'))
}

async function openAll<T>(store: Store, table: 'households' | 'todos'): Promise<T[]> {
  const rows = await store[table].all()
  const values = await Promise.all(rows.map(row => unseal<T>(store, table, row.id, row)))
  return values.filter(value => value !== undefined) as T[]
}

function cardOf({ id, head_name, household_no, household_class, main_cause, member_count, natural_village, region_code, region_name, search_text, visits, loans, issues }: Household): Card {
  return {
    id,
    head_name,
    household_no,
    household_class,
    main_cause,
    member_count,
    natural_village,
    region_code,
    region_name,
    search_text,
    visitedOn: visits?.[0]?.visited_on,
    hasLoan: loans.some(({ state }) => state === 'active'),
    issues: issues.length,
  }
}
