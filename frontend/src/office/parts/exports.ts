import type { Spec, Values } from './filters'
import { attempt } from './ask'
import { saveFile } from './files'
import { writeFilters } from './filters'

/** Takes a list away as it is filtered. */
export function saveListed(path: string, values: Values<Spec>, name: string) {
  const query = new URLSearchParams(Object.entries(writeFilters(values))
    .flatMap(([key, value]) => [value].flat().map(one => [
      key,
      String(one),
    ])))
  return attempt(() => saveFile(`${path}?${query}`, name))
}
