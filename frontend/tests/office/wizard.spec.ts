import { describe, expect, it } from 'vitest'
import { canCancel, firstTab, hasRows, isBusy, obstacle, reportText, shapeOf, stepOf } from '@/office/imports/wizard'

const ready = {
  state: 'ready',
  counts: { new: 3, changed: 0, rejected: 1 },
  suspicious: null,
}
const doubtful = {
  ...ready,
  suspicious: {
    reasons: [
      { code: 'rejected', message: '拒收过多' },
    ],
  },
}

describe('the states of an import', () => {
  it('go forward through the steps a person sees', () => {
    const steps = [
      'open',
      'validating',
      'ready',
      'running',
      'succeeded',
    ].map(state => shapeOf(state).step)
    expect(steps).toEqual([0, 1, 2, 3, 4])
  })

  it('are looked at again only while the server is at work', () => {
    expect(['validating', 'running', 'reversing'].every(isBusy)).toBe(true)
    expect([
      'open',
      'ready',
      'succeeded',
      'succeeded_with_errors',
      'failed',
      'cancelled',
      'reversed',
    ].some(isBusy)).toBe(false)
  })

  it('have rows once the list has been checked', () => {
    expect([
      'ready',
      'running',
      'succeeded',
      'succeeded_with_errors',
      'reversed',
    ].every(hasRows)).toBe(true)
    expect([
      'open',
      'validating',
      'failed',
      'cancelled',
    ].some(hasRows)).toBe(false)
  })

  it('can be cancelled only before anything is written', () => {
    expect([
      'open',
      'validating',
      'ready',
      'failed',
    ].every(canCancel)).toBe(true)
    expect([
      'running',
      'succeeded',
      'reversing',
      'reversed',
      'cancelled',
    ].some(canCancel)).toBe(false)
  })

  it('show a failed one where it stopped', () => {
    expect(stepOf({ state: 'failed', counts: {} })).toBe(shapeOf('validating').step)
    expect(stepOf({
      state: 'failed',
      counts: { rows: 9 },
    })).toBe(shapeOf('running').step)
  })

  it('name an unknown one instead of failing', () => {
    expect(shapeOf('brand_new').label).toBe('未知')
  })
})

describe('what stands between the check and the writing', () => {
  it('is nothing when the list is plain', () => {
    expect(obstacle(ready, false, '')).toBeUndefined()
  })

  it('is a list that changes nothing', () => {
    expect(obstacle({
      ...ready,
      counts: { unchanged: 9 },
    }, false, '')).toContain('无需写入')
  })

  it('is a doubtful list until a person accepts it and says why', () => {
    expect(obstacle(doubtful, false, '')).toContain('勾选确认')
    expect(obstacle(doubtful, true, ' 是 ')).toContain('原因')
    expect(obstacle(doubtful, true, '县里更换了系统')).toBeUndefined()
  })

  it('is not a hint about unset limits alone', () => {
    expect(obstacle({
      ...ready,
      suspicious: { reasons: [] },
    }, false, '')).toBeUndefined()
  })

  it('is any other state', () => {
    expect(obstacle({ ...ready, state: 'validating' }, true, '已核对')).toBeDefined()
  })
})

it('opens the refused rows first', () => {
  expect(firstTab({ new: 5, rejected: 2 })).toBe('rejected')
  expect(firstTab({ new: 5, changed: 1 })).toBe('changed')
  expect(firstTab({})).toBe('new')
})

it('reports what was counted, and nothing that is zero', () => {
  expect(reportText({
    rows: 900,
    households_new: 0,
    households_changed: 1259,
    households_reversed: 3,
  })).toBe('变更户 1,259，已还原户 3')
})
