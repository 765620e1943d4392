import type { Entry } from '../menu'
import { Upload } from '@element-plus/icons-vue'

/** Whoever may import some kind of list; which ones, the wizard says. */
export const IMPORT_ENTRY: Entry = {
  to: '/office/imports',
  label: '导入',
  icon: Upload,
  needs: [
    'households:import',
    'loans:import',
    'pairings:import',
    'plans:import',
    'visits:import',
    'benefits:import',
    'villages:import',
    'departments:push',
    'assurances:import',
  ],
}
