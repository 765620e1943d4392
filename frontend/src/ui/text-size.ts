import { ref, watchEffect } from 'vue'

const KEY = 'yihu-text'

/** 大字版: one switch for the whole product, kept on the device. */
export const largeText = ref(localStorage.getItem(KEY) === 'large')

watchEffect(() => {
  const size = largeText.value ? 'large' : 'normal'
  localStorage.setItem(KEY, size)
  document.documentElement.dataset.text = size
})
