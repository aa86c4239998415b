// Serves a built app on loopback under the product's security policy.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const POLICY = "default-src 'self'; style-src 'self'; img-src 'self' data: blob:"

/** Starts the server on a free port; gives its address and a way to stop it. */
export function serve(folder) {
  const server = createServer((request, reply) => {
    const path = normalize(new URL(request.url, 'http://x').pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    if (!file.startsWith(folder) || !existsSync(file)) return reply.writeHead(404).end()
    reply.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY })
    return createReadStream(file).pipe(reply)
  })
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done({ address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }))
  })
}
