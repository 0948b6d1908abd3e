// Explanations, merged forests and the monitor, as Node sees them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HypercareError, IsolationForest, Monitor } from '../index.mjs'

const code = expected => error => error instanceof HypercareError && error.code === expected
const at = new Date('2026-11-24T14:00:00Z')
const usual = Array.from({ length: 600 }, (_, k) => [40 + (k % 23), (k * 7) % 11, 300 + ((k * 13) % 40)])
const names = ['cpu', 'queue', 'latency']
const forest = new IsolationForest({ randomState: 7, nJobs: -1 }).fitSync(usual)
const strange = [[97, 5, 320]]

test('contributions add up to the distance from the baseline, and point at what is strange', async () => {
  const parts = forest.explainSync(strange)
  assert(parts instanceof Float64Array && parts.length === 3)
  const distance = forest.scoreSamplesSync(strange)[0] - forest.baseline
  assert(Math.abs(parts.reduce((sum, part) => sum + part) - distance) < 1e-12)
  assert.equal(parts.indexOf(Math.min(...parts)), 0)
  assert.deepEqual(await forest.explain(strange), parts)
  assert.deepEqual(forest.explainSync(Float64Array.from(strange.flat()), 3), parts)
  assert.throws(() => forest.explainSync([[1, 2]]), code('shape'))
})

test('explanations are told in words', () => {
  const [{ features, score, sentence }] = forest.describe(strange, usual, names)
  assert.equal(score, forest.scoreSamplesSync(strange)[0])
  assert.equal(features[0].column, 'cpu')
  assert.equal(features[0].sentence, 'cpu 97 is above all training rows, which end at 62')
  assert(sentence.startsWith(features[0].sentence))
  assert.equal(forest.describe([[NaN, 5, 320]], usual)[0].features.find(({ column }) => column === 'column 0').value, null)
  assert.throws(() => forest.describe(strange, usual, ['cpu']), code('shape'))
})

test('halves merged are the whole, to the byte', () => {
  const half = firstTree => new IsolationForest({ nEstimators: 50, firstTree, randomState: 7 }).fitSync(usual)
  assert.deepEqual(IsolationForest.merge([half(0), half(50)]).toBytes(), forest.toBytes())
  assert.throws(() => IsolationForest.merge([]), code('shape'))
  assert.throws(() => IsolationForest.merge([new IsolationForest()]), code('not_fitted'))
  assert.throws(() => IsolationForest.merge([{}]), code('invalid'))
})

test('planes and weights', () => {
  const grown = new IsolationForest({ extensionLevel: 2, featureWeights: [1, 1, 2] }).fitSync(usual)
  assert(grown.scoreSamplesSync(strange)[0] < -0.5)
  assert.equal(grown.explainSync(strange).length, 3)
  assert.throws(() => new IsolationForest({ extensionLevel: 3 }).fitSync(usual), code('invalid'))
})

test('a job on the thread pool tells its progress tree by tree and stops on a signal', async () => {
  const seen = []
  await new IsolationForest({ nEstimators: 4_000 }).fit(usual, 3, { onProgress: share => seen.push(share) })
  assert(seen.length > 2 && seen.every((share, place) => share >= (seen[place - 1] ?? 0)), `${seen}`)
  const controller = new AbortController()
  const work = new IsolationForest({ nEstimators: 20_000 }).fit(usual, 3, { signal: controller.signal, onProgress: () => controller.abort() })
  await assert.rejects(work, { name: 'AbortError' })
})

test('a monitor learns once, watches, and travels', async () => {
  const monitor = await new Monitor({ randomState: 7 }).fit({ performance: { data: usual, columns: names } })
  assert(monitor instanceof Monitor)
  assert.deepEqual(monitor.fitted, { performance: names })
  const today = { performance: { data: Float64Array.from([45, 3, 310, 97, 3, 900]), columns: names } }
  const found = monitor.detectSync(today)
  assert.deepEqual(await monitor.detect(today), found)
  const { scores, threshold, anomalousPoints, summary } = found.performance
  assert.deepEqual(anomalousPoints, [1])
  assert(scores[1] < threshold && scores[0] > threshold)
  assert.equal(summary.worst, 1)
  const [alert] = monitor.alerts(found, at)
  assert.deepEqual([alert.type, alert.metric, alert.timestamp], ['anomaly_detected', 'performance', at])
  assert.match(alert.recommendation, /^Look at (cpu|latency) first/)
  const copy = Monitor.fromJson(monitor.toJson())
  assert.deepEqual(copy.detectSync(today), found)
  assert.equal(copy.toJson(), monitor.toJson())
})

test('a monitor refuses what it cannot watch', () => {
  const monitor = new Monitor().fitSync({ performance: { data: usual, columns: names } })
  assert.throws(() => monitor.detectSync({ moods: usual }), code('unknown'))
  assert.throws(() => monitor.detectSync({ error_trends: usual }), code('not_fitted'))
  assert.throws(() => monitor.detectSync({ performance: [[1, 2]] }), code('shape'))
  assert.throws(() => monitor.detectSync({ performance: { data: [[1, 2, 3]], columns: ['queue', 'cpu', 'latency'] } }), code('invalid'))
  assert.throws(() => monitor.detectSync({ performance: [[1, Infinity, 3]] }), code('invalid'))
  assert.throws(() => monitor.detectSync({ performance: { rows: usual } }), code('invalid'))
  assert.throws(() => new Monitor({ percentile: 0 }), code('invalid'))
  assert.throws(() => new Monitor({ forest: { nTrees: 5 } }), code('invalid'))
  assert.throws(() => monitor.alerts({ performance: {} }, at), code('invalid'))
  assert.throws(() => Monitor.fromJson('{}'), code('parse'))
})
