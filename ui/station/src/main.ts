import '@kit/styles/tokens.css'
import '@kit/styles/base.css'
import '@kit/styles/controls.css'
import './styles/frame.css'
import './styles/form.css'
import './styles/screens.css'
import { chooseTransport, setTransport } from '@kit/ipc'
import { listenForKeys } from '@kit/keyboard/keys'
import { createApp } from 'vue'
import App from './App.vue'
import { makeRouter } from './router'
import { openDesk } from './session'

async function start(): Promise<void> {
  setTransport(__MOCK__ ? (await import('../mock')).mockWorld() : await chooseTransport())
  listenForKeys(window)
  await openDesk()
  const router = makeRouter()
  createApp(App).use(router).mount('#app')
}

void start()
