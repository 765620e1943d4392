import { ApiError, problemOf } from '@/api/client'
import { authorized, bearer } from '@/api/token'

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

/**
 * Sends a file as it is; `told` hears how many percent of it are on their way, which `fetch` cannot say. Call it right
 * after another request, when the sign-in is fresh.
 */
export async function sendFile(path: string, file: File, told: (percent: number) => void) {
  const { status, text } = await upload(path, file, told)
  if (status >= 300)
    throw new ApiError(status, await problemOf(new Response(text, { status })))
}

function upload(path: string, file: File, told: (percent: number) => void) {
  return new Promise<{ status: number, text: string }>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => told(Math.floor(WHOLE * loaded / total))
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = () => reject(new TypeError('no answer'))
    request.open('PUT', path)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.setRequestHeader('Authorization', bearer())
    request.send(file)
  })
}
