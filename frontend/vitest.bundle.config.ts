import { defineConfig } from 'vitest/config'

/** The size budget looks at dist/, so it runs after `npm run build`, apart from the unit tests. */
export default defineConfig({
  test: {
    include: ['tests/bundle.spec.ts'],
  },
})
