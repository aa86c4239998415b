import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { textsPlugin } from '../kit/plugins/texts.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [vue(), textsPlugin([here('../../assets/locales/console.yml')], here('src/texts.gen.d.ts'))],
  resolve: { alias: { '@kit': here('../kit/src') } },
  define: { __VUE_OPTIONS_API__: false },
  build: {
    target: ['chrome109', 'safari16'],
    outDir: here('dist'),
    emptyOutDir: true,
    // The security policy allows no inline script and no inline style: keep everything a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
})
