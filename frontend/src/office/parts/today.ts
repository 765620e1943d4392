import { ref } from 'vue'
import { api } from '@/api/client'
import { isoDay } from '@/ui/format'

const told = ref<string>()

/** Asks the server which day it counts; once, when the office is opened. */
export async function askToday() {
  told.value = (await api.GET('/api/v1/desk')).data!.business_on
}

/** The business day as the server counts it; the computer's own day only until it has answered. */
export const today = () => told.value ?? isoDay(new Date())
export const thisYear = () => Number(today().slice(0, 4))
