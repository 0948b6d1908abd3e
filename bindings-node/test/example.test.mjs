// The quickstart: a backend and a client over HTTP.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { backend, listen } from '../../examples/node/tickets.mjs'
import { root } from './cases.mjs'

const script = fileURLToPath(new URL('examples/node/tickets.mjs', root))
const run = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 30_000 })

let now = Date.parse('2026-11-24T14:00:00Z')
const server = backend({ clock: () => new Date(now) })
let address
before(async () => (address = await listen(server, 0)))
after(() => {
  server.closeAllConnections()
  server.close()
})

const call = async (method, path, body) => {
  const response = await fetch(address + path, { method, body, signal: AbortSignal.timeout(10_000) })
  return [response.status, await response.json()]
}
const post = (path, content) => call('POST', path, JSON.stringify(content))

test('a ticket is routed, tracked, answered', async () => {
  const [status, { route, next }] = await post('/tickets', { id: 'A 1', type: 'api_errors', text: '500 on every call' })
  assert.deepEqual([status, route.department, route.priority], [201, 'technical', 'high'])
  assert.equal(next.at, '2026-11-24T15:00:00.000Z')
  await post('/tickets', { id: 'A2', type: 'data_loss' })
  assert.deepEqual((await call('GET', '/due'))[1].map(({ id }) => id), ['A2', 'A 1'])
  now += 3_600_001
  const [, late] = await call('GET', '/tickets/A%201')
  assert.equal(late.timeline.clocks[0].state, 'breached')
  assert.equal((await post('/tickets/A%201/events', { type: 'responded' }))[1].state, 'acknowledged')
  assert.deepEqual((await call('GET', '/due'))[1].filter(({ id }) => id === 'A 1'), [])
})

test('bad input is answered with the code of the error', async () => {
  const refused = async (answer, status, code) => {
    const [found, { error, message }] = await answer
    assert.deepEqual([found, error], [status, code], message)
  }
  await post('/tickets', { id: 'B1' })
  await refused(post('/tickets', { id: 'B1' }), 409, 'duplicate')
  await refused(post('/tickets', { id: 7 }), 400, 'invalid')
  await refused(post('/tickets', {}), 400, 'invalid')
  await refused(post('/tickets', { id: 'B2', type: ['x'] }), 400, 'invalid')
  await refused(post('/tickets', { id: 'B2', type: '\ud800' }), 400, 'invalid')
  await refused(post('/tickets', []), 400, 'invalid')
  await refused(call('POST', '/tickets', '{"id": '), 400, 'parse')
  await refused(call('POST', '/tickets', JSON.stringify({ id: 'x'.repeat(70_000) })), 413, 'limit')
  await refused(post('/tickets/B1/events', { type: 'vanished' }), 400, 'invalid')
  await refused(post('/tickets/B1/events', { type: 'priority_changed', priority: 'P9' }), 400, 'invalid')
  await refused(call('GET', '/tickets/B2'), 404, 'unknown')
  await refused(call('GET', '/tickets/%'), 400, 'invalid')
  await refused(call('DELETE', '/due'), 404, 'unknown')
})

test('the demo prints readable answers and exits', () => {
  const { status, stdout, stderr } = run('--demo')
  assert.equal(status, 0, stderr)
  assert.match(stdout, /201 {2}T-2 {2}critical to billing, tier 3/)
  assert.match(stdout, /400 {2}T-4 {2}refused \(invalid\)/)
  assert.match(stdout, /409 {2}T-2 {2}refused \(duplicate\)/)
  assert.match(stdout, /T-2 at 14:25: breached/)
})

test('--help helps, and so does a mistake', () => {
  assert.match(run('--help').stdout, /--port N/)
  const { status, stderr } = run('--prt')
  assert.equal(status, 2)
  assert.match(stderr, /Usage/)
  assert.equal(run('--port', 'x').status, 2)
})
