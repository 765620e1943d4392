import { onMounted, onUnmounted } from 'vue'

/** Hears keys while the page is shown. */
export function useKeys(heard: (event: KeyboardEvent) => void) {
  onMounted(() => addEventListener('keydown', heard))
  onUnmounted(() => removeEventListener('keydown', heard))
}
