import { etag } from '@/api/client'

/** Parameters of a change to one record as it was when it was read. */
export function at<Path extends object>(path: Path, version: number) {
  return {
    path,
    header: {
      'if-match': etag(version),
    },
  }
}
