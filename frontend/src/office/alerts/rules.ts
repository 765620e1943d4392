import type { Rule } from './words'
import type { Schemas } from '@/api/client'
import { useQuery } from '@tanstack/vue-query'
import { api } from '@/api/client'

export type Parameter = Schemas['ParameterRead']

export function useAlertRules() {
  return useQuery({
    queryKey: ['alert-rules'],
    queryFn: async () => (await api.GET('/api/v1/alert-rules')).data!,
  })
}

/** Open alerts by rule. */
export function useStanding() {
  return useQuery({
    queryKey: ['alert-rules', 'standing'],
    queryFn: async () => new Map((await api.GET('/api/v1/alert-rules/standing')).data!.map(row => [row.rule, row.open])),
  })
}

/** Values of all parameters, today. */
export function useParameters() {
  return useQuery({
    queryKey: ['policy-parameters', undefined],
    queryFn: async () => (await api.GET('/api/v1/policy-parameters')).data!,
  })
}

/** What holds at a place: the value of the narrowest place around it. */
export function valueAt(all: Parameter[] = [], key: string, region: string): Parameter['value'] {
  const [narrowest] = all.filter(one => one.key === key && region.startsWith(one.region_code ?? ''))
    .sort((one, other) => (other.region_code?.length ?? 0) - (one.region_code?.length ?? 0))
  return narrowest?.value
}

/** A value as people say it. */
export function valueText({ value, unit, choices }: Pick<Parameter, 'value' | 'unit' | 'choices'>): string {
  if (value == null)
    return '未设置'
  return choices.find(one => one.code === value)?.label ?? (typeof value === 'boolean'
    ? (value ? '是' : '否')
    : `${value} ${unit}`.trim())
}

/** The rule's own parameters with their values, one per place that has one. */
export function valuesOf(rule: Rule, all: Parameter[] = []): Parameter[] {
  const keys = [
    ...rule.parameters,
    ...rule.refinements,
  ].map(({ key }) => key)
  return all.filter(({ key }) => keys.includes(key))
}

/** Places with a word of their own about whether the rule is in force. */
export const switchesOf = (rule: Rule, all: Parameter[] = []) => all.filter(({ key, value }) => key === rule.switch.key && value != null)
