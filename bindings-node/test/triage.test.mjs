// The triage backend: answers, refusals, a moment of load.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { backend, listen } from '../../examples/node/triage.mjs'
import { root } from './cases.mjs'

const script = fileURLToPath(new URL('examples/node/triage.mjs', root))
const run = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 60_000 })

const server = backend({ clock: () => new Date('2026-11-24T14:00:00Z') })
let address
before(async () => (address = `http://127.0.0.1:${await listen(server, 0)}`))
after(() => {
  server.closeAllConnections()
  server.close()
})

const post = async (path, content, method = 'POST') => {
  const response = await fetch(address + path, { method, body: typeof content === 'string' ? content : JSON.stringify(content) })
  return [response.status, await response.json()]
}

test('a ticket is triaged, without its secrets', async () => {
  const [status, answer] = await post('/triage', { text: 'QuickBooks stopped syncing, my card is 4111 1111 1111 1111', channel: 'email' })
  assert.equal(status, 200)
  assert.deepEqual([answer.label, answer.known, answer.department, answer.redacted], ['quickbooks_sync_failed', true, 'integrations', ['card']])
  assert(answer.why.some(word => /quickbooks/i.test(word)) && answer.reasons.length > 0)
  assert.doesNotMatch(JSON.stringify(answer), /4111/)
  const [, { since, causes }] = await post('/diagnosis', { text: 'QuickBooks error 3200 since yesterday 4 pm' })
  assert.deepEqual([since, causes[0].issueType], ['2026-11-23T16:00:00.000Z', 'quickbooks_sync_failed'])
})

test('a correction is learnt', async () => {
  const text = 'The coffee machine on the second floor burns'
  assert.deepEqual(await post('/corrections', { text, label: 'facilities' }), [200, { label: 'facilities', texts: 1 }])
  assert.equal((await post('/triage', { text }))[1].label, 'facilities')
})

test('what is no ticket is refused', async () => {
  const refused = async (answer, status, code) => {
    const [found, { error }] = await answer
    assert.deepEqual([found, error], [status, code])
  }
  await refused(post('/triage', {}), 400, 'invalid')
  await refused(post('/triage', { text: 'a\ud800' }), 400, 'invalid')
  await refused(post('/triage', { text: 'x', subject: 'y' }), 400, 'invalid')
  await refused(post('/triage', '{'), 400, 'parse')
  await refused(post('/triage', '7'), 400, 'parse')
  await refused(post('/triage', { text: 'x'.repeat(70_000) }), 413, 'limit')
  await refused(post('/corrections', { text: 'x', label: ' ' }), 400, 'invalid')
  await refused(post('/tickets', {}), 404, 'unknown')
})

test('a moment of load is measured', () => {
  const { status, stdout, stderr } = run('--load', '--seconds', '0.3', '--connections', '5')
  assert.equal(status, 0, stderr)
  assert.match(stdout, /\d+ requests\/s, p50 [\d.]+ ms, p99 [\d.]+ ms/)
})

test('--help helps, and so does a mistake', () => {
  assert.match(run('--help').stdout, /--load/)
  assert.match(run('--load', '--seconds', 'x').stderr, /--seconds: expected/)
  assert.equal(run('--model', 'no such file').status, 2)
})
