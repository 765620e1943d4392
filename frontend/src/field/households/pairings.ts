import type { Household } from '@/api/types'

export type Pairing = Household['pairings'][number]

/** Files fetched before pairings were part of them have none. */
export const pairingsOf = (household: Household): Pairing[] => household.pairings ?? []
