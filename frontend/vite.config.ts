import type { Plugin } from 'vite'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }

/** What only a photo or a signature needs: not in the entry, but kept on the phone like it. */
const TOOLS = /node_modules\/(?:compressorjs|signature_pad)\//

/** Emits sw.js with the list of what a phone keeps: the entry bundle, that is the whole field area, and `extra`. */
function offlineShell(extra: string[]): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const entry = Object.values(bundle).find(chunk => chunk.type === 'chunk' && chunk.isEntry)
        if (entry?.type !== 'chunk')
          return this.error('no entry chunk')
        const tools = Object.values(bundle).filter(chunk => chunk.type === 'chunk' && chunk.moduleIds.some(id => TOOLS.test(id)))
        const assets = [
          entry.fileName,
          ...tools.map(({ fileName }) => fileName),
          ...tools.flatMap(({ viteMetadata }) => [
            ...viteMetadata?.importedCss ?? [],
          ]),
          ...entry.imports,
          ...entry.viteMetadata?.importedCss ?? [],
        ]
        const files = [
          '/',
          // Each once: a cache refuses a list that names a file twice.
          ...new Set(assets.map(file => `/${file}`)),
          ...extra,
        ]
        const page = bundle['index.html']
        const hash = createHash('sha256').update(JSON.stringify(files)).update(page?.type === 'asset'
          ? page.source
          : '')
        const shell = JSON.stringify({
          version: hash.digest('hex').slice(0, 12),
          files,
        })
        const source = readFileSync('src/offline/sw.js', 'utf8').replace('__SHELL__', shell)
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}

/** Vant's icon font holds 200 glyphs and names a foreign host; the phone gets the few it shows (ui/icons/make.py). */
function fewIcons(): Plugin {
  return {
    name: 'few-icons',
    enforce: 'pre',
    transform: (_, id) => /vant\/es\/icon\/index\.css/.test(id)
      ? readFileSync('src/ui/icons/icons.css', 'utf8')
      : undefined,
  }
}

export default defineConfig({
  plugins: [
    fewIcons(),
    vue(),
    Components({
      dirs: [],
      dts: true,
      resolvers: [
        VantResolver(),
        ElementPlusResolver(),
      ],
    }),
    offlineShell(['/icon.svg', '/manifest.webmanifest']),
  ],
  define: {
    __VERSION__: JSON.stringify(manifest.version),
  },
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  // Old phones: Android WebView 87 and iOS 14 must parse the bundle.
  build: {
    target: ['chrome87', 'safari14'],
    manifest: true,
    // What the office shares with the phone's pages would be split off them: three requests instead of one on a weak line.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'field',
              tags: ['$initial'],
            },
          ],
        },
      },
    },
  },
  // The server compares Origin with Host, so the proxy leaves Host as it is.
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: env.YIHU_API ?? 'http://127.0.0.1:8000', changeOrigin: false },
    },
  },
})
