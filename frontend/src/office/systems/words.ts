import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api/client'

export type System = Schemas['ApiClientRead']

/** What a system can be allowed, with the words for it. */
export function useScopes() {
  return useQuery({
    queryKey: ['api-scopes'],
    queryFn: async () => (await api.GET('/api/v1/api-scopes')).data!.items,
    staleTime: Infinity,
  })
}

/** A list as people type it: one entry a line, or several in one. */
export function entries(text: string): string[] {
  return text.split(/[\s,，;；]+/).filter(Boolean)
}

export type Webhook = Schemas['WebhookRead']
export type Message = Schemas['MessageRead']

/** All that systems can be told of, and whether the scopes of this one let it be. */
export function useResources(system: () => System) {
  const { data } = useQuery({
    queryKey: ['webhook-resources'],
    queryFn: async () => (await api.GET('/api/v1/webhook-resources')).data!.items,
    staleTime: Infinity,
  })
  return computed(() => data.value?.map(one => ({
    ...one,
    allowed: one.scopes.some(scope => system().scopes.includes(scope)),
  })) ?? [])
}

export const MESSAGE_STATES: Record<Message['state'], string> = { waiting: '等待', delivered: '已送达', dead: '失败' }
export const MESSAGE_TONES: Record<Message['state'], Tone> = { waiting: 'info', delivered: 'success', dead: 'danger' }

/** What waits for its address to be on again is tried at no time. */
export function messageState({ state, due_at }: Pick<Message, 'state' | 'due_at'>): string {
  return state === 'waiting' && !due_at
    ? '地址已停用'
    : MESSAGE_STATES[state]
}
