import type { Found, Search } from './pick'
import type { Schemas } from '@/api/client'
import { api } from '@/api/client'
import { MOST_FOUND, withOne } from './pick'

const page = (q: string) => ({ q: q || undefined, page_size: MOST_FOUND, include_total: false })
const join = (...words: (string | null | undefined)[]) => words.filter(Boolean).join(' · ')

function helper(row: Schemas['HelperRead']): Found {
  return {
    value: row.id,
    label: row.name,
    note: join(row.unit_name, row.region_name, `现有结对 ${row.pairing_count}`),
  }
}

/** Helpers on duty, with how many they answer for already. */
export const helpers = withOne(async (q) => {
  const { data } = await api.GET('/api/v1/helpers', {
    params: {
      query: {
        ...page(q),
        on_duty: true,
      },
    },
  })
  return data!.items.map(helper)
}, async (helper_id) => {
  const { data } = await api.GET('/api/v1/helpers/{helper_id}', {
    params: {
      path: { helper_id },
    },
  })
  return helper(data!)
})

export const households = withOne(async (q) => {
  const { data } = await api.GET('/api/v1/households', {
    params: {
      query: page(q),
    },
  })
  return data!.items.map(row => ({
    value: row.id,
    label: row.head_name,
    note: join(row.region_name, row.household_no),
  }))
}, async (household_id) => {
  const { data } = await api.GET('/api/v1/households/{household_id}', {
    params: {
      path: { household_id },
    },
  })
  return { value: household_id, label: data!.head_name }
})

export const campaigns = withOne(async (q) => {
  const { data } = await api.GET('/api/v1/campaigns', {
    params: {
      query: page(q),
    },
  })
  return data!.items.map(row => ({ value: row.id, label: row.name, note: `${row.starts_on} 至 ${row.ends_on}` }))
}, async (campaign_id) => {
  const { data } = await api.GET('/api/v1/campaigns/{campaign_id}', {
    params: {
      path: { campaign_id },
    },
  })
  return { value: campaign_id, label: data!.name }
})

export const units: Search = async (q) => {
  const { data } = await api.GET('/api/v1/units', {
    params: {
      query: page(q),
    },
  })
  return data!.items.map(row => ({ value: row.id, label: row.name, note: row.region_name ?? '' }))
}

/** People with an account in the caller's area who do fieldwork. */
export const colleagues: Search = async (q) => {
  const { data } = await api.GET('/api/v1/colleagues', {
    params: {
      query: { q: q || undefined },
    },
  })
  return data!.items.map(row => ({ value: row.id, label: row.name, note: row.role_label }))
}

export const projects: Search = async (q) => {
  const { data } = await api.GET('/api/v1/village-projects', {
    params: {
      query: page(q),
    },
  })
  return data!.items.map(row => ({ value: row.id, label: row.name, note: row.region_name ?? '' }))
}

export const policies: Search = async (q) => {
  const { data } = await api.GET('/api/v1/benefit-policies', {
    params: {
      query: {
        ...page(q),
        current: true,
      },
    },
  })
  return data!.items.map(row => ({ value: row.id, label: row.name, note: row.standard ?? '' }))
}
