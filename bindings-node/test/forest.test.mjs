// The isolation forest: typed arrays and their edges, Promises, signals, progress, models.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { IsolationForest, Monitor } from '../index.mjs'
import { code, root } from './cases.mjs'

const columns = 3
const table = rows => Float64Array.from({ length: rows * columns }, (_, at) => Math.sin(at * 12.9898) * 43758.5453 % 1)
const fitted = new IsolationForest({ randomState: 7 }).fitSync(table(300), columns)
const big = table(400_000)

test('the same table in four forms gives the same bits', () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 4 }).chain(columns => fc.array(
      fc.array(fc.float({ noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), { minLength: columns, maxLength: columns }),
      { minLength: 2, maxLength: 20 },
    )),
    rows => {
      const columns = rows[0].length
      const [wide, narrow] = [Float64Array.from(rows.flat()), Float32Array.from(rows.flat())]
      const forest = new IsolationForest({ nEstimators: 7, randomState: 3 }).fitSync(wide, columns)
      assert.deepEqual(new IsolationForest({ nEstimators: 7, randomState: 3 }).fitSync(narrow, columns).toBytes(), forest.toBytes())
      const scores = forest.scoreSamplesSync(rows)
      assert.deepEqual(forest.scoreSamplesSync(wide, columns), scores)
      assert.deepEqual(forest.scoreSamplesSync(narrow, columns), scores)
      assert.deepEqual(forest.scoreSamplesSync(rows.map(row => Float32Array.from(row)), columns), scores)
      const shifted = new Float64Array(wide.length + 2)
      shifted.set(wide, 1)
      assert.deepEqual(forest.scoreSamplesSync(shifted.subarray(1, -1), columns), scores)
    },
  ), { numRuns: 50 })
})

test('signs and scales: scores, decisions, predictions', () => {
  const rows = [[12, 0.31], [14, 0.29], [13, 0.33], [12.5, 0.3], [95, 0.97]]
  const forest = new IsolationForest({ randomState: 7, contamination: 0.2 }).fitSync(rows)
  const [scores, decisions] = [forest.scoreSamplesSync(rows), forest.decisionFunctionSync(rows)]
  scores.forEach((score, row) => assert.equal(score - forest.offset, decisions[row]))
  assert.deepEqual(forest.predictSync(rows), Int8Array.of(1, 1, 1, 1, -1))
  assert.equal(forest.nFeatures, 2)
})

test('a count of one is a bigint, a share of one is everything', () => {
  const bytes = options => new IsolationForest({ nEstimators: 5, ...options }).fitSync(table(50), columns).toBytes()
  assert.deepEqual(bytes({ maxFeatures: 1 }), bytes({}))
  assert.notDeepEqual(bytes({ maxFeatures: 1n }), bytes({}))
  assert.deepEqual(bytes({ maxFeatures: 3 }), bytes({ maxFeatures: 3n }))
  assert.throws(() => bytes({ maxFeatures: 4 }), code('invalid'))
  assert.throws(() => bytes({ maxSamples: 1.5 }), code('invalid'))
})

test('typed arrays at their edges', async () => {
  const score = (data, columns) => fitted.scoreSamplesSync(data, columns)
  const shape = async (data, columns, expected) => {
    assert.throws(() => score(data, columns), code(expected))
    await assert.rejects(fitted.scoreSamples(data, columns), code(expected))
  }
  assert.equal(score(new Float64Array(0), columns).length, 0)
  assert.equal((await fitted.scoreSamples(new Float64Array(0), columns)).length, 0)
  await shape(new Float64Array(0), columns + 1, 'shape')
  await shape(new Float64Array(7), columns, 'shape')
  await shape(new Float64Array(6), 0, 'shape')
  await shape(new Float64Array(6), 2, 'shape')
  await shape(new Float64Array(6), undefined, 'invalid')
  assert.deepEqual(score(new Int16Array(6), columns), score(new Float64Array(6), columns))
  await shape(new BigInt64Array(6), columns, 'invalid')
  await shape(new DataView(new ArrayBuffer(48)), columns, 'invalid')
  await shape(Float64Array.of(1, 2, Infinity), columns, 'invalid')
  await shape([[1, 2, 3], [1, 2]], undefined, 'shape')
  await shape([[1, 2, 3]], 2, 'shape')
  await shape([[1, 2, '3']], undefined, 'invalid')
  await shape([[1, , 3]], undefined, 'invalid')
  await shape([], undefined, 'shape')
  await shape(new Float64Array(new SharedArrayBuffer(48)), columns, 'invalid')
  assert.equal(score(Float64Array.of(1, NaN, 3), columns).length, 1)

  const moved = new Float64Array(6)
  structuredClone(moved, { transfer: [moved.buffer] })
  await shape(moved, columns, 'invalid')
})

test('an array that changes or moves after the call changes nothing', async () => {
  const data = big.slice()
  const expected = fitted.scoreSamplesSync(data, columns)
  const scores = fitted.scoreSamples(data, columns)
  data.fill(0)
  structuredClone(data, { transfer: [data.buffer] })
  assert.deepEqual(await scores, expected)
})

test('Promise and synchronous call agree, on any number of threads', async () => {
  const options = { nEstimators: 20, randomState: 11, contamination: 0.1 }
  const now = new IsolationForest(options).fitSync(big, columns)
  const later = await new IsolationForest({ ...options, nJobs: 2 }).fit(big, columns)
  assert.deepEqual(later.toBytes(), now.toBytes())
  assert.deepEqual(await later.scoreSamples(big, columns), now.scoreSamplesSync(big, columns))
  assert.deepEqual(await later.decisionFunction(big, columns), now.decisionFunctionSync(big, columns))
  assert.deepEqual(await later.predict(big, columns), now.predictSync(big, columns))
})

test('fit gives the forest itself, and keeps the old model until it is done', async () => {
  const forest = new IsolationForest({ nEstimators: 5 })
  assert.throws(() => forest.scoreSamplesSync([[1]]), code('not_fitted'))
  assert.throws(() => forest.offset, code('not_fitted'))
  await assert.rejects(forest.scoreSamples([[1]]), code('not_fitted'))
  assert.equal(forest.fitSync([[1], [2]]), forest)
  const before = forest.toBytes()
  const fitting = forest.fit([[5], [9], [7]])
  assert.deepEqual(forest.toBytes(), before)
  assert.equal(await fitting, forest)
  assert.notDeepEqual(forest.toBytes(), before)
  await assert.rejects(forest.fit([[Infinity], [1]]), code('invalid'))
})

test('whatever is wrong rejects; the call itself does not throw', async () => {
  for (const [data, columns, options] of [
    [null], ['x'], [[[1, 2, 3]], 'x'], [[[1, 2, 3]], 3, 1], [[[1, 2, 3]], 3, { signal: {} }], [[[1, 2, 3]], 3, { onProgress: 1 }],
    [[[1, 2, 3]], 3, { signl: null }],
  ]) {
    const promise = fitted.scoreSamples(data, columns, options)
    assert(promise instanceof Promise)
    await assert.rejects(promise, code('invalid'))
  }
})

test('the event loop turns while a job runs', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  await fitted.scoreSamples(big, columns)
  clearInterval(timer)
  assert(turns > 1, `${turns}`)
})

test('progress goes up to 1 and stops there', async () => {
  const seen = []
  const onProgress = done => seen.push(done)
  await fitted.scoreSamples(big, columns, { onProgress })
  assert.equal(seen.at(-1), 1)
  assert.equal(seen.filter(done => done === 1).length, 1)
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b))
  const count = seen.length
  await sleep(20)
  assert.equal(seen.length, count)

  seen.length = 0
  await new IsolationForest({ nEstimators: 5 }).fit(big, columns, { onProgress })
  assert.equal(seen.at(-1), 1)
})

test('an onProgress that throws rejects with what it threw, and the job stops', async () => {
  const mine = new Error('mine')
  await assert.rejects(fitted.scoreSamples(big, columns, { onProgress() { throw mine } }), error => error === mine)
})

const aborted = reason => error => {
  assert.equal(error.name, 'AbortError')
  assert.equal(error.code, 'ABORT_ERR')
  assert.equal(error.cause, reason)
  return true
}

test('a signal that is aborted already never runs the job', async () => {
  let reports = 0
  const options = { signal: AbortSignal.abort('early'), onProgress: () => (reports += 1) }
  const forest = new IsolationForest({ nEstimators: 5 })
  await assert.rejects(forest.fit(big, columns, options), aborted('early'))
  await assert.rejects(fitted.scoreSamples(big, columns, options), aborted('early'))
  await sleep(50)
  assert.equal(reports, 0)
  assert.throws(() => forest.offset, code('not_fitted'))
})

test('an abort stops a running job between two chunks', async () => {
  const controller = new AbortController()
  const seen = []
  const job = fitted.scoreSamples(big, columns, {
    signal: controller.signal,
    onProgress: done => {
      seen.push(done)
      if (done > 0) controller.abort('enough')
    },
  })
  await assert.rejects(job, aborted('enough'))
  const count = seen.length
  await sleep(50)
  assert.equal(seen.length, count)
  assert(!seen.includes(1))
})

test('one signal stops many jobs, the waiting ones too, at once', async context => {
  const warned = context.mock.method(process, 'emitWarning')
  const controller = new AbortController()
  const jobs = Array.from({ length: 12 }, () => fitted.scoreSamples(big, columns, { signal: controller.signal }))
  await turn()
  controller.abort('all')
  const before = performance.now()
  for (const { status, reason } of await Promise.allSettled(jobs)) {
    assert.equal(status, 'rejected')
    aborted('all')(reason)
  }
  assert(performance.now() - before < 1000)
  assert.equal((await fitted.predict(table(10), columns)).length, 10) // the pool is free again
  assert.equal(warned.mock.callCount(), 0)
})

test('an abort after the end changes nothing, and nothing keeps listening', async () => {
  const { signal } = new AbortController()
  let listeners = 0
  const [add, remove] = [signal.addEventListener, signal.removeEventListener]
  signal.addEventListener = (...given) => (listeners += 1, add.apply(signal, given))
  signal.removeEventListener = (...given) => (listeners -= 1, remove.apply(signal, given))
  const jobs = [1, 2, 3].map(() => fitted.scoreSamples(table(10), columns, { signal }))
  assert.equal(listeners, 1)
  await Promise.all(jobs)
  assert.equal(listeners, 0)
})

test('an aborted fit leaves the forest as it was', async () => {
  const forest = new IsolationForest({ nEstimators: 50, contamination: 0.1 }).fitSync([[1], [2]])
  const before = forest.toBytes()
  const controller = new AbortController()
  const job = forest.fit(big, columns, { signal: controller.signal })
  await turn()
  controller.abort()
  await assert.rejects(job, aborted(controller.signal.reason))
  await sleep(200)
  assert.deepEqual(forest.toBytes(), before)
})

test('a damaged model is refused', () => {
  const bytes = fitted.toBytes()
  assert.deepEqual(IsolationForest.fromBytes(new Uint8Array(bytes)).toBytes(), bytes)
  fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
    const damaged = Buffer.from(bytes)
    damaged[at] ^= 1 << bit
    assert.throws(() => IsolationForest.fromBytes(damaged), code('format'))
  }))
  assert.throws(() => IsolationForest.fromBytes(bytes.subarray(1)), code('format'))
  assert.throws(() => IsolationForest.fromBytes(new Uint8Array(0)), code('format'))
  assert.throws(() => IsolationForest.fromBytes([1, 2]), code('invalid'))
  assert.throws(() => IsolationForest.fromBytes(new Float64Array(2)), code('invalid'))
})

test('weights on rows are probabilities of being drawn', async () => {
  const rows = [...Array.from({ length: 200 }, (_, at) => [at % 10]), ...Array.from({ length: 200 }, () => [50])]
  const sampleWeight = rows.map((_, at) => (at < 200 ? 1 : 0))
  const all = new IsolationForest().fitSync(rows)
  const weighted = new IsolationForest().fitSync(rows, null, { sampleWeight })
  assert(weighted.scoreSamplesSync([[50]])[0] < all.scoreSamplesSync([[50]])[0])
  assert.equal(weighted.maxSamplesUsed, 200)
  let told = 0
  const options = { sampleWeight: Float64Array.from(sampleWeight), onProgress: () => told++ }
  assert.deepEqual((await new IsolationForest().fit(rows, 1, options)).toBytes(), weighted.toBytes())
  assert(told > 1)
  assert.throws(() => new IsolationForest().fitSync(rows, 1, { sampleWeight: [1] }), code('shape'))
  await assert.rejects(new IsolationForest().fit(rows, 1, { sampleWeight: sampleWeight.map(() => -1) }), code('invalid'))
  await assert.rejects(new IsolationForest().fit(rows, 1, { sampleWeights: sampleWeight }), code('invalid'))
})

test('a warm start adds trees: the same bytes as all at once', async () => {
  const whole = new IsolationForest({ randomState: 3 }).fitSync(table(300), columns)
  const part = new IsolationForest({ randomState: 3, nEstimators: 50 }).fitSync(table(300), columns).toBytes()
  const forest = new IsolationForest({ randomState: 3, warmStart: true }).fitSync(table(300), columns)
  assert.deepEqual(forest.fitSync(table(300), columns).toBytes(), whole.toBytes())
  assert.match(forest.warnings.join(), /does not fit new trees/)
  assert.deepEqual((await forest.fit(table(300), columns)).toBytes(), whole.toBytes())
  assert.notDeepEqual(part, whole.toBytes())
  assert.throws(() => forest.fitSync([[1], [2]]), code('shape'))
  assert.throws(() => new IsolationForest({ warmStart: 1 }), code('invalid'))
})

test('importance is the mean of the absolute contributions', async () => {
  const rows = table(50)
  const parts = fitted.explainSync(rows, columns)
  const mean = Float64Array.from({ length: columns }, (_, column) => {
    let sum = 0
    for (let row = 0; row < 50; row++) sum += Math.abs(parts[row * columns + column])
    return sum / 50
  })
  assert.deepEqual(fitted.importanceSync(rows, columns), mean)
  assert.deepEqual(await fitted.importance(rows, columns), mean)
  await assert.rejects(fitted.importance(rows, 2), code('shape'))
})

test('a model goes through a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forest-'))
  const path = join(folder, 'web.forest')
  assert.equal(await fitted.save(path), fitted)
  assert.deepEqual(readFileSync(path), fitted.toBytes())
  const scores = fitted.scoreSamplesSync(big, columns)
  assert.deepEqual((await IsolationForest.load(path)).scoreSamplesSync(big, columns), scores)
  assert.deepEqual(IsolationForest.loadSync(path, 2).scoreSamplesSync(big, columns), scores)
  fitted.saveSync(join(folder, 'again.forest'))
  assert.deepEqual(readFileSync(join(folder, 'again.forest')), fitted.toBytes())
  assert.throws(() => IsolationForest.loadSync(join(folder, 'none')), { code: 'ENOENT' })
  await assert.rejects(IsolationForest.load(join(folder, 'none')), { code: 'ENOENT' })
  assert.throws(() => fitted.saveSync(join(folder, 'no', 'folder')), { code: 'ENOENT' })
  await assert.rejects(IsolationForest.load(new URL('../package.json', import.meta.url).pathname), code('format'))
  await assert.rejects(IsolationForest.load(path, 0), code('invalid'))
  rmSync(folder, { recursive: true })
})

test('it works in several threads of Node at once', async () => {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { IsolationForest, HypercareError, RoutingTable } = require(workerData.path)
    const forest = IsolationForest.fromBytes(workerData.bytes)
    let error
    try { RoutingTable.fromYaml('[') } catch (caught) { error = caught instanceof HypercareError && caught.code }
    forest.scoreSamples(workerData.data, ${columns}).then(scores => parentPort.postMessage({ scores, error }))`
  const path = new URL('bindings-node/index.js', root).pathname
  const answers = Array.from({ length: 3 }, () => new Promise((resolve, reject) => {
    const workerData = { path, bytes: new Uint8Array(fitted.toBytes()), data: big }
    new Worker(script, { eval: true, workerData }).on('message', resolve).on('error', reject)
  }))
  const expected = fitted.scoreSamplesSync(big, columns)
  for (const { scores, error } of await Promise.all(answers)) {
    assert.deepEqual(scores, expected)
    assert.equal(error, 'parse')
  }
})

test('leaving in the middle of a job is no crash', async () => {
  const script = `
    const { IsolationForest } = require(${JSON.stringify(new URL('bindings-node/index.js', root).pathname)})
    const forest = new IsolationForest().fitSync([[1], [2]])
    const job = forest.scoreSamples(new Float64Array(2e6), 1, { onProgress() {} })`
  const here = spawnSync(process.execPath, ['-e', `${script}; setTimeout(() => process.exit(3), 20)`])
  assert.deepEqual([here.status, here.signal], [3, null])
  const thread = `
    const { Worker } = require('node:worker_threads')
    const worker = new Worker(${JSON.stringify(`${script}; require('node:worker_threads').parentPort.postMessage(1)`)}, { eval: true })
    worker.on('message', () => setTimeout(() => worker.terminate().then(() => process.exit(4)), 20))`
  const there = spawnSync(process.execPath, ['-e', thread])
  assert.deepEqual([there.status, there.signal], [4, null], `${there.stderr}`)
})

test('the real server metrics: the strangest hour is found', () => {
  const text = readFileSync(new URL('examples/launch_day/metrics/cpu.csv', root), 'utf8')
  const values = text.trim().split('\n').slice(1).map(line => Number(line.split(',').at(-1)))
  assert(values.length > 1000)
  const rows = values.slice(2).map((value, at) => [value, value - values[at + 1], values[at]])
  const forest = new IsolationForest({ randomState: 7, contamination: 0.01 }).fitSync(rows)
  const found = forest.predictSync(rows).filter(label => label === -1).length
  assert(Math.abs(found - rows.length * 0.01) <= 2, `${found} of ${rows.length}`)
})

test('merged forests have their offset anew', async () => {
  const rows = table(500)
  const merged = IsolationForest.merge([0, 20].map(firstTree =>
    new IsolationForest({ nEstimators: 20, firstTree, contamination: 0.1 }).fitSync(firstTree ? table(400) : rows, columns)))
  assert.equal(merged.offset, -0.5)
  const renewed = merged.withContaminationSync(0.1, rows, columns)
  assert.equal(merged.offset, -0.5)
  assert.equal(renewed.predictSync(rows, columns).filter(word => word < 0).length, 50)
  assert.deepEqual((await merged.withContamination(0.1, rows, columns)).toBytes(), renewed.toBytes())
  assert.throws(() => merged.withContaminationSync(0.6, rows, columns), code('invalid'))
  await assert.rejects(merged.withContamination(0, rows, columns), code('invalid'))
})

test('arrays of whole numbers are tables, too', () => {
  const whole = [Int32Array, Uint32Array, Uint8Array, Float64Array].map(Kind => Kind.from({ length: 90 }, (_, at) => at * at % 251))
  const models = whole.map(data => new IsolationForest({ nEstimators: 7 }).fitSync(data, columns).toBytes())
  for (const model of models) assert.deepEqual(model, models[0])
})

test('errors name the row of the whole table', async () => {
  const rows = table(70_000)
  rows[69_999 * columns] = Infinity
  await assert.rejects(fitted.scoreSamples(rows, columns), /69999/)
  assert.throws(() => fitted.scoreSamplesSync(rows, columns), /69999/)
})

test('an aborted fit leaves the monitor as it was', async () => {
  const monitor = new Monitor({ randomState: 7 }).fitSync({ performance: { data: table(300), columns } })
  const before = monitor.toJson()
  const stop = new AbortController()
  const job = monitor.fit(
    { performance: { data: big, columns }, error_trends: { data: big, columns } },
    { signal: stop.signal, onProgress: () => stop.abort() },
  )
  assert.deepEqual(Object.keys(monitor.fitted), ['performance'])
  await assert.rejects(job, { name: 'AbortError' })
  await sleep(300)
  assert.equal(monitor.toJson(), before)
  await monitor.fit({ error_trends: { data: table(300), columns } })
  assert.deepEqual(Object.keys(monitor.fitted).sort(), ['error_trends', 'performance'])
})
