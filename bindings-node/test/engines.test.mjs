// What the engines answer, seen from JavaScript: plain objects, Dates, camelCase.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AlertRule, AlertState, Desk, IsolationForest, Plan, Policy, RoutingTable, Span, SpanRange, Watch, ZONE_DATABASE, criticalPath,
  resolve,
} from '../index.mjs'
import { code } from './cases.mjs'

const minute = count => new Date(Date.UTC(2026, 10, 24, 14, count))

test('spans and their ranges', () => {
  assert.equal(Span.parse('quarterly').months, 3)
  assert.equal(Span.parse('250 ms').seconds, 0.25)
  assert.equal(`${SpanRange.parse('up to 2 days')}`, '<=2 days')
  const { lower, upper } = SpanRange.parse('4-6 hours')
  assert.deepEqual([lower.seconds, upper.seconds], [14_400, 21_600])
  assert.equal(SpanRange.parse('>15 min').upper, null)
  assert.throws(() => Span.parse('soon'), code('parse'))
  assert.match(ZONE_DATABASE, /^20\d\d[a-z]$/)
})

test('gaps and folds follow the rules', () => {
  const paris = (local, rules) => resolve(local, 'Europe/Paris', rules).toISOString()
  assert.equal(paris('2026-03-29T02:30:00', { gap: 'offset_after' }), '2026-03-29T00:30:00.000Z')
  assert.equal(paris('2026-10-25T02:30:00'), '2026-10-25T00:30:00.000Z')
  assert.equal(paris('2026-10-25T02:30:00', { fold: 'second' }), '2026-10-25T01:30:00.000Z')
  assert.throws(() => paris('2026-10-25T02:30:00', { fold: 'reject' }), code('fold'))
  assert.throws(() => resolve('2026-10-25T02:30:00', 'Europe/Atlantis'), code('unknown'))
  assert.throws(() => resolve('2026-10-25', 'UTC'), code('invalid'))
})

test('documents survive a round trip', () => {
  for (const [type, document] of [[RoutingTable, RoutingTable.default()], [Policy, Policy.default()], [Plan, Plan.fromMarkdown('# A\n- [x] b')]]) {
    assert.equal(type.fromJson(document.toJson()).toJson(), document.toJson())
    assert.throws(() => type.fromJson('{"version": 2}'), code('parse'))
  }
})

test('a plan: sections, readiness, ticks, launch', () => {
  const plan = Plan.fromMarkdown('# Orchard\n## Phase 1: Checks (Day -7 to -1)\n- [x] **Backups**\n- [ ] **DNS**\n\nSome words.\n')
  const { title, sections, diagnostics } = plan.toObject()
  assert.equal(title, 'Orchard')
  assert.deepEqual(sections.find(({ number }) => number === 1).items.map(({ id, state }) => [id, state]), [
    ['phase-1-checks/backups', 'done'],
    ['phase-1-checks/dns', 'open'],
  ])
  assert.equal(diagnostics[0].line, 6)
  const launched = plan.withLaunch(minute(0), 'America/New_York')
  assert.equal(plan.section('phase-1-checks').window.start, -7)
  const [blocking] = launched.readiness(new Date('2026-11-24T12:00:00Z')).overdue
  assert.deepEqual(blocking.due, new Date('2026-11-24T05:00:00Z'))
  assert.equal(plan.toObject().launch, null) // a copy was launched
  launched.tick('phase-1-checks/dns', true)
  assert(launched.readiness(minute(0)).ready)
  assert.equal(launched.item('phase-1-checks/dns').state, 'done')
  assert.throws(() => launched.tick('phase-1-checks/dsn', true), code('unknown'))
})

test('the critical path: leads, lags, numbers beyond 2 ** 53', () => {
  const path = criticalPath([240, 60, 120], [[0, 2, 30], [1, 2, 0]])
  assert.deepEqual(path, {
    earlyStart: [0, 0, 270], earlyFinish: [240, 60, 390], lateStart: [0, 210, 270], lateFinish: [240, 270, 390],
    totalSlack: [0, 210, 0], freeSlack: [0, 210, 0], critical: [0, 2], makespan: 390,
  })
  assert.deepEqual(criticalPath(Int32Array.of(1, 2), []).makespan, 2)
})

test('an alert waits, fires and ends', () => {
  const state = new AlertState(AlertRule.parse('latency > 1500ms for 5m', 'warning'))
  assert.deepEqual([0, 4].map(at => state.observe(minute(at), 2)), [null, null])
  const { severity, change, since, at, reason } = state.observe(minute(5), 2)
  assert.deepEqual([severity, change, since, at], ['warning', 'firing', minute(0), minute(5)])
  assert.deepEqual(reason.numbers, { value: 2, threshold: 1.5 })
  assert(state.firing)
  assert.throws(() => state.observe(minute(4), 2), code('out_of_order'))
  assert.throws(() => state.observe(minute(6), NaN), code('invalid'))
  assert.equal(state.observe(minute(6), 1).change, 'resolved')
  const rule = AlertRule.parse('cpu >= 90% for 1h', 'info')
  assert.equal(`${rule}`, 'cpu >= 90% for 1 h')
  assert.deepEqual([rule.metric, rule.comparison, rule.threshold, rule.lasting.seconds, rule.severity], ['cpu', '>=', 0.9, 3600, 'info'])
})

test('a desk ties them', () => {
  const forest = new IsolationForest({ randomState: 7, contamination: 0.05 })
    .fitSync(Array.from({ length: 200 }, (_, at) => [at % 7, at % 11]))
  const desk = new Desk({
    plan: Plan.fromMarkdown('## Checks\n- [ ] **DNS**\n'),
    policy: Policy.default(),
    routing: RoutingTable.fromYaml('version: 1\ndefault: {tier: 2, priority: P1, department: all}\ntypes: {}\n'),
    rules: [AlertRule.parse('cpu > 50', 'critical')],
    watches: [new Watch('web', ['cpu', 'latency'], forest, 1)],
  })
  assert.equal(desk.nextWakeup(), null)
  const types = actions => actions.map(({ type }) => type)
  assert.deepEqual(types(desk.handle({ type: 'item_ticked', at: minute(0), item: 'checks/dns', done: true })), ['readiness'])
  const first = desk.handle({ type: 'sample', at: minute(1), metric: 'cpu', value: 99 })
  const second = desk.handle({ type: 'sample', at: minute(1), metric: 'latency', value: 99 })
  assert.deepEqual(types([...first, ...second]).sort(), ['alert', 'anomaly'])
  const [routed, ...called] = desk.handle({ type: 'reported', at: minute(2), id: 'T-1', issueType: 'x' })
  assert.deepEqual([routed.type, routed.tier, routed.priority, routed.issueType, routed.at], ['routed', 2, 'critical', 'x', minute(2)])
  assert.deepEqual(called.map(({ type, step }) => [type, step.due]), [['escalate', minute(2)]]) // tier 1, at once
  assert.deepEqual(desk.nextWakeup(), minute(17))
  assert.deepEqual(types(desk.advance(minute(20))).sort(), ['breach', 'escalate'])
  assert.equal(desk.timeline('T-1').state, 'open')
  desk.handle({ type: 'responded', at: minute(21), id: 'T-1' })
  assert.equal(desk.nextWakeup(), null)
  assert.throws(() => desk.handle({ type: 'responded', at: minute(22), id: 'T-9' }), code('unknown'))
  assert.throws(() => desk.handle({ type: 'sample', at: minute(3), metric: 'cpu', value: 1 }), code('out_of_order'))
  assert.equal(desk.plan.item('checks/dns').state, 'done')
  assert.deepEqual(desk.clock, minute(21))
  desk.handle({ type: 'resolved', at: minute(23), id: 'T-1' })
  desk.forget('T-1')
  assert.throws(() => desk.timeline('T-1'), code('unknown'))
  assert.match(desk.report(), /<\/html>\s*$/)
  assert.throws(() => new Desk({ rules: [AlertRule.parse('a > 1', 'info'), AlertRule.parse('a > 1', 'info')] }), code('duplicate'))
  assert.throws(() => new Desk({ rule: [] }), code('invalid'))
})
