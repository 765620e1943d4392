import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/client'
import ListFrame from '@/office/parts/ListFrame.vue'

function shown(error: unknown, refetch = vi.fn()) {
  const nothing = {
    rows: [],
    all: [],
    keys: [],
    values: {},
    page: 1,
    more: false,
    active: false,
    loading: false,
    fetching: false,
  }
  const verbs = {
    forward: vi.fn(),
    back: vi.fn(),
    first: vi.fn(),
    resetColumns: vi.fn(),
    use: vi.fn(),
    clear: vi.fn(),
  }
  const list = {
    ...nothing,
    ...verbs,
    error,
    refetch,
  }
  return mount(ListFrame, {
    props: { title: '贷款台账', list, empty: '还没有贷款记录。' },
  })
}

it('a list that may not be read says whom to ask; only what may pass is tried again', async () => {
  const refused = shown(new ApiError(403, { title: '没有权限' })).get('[role=alert]')
  expect(refused.text()).toContain('请联系系统管理员')
  expect(refused.find('button').exists()).toBe(false)
  const refetch = vi.fn()
  await shown(new TypeError('offline'), refetch).get('[role=alert] button').trigger('click')
  expect(refetch).toHaveBeenCalledOnce()
})
