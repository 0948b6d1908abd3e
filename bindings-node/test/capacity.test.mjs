// Capacity, simulated plans and streams from JavaScript.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Planner, StreamDetector, backtest, backtestSync, exhaustion, exhaustionSync, forecast, forecastMany, forecastManySync,
  maintenanceWindows, maintenanceWindowsSync, resample, resampleSync,
  scalingSimulationToSvg, scalingToAws, scalingToHpa, scalingToKeda, simulate, simulateSync,
} from '../index.mjs'
import { code, openDoors } from './cases.mjs'

const start = new Date('2026-01-05T00:00:00Z')
const hours = (count, value) => Float64Array.from({ length: count }, (_, hour) => value(hour))
const load = hours(336, hour => 40 + 10 * Math.sin((hour * Math.PI) / 12) + ((hour * 7) % 11) / 4)
const options = { step: '1h', horizon: 24 }

test('a forecast: typed arrays and lists alike, intervals around the mean, Dates', () => {
  const found = forecast(load, { ...options, start, levels: [50, 90] })
  assert.deepEqual(forecast(Array.from(load), { ...options, start, levels: [50, 90] }), found)
  assert.deepEqual([found.start, found.instants.length, found.instants[23]], [new Date('2026-01-19T00:00:00Z'), 24, new Date('2026-01-19T23:00:00Z')])
  const ends = forecast(load.subarray(0, 25), { step: 'monthly', start: new Date('2024-01-31T00:00:00Z'), horizon: 2 })
  assert.deepEqual(ends.instants, [new Date('2026-02-28T00:00:00Z'), new Date('2026-03-31T00:00:00Z')])
  assert.deepEqual(found.intervals.map(({ level }) => level), [50, 90])
  const [inner, outer] = found.intervals
  found.mean.forEach((mean, hour) => {
    assert(outer.lower[hour] <= inner.lower[hour] && inner.lower[hour] <= mean && mean <= inner.upper[hour] && inner.upper[hour] <= outer.upper[hour])
    assert(Math.abs(mean - load[hour % 24]) < 6)
  })
  assert.equal(found.explanation.seasons[0].period, 24)
  assert.equal(found.step, '1 h')
  assert.equal(forecast(load, { ...options, step: 3600 }).step, '1 h')
  const gaps = load.map((value, hour) => (hour % 50 === 7 ? NaN : value))
  assert.equal(forecast(gaps, options).explanation.missing, 7)
  assert.deepEqual(forecast(JSON.parse(JSON.stringify(Array.from(gaps))), options), forecast(gaps, options))
  const floats = Float32Array.from(load)
  assert.deepEqual(forecast(floats, options), forecast(Float64Array.from(floats), options))
})

test('a declared event raises what is expected', () => {
  const event = { name: 'sale', start: new Date('2026-01-19T10:00:00Z'), end: new Date('2026-01-19T12:00:00Z'), multiplier: 2 }
  const plain = forecast(load, { ...options, start })
  const raised = forecast(load, { ...options, start, events: [event] })
  assert(Math.abs(raised.mean[10] / plain.mean[10] - 2) < 1e-9)
  assert.equal(raised.mean[9], plain.mean[9])
})

test('values may be null, and of any array of whole numbers', () => {
  const missing = forecast([1, null, 3, 4], { step: '1h', horizon: 2 })
  assert.deepEqual(missing, forecast([1, NaN, 3, 4], { step: '1h', horizon: 2 }))
  const whole = Array.from(load, Math.round)
  for (const Kind of [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array]) {
    assert.deepEqual(forecast(Kind.from(whole), options), forecast(whole, options), Kind.name)
  }
  const said = /^values: expected a Float64Array, Float32Array, or one of whole numbers of at most 32 bits, found another typed array/
  assert.throws(() => forecast(new BigInt64Array(4), options), error => code('invalid')(error) && said.test(error.message))
  const planner = new Planner()
  assert.throws(() => planner.planSync(new Map([['cpu', load]]), new Date()), /metrics: expected a plain object .*, found another object, such as a Map/)
  assert.throws(() => new Planner({ thresholds: { cpu: { scaleUp: 30, scaleDown: 70 } } }).planSync({ cpu: load }, new Date()), /scaleDown: expected a number below 30/)
})

test('many at once: the same on any number of threads, later and now, with progress and a stop', async () => {
  const series = [load, Array.from(load).reverse(), [1, 2, NaN, 4]]
  const told = []
  const found = await forecastMany(series, options, 2, { onProgress: done => told.push(done) })
  assert.deepEqual(found, series.map(values => forecast(values, options)))
  assert.deepEqual(forecastManySync(series, options, -1), found)
  assert.equal(told.at(-1), 1)
  assert.equal(told.filter(done => done === 1).length, 1)
  assert.deepEqual(await forecastMany([], options), [])
  await assert.rejects(forecastMany([load, [Infinity]], options), error => code('invalid')(error) && /series 1/.test(error.message))
  await assert.rejects(forecastMany(Array(200).fill(load), options, 1, { signal: AbortSignal.timeout(1) }), { name: 'AbortError' })
  await assert.rejects(forecastMany(series, options, 1, { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('a job works on a copy of the values', async () => {
  const values = load.slice()
  const expected = forecast(values, options)
  const promise = forecastMany([values], options)
  values.fill(0)
  assert.deepEqual(await promise, [expected])
})

test('backtests', async () => {
  const scores = await backtest(load, options, 5)
  assert.deepEqual(backtestSync(load, options, 5), scores)
  assert.deepEqual([scores.origins, scores.period, scores.byHorizon.length, scores.coverage.length], [5, 24, 24, 2])
  await assert.rejects(backtest([1, 2], options, 5), code('shape'))
  assert.throws(() => backtestSync(load, options, NaN), code('invalid'))
})

test('a planner: crossings, units, windows, a simulation', async () => {
  const planner = new Planner({ scaling: { units: 4 }, windows: 2, thresholds: { web_cpu: { scaleUp: 45, scaleDown: 35 } } })
  const now = new Date('2026-01-19T00:00:00Z')
  const plan = await planner.plan({ web_cpu: load }, now)
  assert.deepEqual(planner.planSync({ web_cpu: Array.from(load) }, now), plan)
  assert.deepEqual(plan.crossings.map(({ metric, crossing }) => [metric, crossing]), [['web_cpu', 'above'], ['web_cpu', 'below']])
  assert(plan.crossings[0].expected instanceof Date)
  assert.deepEqual([plan.scaling.start, plan.scaling.units.length, plan.windows.length], [now, 168, 2])
  assert.match(scalingToKeda(plan.scaling, 'web'), /kind: ScaledObject/)
  assert.match(scalingToHpa(plan.scaling, 'web', 60), /kind: HorizontalPodAutoscaler/)
  assert(scalingToAws(plan.scaling, 'web').every(text => JSON.parse(text).AutoScalingGroupName === 'web'))
  assert.throws(() => scalingToKeda(plan.scaling, 'No Name'), code('invalid'))
  assert.throws(() => scalingToHpa(plan.scaling, 'web', 101), code('invalid'))
  assert.throws(() => scalingToAws(plan.scaling, 'web: 1\n'), code('invalid'))
  const [above] = plan.crossings
  assert.deepEqual([above.byStep.length, above.probability, above.highest], [168, above.byStep.at(-1), Math.max(...above.atStep)])
  assert(above.early <= above.expected && above.probability >= above.highest)
  const played = await planner.simulate('web_cpu', load, 48, now)
  assert.equal(scalingSimulationToSvg(played).match(/<circle/g).length, 7)
  assert.throws(() => scalingSimulationToSvg({}), code('invalid'))
  const { planned, fixed } = played
  assert(planned.excessUnitHours <= fixed.excessUnitHours)
  assert.deepEqual(planner.simulateSync('web_cpu', load, 48, now).planned, planned)
  await assert.rejects(planner.plan({ mem: load }, now), code('unknown'))
  await assert.rejects(planner.plan({}, now), code('shape'))
  assert.throws(() => planner.planSync({ web_cpu: [1, '2'] }, now), error => code('invalid')(error) && /^metrics\.web_cpu\[1\]/.test(error.message))
  assert.throws(() => new Planner({ treshold: {} }), code('invalid'))
})

test('long work tells its progress and can be stopped', async () => {
  const names = Array.from({ length: 200 }, (_, place) => `metric ${place}`)
  const planner = new Planner({ horizon: 1, thresholds: Object.fromEntries(['cpu', ...names].map(name => [name, { scaleUp: 70 }])) })
  const many = Object.fromEntries(names.map(name => [name, load]))
  const now = new Date('2026-02-02T00:00:00Z')
  for (const call of [
    job => backtest(load, { step: '1h', horizon: 1 }, 280, job),
    job => planner.plan(many, now, job),
    job => planner.simulate('cpu', load, 280, now, job),
  ]) {
    const told = []
    await call({ onProgress: done => told.push(done) })
    assert(told.length > 0 && told.every(done => done >= 0 && done <= 1), told)
    await assert.rejects(call({ signal: AbortSignal.timeout(1) }), { name: 'AbortError' })
    await assert.rejects(call({ signal: AbortSignal.abort() }), { name: 'AbortError' })
  }
})

test('windows, exhaustion, resampling: later and now', async () => {
  const nights = hours(336, hour => (hour % 24 >= 2 && hour % 24 < 5 ? 5 : 60))
  const windows = await maintenanceWindows(nights, { step: '1h', start, duration: '2h', zone: 'Europe/Paris', avoid: [{ start: new Date('2026-01-19T00:00:00Z'), end: new Date('2026-01-20T00:00:00Z') }] })
  assert.deepEqual([windows.length, windows[0].local, windows[0].probability], [3, 'Tue 03:00', null])
  const weekly = maintenanceWindowsSync(nights, { step: '1h', start, duration: '2h', recurring: true, limit: 10 })
  assert.deepEqual([weekly[0].local, weekly[0].occurrences], ['Mon 02:00', 4])
  assert(weekly[0].probability > 0.9)
  const wall = { step: '1h', start, duration: '2h', count: 2 }
  assert.deepEqual(await maintenanceWindows(nights, wall), maintenanceWindowsSync(nights, wall))
  const full = await exhaustion([10, 20, 30, null, 50], { step: 86_400, start, capacity: 100 })
  assert.deepEqual(exhaustionSync(Uint32Array.of(10, 20, 30, 40, 50), { step: '1 day', start, capacity: 100 }), full)
  assert.deepEqual([full.rate, full.expected], [10, new Date('2026-01-14T00:00:00Z')])
  const at = [2, 40, 130].map(minute => new Date(start.getTime() + 60_000 * minute))
  assert.deepEqual(await resample(at, [4, 8, 5], '1h', start, 'max'), { start, step: '1 h', values: [8, NaN, 5] })
  assert.deepEqual(resampleSync(at, Float64Array.of(4, 8, 5), '1h').start, at[0])
  assert.throws(() => resampleSync([at[1], at[0]], [1, 2], '1h'), code('out_of_order'))
  await assert.rejects(resample(at, [1], '1h'), code('shape'))
  await assert.rejects(resample(at, [1, 2, 3], 'soon'), code('invalid'))
  const job = { signal: AbortSignal.abort() }
  await assert.rejects(maintenanceWindows(nights, wall, job), { name: 'AbortError' })
  await assert.rejects(exhaustion(nights, { step: '1h', start, capacity: 100 }, job), { name: 'AbortError' })
  await assert.rejects(resample(at, [4, 8, 5], '1h', null, null, job), { name: 'AbortError' })
})

test('a simulated plan: the same bits later and now, on any number of threads', async () => {
  const estimates = [{ low: 2, likely: 4, high: 12 }, { low: 1, likely: 1, high: 1 }, { low: 1, likely: 2, high: 3, shape: 'triangular' }]
  const edges = [[0, 2, 0.5], [1, 2, 0]]
  const risks = [{ probability: 0.5, delay: { low: 1, likely: 1, high: 1 }, tasks: [2] }]
  const found = await simulate(estimates, edges, { samples: 2000, seed: 7, deadline: 8, risks, jobs: 2 })
  assert.deepEqual(simulateSync(estimates, edges, { samples: 2000, seed: 7n, deadline: 8, risks }), found)
  assert(Math.abs(found.mean - 8) < 0.2)
  assert.deepEqual([found.criticality[0], found.shortenFirst[0], found.finishes.length], [1, 0, 2000])
  assert.equal(simulateSync(estimates, edges).onTime, null)
  assert.throws(() => simulateSync(estimates, [[0, 2, 0], [2, 0, 0]]), code('cycle'))
  assert.throws(() => simulateSync([{ low: 2, likely: 1, high: 3 }], []), code('invalid'))
  assert.throws(() => simulateSync([{ low: NaN, likely: 1, high: 3 }], []), code('invalid'))
  await assert.rejects(simulate(estimates, edges, { samples: 0 }), code('invalid'))
})

test('a stream: several metrics, missing values, a copy that goes on', () => {
  const detector = new StreamDetector({ metrics: 2, warmUp: 50 })
  const at = minute => new Date(start.getTime() + 60_000 * minute)
  for (let minute = 0; minute < 300; minute++) detector.update(at(minute), minute % 2 ? [minute % 7, 10 + (minute % 5)] : Float64Array.of(minute % 7, 10 + (minute % 5)))
  assert(detector.warm)
  const copy = StreamDetector.fromBytes(detector.toBytes())
  const found = detector.update(at(300), [3, 90])
  assert.deepEqual([found.anomalous, found.metric], [true, 1])
  assert.deepEqual(copy.update(at(300), [3, 90]), found)
  assert.equal(copy.update(at(301), [NaN, NaN]).score, 0)
  assert.throws(() => copy.update(at(302), 3), code('shape'))
  assert.throws(() => copy.update(at(302), [3, Infinity]), code('invalid'))
  assert.throws(() => copy.update(at(302), ['3', 4]), code('invalid'))
  assert.throws(() => copy.update(at(2), [3, 4]), code('out_of_order'))
  assert.throws(() => StreamDetector.fromBytes(detector.toBytes().subarray(1)), code('format'))
  assert.throws(() => StreamDetector.fromBytes([1, 2]), code('invalid'))
  assert.throws(() => new StreamDetector({ alarmRate: NaN }), code('invalid'))
  assert.throws(() => new StreamDetector({ metrics: 2.5 }), code('invalid'))
})

const now = new Date('2026-01-19T00:00:00Z')
openDoors({
  forecast: [(values, options) => forecast(values, options), [1, 2, 3], options],
  forecastMany: [(series, options, jobs, job) => forecastMany(series, options, jobs, job), [[1, 2, 3]], options, 1, {}],
  forecastManySync: [forecastManySync, [[1, 2, 3]], options, 1],
  backtest: [backtest, load.subarray(0, 96), options, 1, {}],
  backtestSync: [backtestSync, load.subarray(0, 96), options, 1],
  maintenanceWindows: [maintenanceWindows, [1, 2, 3], { step: '1h', start, duration: '1h', horizon: 9 }, {}],
  maintenanceWindowsSync: [maintenanceWindowsSync, [1, 2, 3], { step: '1h', start, duration: '1h', horizon: 9 }],
  exhaustion: [exhaustion, [1, 2, 3], { step: '1h', start, capacity: 9 }, {}],
  exhaustionSync: [exhaustionSync, [1, 2, 3], { step: '1h', start, capacity: 9 }],
  resample: [resample, [start], [1], '1h', start, 'mean', {}],
  resampleSync: [resampleSync, [start], [1], '1h', start, 'mean'],
  Planner: [options => new Planner(options), { horizon: 3, scaling: { units: 2 } }],
  'Planner.plan': [(metrics, at, job) => new Planner({ horizon: 3 }).plan(metrics, at, job), { cpu: [1, 2, 3] }, now, {}],
  'Planner.planSync': [(metrics, at) => new Planner({ horizon: 3 }).planSync(metrics, at), { cpu: [1, 2, 3] }, now],
  'Planner.simulate': [(metric, values, held, at, job) => new Planner({ horizon: 3 }).simulate(metric, values, held, at, job), 'cpu', [1, 2, 3], 1, now, {}],
  'Planner.simulateSync': [(metric, values, held, at) => new Planner({ horizon: 3 }).simulateSync(metric, values, held, at), 'cpu', [1, 2, 3], 1, now],
  scalingToAws: [scalingToAws, new Planner({ horizon: 3 }).planSync({ cpu: [1, 2, 3] }, now).scaling, 'web'],
  scalingToHpa: [scalingToHpa, new Planner({ horizon: 3 }).planSync({ cpu: [1, 2, 3] }, now).scaling, 'web', 60],
  scalingToKeda: [scalingToKeda, new Planner({ horizon: 3 }).planSync({ cpu: [1, 2, 3] }, now).scaling, 'web'],
  scalingSimulationToSvg: [scalingSimulationToSvg, new Planner({ horizon: 3 }).simulateSync('cpu', [1, 2, 3], 1, now)],
})

test('errors of plans name fields as JavaScript spells them, and names as users gave them', async () => {
  const message = async call => {
    try {
      await call()
    } catch (error) {
      return error.message
    }
    return 'nothing was thrown'
  }
  const metrics = { web_cpu: load }
  const web = options => new Planner({ thresholds: { web_cpu: { scaleUp: 70, scaleDown: 80 } }, ...options })
  assert.match(await message(() => web().plan(metrics, now)), /^threshold "web_cpu", scaleDown: expected a number below 70/)
  const { scaling } = new Planner().planSync({ cpu: load }, now)
  assert.match(await message(() => scalingToHpa(scaling, 'web', 101)), /^cpuPercent: /)
  const costly = new Planner({ scaling: { costPerUnitHour: -1 } })
  assert.match(await message(() => costly.planSync({ cpu: load }, now)), /^scaling\.costPerUnitHour: /)
  assert.match(await message(() => new Planner({ scaling: { units: 1e12 } })), /^options\.scaling\.units: expected a whole number from 0 to 4,294,967,295, found 1000000000000$/)
  assert.match(await message(() => new Planner({ scaling: { leadTime: '-1h' } })), /^options\.scaling\.leadTime: expected a length of time of zero or more such as "1h", found "-1h"$/)
  assert.match(await message(() => new Planner({ scaling: { cooldownUp: NaN } })), /^options\.scaling\.cooldownUp: expected a number of seconds/)
  for (const wrong of [null, undefined, new Map([['cpu', load]]), [load]]) {
    assert.match(await message(() => new Planner().planSync(wrong, now)), /^metrics: expected a plain object with a series for each metric, found /)
  }
})

test('progress says each share once', async () => {
  const told = []
  await forecastMany([load, load], options, 1, { onProgress: done => told.push(done) })
  assert.deepEqual(told, [...new Set(told)])
  assert.equal(told.at(-1), 1)
})

test('wrong values and options are errors that say where', () => {
  const wrong = (call, expected, message) => assert.throws(call, error => code(expected)(error) && message.test(error.message))
  for (const values of [null, 'abc', 7, [1, '2'], [1n, {}], new BigInt64Array(9), [[1], [2]]]) {
    assert.throws(() => forecast(values, options), code('invalid'))
  }
  wrong(() => forecast([1, Infinity], options), 'invalid', /./)
  wrong(() => forecast([], options), 'shape', /./)
  wrong(() => forecast(load, { horizon: 3 }), 'invalid', /step/)
  wrong(() => forecast(load, { ...options, horizon: 2.5 }), 'invalid', /^options\.horizon: /)
  wrong(() => forecast(load, { ...options, step: 'soon' }), 'invalid', /^options\.step: /)
  wrong(() => forecast(load, { ...options, levels: [NaN] }), 'invalid', /levels/)
  wrong(() => forecast(load, { ...options, start: new Date(NaN) }), 'invalid', /^options\.start: /)
  wrong(() => forecast(load, { ...options, zone: '\ud800', start }), 'invalid', /^options\.zone: /)
  wrong(() => forecast(load, { ...options, season: 24 }), 'invalid', /season/)
  wrong(() => forecast(new Float64Array(new SharedArrayBuffer(16)), options), 'invalid', /^values: /)
})
