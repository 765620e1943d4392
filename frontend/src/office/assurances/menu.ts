import type { Entry } from '../menu'
import { House, Switch, Tickets, Timer } from '@element-plus/icons-vue'

export const ASSURANCE_MENU: { title: string, entries: Entry[] } = {
  title: '保障',
  entries: [
    {
      to: '/office/assurance-defects?state=open&state=mended',
      label: '问题台账',
      icon: Tickets,
      needs: ['assurances:read'],
      pages: ['/office/assurance-counts', '/office/assurance-checks'],
    },
    {
      to: '/office/assurance-rounds?closed=false',
      label: '排查轮次',
      icon: Timer,
      needs: ['assurances:read'],
    },
    {
      to: '/office/department-lists',
      label: '部门比对',
      icon: Switch,
      needs: ['assurances:read'],
      pages: ['/office/department-entries'],
    },
    {
      to: '/office/housing-cases',
      label: '住房和饮水',
      icon: House,
      needs: ['assurances:read'],
      pages: ['/office/water-sources'],
    },
  ],
}
