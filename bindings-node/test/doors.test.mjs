// Wrong values at every door: a typed error, never a silent change, never a crash.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  AlertManager, AlertRule, AlertState, Bulkhead, Calendar, CircuitBreaker, Classifier, Cutover, DeadLetters, Desk, ErrorBudget,
  FallbackRun, GateRecord, Healer, HypercareError, IsolationForest, Monitor, Objective, PerformanceRules, Plan, Playbook, Policy,
  ReleaseJudge, RetryBudget, RetryPolicy, Rota, Router, RoutingTable, Scorecard, SimilarTexts, Span, SpanRange, TableSummary, Watch,
  adviceTicket, adviseCaches, adviseCachesSync, adviseIndexes, adviseIndexesSync, adviseJourneys, adviseJourneysSync,
  advisePerformance, agentsNeeded, cacheMeasurements, compare, compareSync, criticalPath, defaultCache, diffToText, expectedHitRatio, exportPrometheus, fromWebhook, goNoGo, importPrometheus,
  journeyMeasurements, parseQuantity, queueOdds, reconcile, reconcileSync, resolve, scheduleToText, simulateCache, simulateCacheSync, staffing,
  staffingSync, statementMeasurements, toWebhook, verifyTuning, verifyTuningSync,
} from '../index.mjs'
import { code, openDoors, plain } from './cases.mjs'

const at = new Date('2026-11-22T09:00:00Z')
const opened = { type: 'opened', id: 'T-1', at, priority: 'P2' }
const forest = () => new IsolationForest({ nEstimators: 5 }).fitSync([[0, 1], [1, 1], [2, 5]])
const monitor = () => new Monitor({ forest: { nEstimators: 5 } }).fitSync({ performance: [[0], [1], [5]] })
const rule = () => AlertRule.parse('error_rate > 1%', 'critical')
const office = () => Calendar.fromYaml('weekly: {mon: [09:00-17:00]}')
const columns = () => ({ ticket: new Uint32Array(1), at: Float64Array.of(+at), kind: new Uint8Array(1), priority: Uint8Array.of(1) })
const plan = () => Plan.fromMarkdown('## Checks\n- [ ] **DNS**\n')

const launched = () => plan().withLaunch(at, 'UTC')
const gated = () => Plan.fromMarkdown('# Orchard\n## Go/No-Go\n- [ ] Backups tested\n')
const timeline = () => Plan.fromMarkdown('# Move\n## Migration\n```\nHour 0-1: Setup\n├── Backup\n\nHour 1-3: Data\n└── Import\n```\n')
const ticked = { type: 'ticked', at, item: 'checks/dns', done: true }
const runbook = () => Cutover.fromYaml('{version: 1, start: 2026-11-22T08:00:00Z, steps: [{id: copy, duration: 1 h}]}')
const uptime = () => Objective.parse('Uptime: 99.9% (Target: 99.95%)')
const card = () => Scorecard.parseLines('Uptime: 99.9%')
const budget = () => new ErrorBudget({ objective: '99.9%' })
const manager = () => new AlertManager({ rules: [{ rule: 'cpu > 90%', severity: 'warning' }] })
const silence = { id: 'move', matchers: { host: 'a' }, from: at, until: new Date(+at + 60_000), comment: '' }
const silenced = () => {
  const one = manager()
  one.silence(silence)
  return one
}
const recovering = () => {
  const judge = new ReleaseJudge()
  judge.recoveryStarted('data migration', at)
  return judge
}
const summary = () => new TableSummary({ columns: ['id', 'of'], key: ['id'], references: [{ name: 'parent', columns: ['of'] }] })
const acquired = () => {
  const breaker = new CircuitBreaker()
  breaker.acquire(at)
  return breaker
}
const letters = () => {
  const queue = new DeadLetters()
  queue.put({ id: 'a', kind: 'timeout', at })
  return queue
}
const replaying = () => {
  const queue = letters()
  queue.replay(at, 1)
  return queue
}
const entered = () => {
  const bulkhead = new Bulkhead()
  bulkhead.enter('a', at)
  return bulkhead
}
const unwell = { check: 'database', instance: 'db-1', at, healthy: false }
const healing = () => {
  const healer = new Healer(Playbook.default())
  healer.observe(unwell)
  healer.observe(unwell)
  return healer
}
const asking = () => {
  const [check] = Playbook.default().toObject().checks
  const remedies = [{ ...check.remedies[0], destructive: true }]
  const healer = new Healer(Playbook.fromJson(JSON.stringify(plain({ version: 1, checks: [{ ...check, failures: 1, remedies }] }))))
  healer.observe(unwell)
  return healer
}
const measured = { metric: 'load', mean: 900, deviation: 90, count: 1000 }

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
  'Plan.tick': [(id, done, at, by) => plan().tick(id, done, at, by), 'checks/dns', true, at, 'Ana'],
  'Plan.attach': [(id, link) => plan().attach(id, link), 'checks/dns', { title: '', url: 'https://a.example' }],
  'Plan.edit': [(id, edit) => plan().edit(id, edit), 'checks/dns', { owner: 'Ana' }],
  'Plan.add': [(under, words, edit) => plan().add(under, words, edit), 'checks', 'More', { owner: 'Ana' }],
  'Plan.remove': [id => plan().remove(id), 'checks/dns'],
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
  'Classifier.guess': [text => classifier.guess(text), 'log in'],
  'Classifier.classifyBatch': [(texts, job) => classifier.classifyBatch(texts, job), ['log in'], {}],
  'Classifier.classifyBatchSync': [texts => classifier.classifyBatchSync(texts), ['log in']],
  'Classifier.labels': [(text, threshold) => classifier.labels(text, threshold), 'log in', 0.5],
  'Classifier.explain': [(text, label) => classifier.explain(text, label), 'log in', 'login'],
  'Classifier.learn': [(text, label) => Classifier.fromBytes(classifier.toBytes()).learn(text, label), 'log in', 'login'],
  'Classifier.withJobs': [jobs => classifier.withJobs(jobs), 2],
  'Classifier.fromBytes': [bytes => Classifier.fromBytes(bytes), classifier.toBytes()],
  'Router.routeBy': [(ticket, model, agents) => Router.default().routeBy(ticket, model, agents), { text: 'log in' }, classifier, []],
  'Router.dryRun': [(changed, tickets, model) => Router.default().dryRun(changed, tickets, model), Router.default(), [{ text: 'log in' }], classifier],
  'Router.dryRunBy': [(changed, tickets, model) => Router.default().dryRunBy(changed, tickets, model), Router.default(), [{ text: 'log in' }], classifier],
  SimilarTexts: [texts => new SimilarTexts(texts), ['log in']],
  'SimilarTexts.add': [text => new SimilarTexts().add(text), 'log in'],
  'SimilarTexts.similar': [(text, k) => new SimilarTexts(['log in']).similar(text, k), 'log in', 3],
  'Plan.fromYaml': [text => Plan.fromYaml(text), '{title: A, phases: [{title: Checks, items: [DNS]}]}'],
  'Plan.section': [id => plan().section(id), 'checks'],
  'Plan.asOf': [(record, at) => plan().asOf(record, at), new GateRecord(), at],
  'Plan.readiness with options': [(now, options) => plan().readiness(now, options), at, {}],
  'Plan.gate': [id => gated().gate(id), gated().toObject().gates[0].id],
  'PlanGate.decide': [(record, at) => gated().gate(gated().toObject().gates[0].id).decide(record, at), new GateRecord(), at],
  'Plan.decide': [(gate, record, at) => plan().decide(gate, record, at), goNoGo(), new GateRecord(), at],
  'Plan.whatIf': [
    (what, record, options) => plan().whatIf(what, record, options),
    { notDone: ['checks/dns'], by: at, start: at }, new GateRecord(), {},
  ],
  'Plan.cutover': [(section, start) => timeline().cutover(section, start), timeline().toObject().timelines[0].section, at],
  'Plan.schedule': [(start, options) => plan().schedule(start, options), at, { calendar: office().toObject() }],
  'Plan.pathTo': [(id, start, options) => plan().pathTo(id, start, options), 'checks/dns', at, {}],
  'Plan.slip': [(id, by, start, options) => plan().slip(id, by, start, options), 'checks/dns', '1 day', at, {}],
  'Plan.simulate': [(start, options, job) => plan().simulate(start, options, job), at, { samples: 10 }, {}],
  'Plan.simulateSync': [(start, options) => plan().simulateSync(start, options), at, { samples: 10 }],
  'Plan.diff': [other => plan().diff(other), plan()],
  'Plan.report': [(name, text) => plan().report(name, text), 'plan.md', null],
  'Plan.toMarkdown': [options => plan().toMarkdown(options), { ids: true }],
  'Plan.toIcs': [(stamp, options) => launched().toIcs(stamp, options), at, { start: at }],
  'Plan.toMermaid': [options => launched().toMermaid(options), { start: at }],
  'Plan.toCsv': [options => launched().toCsv(options), { start: at }],
  'Plan.toSvg': [options => launched().toSvg(options), { start: at }],
  'Plan.toHtml': [options => launched().toHtml(options), { start: at }],
  diffToText: [diffToText, plan().diff(plan())],
  scheduleToText: [scheduleToText, plan().schedule(at)],
  GateRecord: [events => new GateRecord(events), [ticked]],
  'GateRecord.fromYaml': [text => GateRecord.fromYaml(text), new GateRecord([ticked]).toJson()],
  'GateRecord.fromJson': [text => GateRecord.fromJson(text), new GateRecord([ticked]).toJson()],
  'GateRecord.push': [event => new GateRecord().push(event), ticked],
  'Cutover.fromYaml': [text => Cutover.fromYaml(text), runbook().toJson()],
  'Cutover.fromJson': [text => Cutover.fromJson(text), runbook().toJson()],
  'Cutover.status': [(events, now) => runbook().status(events, now), [{ type: 'started', at, step: 'copy' }], at],
  Objective: [document => new Objective(document), { line: 'Uptime: 99.9%', weight: 2 }],
  'Objective.parse': [line => Objective.parse(line), 'Uptime: 99.9%'],
  'Objective.parseLines': [text => Objective.parseLines(text), 'Uptime: 99.9%'],
  'Objective.fromYaml': [text => Objective.fromYaml(text), 'line: "Uptime: 99.9%"'],
  'Objective.fromJson': [text => Objective.fromJson(text), uptime().toJson()],
  'Objective.status': [value => uptime().status(value), '99.95%'],
  'Objective.statusEach': [values => uptime().statusEach(values), { value: 0.9 }],
  'Objective.statusOf': [samples => uptime().statusOf(samples), Float64Array.of(0.5, NaN)],
  Scorecard: [document => new Scorecard(document), { objectives: ['Uptime: 99.9%'] }],
  'Scorecard.parseLines': [text => Scorecard.parseLines(text), 'Uptime: 99.9%'],
  'Scorecard.fromYaml': [text => Scorecard.fromYaml(text), 'objectives: ["Uptime: 99.9%"]'],
  'Scorecard.fromJson': [text => Scorecard.fromJson(text), card().toJson()],
  'Scorecard.score': [(values, before) => card().score(values, before), { uptime: 0.9999 }, { uptime: null }],
  ErrorBudget: [options => new ErrorBudget(options), { objective: '99.9%' }],
  'ErrorBudget.fromYaml': [text => ErrorBudget.fromYaml(text), 'objective: 99.9%'],
  'ErrorBudget.fromJson': [text => ErrorBudget.fromJson(text), '{"objective": 0.999}'],
  'ErrorBudget.restore': [text => ErrorBudget.restore(text), budget().snapshot()],
  'ErrorBudget.lasts': [rate => budget().lasts(rate), 0.01],
  'ErrorBudget.detectionTime': [(rule, rate) => budget().detectionTime(rule, rate), budget().options.alerts[0], 0.5],
  'ErrorBudget.observe': [(at, good, bad) => budget().observe(at, good, bad), at, 9, 1],
  'ErrorBudget.status': [now => budget().status(now), at],
  AlertManager: [document => new AlertManager(document), { rules: [{ rule: 'cpu > 90%', severity: 'warning' }] }],
  'AlertManager.fromYaml': [text => AlertManager.fromYaml(text), 'rules: []'],
  'AlertManager.fromJson': [text => AlertManager.fromJson(text), manager().toJson()],
  'AlertManager.restore': [text => AlertManager.restore(text), manager().snapshot()],
  'AlertManager.resume': [(document, text) => AlertManager.resume(document, text), { rules: [] }, manager().snapshot()],
  'AlertManager.observe': [sample => manager().observe(sample), { metric: 'cpu', at, value: 1, labels: { host: 'a' } }],
  'AlertManager.observeAll': [samples => manager().observeAll(samples), [{ metric: 'cpu', at, value: 1 }]],
  'AlertManager.advance': [now => manager().advance(now), at],
  'AlertManager.silence': [silence => manager().silence(silence), silence],
  'AlertManager.endSilence': [id => silenced().endSilence(id), 'move'],
  ReleaseJudge: [document => new ReleaseJudge(document), { watch: '1 h' }],
  'ReleaseJudge.fromYaml': [text => ReleaseJudge.fromYaml(text), new ReleaseJudge().toJson()],
  'ReleaseJudge.fromJson': [text => ReleaseJudge.fromJson(text), new ReleaseJudge().toJson()],
  'ReleaseJudge.restore': [text => ReleaseJudge.restore(text), new ReleaseJudge().snapshot()],
  'ReleaseJudge.start': [at => new ReleaseJudge().start(at), at],
  'ReleaseJudge.observe': [sample => new ReleaseJudge().observe(sample), { metric: 'error_rate', at, bad: 1, total: 100 }],
  'ReleaseJudge.advance': [now => new ReleaseJudge().advance(now), at],
  'ReleaseJudge.recoveryStarted': [(name, at) => new ReleaseJudge().recoveryStarted(name, at), 'data migration', at],
  'ReleaseJudge.recoveryFinished': [(name, at) => recovering().recoveryFinished(name, at), 'data migration', at],
  'ReleaseJudge.recoveries': [now => recovering().recoveries(now), at],
  TableSummary: [options => new TableSummary(options), { columns: ['id', 'of'], key: ['id'] }],
  'TableSummary.fromJson': [text => TableSummary.fromJson(text), summary().toJson()],
  'TableSummary.addRows': [rows => summary().addRows(rows), [[1, null], ['a', true], [2n, 0.5]]],
  'TableSummary.merge': [other => summary().merge(other), summary()],
  'TableSummary.checkReference': [(name, parent) => summary().checkReference(name, parent), 'parent', summary()],
  compare: [compare, [1, 2, 3, 4], Float64Array.of(2, 3, 4, 5), { confidence: 0.9 }, {}],
  compareSync: [compareSync, [1, 2, 3, 4], Float64Array.of(2, 3, 4, 5), { confidence: 0.9 }],
  reconcile: [reconcile, summary(), summary(), {}],
  reconcileSync: [reconcileSync, summary(), summary()],
  importPrometheus: [importPrometheus, 'groups: [{name: web, rules: [{alert: Slow, expr: latency > 1.5}]}]'],
  exportPrometheus: [exportPrometheus, { groups: [{ name: 'web', rules: [{ rule: 'latency > 1.5', severity: 'warning' }] }] }],
  toWebhook: [toWebhook, manager().observe({ metric: 'cpu', at, value: 1 })[0], { receiver: 'ops' }],
  fromWebhook: [fromWebhook, toWebhook(manager().observe({ metric: 'cpu', at, value: 1 })[0])],
  parseQuantity: [parseQuantity, '1500 ms'],
  RetryPolicy: [policy => new RetryPolicy(policy), { attempts: 3, giveUpOn: ['fraud'] }],
  'RetryPolicy.fromYaml': [text => RetryPolicy.fromYaml(text), 'attempts: 3'],
  'RetryPolicy.fromJson': [text => RetryPolicy.fromJson(text), new RetryPolicy().toJson()],
  'RetryPolicy.next': [(call, failure, budget) => new RetryPolicy().next(call, failure, budget), 7, { attempt: 1, kind: 'timeout', started: at, at }, new RetryBudget()],
  'RetryPolicy.delays': [call => new RetryPolicy().delays(call), 7],
  RetryBudget: [options => new RetryBudget(options), { most: 3 }],
  'RetryBudget.restore': [text => RetryBudget.restore(text), new RetryBudget().snapshot()],
  'RetryBudget.called': [at => new RetryBudget().called(at), at],
  'RetryBudget.take': [at => new RetryBudget().take(at), at],
  CircuitBreaker: [options => new CircuitBreaker(options), { windowCalls: 5, minCalls: 5 }],
  'CircuitBreaker.restore': [text => CircuitBreaker.restore(text), new CircuitBreaker().snapshot()],
  'CircuitBreaker.acquire': [at => new CircuitBreaker().acquire(at), at],
  'CircuitBreaker.record': [(permit, at, outcome) => acquired().record(permit, at, outcome), 0, at, { result: 'success', seconds: 0.1 }],
  'CircuitBreaker.advance': [at => new CircuitBreaker().advance(at), at],
  'CircuitBreaker.force': [(state, at) => new CircuitBreaker().force(state, at), 'forced_open', at],
  DeadLetters: [options => new DeadLetters(options), { letters: 5 }],
  'DeadLetters.restore': [text => DeadLetters.restore(text), letters().snapshot()],
  'DeadLetters.put': [letter => letters().put(letter), { id: 'b', payload: '{}', kind: 'timeout', error: '', at }],
  'DeadLetters.replay': [(now, most) => letters().replay(now, most), at, 5],
  'DeadLetters.replayed': [(id, at, error) => replaying().replayed(id, at, error), 'a', at, 'timeout'],
  'DeadLetters.release': [(id, at) => letters().release(id, at), 'a', at],
  'DeadLetters.discard': [id => letters().discard(id), 'a'],
  'DeadLetters.get': [id => letters().get(id), 'a'],
  Bulkhead: [options => new Bulkhead(options), { concurrent: 1 }],
  'Bulkhead.restore': [text => Bulkhead.restore(text), new Bulkhead().snapshot()],
  'Bulkhead.enter': [(id, at) => new Bulkhead().enter(id, at), 'a', at],
  'Bulkhead.leave': [(id, at) => entered().leave(id, at), 'a', at],
  'Bulkhead.advance': [at => new Bulkhead().advance(at), at],
  FallbackRun: [chain => new FallbackRun(chain), { steps: ['a', 'b'], giveUpOn: ['fraud'] }],
  'FallbackRun.failed': [kind => new FallbackRun({ steps: ['a', 'b'] }).failed(kind), 'timeout'],
  'Playbook.fromYaml': [text => Playbook.fromYaml(text), Playbook.default().toJson()],
  'Playbook.fromJson': [text => Playbook.fromJson(text), Playbook.default().toJson()],
  Healer: [playbook => new Healer(playbook), Playbook.default()],
  'Healer.restore': [text => Healer.restore(text), healing().snapshot()],
  'Healer.observe': [report => healing().observe(report), unwell],
  'Healer.confirm': [(run, by, agreed, at) => asking().confirm(run, by, agreed, at), 1, 'ana', true, at],
  'Healer.done': [(run, at, success) => healing().done(run, at, success), 1, at, true],
  'Healer.advance': [now => healing().advance(now), at],
  'PerformanceRules.fromYaml': [text => PerformanceRules.fromYaml(text), PerformanceRules.default().toJson()],
  'PerformanceRules.fromJson': [text => PerformanceRules.fromJson(text), PerformanceRules.default().toJson()],
  adviseIndexes: [adviseIndexes, { statements: [{ queryid: '7', query: 'SELECT 1', calls: '5', mean_exec_time: 900 }] }, { slowMs: 50 }, {}],
  adviseIndexesSync: [adviseIndexesSync, { statements: [{ queryid: '7', query: 'SELECT 1', calls: '5', mean_exec_time: 900 }] }, { slowMs: 50 }],
  statementMeasurements: [statementMeasurements, { statements: [] }, '{}'],
  adviseCaches: [adviseCaches, [{ name: 'a', hits: 600, misses: 400 }], { hitRatio: 0.9 }, {}],
  adviseCachesSync: [adviseCachesSync, [{ name: 'a', hits: 600, misses: 400 }], { hitRatio: 0.9 }],
  cacheMeasurements: [cacheMeasurements, [{ name: 'a', hits: 600, misses: 400 }]],
  defaultCache: [defaultCache, 'a'],
  simulateCache: [simulateCache, { load: { accesses: 10 } }, {}],
  simulateCacheSync: [simulateCacheSync, { load: { accesses: 10 } }],
  expectedHitRatio: [expectedHitRatio, { ttlSeconds: 60 }],
  adviseJourneys: [adviseJourneys, [{ name: 'upload', steps: [{ name: 'a', users: 9 }, { name: 'b', users: 5 }] }], {}, {}],
  adviseJourneysSync: [adviseJourneysSync, [{ name: 'upload', steps: [{ name: 'a', users: 9 }, { name: 'b', users: 5 }] }], {}],
  journeyMeasurements: [journeyMeasurements, [{ name: 'upload', steps: [{ name: 'a', users: 9 }, { name: 'b', users: 5 }] }]],
  advisePerformance: [advisePerformance, { cache_hit_ratio: 0.71 }, PerformanceRules.default()],
  verifyTuning: [verifyTuning, measured, [measured], { confidence: 0.9 }, {}],
  verifyTuningSync: [verifyTuningSync, measured, [measured], { confidence: 0.9 }],
  adviceTicket: [adviceTicket, advisePerformance({ cache_hit_ratio: 0.71 }).advice[0]],
  Desk: [parts => new Desk(parts), { plan: plan(), policy: Policy.default(), routing: RoutingTable.default(), rules: [rule()], watches: [] }],
  'Desk.handle': [event => new Desk().handle(event), { type: 'sample', metric: 'cpu', at, value: 0.5 }],
  'Desk.advance': [now => new Desk().advance(now), at],
}

openDoors(doors)

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
