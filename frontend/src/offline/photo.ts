import type { Photo } from './db'
import { uuid } from './uuid'

/** Apart from the entry, so that the first page comes sooner; kept on the phone with it. */
export const compressor = () => import('compressorjs')

/** Re-encodes to a JPEG of at most 1280 px: about 150 KB, and without the place it was taken at. */
export async function shrink(file: File): Promise<Photo> {
  const { default: Compressor } = await compressor()
  const small = await new Promise<Blob>((resolve, reject) => {
    // eslint-disable-next-line no-new -- the library's only interface
    new Compressor(file, {
      maxWidth: 1280,
      maxHeight: 1280,
      quality: 0.7,
      mimeType: 'image/jpeg',
      success: resolve,
      error: reject,
    })
  })
  return picture(small, 'photo')
}

export async function picture(blob: Blob, kind: Photo['kind']): Promise<Photo> {
  return {
    id: uuid(),
    kind,
    type: blob.type,
    bytes: await blob.arrayBuffer(),
  }
}
