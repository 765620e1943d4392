import type { Member } from '@/api/types'
import type { Photo } from '@/offline/db'
import { beforeEach, expect, it } from 'vitest'
import { deliver, missing, startDelivery, suggestRelation } from '@/field/loans/delivery'
import { db, wipe } from '@/offline/db'
import { flush } from '@/offline/outbox'
import { makeNotice, makeTodo, signedIn } from '../make'
import { fieldServer } from '../offline/server'

const blank = () => startDelivery('2026-11-23')
const signature: Photo = {
  id: '00000000-0000-4000-8000-0000000000bb',
  kind: 'signature',
  type: 'image/png',
  bytes: new ArrayBuffer(4),
}

beforeEach(async () => {
  signedIn()
  await wipe(db())
})

it('says what is still missing', async () => {
  const draft = await blank()
  expect(missing(draft)).toContain('送达结果')
  draft.outcome = 'received'
  expect(missing(draft)).toContain('接收人')
  Object.assign(draft, { receiver_name: '李国强', receiver_relation: 'self' })
  expect(missing(draft)).toBe('')
})

it('wants a reason for a refused letter, and no receiver', async () => {
  const draft = {
    ...await blank(),
    outcome: 'refused',
  }
  expect(missing(draft)).toContain('拒签原因')
  expect(missing({ ...draft, note: '不认可金额，村民组长在场' })).toBe('')
})

it('opens a refused delivery again with all that was filled in, and replaces it', async () => {
  const server = fieldServer()
  server.answers = [
    {
      status: 'quarantined',
      problem: { title: '送达日期早于生成日期' },
    },
  ]
  const draft = {
    ...await blank(),
    outcome: 'received',
    receiver_name: '李国强',
    receiver_relation: 'self',
    signature,
  }
  await deliver(makeTodo(), makeNotice(), draft)
  await flush()
  const refused = (await db().outbox.all())[0]!.id
  const again = await startDelivery('2026-11-24', refused)
  expect(again).toMatchObject({
    delivered_on: '2026-11-23',
    receiver_name: '李国强',
    signature: { id: signature.id },
  })
  await deliver(makeTodo(), makeNotice({ version: 5 }), again, refused)
  await flush()
  expect(server.batches.map(({ commands }) => commands[0])).toMatchObject([
    { base_version: 4 },
    { base_version: 5, replaces: refused },
  ])
  expect(server.pieces).toEqual([4])
  expect(await db().outbox.count()).toBe(0)
})

it('suggests what a receiver is to the borrower only where it follows', () => {
  const member = (name: string, relation: string) => ({ name, relation }) as Member
  const byHead = makeNotice({ head_name: '李国强', borrower_name: '李国强' })
  expect(suggestRelation(member('李国强', '02'), byHead)).toBe('self')
  expect(suggestRelation(member('王秀英', '12'), byHead)).toBe('spouse')
  expect(suggestRelation(member('李小军', '41'), byHead)).toBe('other_relative')
  const bySon = makeNotice({ head_name: '李国强', borrower_name: '李建华' })
  expect(suggestRelation(member('李建华', '22'), bySon)).toBe('self')
  expect(suggestRelation(member('王秀英', '12'), bySon)).toBe('')
})
