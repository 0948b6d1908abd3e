// Releases, recovery, tuning and gates: errors, and one whole use of each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AlertManager, Calendar, CircuitBreaker, GateRecord, Healer, Plan, Playbook, ReleaseJudge, RetryBudget, RetryPolicy, TableSummary,
  adviseIndexes, adviseIndexesSync, compare, compareSync, reconcile, reconcileSync, scheduleToText,
} from '../index.mjs'
import { code } from './cases.mjs'

const at = new Date('2026-11-24T14:00:00Z')

test('a breaker opens, and tells when to look again', () => {
  const breaker = new CircuitBreaker({ windowCalls: 2, minCalls: 2, openFor: '30 s' })
  for (let call = 0; call < 2; call += 1) breaker.record(breaker.acquire(at).permit, at, { result: 'failure' })
  assert.deepEqual(breaker.nextWakeup(), new Date(+at + 30_000))
  const restored = CircuitBreaker.restore(breaker.snapshot())
  const { from, to } = restored.advance(breaker.nextWakeup())
  assert.deepEqual([from, to], ['open', 'half_open'])
  assert.throws(() => new CircuitBreaker({ windows: 3 }), code('invalid'))
  assert.throws(() => new CircuitBreaker({ windowCalls: 0 }), code('invalid'))
})

test('a budget of retries is shared', () => {
  const [policy, budget] = [new RetryPolicy(), new RetryBudget({ most: 1, perSecond: 0 })]
  const failure = { attempt: 1, kind: 'timeout', started: at, at }
  assert.deepEqual([1, 2].map(call => policy.next(call, failure, budget).retry), [true, false])
  assert.equal(budget.tokens, 0)
})

test('objects of other classes are refused', () => {
  assert.throws(() => new Healer(new RetryPolicy()), code('invalid'))
  assert.throws(() => new RetryPolicy({ attempts: 0 }), code('invalid'))
  assert.throws(() => reconcileSync(new TableSummary({ columns: ['id'], key: ['id'] }), {}), code('invalid'))
  assert.throws(() => Plan.fromMarkdown('# A').decide({ id: 'go' }, Playbook.default(), at), code('invalid'))
})

test('a summary merges with itself', () => {
  const summary = new TableSummary({ columns: ['id'], key: ['id'] })
  summary.addRows([[1], ['a'], [null]])
  summary.merge(summary)
  assert.equal(summary.report().rows, 6)
  assert.throws(() => summary.addRows([[1, 2]]), code('shape'))
})

test('a judge goes on where it stood', () => {
  const judge = ReleaseJudge.canary()
  judge.observe({ metric: 'error_rate', at, bad: 2, total: 1000, baselineBad: 2, baselineTotal: 1000 })
  const restored = ReleaseJudge.restore(judge.snapshot())
  assert.deepEqual(restored.advance(new Date(+at + 60_000)), judge.advance(new Date(+at + 60_000)))
  assert.throws(() => judge.observe({ metric: 'nothing', at }), code('unknown'))
})

test('alerts are silenced', () => {
  const manager = new AlertManager({ rules: [{ rule: 'cpu > 90%', severity: 'warning' }] })
  manager.silence({ id: 'move', matchers: { host: 'a' }, from: at, until: new Date(+at + 3_600_000) })
  assert.deepEqual(manager.observe({ metric: 'cpu', at, value: 0.95, labels: { host: 'a' } }), [])
  manager.endSilence('move')
  assert.throws(() => manager.endSilence('move'), code('unknown'))
  assert.equal(manager.rules[0].metric, 'cpu')
})

test('a plan is scheduled on a calendar', async () => {
  const plan = Plan.fromMarkdown('# Orchard\n## Checks\n- [ ] Load test (estimate: 4-6-8 h)\n')
  const calendar = Calendar.fromYaml('weekly: {tue: [09:00-17:00], wed: [09:00-17:00]}').toObject()
  const schedule = plan.schedule(at, { calendar })
  assert.deepEqual(schedule.finish, new Date('2026-11-25T12:00:00Z'))
  assert.match(scheduleToText(schedule), /Load test/)
  assert.deepEqual(await plan.simulate(at, { samples: 100 }), plan.simulateSync(at, { samples: 100 }))
  await assert.rejects(plan.simulate(at, { samples: 0 }), code('invalid'))
  assert.throws(() => plan.slip('nowhere', '1 day', at), code('unknown'))
})

test('a gate opens', () => {
  const plan = Plan.fromMarkdown('# Orchard\n## Checks\n- [ ] Backups\n')
  const gate = { id: 'go', allBlocking: true, required: [{ role: 'business', names: ['Ana'] }] }
  const record = new GateRecord()
  assert.equal(plan.decide(gate, record, at).outcome, 'pending')
  record.push({ type: 'ticked', at, item: 'checks/backups', done: true })
  record.push({ type: 'signed', at, role: 'business', name: 'Ana', vote: 'approve' })
  assert.equal(plan.decide(gate, record, at).outcome, 'go')
  assert(plan.asOf(record, at).readiness(at).ready)
  assert.throws(() => record.push({ type: 'ticked', at: new Date(0), item: 'a', done: true }), code('out_of_order'))
})

test('long work has a promise that can be stopped, and gives the same', async () => {
  const numbers = Array.from({ length: 200 }, (_, at) => (at * 37) % 101)
  assert.deepEqual(await compare(numbers, numbers.map(one => one + 9)), compareSync(numbers, numbers.map(one => one + 9)))
  const table = new TableSummary({ columns: ['id', 'amount'], key: ['id'], decimals: ['amount'] })
  table.addRows([[1, '7.50'], [2, '-0.01']])
  const found = await reconcile(table, table, { onProgress() {} })
  assert.deepEqual(found, reconcileSync(table, table))
  assert.equal(found.columns[1].source.exactSum, '7.49')
  const statistics = { statements: [{ queryid: '7', query: 'SELECT 1', calls: 5, mean_exec_time: 900 }] }
  assert.deepEqual(await adviseIndexes(statistics), adviseIndexesSync(statistics))
  await assert.rejects(compare(numbers, numbers, null, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  await assert.rejects(compare(numbers, ['a']), code('invalid'))
})
