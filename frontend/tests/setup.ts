import { createPinia, setActivePinia } from 'pinia'
import { beforeEach } from 'vitest'
import { setToken } from '@/api/token'
import 'fake-indexeddb/auto'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  setToken('')
})
