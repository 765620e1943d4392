import { ApiError, problemOf } from '@/api/client'
import { authorized } from '@/api/token'

/** Fetches a file of the API with the sign-in; a refused request throws `ApiError`. */
export async function fetchFile(path: string): Promise<{ blob: Blob, name?: string }> {
  const response = await authorized(new Request(new URL(path, location.origin)))
  if (!response.ok)
    throw new ApiError(response.status, await problemOf(response))
  const named = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  return { blob: await response.blob(), name: named && decodeURIComponent(named) }
}

/** Saves a file of the API; `name` when the server gives it none. */
export async function saveFile(path: string, name: string) {
  const file = await fetchFile(path)
  const url = URL.createObjectURL(file.blob)
  const link = Object.assign(document.createElement('a'), { href: url, download: file.name ?? name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Shows a PDF in a tab of its own, from where the browser prints it. Call it from a click: else the tab is blocked. */
export async function showFile(path: string) {
  const tab = window.open('', '_blank')
  try {
    const { blob } = await fetchFile(path)
    const url = URL.createObjectURL(blob)
    if (tab)
      tab.location.href = url
    else
      location.href = url
  }
  catch (error) {
    tab?.close()
    throw error
  }
}

const WHOLE = 100
/** Some seconds on a county line, so that a broken one costs little. */
const PIECE = 2 ** 20
const WHOLLY_THERE = 200

/** Sends a file piece by piece, from where the server has it; `told` hears how many percent of it are there. */
export async function sendFile(path: string, file: File, told: (percent: number) => void) {
  const url = new URL(path, location.origin)
  const found = await authorized(new Request(url, { method: 'HEAD' }))
  if (!found.ok)
    throw new ApiError(found.status)
  if (found.status === WHOLLY_THERE)
    return
  let here = Number(found.headers.get('Upload-Offset'))
  do {
    const response = await authorized(new Request(url, {
      method: 'PATCH',
      headers: {
        'Content-Type': file.type || 'application/octet-stream',
        'Upload-Offset': `${here}`,
        'Upload-Length': `${file.size}`,
      },
      body: file.slice(here, here + PIECE),
    }))
    if (!response.ok)
      throw new ApiError(response.status, await problemOf(response))
    here = Number(response.headers.get('Upload-Offset'))
    told(Math.floor(WHOLE * here / file.size))
  } while (here < file.size)
}
