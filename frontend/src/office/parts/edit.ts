import type { Difference } from './conflict'
import type { FieldValues } from './fields'
import { ref, shallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { useSubmit } from '@/ui/submit'
import { changedFields, differences, settled } from './conflict'

export interface Current { values: FieldValues, version: number }

interface Editing {
  /** The record as it was when the form was opened. */
  start: Current
  /** Writes these fields over that version; a stale one is refused with 412. */
  send: (patch: FieldValues, version: number) => Promise<unknown>
  reload: () => Promise<Current>
}

const STALE = 412

/**
 * Saves a form without ever overwriting what the person has not seen: after a refusal the record is read again,
 * changes to different fields are put together, and changes to the same field are laid before the person.
 */
export function useEdit({ start, send, reload }: Editing, done: () => void) {
  const form = ref<FieldValues>({ ...start.values })
  const found = shallowRef<Difference[]>([])
  let base = start

  async function write(patch: FieldValues): Promise<void> {
    try {
      if (Object.keys(patch).length)
        await send(patch, base.version)
    }
    catch (error) {
      if (!(error instanceof ApiError && error.status === STALE))
        throw error
      const now = await reload()
      const open = differences(base.values, patch, now.values)
      base = now
      if (open.some(one => one.clash)) {
        found.value = open
        return
      }
      return write(settled(open, {}))
    }
    found.value = []
    done()
  }

  const saving = useSubmit(() => write(changedFields(start.values, form.value)))
  let chosen: Record<string, 'mine' | 'theirs'> = {}
  const choosing = useSubmit(() => write(settled(found.value, chosen)))

  return {
    form,
    found,
    saving,
    choosing,
    choose(choices: Record<string, 'mine' | 'theirs'>) {
      chosen = choices
      return choosing.submit()
    },
  }
}
