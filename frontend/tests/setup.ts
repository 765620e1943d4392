import { createPinia, setActivePinia } from 'pinia'
import { beforeEach } from 'vitest'
import 'fake-indexeddb/auto'

beforeEach(() => setActivePinia(createPinia()))
