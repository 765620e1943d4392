import type { RouteLocationRaw } from 'vue-router'
import { showToast } from 'vant'
import { useRouter } from 'vue-router'
import 'vant/es/toast/style'

/** After a form is kept: says whether it has to wait for a network, and goes back to where the person came from. */
export function useSaved(otherwise: () => RouteLocationRaw = () => ({ name: 'todo' })) {
  const router = useRouter()
  return async () => {
    showToast(navigator.onLine ? '已登记' : '已保存，联网后自动上传')
    if (router.options.history.state.back)
      router.back()
    else
      await router.replace(otherwise())
  }
}
