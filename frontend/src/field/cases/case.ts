import type { Todo } from '@/api/types'
import type { Photo } from '@/offline/db'
import { entries, entry, photosOf } from '@/offline/entries'
import { command } from '@/offline/outbox'

export const MAX_PHOTOS = 6

/** A case as its to-do carries it. */
export interface CaseTold {
  procedure: 'risk' | 'five_step' | 'review'
  step: string
  clue: string
  channel: string
  risks: string[]
  monitor_class: string | null
  opened_on: string
  version: number
  /** Classes somebody can be proposed for today. */
  classes: string[]
}

export const caseOf = (todo: Todo) => todo.ref as unknown as CaseTold

export const STEPS: Record<string, string> = {
  check: '一核：核对信息',
  look: '二看：入户查看',
  compare: '三比：与邻里比较',
  verify: '入户核实',
  deliberate: '村级评议',
  notice: '村内公示',
  help: '落实帮扶',
  removal_verify: '风险消除核查',
  removal_deliberate: '风险消除评议',
  removal_notice: '风险消除公示',
}

/** Steps that are taken at the door. */
export const AT_THE_DOOR = ['verify', 'look']

/** What has to happen before the step can be registered in the office. */
export const HOW: Record<string, string> = {
  check: '核对户籍、收入和享受政策等信息，有出入的先改正。核对结果在电脑上登记。',
  compare: '与左邻右舍比较收入、住房和负担。比较结果在电脑上登记。',
  deliberate: '召开村级评议会，记下应到、实到和同意、反对、弃权的人数，会议记录拍照。会后在电脑上登记。',
  notice: '在电脑上生成公示并打印，张贴在村务公开栏。期满、异议都答复以后登记公示结果。',
  help: '先制定一户一策计划，乡镇审核通过以后登记落实情况。',
  removal_verify: '入户核查收入是否稳定、三保障和饮水有没有保障、风险是否消除。核查结果在电脑上登记。',
  removal_deliberate: '召开村级评议会，记下人数，会议记录拍照。会后在电脑上登记。',
  removal_notice: '在电脑上生成风险消除公示并张贴。期满、异议都答复以后登记公示结果。',
}

/** What was seen at the household, as typed. */
export interface StepDraft {
  done_on: string
  authorised: string
  kin: string
  kin_note: string
  proposal: string
  monitor_class: string
  risks: string[]
  note: string
  photos: Photo[]
}

export async function startStep(told: CaseTold, today: string, redo?: string): Promise<StepDraft> {
  const blank: StepDraft = {
    done_on: today,
    authorised: '',
    kin: '',
    kin_note: '',
    proposal: '',
    monitor_class: told.procedure !== 'review' && told.classes.length === 1
      ? told.classes[0]!
      : '',
    risks: told.risks,
    note: '',
    photos: [],
  }
  const refused = redo
    ? (await entry(redo))?.patch as { done_on: string, note: string, attachment_ids: string[], verification: Record<string, unknown> } | undefined
    : undefined
  if (!refused)
    return blank
  const { verification: seen, attachment_ids, ...rest } = refused
  return {
    ...blank,
    ...rest,
    ...seen,
    authorised: String(seen.authorised),
    kin: String(seen.kin),
    kin_note: String(seen.kin_note ?? ''),
    proposal: String(seen.proposal ?? ''),
    monitor_class: String(seen.monitor_class ?? ''),
    photos: await photosOf(attachment_ids),
  }
}

/** Which class it is about is asked unless a review does not take the household in again. */
export const asksClass = (told: CaseTold, draft: StepDraft) => told.procedure !== 'review' || draft.proposal === 'reinclude'

/** What is missing, in words; empty when it can be sent. */
export function stepGap(draft: StepDraft, told: CaseTold, today: string): string {
  if (draft.done_on > today || draft.done_on < told.opened_on)
    return `核实日期应在收到线索（${told.opened_on}）以后、今天以前`
  if (told.procedure === 'review' && !draft.proposal)
    return '请选择处理意见'
  if (asksClass(told, draft) && !draft.monitor_class)
    return '请选择拟认定的类别'
  if (!draft.authorised)
    return '请填写农户是否授权查询'
  if (!draft.kin)
    return '请填写与干部有没有亲属关系'
  if (draft.kin === 'true' && !draft.kin_note.trim())
    return '请写明与哪位干部、什么亲属关系'
  return draft.note.trim().length < 2
    ? '请写下入户看到的情况'
    : ''
}

/** What this phone was told about a case and has not sent yet. */
export async function pendingStep(id: string) {
  return (await entries()).find(({ kind, subjectId }) => kind === 'case_step' && subjectId === id)
}

/** Keeps the step on the phone and sends it as soon as there is a network. */
export async function saveStep(todo: Todo, draft: StepDraft, replaces?: string) {
  const told = caseOf(todo)
  await command({
    kind: 'case_step',
    subjectId: todo.id,
    householdId: todo.household_id,
    baseVersion: told.version,
    patch: {
      step: told.step,
      done_on: draft.done_on,
      note: draft.note.trim(),
      attachment_ids: draft.photos.map(({ id }) => id),
      verification: {
        authorised: draft.authorised === 'true',
        kin: draft.kin === 'true',
        kin_note: draft.kin === 'true'
          ? draft.kin_note.trim()
          : null,
        proposal: draft.proposal || null,
        monitor_class: asksClass(told, draft)
          ? draft.monitor_class
          : null,
        risks: draft.risks,
      },
    },
    photos: draft.photos,
    label: `${STEPS[told.step]} · ${todo.head_name}`,
    todoId: todo.id,
    replaces,
  })
}
