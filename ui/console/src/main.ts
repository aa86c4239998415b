import '@kit/styles/tokens.css'
import '@kit/styles/base.css'
import '@kit/styles/controls.css'
import './styles/console.css'
import { listenForKeys } from '@kit/keyboard/keys'
import { createApp } from 'vue'
import App from './App.vue'

listenForKeys(window)
createApp(App).mount('#app')
