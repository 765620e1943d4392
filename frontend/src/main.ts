import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { installShell } from './offline/shell'
import { router } from './router'
import { finishSignOut } from './session'
import './ui/tokens.css'
import './ui/text-size'

createApp(App).use(createPinia()).use(router).mount('#app')
void installShell().catch(() => {})
void finishSignOut().catch(() => {})
