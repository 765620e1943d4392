import { authorized } from '@/api/token'
import { within } from '@/api/within'

/** Not the sender's fault: signed out, slow, or too many. */
const LATER = new Set([401, 408, 425, 429])
/** A piece of a photo on a 2G line takes its time. */
const TIMEOUT = 90_000
const LONGEST_WAIT = 300_000

/** One request; undefined when the line is dead or too slow, or somebody else answers: a guest network's sign-in page. */
export async function send(path: string, init: RequestInit): Promise<Response | undefined> {
  const headers = new Headers({ 'Content-Type': 'application/json' })
  new Headers(init.headers).forEach((value, name) => headers.set(name, value))
  try {
    const response = await within(TIMEOUT, signal => authorized(new Request(path, { ...init, headers, signal })))
    return response.ok && !response.headers.has('X-Request-Id')
      ? undefined
      : response
  }
  catch {
    return undefined
  }
}

/** A 409 with Retry-After is our own twin still in flight; any other 409 is a refusal. */
export function worthRetrying({ status, headers }: Response) {
  return status >= 500 || LATER.has(status) || (status === 409 && headers.has('Retry-After'))
}

/** How often the line broke, and till when it is left alone. In memory only: a page just opened tries at once. */
let rest = { failures: 0, until: 0 }

export const resting = () => rest.until > Date.now()

/** There is a network again, something new to send, or a person's wish: nothing waits any longer. */
export function wake() {
  rest = { failures: 0, until: 0 }
}

/** Call the answer at the round's end: a line that broke rests, longer each time, unless somebody called `wake` meanwhile. */
export function beginRound() {
  const before = rest
  return (gotThrough: boolean) => {
    if (gotThrough)
      wake()
    else if (rest === before)
      rest = { failures: before.failures + 1, until: Date.now() + Math.min(LONGEST_WAIT, 2 ** (before.failures + 1) * 1000) }
  }
}
