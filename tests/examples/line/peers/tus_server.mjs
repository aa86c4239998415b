// A tus server that keeps files in a folder.
// tus_server.mjs PACKAGES HOST PORT FOLDER
import { createRequire } from 'node:module'

const [packages, host, port, folder] = process.argv.slice(2)
const load = createRequire(`${packages}/`)
const { Server } = load('@tus/server')
const { FileStore } = load('@tus/file-store')
const server = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) })
server.listen({ host, port: Number(port) })
