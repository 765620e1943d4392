/** Plans on the phone: a bundle of their own, kept on the phone with the entry. */
export { default as HouseholdPlan } from './HouseholdPlan.vue'
export { default as PlanPage } from './PlanPage.vue'
