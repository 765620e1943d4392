import type { Entry } from '../menu'
import { ChatLineSquare, Postcard, Tickets } from '@element-plus/icons-vue'

export const CASE_MENU: { title: string, entries: Entry[] } = {
  title: '监测帮扶',
  entries: [
    {
      to: '/office/cases?state=open',
      label: '监测个案',
      icon: Tickets,
      needs: ['cases:read'],
    },
    {
      to: '/office/public-notices',
      label: '公示',
      icon: Postcard,
      needs: ['cases:read'],
    },
    {
      to: '/office/declarations?state=received',
      label: '自主申报',
      icon: ChatLineSquare,
      needs: ['cases:write'],
    },
  ],
}
