import type { Case, Notice } from './words'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api/client'
import { at } from '../parts/at'

export function useCase(id: () => string) {
  return useQuery({
    queryKey: computed(() => [
      'case',
      id(),
    ]),
    queryFn: async () => (await api.GET('/api/v1/cases/{case_id}', {
      params: {
        path: {
          case_id: id(),
        },
      },
    })).data!,
  })
}

export function useNotice(id: () => string) {
  return useQuery({
    queryKey: computed(() => [
      'public-notice',
      id(),
    ]),
    queryFn: async () => (await api.GET('/api/v1/public-notices/{public_notice_id}', {
      params: {
        path: {
          public_notice_id: id(),
        },
      },
    })).data!,
  })
}

/** Takes the next step, sends back or ends; each answers with the whole case. */
export async function act(one: Pick<Case, 'id' | 'version'>, verb: '/steps' | ':return' | ':end', body: object) {
  const path = `/api/v1/cases/{case_id}${verb}` as '/api/v1/cases/{case_id}/steps'
  await api.POST(path, {
    params: at({ case_id: one.id }, one.version),
    body,
  } as never)
}

/** Changes a notice as it was seen. */
export async function change(one: Pick<Notice, 'id' | 'version'>, verb: ':withdraw', body: object) {
  const path = `/api/v1/public-notices/{public_notice_id}${verb}` as '/api/v1/public-notices/{public_notice_id}:withdraw'
  await api.POST(path, {
    params: at({ public_notice_id: one.id }, one.version),
    body,
  } as never)
}

/** Everything that shows cases and notices is read again. */
export function useRefresh() {
  const client = useQueryClient()
  const names = [
    'case',
    'public-notice',
    'household',
    'declaration',
    '/api/v1/cases',
    '/api/v1/public-notices',
    '/api/v1/declarations',
  ]
  return () => Promise.all(names.map(name => client.invalidateQueries({
    queryKey: [name],
  })))
}
