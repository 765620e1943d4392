import type { Schemas } from './client'

/** Short names for the generated shapes the phone works with. */
export type Household = Schemas['HouseholdDetail']
export type Member = Schemas['MemberRead']
export type Loan = Schemas['LoanRead']
export type Notice = Schemas['LoanNoticeRead']
export type Delivery = Schemas['DeliverForm']
export type Todo = Schemas['Todo']
export type CodeLists = Schemas['FieldKit']['code_lists']
