import { showConfirmDialog, showToast } from 'vant'
import { useRouter } from 'vue-router'
import { explain } from '@/api/client'
import { db, wipe } from '@/offline/db'
import { unsent } from '@/offline/leaving'
import { flushNow } from '@/offline/outbox'
import { useSession } from '@/session'
import 'vant/es/dialog/style'

/** Labels in the question; more do not fit a phone's screen. */
const LISTED = 8

/** Signing out takes everything of the user off the phone, but never unsent work without his word, given twice. */
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
  const { labels, photos } = await unsent()
  if (!labels.length && !photos)
    return ask('退出登录', question, '退出', '取消')
  const lost = [
    labels.length
      ? `${labels.length} 条登记`
      : '',
    photos
      ? `${photos} 张图片`
      : '',
  ].filter(Boolean).join('、')
  const listed = labels.slice(0, LISTED).join('\n')
  const more = labels.length > LISTED
    ? `\n等 ${labels.length} 条`
    : ''
  return await ask('还有内容没有上传', `${listed}${more}\n\n共 ${lost}只在这台手机上，退出就会丢失。请先到有网络的地方上传。`, '仍要退出', '先不退出')
    && await ask('最后确认', `丢弃 ${lost}，不能找回。`, '丢弃并退出', '先不退出')
}

function ask(title: string, message: string, yes: string, no: string): Promise<boolean> {
  return showConfirmDialog({
    title,
    message,
    messageAlign: 'left',
    confirmButtonText: yes,
    cancelButtonText: no,
  }).then(() => true, () => false)
}
