// A triage backend: a posted text comes back with its issue type, the words that say so, where it goes and how urgent it
// is. Secrets are taken out before anything else looks at it; corrections are learnt at once.
//
//   node examples/node/triage.mjs                  serves on http://127.0.0.1:8081 (or --port N)
//   node examples/node/triage.mjs --load           serves on a free port, and posts tickets to it from 50 connections for
//                                                  5 seconds (or --connections N --seconds N): requests a second, p50, p99
//   node examples/node/triage.mjs --model FILE     a classifier of your own, as `save` writes it
//
// POST /triage        {"text": "I was charged twice", "channel": "email", "plan": "enterprise"}
// POST /diagnosis     {"text": "QuickBooks error 3200 since yesterday 4 pm"}
// POST /corrections   {"text": "I was charged twice", "label": "payment_failures"}
//
// With another tool: npx autocannon -c 50 -d 5 -m POST -b '{"text":"I was charged twice"}' http://127.0.0.1:8081/triage

import { realpathSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

// An application writes: import { Classifier, HypercareError, Router, Troubleshooter, redact } from 'hypercare'
const hypercare = () => createRequire(import.meta.url)('../../bindings-node')

const HELP = `Usage: node triage.mjs [--port N] [--model FILE] [--load [--connections N] [--seconds N]] [--help]

  --port N          the port to serve on; 8081 unless told, 0 for a free one
  --model FILE      a classifier of your own; the starter unless told
  --load            post tickets to a free port, print requests a second, p50 and p99, and exit
  --connections N   how many connections post at once, 1 to 1000; 50 unless told
  --seconds N       how long, 0.1 to 600; 5 unless told
  --help            this text`

const MOST_BYTES = 64 * 1024

/** The backend: one classifier, router and troubleshooter for all requests. */
export function backend({ classifier = hypercare().Classifier.starter(), clock = () => new Date() } = {}) {
  const { HypercareError, Router, Troubleshooter, redact } = hypercare()
  const [router, helper] = [Router.default(), Troubleshooter.default()]

  const triage = ({ text: given, ...ticket }) => {
    const { text, kinds } = redact(given)
    const { label, confidence, known, alternatives } = classifier.classify(text)
    const { tier, priority, department, reasons } = router.route({ ...ticket, text, classification: { label, confidence, known } })
    const why = known ? classifier.explain(text).words.filter(({ weight }) => weight > 0.1).map(word => word.text) : []
    return {
      text, redacted: kinds, label, confidence, known, alternatives, why, tier, priority, department,
      reasons: reasons.map(({ detail }) => detail),
    }
  }

  const diagnose = ({ text: given, issueType }) => {
    const { symptoms, causes, steps, resolutions } = helper.diagnose(redact(given).text, clock(), { issueType })
    return { since: symptoms.since?.since ?? null, causes, ask: steps[0]?.text ?? null, resolutions }
  }

  const learn = ({ text, label }) => {
    classifier.learn(redact(text).text, label)
    return { label, texts: classifier.summary().labels.find(one => one.label === label)?.texts }
  }

  const routes = { 'POST /triage': triage, 'POST /diagnosis': diagnose, 'POST /corrections': learn }

  return createServer(async (asked, response) => {
    const send = (status, content) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(`${JSON.stringify(content)}\n`)
    }
    try {
      const answer = routes[`${asked.method} ${asked.url}`]
      if (!answer) return send(404, { error: 'unknown', message: `there is no ${asked.method} ${asked.url}` })
      const content = await body(asked)
      if (content === undefined) return send(413, { error: 'limit', message: `a body of more than ${MOST_BYTES} bytes` })
      send(200, answer(content))
    } catch (error) {
      // What hypercare refuses is the client's mistake, except for a defect in hypercare itself.
      const refused = error instanceof SyntaxError || (error instanceof HypercareError && error.code !== 'internal')
      if (!refused) console.error(error)
      send(refused ? 400 : 500, { error: refused ? (error.code ?? 'parse') : 'internal', message: error.message })
    }
  })
}

async function body(asked) {
  const chunks = []
  let length = 0
  for await (const chunk of asked) {
    length += chunk.length
    if (length > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  const content = JSON.parse(Buffer.concat(chunks).toString())
  if (content === null || typeof content !== 'object' || Array.isArray(content)) throw new SyntaxError('the body: expected an object')
  return content
}

/** Serves until the server is closed; gives its port. */
export const listen = (server, port) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server.address().port))
  })

const TEXTS = [
  'QuickBooks stopped syncing this morning', 'I was charged twice, card 4111 1111 1111 1111', 'Site is down for all 60 of us',
  'cannot log in, it says my password is wrong', 'webhooks arrive twice since yesterday 4 pm', 'Thanks, that solved it!',
  'Everything is so slow today, the dashboard takes 40 seconds', 'All of my documents are gone', 'GET /v2/clients gives HTTP 500',
]

/** Posts tickets for a while, each connection the next as soon as it has its answer; gives the times in milliseconds. */
async function post({ port, connections, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times = []
  const end = performance.now() + seconds * 1000
  const one = text =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const asked = request({ port, agent, method: 'POST', path: '/triage' }, response => {
        response.on('error', reject).on('end', () => {
          times.push(performance.now() - began)
          response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`))
        })
        response.resume()
      })
      asked.on('error', reject).end(JSON.stringify({ text, channel: 'email' }))
    })
  const connection = async (_, start) => {
    for (let at = start; performance.now() < end; at += 1) await one(TEXTS[at % TEXTS.length])
  }
  await Promise.all(Array.from({ length: connections }, connection))
  agent.destroy()
  return times
}

/** Posts from a thread of its own, so that the server has its own. */
async function load(port, connections, seconds) {
  const poster = new Worker(new URL(import.meta.url), { workerData: { poster: true, port, connections, seconds } })
  const times = await new Promise((resolve, reject) => poster.once('message', resolve).once('error', reject))
  times.sort()
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2)
  console.log(`${times.length} tickets triaged from ${connections} connections in ${seconds} s`)
  console.log(`${Math.round(times.length / seconds)} requests/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`)
}

async function main() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' }, load: { type: 'boolean' }, model: { type: 'string' }, port: { type: 'string', default: '8081' },
      connections: { type: 'string', default: '50' }, seconds: { type: 'string', default: '5' },
    },
  })
  if (values.help) return console.log(HELP)
  const number = (name, least, most) => {
    const value = Number(values[name])
    if (values[name].trim() === '' || !(value >= least && value <= most)) throw new Error(`--${name}: expected a number from ${least} to ${most}, found ${values[name]}`)
    return value
  }
  const [connections, seconds] = [Math.ceil(number('connections', 1, 1000)), number('seconds', 0.1, 600)]
  const server = backend(values.model === undefined ? {} : { classifier: hypercare().Classifier.loadSync(values.model) })
  const port = await listen(server, values.load ? 0 : Math.floor(number('port', 0, 65_535)))
  if (!values.load) return console.log(`serving on http://127.0.0.1:${port}`)
  await load(port, connections, seconds).finally(() => server.close())
}

if (!isMainThread && workerData?.poster) {
  post(workerData).then(times => parentPort.postMessage(Float64Array.from(times)))
} else if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(`triage.mjs: ${error.message}\n\n${HELP}`)
    process.exitCode = 2
  })
}
