import type { Photo } from '@/offline/db'
import type { Command } from '@/offline/outbox'
import { command } from '@/offline/outbox'
import { json, stubServer } from '../make'

type Answer = number | 'lost' | object | Promise<'lost'>

/** A server for commands and photos: says yes unless `answers` holds something else for the next request. */
export function fieldServer() {
  const server = {
    answers: [] as Answer[],
    photoAnswers: [] as Answer[],
    /** Each request for commands, as sent. */
    batches: [] as { device: Record<string, unknown>, commands: Record<string, unknown>[] }[],
    requests: [] as Request[],
    photos: new Map<string, number>(),
    pieces: [] as number[],
  }
  server.requests = stubServer(async (request) => {
    const { pathname } = new URL(request.url)
    const photo = /attachments\/([^/]+)$/.exec(pathname)?.[1]
    const body = request.method === 'POST'
      ? await request.clone().json()
      : undefined
    if (body?.commands)
      server.batches.push(body)
    if (request.method === 'GET')
      return json({ items: [], next_cursor: null })
    const answer = await (photo ? server.photoAnswers : server.answers).shift()
    if (answer === 'lost')
      return 'lost'
    if (typeof answer === 'number')
      return json({ title: '不行', code: 'no' }, answer)
    if (photo)
      return upload(photo, request)
    if (body?.commands) {
      return json({
        results: body.commands.map(({ id }: { id: string }) => ({ id, status: 'applied', ...answer })),
      })
    }
    return json(answer ?? {})
  })
  return server

  async function upload(id: string, request: Request) {
    const here = server.photos.get(id) ?? 0
    if (request.method === 'HEAD') {
      return new Response(null, {
        status: 204,
        headers: { 'X-Request-Id': 'test', 'Upload-Offset': `${here}` },
      })
    }
    const bytes = (await request.arrayBuffer()).byteLength
    const told = (offset: number) => ({ 'Upload-Offset': `${offset}` })
    if (Number(request.headers.get('Upload-Offset')) !== here)
      return json({}, 409, told(here))
    server.photos.set(id, here + bytes)
    server.pieces.push(bytes)
    return here + bytes < Number(request.headers.get('Upload-Length'))
      ? new Response(null, {
          status: 204,
          headers: {
            'X-Request-Id': 'test',
            ...told(here + bytes),
          },
        })
      : json({}, 201, told(here + bytes))
  }
}

export function makePhoto(size = 8, id = '00000000-0000-4000-8000-0000000000aa'): Photo {
  return {
    id,
    kind: 'photo',
    type: 'image/jpeg',
    bytes: new ArrayBuffer(size),
  }
}

/** Saves the delivery of a notice on the phone. */
export function deliver(over: Partial<Command> = {}) {
  return command({
    kind: 'notice_delivery',
    subjectId: 'n1',
    householdId: 'h1',
    baseVersion: 4,
    patch: { outcome: 'received' },
    label: '书面通知 · 李国强',
    ...over,
  })
}
