// A support backend: posted tickets are routed by a table and tracked by a policy.
//
//   node examples/node/tickets.mjs            serves on http://127.0.0.1:8080 (or --port N)
//   node examples/node/tickets.mjs --demo     serves on a free port, posts some tickets to itself, prints the answers
//
// POST /tickets               {"id": "T-1", "type": "payment_failures", "text": "Cards are declined"}
// POST /tickets/T-1/events    {"type": "responded"}, also priority_changed (with a priority), resolved, reopened
// GET  /tickets/T-1           where the ticket stands: clocks, escalation steps, what comes next
// GET  /due                   what is due next, for every ticket that waits for an answer, the earliest first

import { realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

// An application writes: import { HypercareError, Policy, RoutingTable } from 'hypercare'
const { HypercareError, Policy, RoutingTable } = createRequire(import.meta.url)('../../bindings-node')

const HELP = `Usage: node tickets.mjs [--port N] [--demo] [--help]

  --port N   the port to serve on; 8080 unless told, 0 for a free one
  --demo     serve on a free port, post some tickets, print the answers and exit
  --help     this text`

const MOST_BYTES = 64 * 1024

/** An answer that is no success. */
class Refusal extends Error {
  constructor(status, code, message) {
    super(message)
    Object.assign(this, { status, code })
  }
}

/** The backend. It keeps each ticket's events; where a ticket stands is computed from them when somebody asks. */
export function backend({ table = RoutingTable.default(), policy = Policy.default(), clock = () => new Date() } = {}) {
  const tickets = new Map()

  const find = id => {
    const ticket = tickets.get(id)
    if (!ticket) throw new Refusal(404, 'unknown', `no ticket named ${JSON.stringify(id)}`)
    return ticket
  }

  const post = ({ id, type, text = '' }) => {
    if (tickets.has(id)) throw new Refusal(409, 'duplicate', `ticket ${JSON.stringify(id)} is there already`)
    if (typeof text !== 'string') throw new Refusal(400, 'invalid', 'text: expected a string')
    const now = clock()
    const route = table.route(type)
    const events = [{ type: 'opened', id, at: now, priority: route.priority }]
    const { next } = policy.timeline(events, now) // throws for an id that is none, before anything is kept
    tickets.set(id, { text, route, events })
    return { id, route, next }
  }

  const event = (id, { type, priority }) => {
    const ticket = find(id)
    const now = clock()
    const events = [...ticket.events, { type, id, at: now, priority }]
    const timeline = policy.timeline(events, now)
    ticket.events = events
    return timeline
  }

  const get = id => {
    const { text, route, events } = find(id)
    return { text, route, timeline: policy.timeline(events, clock()) }
  }

  const due = () => {
    const now = clock()
    const waiting = Array.from(tickets, ([id, { route, events }]) => {
      const { priority, next } = policy.timeline(events, now)
      return { id, priority, department: route.department, next }
    })
    return waiting.filter(({ next }) => next).sort((a, b) => a.next.at - b.next.at)
  }

  const answer = async request => {
    const [collection, id, events, ...rest] = new URL(request.url, 'http://localhost').pathname.split('/').slice(1).map(decode)
    const asked = rest.length ? '' : [request.method, collection, id && 'ID', events].filter(Boolean).join(' ')
    switch (asked) {
      case 'POST tickets':
        return [201, post(await body(request))]
      case 'POST tickets ID events':
        return [200, event(id, await body(request))]
      case 'GET tickets ID':
        return [200, get(id)]
      case 'GET due':
        return [200, due()]
      default:
        throw new Refusal(404, 'unknown', `there is no ${request.method} ${request.url}`)
    }
  }

  return createServer((request, response) => {
    const send = (status, content) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(`${JSON.stringify(content)}\n`)
    }
    answer(request).then(
      ([status, content]) => send(status, content),
      error => {
        // What hypercare refuses is the client's mistake, except for a defect in hypercare itself.
        const refused = error instanceof Refusal || (error instanceof HypercareError && error.code !== 'internal')
        if (!refused) console.error(error)
        send(refused ? (error.status ?? 400) : 500, { error: refused ? error.code : 'internal', message: error.message })
      },
    )
  })
}

const decode = part => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Refusal(400, 'invalid', `${JSON.stringify(part)} is not an encoded name`)
  }
}

async function body(request) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > MOST_BYTES) throw new Refusal(413, 'limit', `a body of more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  let content
  try {
    content = JSON.parse(Buffer.concat(chunks).toString())
  } catch (error) {
    throw new Refusal(400, 'parse', error.message)
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new Refusal(400, 'invalid', 'the body: expected an object')
  }
  return content
}

/** Serves until the server is closed; gives its address. */
export const listen = (server, port) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })

/** A client: posts tickets, answers one, asks what is due. */
async function demo() {
  let now = Date.parse('2026-11-24T14:00:00Z') // a clock of our own, so that the answers are always the same
  const server = backend({ clock: () => new Date(now) })
  const address = await listen(server, 0)
  const call = async (method, path, content) => {
    const request = { method, body: content && JSON.stringify(content), signal: AbortSignal.timeout(10_000) }
    const response = await fetch(address + path, request)
    return { status: response.status, answer: await response.json() }
  }
  const time = text => text.slice(11, 16)

  try {
    for (const ticket of [
      { id: 'T-1', type: 'password_reset', text: 'I cannot sign in' },
      { id: 'T-2', type: 'payment_failures', text: 'Cards are declined' },
      { id: 'T-3', text: 'Where is the invoice?' },
      { id: 'T-4', type: 15, text: 'a type that is a number' },
      { id: 'T-2', type: 'data_loss', text: 'an id that is taken' },
    ]) {
      const { status, answer } = await call('POST', '/tickets', ticket)
      const { route, next, error, message } = answer
      console.log(
        error
          ? `${status}  ${ticket.id}  refused (${error}): ${message}`
          : `${status}  ${ticket.id}  ${route.priority} to ${route.department}, tier ${route.tier}; ${next.kind} due at ${time(next.at)}`,
      )
      now += 60_000
    }

    now += 20 * 60_000
    const { answer: late } = await call('GET', '/tickets/T-2')
    console.log(`T-2 at ${time(late.timeline.now)}: ${late.timeline.clocks[0].state}, ${late.timeline.clocks[0].reason.detail}`)
    for (const { target, due } of late.timeline.steps.filter(step => step.state === 'reached')) {
      console.log(`      ${time(due)}  tell tier ${target.tier}, ${target.name}`)
    }
    await call('POST', '/tickets/T-2/events', { type: 'responded' })
    console.log('T-2 is answered; due next:')
    for (const { id, priority, department, next } of (await call('GET', '/due')).answer) {
      console.log(`      ${next.at}  ${id}, ${priority}, ${department}: ${next.kind}`)
    }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function main() {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, demo: { type: 'boolean' }, port: { type: 'string', default: '8080' } } })
  if (values.help) return console.log(HELP)
  if (values.demo) return demo()
  if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port: expected a number, found ${values.port}`)
  console.log(`serving on ${await listen(backend(), Number(values.port))}`)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(`tickets.mjs: ${error.message}\n\n${HELP}`)
    process.exitCode = 2
  })
}
