import { useQuery, VUE_QUERY_CLIENT } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { ApiError } from '@/api/client'
import LoadState from '@/office/parts/LoadState.vue'
import { officeQueries } from '@/office/queries'

it('what is on a page stays while it cannot be read again; a refusal takes its place', async () => {
  const { client, outdated } = officeQueries()
  const answers: (string | Error)[] = [
    'old',
    new TypeError('dead line'),
    'new',
    new ApiError(404, { title: '没有这项记录' }),
  ]
  const Page = defineComponent(() => {
    const { data, error, isLoading } = useQuery({
      queryKey: ['page'],
      retry: false,
      queryFn: async () => {
        const next = answers.shift()!
        if (next instanceof Error)
          throw next
        return next
      },
    })
    return () => h(LoadState, { loading: isLoading.value, error: error.value }, () => data.value)
  })
  const page = mount(Page, {
    global: {
      provide: { [VUE_QUERY_CLIENT]: client },
    },
  })
  /** What the page says once the cache has told it. */
  async function seen() {
    await new Promise(resolve => setTimeout(resolve))
    return [
      page.text().slice(0, 6),
      outdated.value,
    ]
  }
  const shown = [await seen()]
  while (answers.length) {
    await client.refetchQueries()
    shown.push(await seen())
  }
  expect(shown).toEqual([
    ['old', false],
    ['old', true],
    ['new', false],
    ['没有这项记录', false],
  ])
})
