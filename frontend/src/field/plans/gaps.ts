import type { Gap, Plan } from './plan'
import type { Household } from '@/api/types'

// What the server counts (backend plans/completeness.py), for a plan with measures it has not seen yet.

const ABLE = new Set(['ordinary', 'skilled', 'weak'])

function ableMembers({ members }: Household) {
  return members.filter(({ left_on, labour, schooling }) => !left_on && labour && ABLE.has(labour) && (schooling ?? 'not_student') === 'not_student')
}

const failedItems = ({ assurances }: Plan) => Object.entries(assurances).filter(([, verdict]) => verdict === 'failed').map(([item]) => item)
const kept = ({ measures }: Plan) => measures.filter(({ state }) => state !== 'cancelled')

/** Codes of causes and assurances stand in the words until `GapList` puts their labels there. */
export function gapsOf(plan: Plan, household: Household, _today: string, vague: string[]): Gap[] {
  const measures = kept(plan)
  const gaps: Gap[] = []
  const lacks = (code: string, message: string, where: Partial<Gap> = {}) => gaps.push({ code, message, ...where })
  if (!measures.length)
    lacks('no_measure', '还没有一条措施')
  if (!plan.causes.length)
    lacks('no_cause', '没有写明致贫原因')
  plan.causes.filter(cause => !measures.some(measure => measure.cause === cause)).forEach(cause => lacks('cause_unanswered', '', { cause }))
  failedItems(plan).filter(item => !measures.some(({ assurance }) => assurance === item)).forEach(item => lacks('assurance_unanswered', '', { cause: item }))
  ableMembers(household).filter(({ id }) => !measures.some(({ member_id }) => member_id === id)).forEach(({ id, name }) =>
    lacks('able_member_without_measure', `${name}有劳动能力，没有他的措施`, { member_id: id }))
  for (const { id, text, quantity, unit, owner_name, due_on } of measures) {
    const about = (code: string, words: string) => lacks(code, `“${text.slice(0, 20)}”${words}`, { measure_id: id })
    if (!quantity || !unit)
      about('measure_without_quantity', '没有数量和单位')
    if (!owner_name)
      about('measure_without_owner', '没有责任人')
    if (!due_on)
      about('measure_without_date', '没有完成时间')
    const word = vague.find(word => text.includes(word))
    if (word)
      about('measure_vague', `说得含糊：${word}`)
  }
  if (!plan.income_target)
    lacks('no_income_target', '没有收入目标')
  if (!plan.wish)
    lacks('no_wish', '没有写农户自己的意愿')
  if (!plan.consent_on)
    lacks('no_consent', '农户还没有确认')
  else if (plan.consent_stale)
    lacks('consent_stale', '农户确认之后计划又有改动，请重新确认')
  return gaps
}

/** 0 to 100: the share of points answered. */
export function scoreOf(plan: Plan, household: Household): number {
  const asked = Math.max(1, plan.causes.length) + failedItems(plan).length + ableMembers(household).length + Math.max(1, 4 * kept(plan).length) + 3
  return Math.max(0, Math.round(100 * (asked - plan.gaps.length) / asked))
}
