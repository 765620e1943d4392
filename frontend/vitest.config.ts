import { mergeConfig } from 'vite'
import { configDefaults } from 'vitest/config'
import base from './vite.config.ts'

export default mergeConfig(base, {
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.spec.ts'],
    exclude: [...configDefaults.exclude, 'tests/bundle.spec.ts'],
    setupFiles: ['tests/setup.ts'],
    server: {
      deps: {
        inline: ['vant', 'element-plus'],
      },
    },
  },
})
