import type { components, paths } from './schema'
import createClient from 'openapi-fetch'
import { authorized, listeners } from './token'

export type Schemas = components['schemas']

/** RFC 9457 answer of a refused request; a proxy in between may answer with less. */
export type Problem = Partial<Schemas['ProblemDetails']>

export class ApiError extends Error {
  constructor(readonly status: number, readonly problem?: Problem) {
    super(problem?.title ?? `HTTP ${status}`)
  }

  get code() {
    return this.problem?.code ?? ''
  }
}

/** Typed client of the API. A refused request throws `ApiError`, a dead line `TypeError`; callers read `data` alone. */
export const api = createClient<paths>({ fetch: authorized })

api.use({
  async onResponse({ response }) {
    if (response.ok)
      return
    const error = new ApiError(response.status, await problemOf(response))
    if (error.code === 'password_change_required')
      listeners.passwordDue()
    throw error
  },
})

export async function problemOf(response: Response): Promise<Problem | undefined> {
  return response.clone().json().catch(() => undefined)
}

/** What a person reads when something failed: what happened and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError))
    return '网络不通，请检查信号后再试'
  if (error.status >= 500)
    return '服务器暂时不可用，请稍后再试'
  return say(error.problem) ?? `操作没有成功（${error.status}），请稍后再试`
}

export function say(problem?: Problem): string | undefined {
  if (!problem?.title)
    return undefined
  const more = problem.errors?.map(error => error.message).join('；') || problem.detail
  return more
    ? `${problem.title}：${more}`
    : problem.title
}

/** Value of `If-Match` for a row read earlier. */
export const etag = (version: number) => `"${version}"`
