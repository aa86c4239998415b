// A tus client: one upload for each case and each scan, one behind the other on one connection. It waits for the word and
// sends until all has arrived, trying again after a second. It tells what happens as our station does.
// tus_client.mjs PACKAGES ADDRESS RECORDS CASES SCANS
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [packages, address, records, cases, scans] = process.argv.slice(2)
const tus = createRequire(`${packages}/`)('tus-js-client')
const PAUSE = 1000
// a line that is dead is noticed by asking every five seconds
const agent = new Agent({ keepAlive: true, keepAliveMsecs: 5000, maxSockets: 1 })
const httpStack = new tus.DefaultHttpStack({ agent })

const tell = (said) => console.log(JSON.stringify({ at: Date.now() * 1000, said }))

function send(name) {
  return new Promise((sent) => {
    const upload = new tus.Upload(readFileSync(`${records}/${name}`), {
      endpoint: `${address}/files`,
      retryDelays: null,
      uploadDataDuringCreation: true,
      httpStack,
      onSuccess: sent,
      onError(error) {
        tell({ Broke: String(error.message).slice(0, 200) })
        setTimeout(() => upload.start(), PAUSE)
      },
    })
    upload.start()
  })
}

const padded = (nth) => String(nth).padStart(4, '0')

tell({ Ready: 0 })
createInterface({ input: process.stdin }).once('line', async () => {
  tell('Begun')
  for (let nth = 0; nth < Number(cases); nth++) {
    await send(`case-${padded(nth)}.json`)
    for (let at = 0; at < Number(scans); at++) await send(`scan-${padded(nth)}-${at}.jpg`)
    tell({ Proven: nth + 1 })
  }
  tell({ Done: 0 })
})
