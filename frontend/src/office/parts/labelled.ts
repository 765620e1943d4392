import type { Directive } from 'vue'

/** `v-labelled="'村'"` around a kit component that has no label of its own to give its input (the cascader). */
export const vLabelled: Directive<HTMLElement, string> = (element, { value }) =>
  element.querySelector('input')?.setAttribute('aria-label', value)
