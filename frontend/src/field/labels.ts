import { computed } from 'vue'
import { kitState } from '@/offline/kit'
import { shareLive } from '@/offline/live'

const useKit = shareLive(kitState)

/** The Chinese words of the code lists, as the last pull brought them. */
export function useLabels() {
  const kit = useKit()
  const lists = computed(() => kit.value?.codeLists ?? {})
  const options = (list: string) => (lists.value[list] ?? []).map(({ code, label }) => ({ value: code, text: label }))
  const label = (list: string, code?: string | null) =>
    code
      ? lists.value[list]?.find(entry => entry.code === code)?.label ?? code
      : '未填'
  return { options, label }
}
