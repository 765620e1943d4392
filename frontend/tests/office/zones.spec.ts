import { expect, it } from 'vitest'

const pages = import.meta.glob<string>('../../src/office/**/*.vue', { query: '?raw', import: 'default', eager: true })
/** Who answers for a place is a matter of places. */
const OF_REGIONS = ['ResponsibilityList.vue']

it('offers zones wherever a list or a report is narrowed to a place', () => {
  const narrowing = /<RegionPicker[^>]*"(?:list\.where|values)\.region_code"/
  const without = Object.keys(pages).filter(path => narrowing.test(pages[path]!)).map(path => path.split('/').pop())
  expect(without).toEqual(OF_REGIONS)
  expect(Object.values(pages).filter(page => page.includes('<PlaceFilter')).length).toBeGreaterThan(50)
})
