// The whole field area in one versioned cache. The API, the office area and a village's page always use the network.
const { version, files } = __SHELL__
const CACHE = `shell-${version}`

globalThis.addEventListener('install', event => event.waitUntil(
  caches.open(CACHE).then(cache => cache.addAll(files)),
))

globalThis.addEventListener('activate', event => event.waitUntil(
  caches.keys().then(keys => Promise.all(keys.filter(key => key !== CACHE).map(key => caches.delete(key)))),
))

globalThis.addEventListener('message', event => event.data === 'activate' && globalThis.skipWaiting())

globalThis.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/') || pathname === '/village.html')
    return
  const path = event.request.mode === 'navigate'
    ? '/'
    : pathname
  if (files.includes(path))
    event.respondWith(caches.match(path, { cacheName: CACHE }).then(hit => hit ?? fetch(event.request)))
})
