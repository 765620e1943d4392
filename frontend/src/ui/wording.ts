/** Templates of measures leave a place for the quantity in their words. */
export const PLACE = '{数量}'

export function worded(text: string, quantity?: string | number | null): string {
  return quantity
    ? text.replaceAll(PLACE, String(quantity))
    : text
}

/** As it is read before the quantity is known. */
export const unfilled = (text: string) => text.replaceAll(PLACE, ' ＿ ')
