/**
 * The whole answer to `ask`, or `TypeError` when it takes longer: a line may go silent without breaking, also in the middle
 * of an answer.
 */
export async function within(milliseconds: number, ask: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new TypeError('no answer in time')), milliseconds)
  try {
    const response = await ask(abort.signal)
    await response.clone().arrayBuffer()
    return response
  }
  finally {
    clearTimeout(timer)
  }
}
