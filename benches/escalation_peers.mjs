// hypercare's business time beside moment-business-time from npm: due and elapsed, in one run on one machine.
//
//   npm install --no-save moment-business-time@2.0.0     (in bindings-node, after its build)
//   node benches/escalation_peers.mjs [--rows 1000000] [--calls 2000]
//
// One calendar for both: nine to five from Monday to Friday in UTC, with ten holidays a year. The runs alternate, the
// time is that of the processor, and the tables give medians. The peer is left out if it is not installed.

import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'

process.env.TZ = 'UTC' // the peer counts in the zone of the machine

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, calls: { type: 'string', default: '2000' } },
})
const [rows, calls] = [Number(values.rows), Number(values.calls)]
if (!(Number.isInteger(rows) && Number.isInteger(calls) && calls >= 1 && rows >= calls)) {
  console.error('rows and calls are whole numbers, calls 1 or more and at most as many as rows')
  process.exit(2)
}

const { Calendar } = await import(new URL('../bindings-node/index.mjs', import.meta.url))
if (typeof Calendar?.prototype?.dueBatch !== 'function') {
  console.error('hypercare has no Calendar with dueBatch in this build: nothing to compare')
  process.exit(1)
}

const YEARLY = ['01-01', '04-06', '05-01', '05-08', '05-14', '05-25', '07-14', '08-15', '11-11', '12-25']
const holidays = [2024, 2025, 2026, 2027, 2028, 2029, 2030].flatMap((year) => YEARLY.map((day) => `${year}-${day}`))
const hours = ['09:00-17:00']
const calendar = new Calendar({ zone: 'UTC', weekly: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours }, holidays })

// The same numbers in every run: a multiplicative generator.
let state = 1
const below = (limit) => ((state = (state * 48271) % 2147483647) / 2147483647) * limit
const starts = new Float64Array(rows).map(() => Date.UTC(2024, 0, 1) + Math.floor(below(157_680_000)) * 1000)
const lengths = new Float64Array(rows).map(() => (60 + Math.floor(below(144_000))) * 1000)
const ends = calendar.dueBatch(starts, lengths)

const peer = load()
const tasks = [
  {
    name: 'due',
    batch: () => calendar.dueBatch(starts, lengths),
    one: (row) => calendar.due(new Date(starts[row]), `${lengths[row] / 1000} s`).getTime(),
    peer: (row) => peer(starts[row]).addWorkingTime(lengths[row] / 1000, 'seconds').valueOf(),
  },
  {
    name: 'elapsed',
    batch: () => calendar.elapsedBatch(starts, ends),
    one: (row) => calendar.elapsed(new Date(starts[row]), new Date(ends[row])) * 1000,
    peer: (row) => peer(ends[row]).workingDiff(peer(starts[row]), 'seconds') * 1000,
  },
]
for (const task of tasks) {
  const sides = [
    { name: `hypercare, ${rows.toLocaleString('en')} rows`, rows, work: task.batch },
    { name: 'hypercare, one by one', rows: calls, work: () => loop(task.one) },
  ]
  let other = ''
  if (peer) {
    sides.push({ name: 'moment-business-time', rows: calls, work: () => loop(task.peer) })
    let count = 0
    for (let row = 0; row < calls; row += 1) count += task.peer(row) !== task.one(row)
    other = `${count} of ${calls} answers differ`
  }
  report(task.name, sides, other)
}

function load() {
  const require = createRequire(new URL('../bindings-node/package.json', import.meta.url))
  try {
    const moment = require('moment-business-time')
    const day = ['09:00:00', '17:00:00']
    moment.updateLocale('en', { workinghours: { 0: null, 1: day, 2: day, 3: day, 4: day, 5: day, 6: null }, holidays })
    return moment
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    console.log('left out: moment-business-time (not installed in bindings-node)')
    return undefined
  }
}

function loop(call) {
  for (let row = 0; row < calls; row += 1) call(row)
}

function report(task, sides, other) {
  const times = sides.map(() => [])
  for (let run = 0; run < 5; run += 1) {
    sides.forEach((side, index) => {
      const begin = process.cpuUsage()
      side.work()
      const { user, system } = process.cpuUsage(begin)
      times[index].push(((user + system) * 1000) / side.rows)
    })
  }
  const medians = times.map((list) => list.sort((one, next) => one - next)[2])
  console.log(`\n${task.padEnd(28)} ${'ns a row'.padStart(12)} ${'times as long'.padStart(14)}`)
  sides.forEach((side, index) => {
    const [time, ratio] = [medians[index], medians[index] / medians[0]]
    console.log(`${side.name.padEnd(28)} ${time.toFixed(0).padStart(12)} ${ratio.toFixed(1).padStart(14)}`)
  })
  if (other) console.log(other)
}
