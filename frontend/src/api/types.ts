import type { Schemas } from './client'

/** Short names for the generated shapes the phone works with. */
export type Kit = Schemas['FieldKit']
export type CodeLists = Kit['code_lists']
export type Todo = Kit['todos'][number]
export type Household = Kit['households'][number]
export type Member = Household['members'][number]
export type Loan = Household['loans'][number]
export type Notice = Schemas['LoanNoticeRead']
export type Delivery = Schemas['DeliverForm']
export type Visit = Schemas['VisitCreate']
export type VisitSeen = Household['visits'][number]
export type FindingSeen = VisitSeen['findings'][number]
