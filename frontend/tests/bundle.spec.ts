import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

interface Chunk { file: string, isEntry?: boolean, css?: string[], imports?: string[] }

const read = (file: string) => readFileSync(`dist/${file}`)
/** Limits of office pages are set in KiB. */
const KIB = 1.024
const sizes = new Map<string, number>()

/** kB on the wire. */
function packed(file: string): number {
  const size = sizes.get(file) ?? gzipSync(read(file), { level: 9 }).length / 1000
  sizes.set(file, size)
  return size
}

const manifest: Record<string, Chunk> = JSON.parse(read('.vite/manifest.json').toString())
const chunks = Object.values(manifest)
const entry = chunks.find(({ isEntry }) => isEntry)!

it('keeps the field area within what a weak line carries', () => {
  expect(packed(entry.file)).toBeLessThan(130)
  expect(packed(entry.css![0]!)).toBeLessThan(18)
})

it('loads the field area with one script and one style sheet', () => {
  expect(entry.imports ?? []).toEqual([])
  expect(entry.css).toHaveLength(1)
  const apart = Object.keys(manifest).filter(name => name.startsWith('src/field/'))
  expect(apart).toEqual([])
})

it('sends nothing of the office to a phone', () => {
  const script = read(entry.file).toString()
  expect(script).not.toMatch(/el-table|ElMessage|echarts|VUE_QUERY_CLIENT/)
})

/** What a chunk needs besides the entry, which is there already. */
function needed(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name]!
  if (chunk.isEntry || seen.has(name))
    return seen
  seen.add(name)
  chunk.imports?.forEach(one => needed(one, seen))
  return seen
}

it('fetches each page of the office in a moment on a county line', () => {
  const layout = 'src/office/OfficeLayout.vue'
  const pages = Object.keys(manifest).filter(name => /^src\/office\/.*(?:Page|List|Drawer)\.vue$/.test(name))
  expect(pages.length).toBeGreaterThan(30)
  for (const page of pages) {
    const files = new Set([
      ...needed(layout),
      ...needed(page),
    ].flatMap(name => [
      manifest[name]!.file,
      ...manifest[name]!.css ?? [],
    ]))
    const size = [...files].reduce((sum, file) => sum + packed(file), 0)
    expect(size, page).toBeLessThan(200 * KIB)
  }
})

it('keeps the whole entry on the phone', () => {
  const worker = read('sw.js').toString()
  for (const file of [entry.file, ...entry.css!])
    expect(worker).toContain(`/${file}`)
  expect(worker).not.toContain('__SHELL__')
})

it('has a glyph for every icon the phone shows', () => {
  const glyphs = readFileSync('src/ui/icons/icons.css', 'utf8')
  const sources = ['src/field', 'src/ui', 'src/account'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.vue')).map(file => readFileSync(`${folder}/${file}`, 'utf8')))
  const names = sources.flatMap(source => [
    ...source.matchAll(/<van-icon[^>]*? name="([\w-]+)"|[ (]icon="([\w-]+)"|icon(?:\.name|: |=\S* \? )'([\w-]+)'/g),
  ]).map(match => match.slice(1).find(Boolean)!)
  expect(names.length).toBeGreaterThan(10)
  for (const name of new Set(names))
    expect(glyphs, name).toContain(`.van-icon-${name}:before`)
})

it('asks no other host for anything', () => {
  const texts = readdirSync('dist/assets').filter(file => /\.(?:js|css)$/.test(file)).map(file => read(`assets/${file}`).toString())
  for (const text of texts)
    expect(text).not.toMatch(/(?:url\(|import\(|src=)["']?https?:\/\//)
})
