import { showConfirmDialog, showToast } from 'vant'
import { useRouter } from 'vue-router'
import { explain } from '@/api/client'
import { db, wipe } from '@/offline/db'
import { flushNow } from '@/offline/outbox'
import { useSession } from '@/session'
import 'vant/es/dialog/style'

/** Signing out takes everything of the user off the phone, but never unsent work without his word. */
export function useLeave() {
  const session = useSession()
  const router = useRouter()

  async function leave(end: () => Promise<void>, question: string) {
    if (!await agreed(question))
      return
    const store = db()
    try {
      await end()
    }
    catch (error) {
      showToast(explain(error))
      return
    }
    await router.replace({ name: 'sign-in' })
    await wipe(store)
  }

  return {
    here: () => leave(session.signOut, '退出后，手机上的农户资料会被清除，重新登录后再下载。'),
    everywhere: () => leave(session.signOutEverywhere, '所有手机和电脑上的登录都会失效。'),
  }
}

async function agreed(question: string): Promise<boolean> {
  await flushNow()
  const unsent = await db().outbox.filter(entry => entry.method === 'POST').count()
  const message = unsent
    ? `还有 ${unsent} 条内容没有上传，退出会丢失！建议先到有网络的地方上传。`
    : question
  return showConfirmDialog({
    title: '退出登录',
    message,
    confirmButtonText: unsent ? '放弃并退出' : '退出',
    cancelButtonText: unsent ? '先不退出' : '取消',
  }).then(() => true, () => false)
}
