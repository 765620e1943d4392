import { computed, ref, watch } from 'vue'
import { useSession } from '@/session'

export type Label = (list: string, code?: string | number | null) => string

export interface Column<Item> {
  key: string
  label: string
  width: number
  text: (row: Item, label: Label) => string
  /** Name the server sorts by. */
  sort?: string
  /** Right-aligned digits. */
  number?: boolean
  /** Hidden until a person asks for it. */
  extra?: boolean
}

type More<Item> = Pick<Column<Item>, 'sort' | 'number' | 'extra'>

/** Yuan without the unit, which stands in the heading: `50,000.00`. */
export function amount(yuan?: string | null): string {
  return yuan == null
    ? ''
    : Number(yuan).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

/** Columns of one kind of row: key, heading, least width in pixels, text. */
export function columnOf<Item>() {
  return (key: string, label: string, width: number, text: Column<Item>['text'], more: More<Item> = {}): Column<Item> => (
    { key, label, width, text, ...more }
  )
}

/** Which columns of a list this person wants to see, kept on this computer. */
export function useColumns<Item>(screen: string, all: Column<Item>[]) {
  const place = `yihu-columns-${useSession().user?.id}-${screen}`
  const standard = all.filter(column => !column.extra).map(column => column.key)
  const stored = localStorage.getItem(place)
  const keys = ref<string[]>(stored
    ? JSON.parse(stored)
    : standard)
  watch(keys, next => localStorage.setItem(place, JSON.stringify(next)))
  return {
    keys,
    shown: computed(() => all.filter(column => keys.value.includes(column.key))),
    reset: () => keys.value = standard,
  }
}
