import type { IElMessageBox } from 'element-plus'
import { ElMessage } from 'element-plus'
import { explain } from '@/api/client'
import 'element-plus/es/components/message/style/css'

const LEAST_REASON = 4

// The page does not wait for it, but has it before the line may break: a browser does not fetch again what failed once.
const fetching = import('./box')
fetching.catch(() => undefined)

/** None where there was no network, and the person is told. */
async function fetchBox() {
  let box: IElMessageBox | undefined
  await attempt(async () => ({ ElMessageBox: box } = await fetching))
  return box
}

/** Asks before something happens that cannot simply be taken back. */
export async function confirmed(question: string, does: string): Promise<boolean> {
  const box = await fetchBox()
  return !!box && box.confirm(question, does, {
    confirmButtonText: does,
    // Beside 取消任务 the word alone would say the opposite of what it does.
    cancelButtonText: does.startsWith('取消')
      ? '先不取消'
      : '取消',
    type: 'warning',
  }).then(() => true, () => false)
}

/** Asks for the reason that is kept with the record; undefined when the person turns back. */
export async function reasonFor(does: string, hint: string): Promise<string | undefined> {
  const box = await fetchBox()
  return box?.prompt(hint, does, {
    confirmButtonText: does,
    cancelButtonText: '取消',
    inputPlaceholder: '请写明原因',
    inputValidator: text => (text ?? '').trim().length >= LEAST_REASON || `原因至少 ${LEAST_REASON} 个字`,
  }).then(({ value }) => value.trim(), () => undefined)
}

export function said(text: string) {
  ElMessage.success({ message: text, grouping: true })
}

/** Runs something a click started and tells when it failed. True when it went well. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action()
    if (done)
      said(done)
    return true
  }
  catch (error) {
    ElMessage.error({
      message: explain(error),
      duration: 6000,
      showClose: true,
      grouping: true,
    })
    return false
  }
}
