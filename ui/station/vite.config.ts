import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { textsPlugin } from '../kit/plugins/texts.mjs'
import root from '../package.json' with { type: 'json' }

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** The small made-up world is built only on request, and never into the product's folder. */
const mock = process.env.BIANMIN_MOCK === '1'

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [vue(), textsPlugin([here('../../assets/locales/station.yml')], here('src/texts.gen.d.ts'))],
  resolve: { alias: { '@kit': here('../kit/src') } },
  define: { __MOCK__: mock, __VERSION__: JSON.stringify(root.version), __VUE_OPTIONS_API__: false },
  build: {
    target: ['chrome109', 'safari16'],
    outDir: here(mock ? 'dist-mock' : 'dist'),
    emptyOutDir: true,
    // The security policy allows no inline picture but data:, and no inline script: keep everything a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
})
