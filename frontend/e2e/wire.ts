import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'

/** A line between browser and server that can lose the answer to a request the server has already carried out. */
export async function layWire(server: string) {
  const { hostname, port } = new URL(server)
  const wire = {
    origin: '',
    keys: [] as string[],
    loseAnswers: 0,
    close: () => {},
  }
  const line = createServer((browser) => {
    const upstream = connect(Number(port), hostname)
    let doomed = false
    browser.on('data', (bytes) => {
      const head = bytes.toString('latin1')
      if (/^POST \S+:deliver /.test(head)) {
        wire.keys.push(/idempotency-key: (\S+)/i.exec(head)?.[1] ?? '')
        doomed = wire.loseAnswers-- > 0
      }
      upstream.write(bytes)
    })
    upstream.on('data', bytes => doomed
      ? browser.destroy()
      : browser.write(bytes))
    for (const [end, other] of [
      [browser, upstream],
      [upstream, browser],
    ] as const) {
      end.on('error', () => other.destroy())
      end.on('close', () => other.destroy())
    }
  })
  await new Promise<void>(ready => line.listen(0, '127.0.0.1', ready))
  wire.origin = `http://127.0.0.1:${(line.address() as AddressInfo).port}`
  wire.close = () => line.close()
  return wire
}
