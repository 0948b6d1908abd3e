// The cases that the Rust, Python and Node suites all run.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IsolationForest, Policy, RoutingTable } from '../index.mjs'
import { bits, cases, plain } from './cases.mjs'

const failure = ({ code, line, column }) => (line === undefined ? { error: code } : { error: code, line, column })

const run = (file, answer) => {
  for (const { name, input, expected } of cases(file)) {
    test(`${file}: ${name}`, () => {
      let found
      try {
        found = answer(input)
      } catch (error) {
        found = failure(error)
      }
      assert.deepEqual(found, expected)
    })
  }
}

const document = (type, source) => {
  if (source === 'default') return type.default()
  return typeof source === 'string' ? type.fromYaml(source) : type.fromJson(JSON.stringify(source))
}

run('routing.json', ({ table, routes }) => {
  const read = document(RoutingTable, table)
  return routes ? routes.map(type => plain(read.route(type))) : JSON.parse(read.toJson())
})

run('escalation.json', ({ policy, zone, events, now }) => {
  const read = document(Policy, policy)
  const zoned = zone === undefined ? read : read.inZone(zone)
  if (!events) return JSON.parse(zoned.toJson())
  const dated = events.map(event => ({ ...event, at: new Date(event.at) }))
  return plain(zoned.timeline(dated, new Date(now)))
})

const rows = lines => lines.map(line => line.split(' ').filter(Boolean).map(Number))
const camel = key => key.replace(/_(.)/g, (_, letter) => letter.toUpperCase())

run('forest.json', ({ fit, parameters, model, score }) => {
  const options = Object.fromEntries(Object.entries(parameters ?? {}).map(([key, value]) => [camel(key), value]))
  const forest = model === undefined
    ? new IsolationForest(options).fitSync(rows(fit))
    : IsolationForest.fromBytes(Buffer.from(model, 'hex'))
  const table = rows(score)
  return {
    scores: Array.from(forest.scoreSamplesSync(table), bits),
    decisions: Array.from(forest.decisionFunctionSync(table), bits),
    predictions: Array.from(forest.predictSync(table)),
    offset: bits(forest.offset),
    model: forest.toBytes().toString('hex'),
    max_samples_used: forest.maxSamplesUsed,
    warnings: forest.warnings,
  }
})

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
