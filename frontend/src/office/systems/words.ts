import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { useQuery } from '@tanstack/vue-query'
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

export const RESOURCE_NAMES: Record<string, string> = {
  household: '农户',
  loan: '贷款',
  loan_notice: '到期通知',
  pairing: '结对',
  plan: '一户一策',
  visit: '走访',
  case: '监测个案',
}

export const MESSAGE_STATES: Record<Message['state'], string> = { waiting: '等待', delivered: '已送达', dead: '失败' }
export const MESSAGE_TONES: Record<Message['state'], Tone> = { waiting: 'info', delivered: 'success', dead: 'danger' }

/** What waits for its address to be on again is tried at no time. */
export function messageState({ state, due_at }: Pick<Message, 'state' | 'due_at'>): string {
  return state === 'waiting' && !due_at
    ? '地址已停用'
    : MESSAGE_STATES[state]
}
