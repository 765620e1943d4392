import { watch } from 'vue'
import { yuan } from './format'

/** Templates of measures leave a place for the quantity in their words. */
export const PLACE = '{数量}'
const BLANK = ' ＿ '
type Quantity = string | number | null | undefined
interface Form { text?: unknown, quantity?: unknown }

/** With the quantity in its place, or a blank there while it is not known. */
export function worded(text: string, quantity?: Quantity): string {
  return text.replaceAll(PLACE, quantity
    ? String(quantity)
    : BLANK)
}

/** A place is left that nobody has filled. */
export const isBlank = (text: string) => text.includes(BLANK.trim())

/** Keeps the words of a form in step with its quantity, until somebody rewrites them. */
export function useWording(template: string, form: () => Form | undefined) {
  watch(() => form()?.quantity as Quantity, (now, before) => {
    if (form()?.text === worded(template, before))
      form()!.text = worded(template, now)
  })
}

/** What to say of an income aimed at that is less than what the household has; it is asked about, never refused. */
export function lowTarget(target?: Quantity, now?: string | null): string {
  return target && now && Number(target) < Number(now)
    ? `低于现在的人均收入 ${yuan(now)}，请核对`
    : ''
}
