import { describe, expect, it } from 'vitest'
import { leadsTo, MENU, menuFor } from '@/office/menu'
import { typedText } from '@/office/sync/typed'

const entryOf = (label: string) => MENU.flatMap(group => group.entries).find(one => one.label === label)!

describe('the menu', () => {
  it('marks an entry on its own page, on those below it and on those that belong to it', () => {
    expect(leadsTo(entryOf('走访记录'), '/office/visits/1')).toBe(true)
    expect(leadsTo(entryOf('帮扶力量'), '/office/standings')).toBe(true)
    expect(leadsTo(entryOf('到期通知'), '/office/notices')).toBe(true)
    expect(leadsTo(entryOf('走访记录'), '/office/visit-compliance')).toBe(false)
  })

  it('shows who may only read neither proposals nor the phones', () => {
    const labels = menuFor(['pairings:read', 'visits:read']).flatMap(group => group.entries.map(one => one.label))
    expect(labels).toContain('覆盖情况')
    expect(labels).not.toContain('自动结对')
    expect(labels).not.toContain('同步情况')
  })
})

describe('what was typed on a phone', () => {
  const label = (list: string, code: string) => `${list}/${code}`

  it('reads codes by their labels and findings by their words', () => {
    expect(typedText('purposes', ['routine', 'policy'], label)).toBe('visit_purpose/routine、visit_purpose/policy')
    expect(typedText('findings', [
      { text: '漏雨' },
    ], label)).toBe('漏雨')
  })

  it('leaves out what is not for reading', () => {
    expect(typedText('household_id', '0198', label)).toBe('')
    expect(typedText('made_at', '2026-11-23', label)).toBe('')
  })
})
