import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { textsPlugin } from './kit/plugins/texts.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue(), textsPlugin([here('../assets/locales/station.yml')], here('station/src/texts.gen.d.ts'))],
  resolve: { alias: { '@kit': here('kit/src') } },
  define: { __MOCK__: false, __VERSION__: '"0"' },
  test: { environment: 'happy-dom', include: ['kit/tests/**/*.test.ts', 'station/tests/**/*.test.ts'], restoreMocks: true },
})
