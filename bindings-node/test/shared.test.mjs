// The cases that the Rust, Python and Node suites all run.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as hypercare from '../index.mjs'
import {
  agentsNeeded, AlertManager, AlertRule, backtestSync, Bulkhead, Calendar, CircuitBreaker, compareSync, Cutover, DeadLetters,
  diffToText, ErrorBudget, EVENT_KINDS, exportPrometheus, FallbackRun, fromWebhook, GateRecord, goNoGo, Healer,
  importPrometheus, Objective, PerformanceRules, Plan, Playbook, reconcileSync, ReleaseJudge, RetryBudget, RetryPolicy,
  Scorecard, TableSummary, toWebhook, exhaustionSync, forecast, forecastManySync, IsolationForest, maintenanceWindowsSync,
  Monitor,
  Planner, Policy, queueOdds, resampleSync, Rota, RoutingTable, staffingSync, StreamDetector,
} from '../index.mjs'
import { bits, cases, plain } from './cases.mjs'

const failure = ({ code, line, column }) => (line === undefined ? { error: code } : { error: code, line, column })

const run = (file, answer, mend = one => one) => {
  for (const { name, input, expected } of cases(file).map(mend)) {
    test(`${file}: ${name}`, () => {
      let found
      try {
        found = answer(input)
      } catch (error) {
        found = failure(error)
      }
      assert.deepEqual(found, coarse(expected))
    })
  }
}

/** With instants as precise as a Date. */
const coarse = value => {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? value.replace(/\.(\d{3})\d+Z$/, '.$1Z') : value
  }
  if (Array.isArray(value)) return value.map(coarse)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, coarse(field)]))
}

const camel = key => key.replace(/_(.)/g, (_, letter) => letter.toUpperCase())

/** A document with its fields spelled as in JavaScript. */
const spelled = value => {
  if (Array.isArray(value)) return value.map(spelled)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [camel(key), spelled(field)]))
}

const document = (type, source) => {
  if (source === 'default') return type.default()
  return typeof source === 'string' ? type.fromYaml(source) : type.fromJson(JSON.stringify(source))
}

run('routing.json', ({ table, routes }) => {
  const read = document(RoutingTable, table)
  return routes ? routes.map(type => plain(read.route(type))) : JSON.parse(read.toJson())
})

run('escalation.json', input => {
  const { policy, zone, events, now } = input
  const read = document(Policy, policy)
  const zoned = zone === undefined ? read : read.inZone(zone)
  if (input.severity) return plain(zoned.alertDue(input.severity, new Date(input.at)))
  if (input.started) return plain(zoned.incident(new Date(input.started), new Date(now)))
  if (input.columns) return columns(zoned, input)
  if (!events) return JSON.parse(zoned.toJson())
  const dated = events.map(event => ({ ...event, at: new Date(event.at) }))
  return plain(zoned.timeline(dated, new Date(now)))
})

function columns(policy, { columns: rows, tickets, now }) {
  const events = {
    ticket: Uint32Array.from(rows, ([ticket]) => ticket),
    at: Float64Array.from(rows, ([, { at }]) => Date.parse(at)),
    kind: Uint8Array.from(rows, ([, { type }]) => EVENT_KINDS.indexOf(type)),
    priority: Uint8Array.from(rows, ([, { priority }]) => Number(priority?.[1] ?? 0)),
  }
  const instants = column => Array.from(column, at => Number.isNaN(at) ? null : plain(new Date(at)))
  const found = Object.entries(policy.timelinesSync(events, tickets, new Date(now)))
  const list = ([name, column]) => [name, column instanceof Float64Array ? instants(column) : Array.from(column)]
  return plain(Object.fromEntries(found.map(list)))
}

/** The answers to the calls of a case; an error stands in the place of its answer. */
const calls = ({ calls: list }, answer) => list.map(([name, first, ...rest]) => {
  try {
    return plain(answer(camel(name), new Date(first), rest))
  } catch (error) {
    return failure(error)
  }
})

run('calendar.json', input => {
  const members = (input.members ?? []).map(source => document(Calendar, source))
  const read = input.combine ? Calendar[input.combine](members) : document(Calendar, input.calendar)
  const calendar = input.holidays === undefined ? read : read.withIcalHolidays(input.holidays)
  if (!input.calls) return JSON.parse(calendar.toJson())
  return calls(input, (name, first, rest) => {
    if (['due', 'explainDue', 'roll'].includes(name)) return calendar[name](first, ...rest)
    const instants = rest.map(at => new Date(at))
    return name === 'seams' ? Calendar.seams(members, first, ...instants) : calendar[name](first, ...instants)
  })
})

run('rota.json', input => {
  const read = document(Rota, input.rota)
  const rota = input.overrides === undefined ? read : read.withIcalOverrides(input.overrides)
  if (!input.calls) return JSON.parse(rota.toJson())
  return calls(input, (name, first, [to, other]) => {
    if (to === undefined) return rota[name](first)
    if (name === 'gaps') return rota.gaps(first, new Date(to), other && Calendar.fromYaml(other))
    return rota[name](first, new Date(to), ...(other ? [new Date(other)] : []))
  })
})

run('staffing.json', ({ staffing, queue, level }) => {
  if (staffing) return plain(staffingSync(spelled(staffing)))
  return level === undefined ? plain(queueOdds(spelled(queue))) : agentsNeeded(spelled(queue), level)
})

const rows = lines => lines.map(line => line.split(' ').filter(Boolean).map(Number))

const numbers = text => text.split(' ').filter(Boolean).map(Number)
// Options as JavaScript has them: names in camelCase but for those of metrics, instants as dates.
const optionsOf = (value, key) => {
  if (key === 'start' || key === 'end') return new Date(value)
  if (Array.isArray(value)) return value.map(one => optionsOf(one))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [key === 'thresholds' ? name : camel(name), optionsOf(one, name)]))
}

const foretelling = {
  forecast: ({ values }, options) => forecast(numbers(values), options),
  forecast_many: ({ series }, options) => forecastManySync(series.map(numbers), options, 2),
  backtest: ({ values, origins }, options) => backtestSync(numbers(values), options, origins),
  exhaustion: ({ values }, options) => exhaustionSync(numbers(values), options),
  maintenance_windows: ({ values }, options) => maintenanceWindowsSync(numbers(values), options),
  resample: ({ instants, values, step, rule }) => {
    const found = resampleSync(instants.map(at => new Date(at)), numbers(values), step, null, rule)
    return { ...found, values: found.values.join(' ') }
  },
  plan: ({ metrics, now }, options) => {
    const series = Object.fromEntries(Object.entries(metrics).map(([name, values]) => [name, numbers(values)]))
    return new Planner(options).planSync(series, new Date(now))
  },
  simulate: ({ metric, values, held, now }, options) => new Planner(options).simulateSync(metric, numbers(values), held, new Date(now)),
}

run('capacity.json', input => plain(foretelling[input.call](input, optionsOf(input.options ?? {}))))

run('forest.json', ({ fit, parameters, model, score, sample_weight: sampleWeight, halves, share }) => {
  const options = Object.fromEntries(Object.entries(parameters ?? {}).map(([key, value]) => [camel(key), value]))
  const fitted = more => new IsolationForest({ ...options, ...more }).fitSync(rows(fit), null, { sampleWeight })
  let forest = model === undefined ? fitted() : IsolationForest.fromBytes(Buffer.from(model, 'hex'))
  if (halves) forest = IsolationForest.merge([forest, fitted({ firstTree: options.nEstimators })])
  if (share) forest = forest.withContaminationSync(share, rows(fit))
  const table = rows(score)
  return {
    baseline: bits(forest.baseline),
    contributions: Array.from(forest.explainSync(table), bits),
    importance: Array.from(forest.importanceSync(table), bits),
    scores: Array.from(forest.scoreSamplesSync(table), bits),
    decisions: Array.from(forest.decisionFunctionSync(table), bits),
    predictions: Array.from(forest.predictSync(table)),
    offset: bits(forest.offset),
    model: forest.toBytes().toString('hex'),
    max_samples_used: forest.maxSamplesUsed,
    warnings: forest.warnings,
  }
})

const streamed = ({ stream, points, show }) => {
  let detector = new StreamDetector(optionsOf(stream))
  const shown = []
  points.forEach((point, at) => {
    const [when, ...values] = point.split(' ')
    const found = detector.update(new Date(when), values.map(Number))
    if (at >= show[0] && at < show[1]) shown.push(plain(found))
    if (at === points.length >> 1) detector = StreamDetector.fromBytes(detector.toBytes())
  })
  return { shown, bytes: detector.toBytes().toString('hex') }
}

const watched = ({ monitor: options, fit, detect, at }) => {
  const monitor = new Monitor(optionsOf(options))
  const tables = groups => Object.fromEntries(Object.entries(groups).map(([group, given]) => [group, rows(given)]))
  if (fit) monitor.fitSync(tables(fit))
  const detections = monitor.detectSync(tables(detect))
  const alerts = plain(monitor.alerts(detections, new Date(at)))
  const found = Object.fromEntries(Object.entries(detections).map(([group, { scores, anomalousPoints, summary }]) =>
    [group, { scores: Array.from(scores, bits), anomalous_points: [...anomalousPoints], summary: plain(summary) }]))
  return { found, alerts, document: JSON.parse(monitor.toJson()) }
}

run('watch.json', input => (input.stream ? streamed : watched)(input))

test('forest_scikit_learn.json: a forest of scikit-learn scores as it does there', () => {
  const { model, score, scores, decisions, predictions } = cases('forest_scikit_learn.json')
  const forest = IsolationForest.fromBytes(Buffer.from(model, 'hex'))
  const table = rows(score)
  const near = (found, expected) => found.forEach((value, row) => {
    const wanted = Buffer.from(expected[row], 'hex').readDoubleBE()
    assert(Math.abs(value - wanted) <= 1e-13, `row ${row}: ${value}, scikit-learn ${wanted}`)
  })
  near(forest.scoreSamplesSync(table), scores)
  near(forest.decisionFunctionSync(table), decisions)
  assert.deepEqual(Array.from(forest.predictSync(table)), predictions)
})

/** Instants as dates. */
const timed = value => {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value
  if (Array.isArray(value)) return value.map(timed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, timed(field)]))
}

/** The answers to the calls of a case; a restart writes the machine down and reads it back. */
const drive = ({ calls: list }, machine, call) => timed(list).map(([name, ...rest]) => {
  if (name === 'restart') {
    machine = machine.constructor.restore(machine.snapshot())
    return null
  }
  try {
    return plain((call ?? ((name, ...rest) => machine[name](...rest)))(camel(name), ...rest) ?? null)
  } catch (error) {
    return failure(error)
  }
})

const machines = { breaker: CircuitBreaker, letters: DeadLetters, bulkhead: Bulkhead }

run('recovery.json', input => {
  if (input.call === 'retry') {
    const policy = document(RetryPolicy, input.policy)
    const budget = input.budget && new RetryBudget(input.budget)
    return drive(input, policy, (name, ...rest) => policy[name](...rest, ...(name === 'next' ? [budget] : [])))
  }
  if (input.call === 'fallback') return drive(input, new FallbackRun(input.chain))
  if (input.call !== 'heal') return drive(input, new machines[input.call](input.options))
  const playbook = document(Playbook, input.playbook)
  return input.calls ? drive(input, new Healer(playbook)) : JSON.parse(playbook.toJson())
})

const table = (rows, options) => {
  const summary = new TableSummary(options)
  summary.addRows(rows)
  return TableSummary.fromJson(summary.toJson())
}

run('judge.json', input => {
  const { call, options } = input
  if (call === 'compare') return plain(compareSync(numbers(input.baseline), numbers(input.canary), options))
  if (call === 'reconcile') {
    const source = table(input.source, options)
    if (!input.reference) return plain(reconcileSync(source, table(input.target, options)))
    return plain(source.checkReference(input.reference, table(input.parent, input.parent_options)))
  }
  const judge = input.judge === 'canary' ? ReleaseJudge.canary() : document(ReleaseJudge, input.judge)
  return input.calls ? drive(input, judge) : JSON.parse(judge.toJson())
})

const told = ({ alerts, events, webhook }) => {
  let manager = alerts === 'default' ? new AlertManager() : document(AlertManager, alerts)
  const found = []
  for (const event of timed(events)) {
    if (event === 'restart') manager = AlertManager.restore(manager.snapshot())
    else if (Array.isArray(event)) found.push(...manager.observeAll(event))
    else if (event instanceof Date) found.push(...manager.advance(event))
    else if (event.id) manager.silence(event)
    else found.push(...manager.observe(event))
  }
  const parts = { told: plain(found), alerts: plain(manager.alerts()), next_wakeup: plain(manager.nextWakeup()) }
  return { ...parts, webhooks: (webhook ? found : []).map(one => plain(fromWebhook(toWebhook(one)))) }
}

const promised = input => {
  const objective = typeof input.objective === 'string' ? Objective.parse(input.objective) : new Objective(input.objective)
  if (input.values) return input.values.map(value => plain(objective.status(value)))
  if (input.each) return plain(objective.statusEach(input.each))
  return plain(input.samples ? objective.statusOf(input.samples) : objective.toObject())
}

run('objectives.json', input => {
  if ('objective' in input) return promised(input)
  if ('lines' in input) return Objective.parseLines(input.lines).map(one => plain(one.toObject()))
  if ('scorecard' in input) return plain(document(Scorecard, input.scorecard).score(input.values, input.before))
  if ('budget' in input) {
    const counted = document(ErrorBudget, input.budget)
    for (const [at, good, bad] of input.events) counted.observe(new Date(at), good, bad)
    const budget = ErrorBudget.restore(counted.snapshot())
    return { downtime: String(budget.downtime()), status: plain(budget.status(new Date(input.now))) }
  }
  if ('rule' in input) return plain(AlertRule.parse(input.rule, input.severity).toObject())
  if ('prometheus' in input) {
    const rules = importPrometheus(input.prometheus)
    return { rules: plain(rules), yaml: exportPrometheus(rules) }
  }
  return 'alerts' in input ? told(input) : plain(fromWebhook(input.webhook))
})

const tuningTakes = {
  advise_indexes: ['statistics'], statement_measurements: ['statistics', 'since'], advise_caches: ['caches'],
  cache_measurements: ['caches'], advise_journeys: ['journeys'], journey_measurements: ['journeys'],
  advise_performance: ['metrics', 'rules'], verify: ['before', 'after'],
}
const tuningNames = {
  verify: 'verifyTuningSync', simulate_cache: 'simulateCacheSync', advise_indexes: 'adviseIndexesSync',
  advise_caches: 'adviseCachesSync', advise_journeys: 'adviseJourneysSync',
}

// An error stands in a text there, in an argument here.
const inArguments = ({ input, expected, ...rest }) =>
  ({ ...rest, input, expected: 'error' in expected && !input.rules ? { error: expected.error.replace('parse', 'invalid') } : expected })

run('tuning.json', input => {
  const given = { statistics: {}, ...input, rules: input.rules && document(PerformanceRules, input.rules) }
  const list = (tuningTakes[input.call] ?? []).map(name => given[name])
  return plain(hypercare[tuningNames[input.call] ?? camel(input.call)](...list, ...(input.options ? [input.options] : [])))
}, inArguments)

run('schedule.json', ({ plan, start, calls: list, options, simulation }) => {
  const read = Plan.fromMarkdown(plan)
  return list.map(([name, ...rest]) => {
    const from = new Date(start)
    try {
      return plain(name === 'simulate' ? read.simulateSync(from, timed(simulation)) : read[camel(name)](...rest, from, options))
    } catch (error) {
      return failure(error)
    }
  })
})

run('gates.json', input => {
  if (input.cutover) {
    const cutover = Cutover.fromYaml(input.cutover)
    return input.events ? plain(cutover.status(timed(input.events), new Date(input.now))) : JSON.parse(cutover.toJson())
  }
  const plan = Plan.fromMarkdown(input.plan)
  if (input.other !== undefined) {
    const diff = plan.diff(Plan.fromMarkdown(input.other))
    return { diff: plain(diff), text: diffToText(diff) }
  }
  if (input.export) return plain(plan[`to${input.export[0].toUpperCase()}${input.export.slice(1)}`](...(input.stamp ? [new Date(input.stamp)] : [])))
  const record = new GateRecord(timed(input.events ?? []))
  if (input.what_if) return plain(plan.whatIf(timed(input.what_if), record))
  const at = new Date(input.at)
  if (input.readiness) return plain(plan.readiness(at, input.readiness))
  if (typeof input.gate === 'string' && input.gate !== 'go-no-go') return plain(plan.gate(input.gate).decide(record, at))
  return plain(plan.decide(input.gate === 'go-no-go' ? goNoGo() : timed(input.gate), record, at))
})

run('documents.json', input => {
  const [form, text] = ['markdown', 'yaml', 'json'].filter(form => form in input).map(form => [form, input[form]])[0]
  const plan = Plan[`from${form[0].toUpperCase()}${form.slice(1)}`](text)
  const report = plan.report('plan', text)
  for (const id of input.ticks ?? []) plan.tick(id, true)
  for (const [name, ...given] of input.edits ?? []) {
    if (name === 'tick') plan.tick(given[0], given[1], given[2] && new Date(given[2]), given[3])
    else if (name === 'attach') plan.attach(given[0], { url: given[1], title: given[2] })
    else plan[name](...given)
  }
  return { plan: JSON.parse(plan.toJson()), markdown: plan.toMarkdown(input.options), report }
})
