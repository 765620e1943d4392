import { createApp } from 'vue'
import ConfirmDialog from './ConfirmDialog.vue'

let asking: Promise<boolean> | undefined

/** Asks for the password once more, once for all who wait; false when the person turns back. */
export function askPassword(): Promise<boolean> {
  return asking ??= ask().finally(() => asking = undefined)
}

async function ask(): Promise<boolean> {
  const place = document.body.appendChild(document.createElement('div'))
  let dialog: ReturnType<typeof createApp> | undefined
  const given = await new Promise<boolean>((resolve) => {
    dialog = createApp(ConfirmDialog, { onEnd: resolve })
    dialog.mount(place)
  })
  dialog?.unmount()
  place.remove()
  return given
}
