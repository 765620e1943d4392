import { expect, it } from 'vitest'
import { goingOn, percentOf } from '@/office/jobs/words'

function at(done: number, total: number) {
  return percentOf({
    done,
    total,
    failed: 0,
    eta_s: null,
    phase: null,
  })
}

it('shows a percentage that is never more than whole', () => {
  expect([
    at(0, 0),
    at(333, 1000),
    at(1200, 1000),
  ]).toEqual([0, 33, 100])
})

it('says how long it takes as people do', () => {
  expect([
    goingOn(null),
    goingOn(12),
    goingOn(150),
  ]).toEqual(['', '约还要 12 秒', '约还要 3 分钟'])
})
