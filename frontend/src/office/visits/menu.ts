import type { Entry } from '../menu'
import { Finished, Iphone, Notebook, Search } from '@element-plus/icons-vue'

export const VISIT_MENU: { title: string, entries: Entry[] } = {
  title: '走访',
  entries: [
    {
      to: '/office/visits',
      label: '走访记录',
      icon: Notebook,
      needs: ['visits:read'],
    },
    {
      to: '/office/visit-compliance',
      label: '走访落实',
      icon: Finished,
      needs: ['visits:read'],
    },
    {
      to: '/office/findings?state=open&state=acted',
      label: '走访发现',
      icon: Search,
      needs: ['visits:read'],
    },
    {
      to: '/office/sync?status=quarantined&status=conflict',
      label: '同步情况',
      icon: Iphone,
      needs: ['field:watch'],
    },
  ],
}
