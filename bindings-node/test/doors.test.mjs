// Wrong values at every door: a typed error, never a silent change, never a crash.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  AlertRule, AlertState, Calendar, Classifier, Desk, HypercareError, IsolationForest, Monitor, Plan, Policy, Rota, RoutingTable,
  SimilarTexts, Span, SpanRange, Watch, agentsNeeded, criticalPath, queueOdds, resolve, staffing, staffingSync,
} from '../index.mjs'
import { code, plain } from './cases.mjs'

const at = new Date('2026-11-22T09:00:00Z')
const opened = { type: 'opened', id: 'T-1', at, priority: 'P2' }
const forest = () => new IsolationForest({ nEstimators: 5 }).fitSync([[0, 1], [1, 1], [2, 5]])
const monitor = () => new Monitor({ forest: { nEstimators: 5 } }).fitSync({ performance: [[0], [1], [5]] })
const rule = () => AlertRule.parse('error_rate > 1%', 'critical')
const office = () => Calendar.fromYaml('weekly: {mon: [09:00-17:00]}')
const columns = () => ({ ticket: new Uint32Array(1), at: Float64Array.of(+at), kind: new Uint8Array(1), priority: Uint8Array.of(1) })
const plan = () => Plan.fromMarkdown('## Checks\n- [ ] **DNS**\n')

const classifier = Classifier.trainSync(['log in', 'pay'], ['login', 'billing'])

// Every call that takes an argument, with arguments that are right.
const doors = {
  'Span.parse': [text => Span.parse(text), '15 min'],
  'Span.after': [(at, zone, rules) => Span.parse('1 month').after(at, zone, rules), at, 'UTC', { gap: 'reject' }],
  'SpanRange.parse': [text => SpanRange.parse(text), '4-6 hours'],
  'SpanRange.contains': [span => SpanRange.parse('1 h').contains(span), Span.parse('1 h')],
  resolve: [resolve, '2026-03-29T12:30:00', 'Europe/Paris', { fold: 'second' }],
  'RoutingTable.fromYaml': [text => RoutingTable.fromYaml(text), 'version: 1\ndefault: {tier: 1, priority: P3, department: all}\ntypes: {}\n'],
  'RoutingTable.fromJson': [text => RoutingTable.fromJson(text), RoutingTable.default().toJson()],
  'RoutingTable.route': [type => RoutingTable.default().route(type), 'data_loss'],
  'Policy.fromYaml': [text => Policy.fromYaml(text), 'version: 1\npriorities: {P1: {}}\n'],
  'Policy.fromJson': [text => Policy.fromJson(text), Policy.default().toJson()],
  'Policy.inZone': [zone => Policy.default().inZone(zone), 'Europe/Paris'],
  'Policy.timeline': [(events, now) => Policy.default().timeline(events, now), [opened], at],
  'Policy.incident': [(started, now) => Policy.default().incident(started, now), at, at],
  'Policy.alertDue': [(severity, at) => Policy.default().alertDue(severity, at), 'info', at],
  'Policy.timelines': [(events, tickets, now, options) => Policy.default().timelines(events, tickets, now, options), columns(), 1, at, {}],
  'Policy.timelinesSync': [(events, tickets, now) => Policy.default().timelinesSync(events, tickets, now), columns(), 1, at],
  Calendar: [document => new Calendar(document), { zone: 'Europe/Paris', weekly: { mon: [['09:00', '17:00'], '18:00-20:00'] } }],
  'Calendar.fromYaml': [text => Calendar.fromYaml(text), 'weekly: {mon: [09:00-17:00]}'],
  'Calendar.fromJson': [text => Calendar.fromJson(text), office().toJson()],
  'Calendar.always': [zone => Calendar.always(zone), 'UTC'],
  'Calendar.union': [calendars => Calendar.union(calendars), [office(), office()]],
  'Calendar.intersection': [calendars => Calendar.intersection(calendars), [office(), office()]],
  'Calendar.seams': [(calendars, from, to) => Calendar.seams(calendars, from, to), [office()], at, at],
  'Calendar.withIcalHolidays': [text => office().withIcalHolidays(text), 'BEGIN:VCALENDAR\nEND:VCALENDAR\n'],
  'Calendar.due': [(start, duration) => office().due(start, duration), at, Span.parse('4 h')],
  'Calendar.elapsed': [(start, end) => office().elapsed(start, end), at, at],
  'Calendar.isOpen': [at => office().isOpen(at), at],
  'Calendar.nextOpen': [at => office().nextOpen(at), at],
  'Calendar.nextClose': [at => office().nextClose(at), at],
  'Calendar.roll': [(at, roll) => office().roll(at, roll), at, 'next_opening'],
  'Calendar.openSpans': [(from, to) => office().openSpans(from, to), at, at],
  'Calendar.explainDue': [(start, duration) => office().explainDue(start, duration), at, '1 month'],
  'Calendar.explainElapsed': [(start, end) => office().explainElapsed(start, end), at, at],
  'Calendar.dueBatch': [(starts, durations) => office().dueBatch(starts, durations), Float64Array.of(0, NaN), Float64Array.of(1000)],
  'Calendar.elapsedBatch': [(starts, ends) => office().elapsedBatch(starts, ends), Float64Array.of(0), Float64Array.of(1000)],
  Rota: [document => new Rota(document), { layers: [{ name: 'day', members: ['ana'], start: '2026-01-05', handOff: '09:00' }] }],
  'Rota.fromYaml': [text => Rota.fromYaml(text), 'layers: [{name: day, members: [ana], start: 2026-01-05}]'],
  'Rota.fromJson': [text => Rota.fromJson(text), new Rota({}).toJson()],
  'Rota.withIcalOverrides': [text => new Rota({}).withIcalOverrides(text), 'BEGIN:VCALENDAR\nEND:VCALENDAR\n'],
  'Rota.onCall': [at => new Rota({}).onCall(at), at],
  'Rota.shifts': [(from, to) => new Rota({}).shifts(from, to), at, at],
  'Rota.handOffs': [(from, to) => new Rota({}).handOffs(from, to), at, at],
  'Rota.gaps': [(from, to, coverage) => new Rota({}).gaps(from, to, coverage), at, at, office()],
  'Rota.fairness': [(from, to) => new Rota({}).fairness(from, to), at, at],
  'Rota.toIcal': [(from, to, stamp) => new Rota({}).toIcal(from, to, stamp), at, at, at],
  staffing: [staffing, { arrivals: [1], days: 1, samples: 1 }, {}],
  staffingSync: [staffingSync, { arrivals: [1], days: 1, samples: 1 }],
  queueOdds: [queueOdds, { arrivalsPerHour: 200, handlingMinutes: 3, agents: 12 }],
  agentsNeeded: [agentsNeeded, { arrivalsPerHour: 200, handlingMinutes: 3, agents: 0 }, 0.8],
  'AlertRule.parse': [(text, severity) => AlertRule.parse(text, severity), 'error_rate > 1%', 'warning'],
  AlertState: [rule => new AlertState(rule), rule()],
  'AlertState.observe': [(at, value) => new AlertState(rule()).observe(at, value), at, 0.5],
  'Plan.fromMarkdown': [text => Plan.fromMarkdown(text), '# Plan'],
  'Plan.fromJson': [text => Plan.fromJson(text), plan().toJson()],
  'Plan.readiness': [now => plan().readiness(now), at],
  'Plan.item': [id => plan().item(id), 'checks/dns'],
  'Plan.tick': [(id, done) => plan().tick(id, done), 'checks/dns', true],
  'Plan.withLaunch': [(at, zone) => plan().withLaunch(at, zone), at, 'UTC'],
  criticalPath: [criticalPath, [1, 2], [[0, 1, 3]]],
  IsolationForest: [options => new IsolationForest(options), { nEstimators: 3, maxSamples: 'auto', randomState: 1n }],
  'IsolationForest.fit': [(data, columns, options) => new IsolationForest({ nEstimators: 3 }).fit(data, columns, options), [[1], [2]], 1, {}],
  'IsolationForest.fitSync': [(data, columns) => new IsolationForest({ nEstimators: 3 }).fitSync(data, columns), new Float64Array(4), 2],
  'IsolationForest.scoreSamples': [(data, columns, options) => forest().scoreSamples(data, columns, options), new Float64Array(4), 2, {}],
  'IsolationForest.scoreSamplesSync': [(data, columns) => forest().scoreSamplesSync(data, columns), new Float32Array(4), 2],
  'IsolationForest.decisionFunctionSync': [(data, columns) => forest().decisionFunctionSync(data, columns), [[1, 2]], 2],
  'IsolationForest.predictSync': [(data, columns) => forest().predictSync(data, columns), [[1, 2]], null],
  'IsolationForest.fromBytes': [bytes => IsolationForest.fromBytes(bytes), forest().toBytes()],
  'IsolationForest.explain': [(data, columns, options) => forest().explain(data, columns, options), new Float64Array(4), 2, {}],
  'IsolationForest.describe': [(data, reference, names) => forest().describe(data, reference, names), [[1, 2]], [[1, 2], [3, 4]], ['a', 'b']],
  'IsolationForest.withContamination': [(share, data, columns, options) => forest().withContamination(share, data, columns, options), 0.5, [[1, 2]], 2, {}],
  'IsolationForest.withContaminationSync': [(share, data, columns) => forest().withContaminationSync(share, data, columns), 0.5, new Int32Array(4), 2],
  'IsolationForest.merge': [forests => IsolationForest.merge(forests), [forest(), forest()]],
  Monitor: [options => new Monitor(options), { percentile: 10, contamination: { web: 0.1 }, forest: { nEstimators: 3, nJobs: -1 } }],
  'Monitor.fit': [(groups, options) => monitor().fit(groups, options), { performance: [[1], [2]] }, {}],
  'Monitor.fitSync': [groups => monitor().fitSync(groups), { performance: { data: new Float64Array(4), columns: 2 } }],
  'Monitor.detectSync': [groups => monitor().detectSync(groups), { performance: { data: [[1], [2]], columns: ['cpu'] } }],
  'Monitor.alerts': [(found, at) => monitor().alerts(found, at), monitor().detectSync({ performance: [[1], [2]] }), at],
  'Monitor.withNJobs': [jobs => monitor().withNJobs(jobs), 2],
  'Monitor.fromJson': [text => Monitor.fromJson(text), monitor().toJson()],
  Watch: [(name, metrics, forest, rows) => new Watch(name, metrics, forest, rows), 'web', ['cpu', 'latency'], forest(), 2],
  'Classifier.train': [(texts, labels, options, job) => Classifier.train(texts, labels, options, job), ['log in', Buffer.from('pay')], ['a', 'b'], { seed: 1n }, {}],
  'Classifier.trainSync': [(texts, labels, options) => Classifier.trainSync(texts, labels, options), ['log in', 'pay'], ['a', 'b'], { jobs: 2 }],
  'Classifier.trainMulti': [(texts, labels, options, job) => Classifier.trainMulti(texts, labels, options, job), ['log in'], [['a', 'b']], null, {}],
  'Classifier.trainMultiSync': [(texts, labels, options) => Classifier.trainMultiSync(texts, labels, options), ['log in', 'pay'], [['a'], []], { minCount: 1 }],
  'Classifier.classify': [text => classifier.classify(text), 'log in'],
  'Classifier.classifyBatch': [(texts, job) => classifier.classifyBatch(texts, job), ['log in'], {}],
  'Classifier.classifyBatchSync': [texts => classifier.classifyBatchSync(texts), ['log in']],
  'Classifier.labels': [(text, threshold) => classifier.labels(text, threshold), 'log in', 0.5],
  'Classifier.explain': [(text, label) => classifier.explain(text, label), 'log in', 'login'],
  'Classifier.learn': [(text, label) => Classifier.fromBytes(classifier.toBytes()).learn(text, label), 'log in', 'login'],
  'Classifier.withJobs': [jobs => classifier.withJobs(jobs), 2],
  'Classifier.fromBytes': [bytes => Classifier.fromBytes(bytes), classifier.toBytes()],
  SimilarTexts: [texts => new SimilarTexts(texts), ['log in']],
  'SimilarTexts.add': [text => new SimilarTexts().add(text), 'log in'],
  'SimilarTexts.similar': [(text, k) => new SimilarTexts(['log in']).similar(text, k), 'log in', 3],
  Desk: [parts => new Desk(parts), { plan: plan(), policy: Policy.default(), routing: RoutingTable.default(), rules: [rule()], watches: [] }],
  'Desk.handle': [event => new Desk().handle(event), { type: 'sample', metric: 'cpu', at, value: 0.5 }],
  'Desk.advance': [now => new Desk().advance(now), at],
}

const anything = fc.oneof(
  fc.anything({
    withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true,
    withObjectString: true, withSet: true, withSparseArray: true, withTypedArray: true,
  }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(Symbol('no'), () => 1, class {}, NaN, -0, -1, 2.5, Infinity, 2 ** 53, 10n ** 30n, '\ud800', new Date(NaN), new Date('+010000-01-01'), new Date(-1e15)),
  fc.constantFrom(Promise.resolve(), /x/, new Error('x'), new WeakMap(), new Proxy({}, {}), new ArrayBuffer(8), globalThis),
)

for (const [name, [call, ...right]] of Object.entries(doors)) {
  test(`${name} takes what it should`, async () => {
    await call(...right)
  })

  test(`${name} answers anything else with a typed error`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(right.length - 1), anything, async (place, wrong) => {
        try {
          await call(...right.map((value, index) => (index === place ? wrong : value)))
        } catch (error) {
          if (!(error instanceof HypercareError)) throw error
          assert.match(error.code, /^[a-z_]+$/)
          assert.notEqual(error.code, 'internal', error.message)
        }
      }),
      { numRuns: 60 },
    )
  })
}

test('a function and a symbol are refused by name', () => {
  const policy = Policy.default()
  const message = call => {
    try {
      call()
    } catch (error) {
      code('invalid')(error)
      return error.message
    }
    assert.fail('nothing was thrown')
  }
  assert.match(message(() => policy.timeline([{ ...opened, priority: () => 1 }], at)), /^events\[0\]\.priority: .*function/)
  assert.match(message(() => policy.timeline([opened, Symbol('x')], at)), /^events\[1\]: .*symbol/)
  assert.match(message(() => new Desk().handle(new Map([['type', 'sample']]))), /^event: .*without fields/)
})

test('whole numbers are whole', () => {
  for (const wrong of [NaN, 2.5, -0, -1, Infinity, 2 ** 53, '3', true, [3]]) {
    assert.throws(() => new IsolationForest({ nEstimators: wrong }), code('invalid'), String(wrong))
    assert.throws(() => forest().scoreSamplesSync(new Float64Array(4), wrong), error => ['invalid', 'shape'].includes(error.code))
  }
  assert.throws(() => new IsolationForest({ randomState: -1 }), code('invalid'))
  assert.throws(() => new IsolationForest({ randomState: 2n ** 70n }), code('invalid'))
  assert.throws(() => new IsolationForest({ seed: 1 }), code('invalid'))
  assert.throws(() => criticalPath([1.5], []), code('invalid'))
  assert.equal(criticalPath([2n ** 60n], []).makespan, 2n ** 60n) // beyond 2 ** 53 nothing is rounded
})

test('a lone surrogate is refused wherever text is read', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udfff\ud800']) {
    for (const call of [
      () => RoutingTable.default().route(text),
      () => Plan.fromMarkdown(`# ${text}`),
      () => Span.parse(text),
      () => new Desk().handle({ type: 'reported', at, id: text }),
      () => new Desk().handle({ type: 'reported', at, id: 'T-1', [text]: 1 }),
      () => Policy.default().timeline([{ ...opened, id: text }], at),
    ]) assert.throws(call, code('invalid'))
  }
  const pair = '\u{1f680}'
  assert.equal(new Desk().handle({ type: 'reported', at, id: pair })[0].ticket, pair)
})

test('text arrives as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), text => {
    const { id } = Policy.default().timeline([{ ...opened, id: `T${text}` }], at)
    assert.equal(id, `T${text}`)
  }))
})

test('instants arrive as they are', () => {
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9990-01-01'), noInvalidDate: true }), at => {
    const [clock] = Policy.default().timeline([{ ...opened, at }], at).clocks
    assert.deepEqual(clock.anchor, at)
    assert.equal(clock.due - at, 3_600_000)
  }))
})

test('an invalid Date is refused, and so is one in a year that documents cannot write', () => {
  assert.throws(() => plan().readiness(new Date(NaN)), code('invalid'))
  assert.throws(() => Policy.default().timeline([{ ...opened, at: new Date(NaN) }], at), code('invalid'))
  for (const remote of [new Date(8.64e15), new Date('+010000-01-01'), new Date('-000001-12-31T23:59:59.999Z')]) {
    assert.throws(() => plan().readiness(remote), code('invalid'))
  }
  for (const edge of [new Date('0000-01-01'), new Date('9999-12-31T23:59:59.999Z')]) {
    assert.deepEqual(plan().readiness(edge).at, edge)
  }
})

test('values that contain themselves, or nest without end, are over a cap', () => {
  const ring = { type: 'sample' }
  ring.self = ring
  assert.throws(() => new Desk().handle(ring), code('limit'))
  let deep = []
  for (let level = 0; level < 100_000; level += 1) deep = [deep]
  assert.throws(() => new Desk().handle(deep), code('limit'))
  let wide = ['x']
  for (let level = 0; level < 40; level += 1) wide = [wide, wide, wide] // 3 ** 40 leaves
  assert.throws(() => new Desk().handle(wide), code('limit'))
  assert.throws(() => Policy.default().timeline(new Array(2 ** 32 - 1), at), code('limit'))
})

test('fields that are undefined or named by a symbol count as left out', () => {
  const desk = new Desk()
  const [routed] = desk.handle({ type: 'reported', at, id: 'T-1', priority: undefined, [Symbol('mine')]: 1 })
  assert.equal(routed.priority, 'medium')
  assert.throws(() => desk.handle({ type: 'reported', at, id: 'T-2', subject: 'x' }), code('invalid'))
})

test('an exception of the caller passes through', () => {
  const mine = new RangeError('mine')
  const event = { get type() { throw mine } }
  assert.throws(() => new Desk().handle(event), error => error === mine)
  const trap = new Proxy({}, { ownKeys() { throw mine } })
  assert.throws(() => new Desk().handle(trap), error => error === mine)
  return assert.rejects(forest().scoreSamples([[1, 2], trap]), error => error === mine)
})

test('names from outside cannot reach a prototype', () => {
  const event = JSON.parse('{"type": "sample", "at": "2026-11-22T09:00:00Z", "metric": "__proto__", "value": 2, "__proto__": {}}')
  assert.throws(() => new Desk().handle(event), code('invalid'))
  delete event['__proto__']
  const desk = new Desk({ rules: [AlertRule.parse('__proto__ > 1', 'info')] })
  const [alert] = desk.handle(event)
  assert.equal(alert.metric, '__proto__')
  assert.equal(Object.getPrototypeOf(alert), Object.prototype)
})

test('errors carry code, line, column and path', () => {
  const caught = call => {
    try {
      call()
    } catch (error) {
      return error
    }
  }
  const parse = caught(() => RoutingTable.fromYaml('version: 1\ndefault: 3\n'))
  assert.deepEqual([parse.code, parse.line, parse.column], ['parse', 2, 10])
  assert.match(parse.stack, /^HypercareError: routing table, line 2, column 10/)
  assert.match(parse.stack.split('\n')[1], /doors\.test\.mjs/)
  const cycle = caught(() => criticalPath([1, 1], [[0, 1, 0], [1, 0, 0]]))
  assert.deepEqual([cycle.code, cycle.path, 'line' in cycle], ['cycle', ['0', '1', '0'], false])
  assert.equal(caught(() => plan().item('checks/dsn')).code, 'unknown')
  assert.deepEqual(plain({ aB: [at] }), { a_b: ['2026-11-22T09:00:00Z'] })
})

test('a call on something else is an error, too', () => {
  assert.throws(() => RoutingTable.prototype.route.call({}), Error)
  assert.throws(() => RoutingTable.prototype.route.call(Policy.default(), 'x'), Error)
  assert.throws(() => new RoutingTable(), Error)
  assert.throws(() => new AlertState(Policy.default()), code('invalid'))
})

test('a call into an object that is busy is an error', () => {
  const desk = new Desk()
  const event = { type: 'sample', at, metric: 'cpu', get value() { return desk.advance(at).length } }
  assert.throws(() => desk.handle(event), Error)
  assert.deepEqual(desk.handle({ type: 'sample', at, metric: 'cpu', value: 1 }), [])
})
