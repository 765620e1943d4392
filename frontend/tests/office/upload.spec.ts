import { afterEach, expect, it, vi } from 'vitest'
import { setToken } from '@/api/token'
import { sendFile } from '@/office/parts/files'

const FILE = new File([
  new Uint8Array(2_500_000),
], 'list.csv')
afterEach(() => vi.unstubAllGlobals())

it('goes on after a broken line with what the server has not got yet, and sends nothing twice', async () => {
  setToken('token')
  let here = 0
  let line = 2
  const sent: string[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const there = () => new Response(null, {
      status: here === FILE.size
        ? 200
        : 204,
      headers: { 'Upload-Offset': `${here}` },
    })
    if (request.method === 'HEAD')
      return there()
    if (!line--)
      throw new TypeError('dead line')
    sent.push(request.headers.get('Upload-Offset')!)
    here += (await request.arrayBuffer()).byteLength
    return there()
  })
  const told: number[] = []
  const send = () => sendFile('/api/v1/imports/1/data', FILE, percent => told.push(percent))
  await expect(send()).rejects.toThrow('dead line')
  await send()
  await send()
  expect(sent).toEqual(['0', '1048576', '2097152'])
  expect(told).toEqual([41, 83, 100])
})
