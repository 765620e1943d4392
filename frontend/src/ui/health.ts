import type { Schemas } from '@/api/client'
import { onMounted, shallowRef } from 'vue'
import { api } from '@/api/client'

/** What the server says of itself, once there is a network: version, filing number, whom to tell. */
export function useHealth() {
  const health = shallowRef<Schemas['Health']>()
  onMounted(async () => health.value = (await api.GET('/api/v1/health').catch(() => undefined))?.data)
  return health
}

/** A link that reaches a contact: mail or telephone; undefined for anything else. */
export function reach(contact: string): string | undefined {
  if (contact.includes('@'))
    return `mailto:${contact}`
  return /^[\d\s+-]+$/.test(contact)
    ? `tel:${contact.replace(/\s/g, '')}`
    : undefined
}
