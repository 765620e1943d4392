import type { RouteLocationRaw } from 'vue-router'

/** A place, or a rule, with its figures by name; `key` is empty in the line of sums. */
export interface FigureLine { key: string, label: string, [figure: string]: string | number }

export interface Figure {
  key: string
  label: string
  /** The list that is as long as the figure says. */
  to?: (line: FigureLine) => RouteLocationRaw
  tone?: 'danger'
  /** Said instead of the number. */
  text?: (line: FigureLine) => string
}
