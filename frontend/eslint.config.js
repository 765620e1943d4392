import antfu from '@antfu/eslint-config'

/** The two areas do not know each other: a phone must never download the office, nor the office Vant. */
function apart(area, ...patterns) {
  return {
    files: [`src/${area}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns },
      ],
    },
  }
}

export default antfu(
  {
    vue: true,
    typescript: true,
    markdown: false,
    ignores: [
      'dist',
      'test-results',
      'components.d.ts',
      'src/api/schema.d.ts',
    ],
  },
  {
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': [
        'error',
        { max: 40, skipBlankLines: true, skipComments: true },
      ],
    },
  },
  {
    files: ['tests/**', 'e2e/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['src/offline/sw.js'],
    languageOptions: {
      globals: { __SHELL__: 'readonly' },
    },
  },
  apart('field', '@/office/*', 'element-plus*', 'echarts*', '@tanstack/*'),
  apart('office', '@/field/*', 'vant*'),
  apart('{api,offline,ui,account}', '@/office/*', '@/field/*', 'element-plus*', 'echarts*', '@tanstack/*'),
)
