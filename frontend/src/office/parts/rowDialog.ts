import type { Ref } from 'vue'
import type { Current } from './edit'
import type { Field } from './fields'
import { computed, ref } from 'vue'

interface Listed<Row> { rows: readonly Row[], refetch: () => Promise<unknown> }

/** The row of a list that a dialog is about; when it is done, the list is read again. */
export function useRowDialog<Row>(list: Pick<Listed<Row>, 'refetch'>) {
  const row = ref() as Ref<Row | undefined>
  async function done() {
    row.value = undefined
    await list.refetch()
  }
  return { row, done }
}

/** The same for editing: where there is no reading of one row, a newer one is found in the list, read again. */
export function useRowEdit<Row extends { id: string, version: number }>(list: Listed<unknown>, valuesOf: (row: Row) => Current['values']) {
  const { row, done } = useRowDialog<Row>(list)
  const formOf = (one: Row): Current => ({
    values: valuesOf(one),
    version: one.version,
  })
  const start = computed(() => row.value && formOf(row.value))
  async function reload() {
    await list.refetch()
    return formOf((list.rows as Row[]).find(({ id }) => id === row.value!.id) ?? row.value!)
  }
  return { row, start, reload, done }
}

/** What a row has of these fields. */
export function pickedBy(fields: Field[]) {
  return (row: object) =>
    Object.fromEntries(fields.map(({ name }) => [name, row[name as keyof typeof row]])) as Current['values']
}
