import type { paths } from '@/api/schema'

interface Answering<Body> { get: { responses: { 200: { content: { 'application/json': Body } } } } }

/** What a GET of this path answers. */
export type Answer<Path extends keyof paths> = paths[Path] extends Answering<infer Body> ? Body : never

/** One row of a list. */
export type Row<Path extends keyof paths> = Answer<Path> extends { items: (infer Item)[] } ? Item : never

/** The query of a list. What the address says is passed on as it is: the server refuses what it does not know. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } } ? Query : never
