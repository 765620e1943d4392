import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { readFilters, useFilters, writeFilters } from '@/office/parts/filters'

const SPEC = { region_code: 'text', status: 'list', has_loan: 'flag' } as const

async function listAt(address: string) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      {
        path: '/list',
        component: {
          render: () => null,
        },
      },
    ],
  })
  await router.push(address)
  let filters!: ReturnType<typeof useFilters<typeof SPEC>>
  const Page = defineComponent({
    setup() {
      filters = useFilters(SPEC)
      return () => h('p')
    },
  })
  mount(Page, {
    global: {
      plugins: [router],
    },
  })
  return { router, filters }
}

describe('filters in the address', () => {
  it('reads texts, lists and flags, and nothing else', () => {
    expect(readFilters(SPEC, {
      region_code: '511921119213',
      status: 'exited',
      has_loan: 'false',
      page: '3',
      other: 'x',
    }))
      .toEqual({
        region_code: '511921119213',
        status: ['exited'],
        has_loan: false,
      })
  })

  it('leaves out what is not of its kind', () => {
    expect(readFilters(SPEC, { region_code: '', status: [], has_loan: 'maybe' })).toEqual({})
  })

  it('writes what it reads, and empty filters not at all', () => {
    const values = {
      region_code: '511921119',
      status: ['exited', 'returned'],
      has_loan: true,
    }
    expect(readFilters(SPEC, writeFilters(values) as never)).toEqual(values)
    expect(writeFilters({ region_code: '', status: [], has_loan: null })).toEqual({})
  })

  it('keeps the other filters and the sort order, but starts at the first page again', async () => {
    const { router, filters } = await listAt('/list?status=exited&sort=-income&page=4&cursor=abc')
    await filters.change({ has_loan: true })
    expect(router.currentRoute.value.query).toEqual({
      status: ['exited'],
      has_loan: 'true',
      sort: '-income',
    })
    expect(filters.values.value).toEqual({
      status: ['exited'],
      has_loan: true,
    })
  })

  it('follows Back', async () => {
    const { router, filters } = await listAt('/list')
    await filters.change({ region_code: '511921119213' })
    expect(filters.active.value).toBe(true)
    router.back()
    await new Promise(resolve => router.afterEach(() => resolve(undefined)))
    expect(filters.active.value).toBe(false)
  })

  it('clears all of them at once', async () => {
    const { router, filters } = await listAt('/list?status=exited&has_loan=true')
    await filters.clear()
    expect(router.currentRoute.value.query).toEqual({})
  })
})
