import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Buffer } from 'node:buffer'
import { createServer, request } from 'node:http'

/** A line between browser and server that can be cut, slow, or lose the answer to what the server has already done. */
export async function layWire(server: string) {
  const { hostname, port } = new URL(server)
  const wire = {
    origin: '',
    /** Ids of the commands that reached the server, each time they did. */
    commands: [] as string[],
    /** Answers to commands still to be lost. */
    loseAnswers: 0,
    /** Commands do not get through. */
    cut: false,
    /** Bytes of photos that reached the server. */
    photoBytes: 0,
    pieces: 0,
    /** Milliseconds each piece of a photo takes. */
    slow: 0,
    /** Another build of the page: its service worker differs by this word. */
    build: '',
    close: () => {},
  }

  async function pass(asked: IncomingMessage, answer: ServerResponse) {
    const body = await read(asked)
    const path = asked.url ?? ''
    const isCommand = asked.method === 'POST' && path.endsWith('/field-commands')
    if (asked.method === 'PATCH' && path.includes('/attachments/')) {
      await new Promise(done => setTimeout(done, wire.slow))
      if (answer.destroyed)
        return
      wire.photoBytes += body.length
      wire.pieces++
    }
    const ids: string[] = isCommand
      ? JSON.parse(body.toString()).commands.map(({ id }: { id: string }) => id)
      : []
    if (isCommand && wire.cut)
      return answer.destroy()
    const upstream = request({
      hostname,
      port,
      method: asked.method,
      path,
      headers: asked.headers,
    }, async (response) => {
      const content = await read(response)
      wire.commands.push(...ids)
      if (ids.length && wire.loseAnswers-- > 0)
        return answer.destroy()
      const page = wire.build && (path === '/sw.js' || /text\/html/.test(response.headers['content-type'] ?? ''))
      const sent = page
        ? Buffer.from(rebuilt(content.toString(), path))
        : content
      answer.writeHead(response.statusCode!, page
        ? { ...response.headers, 'content-length': `${sent.length}`, 'content-encoding': 'identity' }
        : response.headers)
      answer.end(sent)
    })
    upstream.on('error', () => answer.destroy())
    upstream.end(body)
  }

  function rebuilt(text: string, path: string) {
    return path === '/sw.js'
      ? text.replace(/"version":"/, `"version":"${wire.build}`)
      : text.replace('<html', `<html data-build="${wire.build}"`)
  }

  const line = createServer((asked, answer) => {
    if (wire.build) {
      for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since'])
        delete asked.headers[name]
    }
    void pass(asked, answer).catch(() => answer.destroy())
  })
  await new Promise<void>(ready => line.listen(0, '127.0.0.1', ready))
  wire.origin = `http://127.0.0.1:${(line.address() as AddressInfo).port}`
  wire.close = () => {
    line.closeAllConnections()
    line.close()
  }
  return wire
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream)
    parts.push(part)
  return Buffer.concat(parts)
}
