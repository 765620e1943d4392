import type { Field, FieldValues } from '../parts/fields'
import type { Case } from './words'
import { code, codes, day, flag, long, number, text } from '../parts/fields'

type Act = NonNullable<Case['next']>['act']
interface Asked { part?: string, fields: Field[], start?: FieldValues }

const MOST_VOTES = 10_000
const SAID: Partial<Record<Act, string>> = {
  check: '核对、比较的结果',
  verify: '入户看到的情况',
  vote: '评议情况',
  notice: '公示结果',
  help: '落实了哪些帮扶',
  removal: '核查看到的情况',
  look_back: '回头看的情况',
}

function verification(one: Case): Asked {
  const review = one.procedure === 'review'
  return {
    part: 'verification',
    start: { risks: one.risks },
    fields: [
      ...review
        ? [
            code('proposal', '处理意见', 'case_decision', { required: true }),
          ]
        : [],
      code('monitor_class', review ? '重新纳入的类别' : '拟认定类别', 'monitor_class', { required: !review }),
      codes('risks', '风险', 'risk_kind', { most: 6 }),
      flag('authorised', '农户授权查询', { required: true }),
      flag('kin', '与干部有亲属关系', { required: true }),
      text('kin_note', '与谁、什么关系', { placeholder: '有亲属关系时填写' }),
    ],
  }
}

function decision(one: Case): Asked {
  const review = one.procedure === 'review'
  return {
    part: 'decision',
    start: review
      ? { decision: one.proposal, monitor_class: one.monitor_class }
      : { monitor_class: one.monitor_class },
    fields: [
      ...review
        ? [
            code('decision', '处理决定', 'case_decision', { required: true }),
          ]
        : [],
      code('monitor_class', '类别', 'monitor_class', { required: !review }),
    ],
  }
}

const VOTES: Asked = {
  part: 'votes',
  fields: [
    ['entitled', '应到人数'],
    ['present', '实到人数'],
    ['agree', '同意'],
    ['against', '反对'],
    ['abstain', '弃权'],
  ].map(([name, label]) => number(name!, label!, { required: true, most: MOST_VOTES })),
}
const REMOVAL: Asked = {
  part: 'removal',
  start: { bars: [] },
  fields: [
    day('income_stable_since', '收入从哪天起稳定'),
    flag('assurances_kept', '三保障和饮水有保障', { required: true }),
    flag('risk_gone', '风险已经消除', { required: true }),
    codes('bars', '有没有不得消除的情形', 'removal_bar', { placeholder: '没有就不选' }),
    long('income_finding', '收入稳定的依据', { wide: true, placeholder: '县里没有设置时长时必填，至少 10 个字' }),
  ],
}
const LOOK_BACK: Asked = {
  part: 'look_back',
  fields: [
    flag('stable', '稳定，没有返贫风险', { required: true }),
  ],
}

/** What the next step asks for beside its day and its words. */
export function askedFor(one: Case): Asked {
  switch (one.next?.act) {
    case 'verify': return verification(one)
    case 'vote': return VOTES
    case 'decide': return decision(one)
    case 'removal': return REMOVAL
    case 'look_back': return LOOK_BACK
    default: return { fields: [] }
  }
}

export function fieldsOf(one: Case): Field[] {
  const act = one.next?.act ?? 'check'
  return [
    day('done_on', '办理日期', { required: true }),
    ...askedFor(one).fields,
    long('note', '说明', { required: true, wide: true, placeholder: SAID[act] ?? '审核意见' }),
  ]
}

/** The form as the API takes it: what belongs to the act goes into its part. */
export function bodyOf(one: Case, { done_on, note, ...rest }: FieldValues) {
  const { part } = askedFor(one)
  return {
    step: one.next!.step,
    done_on,
    note,
    ...part && { [part]: rest },
  }
}
