import type { Entry } from './entries'
import { db } from './db'
import { entries } from './entries'

/** What would be lost if this phone were wiped now: words for each command, and how many photos. */
export async function unsent() {
  const lost = (await entries()).filter(isOnlyHere)
  const photos = (await db().photos.all()).filter(({ sent }) => !sent).length
  return {
    labels: lost.map(({ label }) => label),
    photos,
  }
}

/** What the server keeps undecided comes back with the next sign-in. */
function isOnlyHere({ onServer, settling }: Entry) {
  return !onServer || !!settling
}
