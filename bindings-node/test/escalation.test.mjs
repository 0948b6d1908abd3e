// Business time, rotas, staffing and many tickets at once, seen from JavaScript.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { Calendar, EVENT_KINDS, Policy, Rota, Span, agentsNeeded, queueOdds, staffing, staffingSync } from '../index.mjs'
import { code, root } from './cases.mjs'

const HOUR = 3_600_000
const day = [['09:00', '17:00']]
const office = new Calendar({ zone: 'Europe/Paris', weekly: { mon: day, tue: day, wed: day, thu: day, fri: ['09:00-17:00'] }, holidays: ['2026-12-25'] })
const friday = new Date('2026-12-18T15:00:00Z')

const vectors = new URL('../shared/data/escalation/business_time_vectors.json', root)
test('due and elapsed are what peers agree on', { skip: !existsSync(vectors) && 'no vectors in ../shared' }, () => {
  const { cases } = JSON.parse(readFileSync(vectors, 'utf8'))
  assert.equal(cases.length, 1000)
  for (const { id, zone, weekly, holidays, start, duration_s: seconds, end, due, within_s: within } of cases) {
    const calendar = new Calendar({ zone, weekly, holidays })
    const [from, to] = [new Date(start), new Date(end)]
    assert.deepEqual(calendar.due(from, `${seconds} s`), new Date(due), id)
    assert.equal(calendar.elapsed(from, to), within, id)
    assert.deepEqual(calendar.dueBatch(Float64Array.of(+from), Float64Array.of(seconds * 1000)), Float64Array.of(+new Date(due)), id)
    assert.deepEqual(calendar.elapsedBatch(Float64Array.of(+from), Float64Array.of(+to)), Float64Array.of(within * 1000), id)
  }
})

test('a calendar answers with Dates and seconds', () => {
  assert.deepEqual(office.due(friday, '4 h'), new Date('2026-12-21T11:00:00Z'))
  assert.deepEqual(office.due(friday, Span.parse('4 h')), office.due(friday, '4 h'))
  assert.equal(office.elapsed(friday, new Date(+friday + 90_250)), 90.25)
  assert.equal(office.elapsed(new Date(+friday + HOUR), friday), -3600)
  assert(office.isOpen(new Date('2026-12-18T08:00:00Z')))
  assert(!office.isOpen(new Date('2026-12-18T16:00:00Z')))
  assert.deepEqual(office.nextClose(friday), new Date('2026-12-18T16:00:00Z'))
  const saturday = new Date('2026-12-19T12:00:00Z')
  assert.deepEqual(office.nextOpen(saturday), new Date('2026-12-21T08:00:00Z'))
  assert.deepEqual(office.roll(saturday, 'previous_closing'), new Date('2026-12-18T16:00:00Z'))
  assert.deepEqual(office.roll(saturday, 'stay'), saturday)
  assert.deepEqual(office.openSpans(friday, saturday), [{ open: friday, close: new Date('2026-12-18T16:00:00Z') }])
  assert.equal(Calendar.always('UTC').nextClose(friday), null)
  assert.equal(new Calendar({}).nextOpen(friday), null)
})

test('a due time is explained, months too', () => {
  const { end, openSeconds, counted, zones, zoneDatabase, dueAtClosing } = office.explainDue(friday, '4 h')
  assert.deepEqual([end, openSeconds, counted.length, zones, dueAtClosing], [office.due(friday, '4 h'), 14_400, 2, ['Europe/Paris'], 'closing'])
  assert.match(zoneDatabase, /^20\d\d[a-z]$/)
  assert.deepEqual(office.explainDue(friday, '1 month').end, office.due(friday, '1 month'))
  assert.deepEqual(office.due(friday, '1 month'), new Date('2027-01-18T15:00:00Z'))
  assert.equal(office.explainElapsed(friday, new Date('2026-12-21T11:00:00Z')).openSeconds, 14_400)
})

test('calendars combine, and their seams are reported', () => {
  const sydney = Calendar.fromYaml('{zone: Australia/Sydney, weekly: {mon: [09:00-17:00]}}')
  const both = Calendar.union([office, sydney])
  assert(both.isOpen(new Date('2026-11-22T23:00:00Z')))
  assert(!Calendar.intersection([office, sydney]).isOpen(new Date('2026-11-22T23:00:00Z')))
  const [from, to] = [new Date('2026-11-22T22:00:00Z'), new Date('2026-11-23T16:00:00Z')]
  const { gaps, overlaps, gapSeconds, openSeconds } = Calendar.seams([office, sydney], from, to)
  assert.deepEqual(gaps, [{ open: new Date('2026-11-23T06:00:00Z'), close: new Date('2026-11-23T08:00:00Z') }])
  assert.deepEqual([overlaps, gapSeconds, openSeconds], [[], 7200, 16 * 3600])
  assert.throws(() => Calendar.union([]), code('invalid'))
  assert.throws(() => Calendar.union([office, Policy.default()]), { code: 'invalid', message: /^calendars\[1\]: .*class Calendar/ })
})

test('documents travel: objects, YAML, JSON, iCalendar', () => {
  assert.equal(new Calendar(office.toObject()).toJson(), office.toJson())
  assert.equal(Calendar.fromJson(office.toJson()).toJson(), office.toJson())
  const leap = new Calendar({ yearly: ['02-29'], leapDay: 'march_1', breaks: { '2026-12-24': ['12:00-24:00'] }, dueAtClosing: 'next_opening' })
  const { leapDay, breaks, dueAtClosing } = leap.toObject()
  assert.deepEqual([leapDay, breaks, dueAtClosing], ['march_1', { '2026-12-24': ['12:00-24:00'] }, 'next_opening'])
  const feed = 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261218\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
  assert(!office.withIcalHolidays(feed).isOpen(friday))
  assert(office.isOpen(friday)) // a copy was closed
})

test('what is no calendar, instant or length is refused', () => {
  for (const wrong of [{ zone: 'Europe/Atlantis' }, { weekly: { mon: [['17:00', '25:00']] } }, { weekly: { monday: [] } }, { hours: 1 }, { holidays: ['2026-02-30'] }, null, 3, 'x', { zone: '\ud800' }]) {
    assert.throws(() => new Calendar(wrong), error => /^(invalid|unknown|parse)$/.test(error.code), JSON.stringify(wrong))
  }
  assert.throws(() => new Calendar({ weekly: { mon: ['09:00-12:00', '11:00-13:00'] } }), code('invalid'))
  assert.throws(() => Calendar.fromYaml('weekly: {mon: [9]}'), error => error.code === 'parse' && error.line === 1)
  assert.throws(() => office.due(new Date(NaN), '1 h'), code('invalid'))
  assert.throws(() => office.due(friday, '-1 h'), error => /^(invalid|parse)$/.test(error.code))
  for (const wrong of [3600, NaN, null, undefined, {}, friday, 'soon', '\ud800']) {
    assert.throws(() => office.due(friday, wrong), error => /^(invalid|parse)$/.test(error.code), String(wrong))
  }
  assert.throws(() => office.due(new Date('1899-12-31'), '1 h'), code('range'))
  assert.throws(() => new Calendar({}).due(friday, '1 h'), code('range'))
  assert.throws(() => office.roll(friday, 'next'), code('invalid'))
  assert.throws(() => office.openSpans(friday, new Date(0)), code('invalid'))
})

test('a batch answers as single calls do, and NaN stays NaN', () => {
  const instant = fc.date({ min: new Date('1950-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
  fc.assert(fc.property(fc.array(fc.record({ start: instant, end: instant, seconds: fc.nat(1e6) }), { maxLength: 20 }), rows => {
    const column = read => Float64Array.from(rows, read)
    const starts = column(({ start }) => +start)
    assert.deepEqual(office.dueBatch(starts, column(({ seconds }) => seconds * 1000)), column(({ start, seconds }) => +office.due(start, `${seconds} s`)))
    // A unit below the millisecond cannot come in by a Date.
    assert.deepEqual(office.elapsedBatch(starts, column(({ end }) => +end)), column(({ start, end }) => Math.round(office.elapsed(start, end) * 1000)))
  }))
  assert.deepEqual(office.dueBatch(Float64Array.of(NaN, +friday), Float64Array.of(HOUR)), Float64Array.of(NaN, +friday + HOUR))
  assert.deepEqual(office.elapsedBatch(Float64Array.of(+friday, +friday), Float64Array.of(NaN, +friday + 5)), Float64Array.of(NaN, 5))
})

test('a batch takes whole milliseconds in Float64Arrays, nothing else', () => {
  const one = Float64Array.of(1000)
  for (const wrong of [0.5, -0, Infinity, -Infinity, 2 ** 53, -(2 ** 63), 2 ** 63]) {
    assert.throws(() => office.dueBatch(Float64Array.of(0, wrong), one), { code: 'invalid', message: /^starts\[1\]/ }, String(wrong))
    assert.throws(() => office.dueBatch(Float64Array.of(0), Float64Array.of(wrong)), code('invalid'))
  }
  for (const wrong of [[0], 0, null, undefined, new Date(0), new BigInt64Array(1), new Uint8Array(1), new Uint32Array(1), new Float32Array(1), 'x']) {
    assert.throws(() => office.dueBatch(wrong, one), code('invalid'))
    assert.throws(() => office.elapsedBatch(one, wrong), code('invalid'))
  }
  assert.throws(() => office.dueBatch(new Float64Array(2), new Float64Array(3)), code('shape'))
  assert.throws(() => office.dueBatch(Float64Array.of(0), Float64Array.of(-1000)), { code: 'invalid', message: /row 0/ })
  assert.throws(() => office.dueBatch(Float64Array.of(0, 8.64e15), one), { code: 'invalid', message: /row 1/ })
  assert.equal(office.dueBatch(new Float64Array(0), one).length, 0)
})

const rota = new Rota({
  name: 'platform',
  zone: 'Europe/Paris',
  layers: [{ name: 'week', members: ['ana', 'ben'], every: 'weekly', start: '2026-01-05', handOff: '09:00' }],
  overrides: [{ start: new Date('2026-01-06T10:00:00Z'), end: new Date('2026-01-06T12:00:00Z'), person: 'fay' }],
})
const [monday, later] = [new Date('2026-01-05T08:00:00Z'), new Date('2026-01-19T08:00:00Z')]

test('a rota: who, shifts, hand-offs, gaps, fairness', () => {
  const { person, source, since, layer } = rota.onCall(new Date('2026-01-06T11:00:00Z'))
  assert.deepEqual([person, source, since, layer], ['fay', 'override', new Date('2026-01-06T10:00:00Z'), null])
  assert.equal(rota.onCall(new Date('2026-01-01')), null)
  assert.deepEqual(rota.shifts(monday, later).map(({ person }) => person), ['ana', 'fay', 'ana', 'ben'])
  const { takesOver, notifyAt } = rota.handOffs(monday, later).at(-1)
  assert.deepEqual([takesOver, notifyAt], ['ben', new Date('2026-01-11T08:00:00Z')])
  const before = new Date('2026-01-01')
  assert.deepEqual(rota.gaps(before, later), [{ open: before, close: monday }])
  assert.deepEqual(rota.gaps(before, later, office)[0], { open: new Date('2026-01-01T08:00:00Z'), close: new Date('2026-01-01T16:00:00Z') })
  const { people, hours, uncoveredHours } = rota.fairness(monday, later)
  assert.deepEqual([people.map(({ person }) => person), hours, uncoveredHours], [['ana', 'ben', 'fay'], 336, 0])
  assert.equal(people.find(({ person }) => person === 'ben').weekendHours, 48)
})

test('a rota travels', () => {
  assert.equal(new Rota(rota.toObject()).toJson(), rota.toJson())
  assert.deepEqual(rota.toObject().overrides[0].start, new Date('2026-01-06T10:00:00Z'))
  const text = rota.toIcal(monday, later, monday)
  assert.match(text, /^BEGIN:VCALENDAR\r\n/)
  const again = new Rota({ zone: 'Europe/Paris' }).withIcalOverrides(text)
  assert.deepEqual(again.shifts(monday, later).map(({ start, end }) => [start, end]), rota.shifts(monday, later).map(({ start, end }) => [start, end]))
  assert.throws(() => new Rota({ layers: [{ name: 'x', members: [], start: '2026-01-05' }] }), code('invalid'))
  assert.throws(() => new Rota({ layers: [{ name: '\ud800', members: ['a'], start: '2026-01-05' }] }), code('invalid'))
  assert.throws(() => rota.onCall(new Date(NaN)), code('invalid'))
  assert.throws(() => rota.shifts(later, monday), code('invalid'))
  assert.throws(() => rota.gaps(monday, later, rota), code('invalid'))
  assert.throws(() => Rota.fromYaml('layers: [{name: x}]'), code('parse'))
})

test('queues: Erlang C, Erlang A, and the agents they need', () => {
  const queue = { arrivalsPerHour: 200, handlingMinutes: 3, agents: 12, withinMinutes: 1 }
  const patient = queueOdds(queue)
  assert.equal(patient.wait.toFixed(3), '0.449')
  assert(queueOdds({ ...queue, patienceMinutes: 2 }).wait < patient.wait)
  assert.equal(agentsNeeded(queue, patient.within), 12)
  for (const wrong of [null, {}, { ...queue, agents: -1 }, { ...queue, handlingMinutes: NaN }]) {
    assert.throws(() => queueOdds(wrong), code('invalid'), JSON.stringify(wrong))
  }
  assert.throws(() => agentsNeeded(queue, 1), code('invalid'))
})

test('staffing: the same from a Promise and at once', async () => {
  const options = {
    arrivals: [6], days: 7, samples: 3, seed: 7, start: new Date('2026-01-05T00:00:00Z'),
    tiers: [{ name: 'first', teams: [{ agents: 2, coverage: office.toObject() }], handlingMinutes: 10, within: '15 min' }],
  }
  const report = await staffing(options)
  assert.deepEqual(report, staffingSync(options))
  assert(report.tiers[0].within > 0 && report.tiers[0].within < 1)
  assert.equal(report.tiers[0].agents.toFixed(3), ((2 * 40) / 168).toFixed(3))
  for (const wrong of [{}, null, { arrivals: [-1] }, { arrivals: [NaN] }, { arrivals: [1], samples: 0 }, { arrivals: [1], agents: 3 }]) {
    assert.throws(() => staffingSync(wrong), code('invalid'), JSON.stringify(wrong))
    await assert.rejects(staffing(wrong), code('invalid'))
  }
  await assert.rejects(staffing(options, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  const done = []
  await staffing(options, { onProgress: share => done.push(share) })
  assert.equal(done.at(-1), 1)
})

test('incidents and alerts have their due times', () => {
  const started = new Date('2026-11-22T09:00:00Z')
  const { notices, next } = Policy.default().incident(started, new Date(+started + 20 * 60_000))
  assert.deepEqual([next.target.name, next.due], ['users', new Date('2026-11-22T09:30:00Z')])
  assert.deepEqual(notices.slice(0, 2).map(({ state }) => state), ['reached', 'reached'])
  assert.deepEqual(Policy.default().alertDue('warning', started).due, new Date('2026-11-22T09:30:00Z'))
  assert.throws(() => Policy.default().alertDue('loud', started), code('invalid'))
})

const at = Date.parse('2026-11-22T09:00:00Z')
const states = ['open', 'acknowledged', 'resolved']
const kinds = [undefined, 'first_response', 'next_response', 'update', 'resolution', 'escalation', 'warning']
const priorities = ['critical', 'high', 'medium', 'low', 'planning']

test('many tickets at once stand where each of them stands', async () => {
  const event = fc.record({ minute: fc.integer({ min: 1, max: 600 }), kind: fc.integer({ min: 1, max: 10 }), priority: fc.integer({ min: 1, max: 5 }) })
  const policy = Policy.default()
  const now = new Date(at + 400 * 60_000)
  await fc.assert(fc.asyncProperty(fc.array(fc.array(event, { maxLength: 6 }), { maxLength: 8 }), async tickets => {
    const rows = tickets.flatMap((events, ticket) => [{ ticket, minute: 0, kind: 0, priority: (ticket % 5) + 1 }, ...events.map(event => ({ ...event, ticket }))])
    rows.reverse()
    const columns = {
      ticket: Uint32Array.from(rows, ({ ticket }) => ticket),
      at: Float64Array.from(rows, ({ minute }) => at + minute * 60_000),
      kind: Uint8Array.from(rows, ({ kind }) => kind),
      priority: Uint8Array.from(rows, ({ priority }) => priority),
    }
    const found = await policy.timelines(columns, tickets.length, now)
    assert.deepEqual(found, policy.timelinesSync(columns, tickets.length, now))
    tickets.forEach((_, ticket) => {
      const events = rows.filter(row => row.ticket === ticket).map(({ minute, kind, priority }) => ({
        type: EVENT_KINDS[kind],
        at: new Date(at + minute * 60_000),
        ...(kind === 0 && { id: 'T' }),
        ...(kind === 2 && { to: 'ana' }),
        ...(kind < 2 && { priority: priorities[priority - 1] }),
      }))
      const { state, priority, next } = policy.timeline(events, now)
      assert.equal(states[found.state[ticket]], state)
      assert.equal(priorities[found.priority[ticket] - 1], priority)
      assert.deepEqual(found.nextAt[ticket], next ? +next.at : NaN)
      assert.equal(kinds[found.nextKind[ticket]], next?.kind)
    })
  }), { numRuns: 50 })
})

test('columns of the wrong type, length or range are refused', async () => {
  const policy = Policy.default()
  const now = new Date(at)
  const columns = { ticket: Uint32Array.of(0), at: Float64Array.of(at), kind: Uint8Array.of(0), priority: Uint8Array.of(1) }
  assert.deepEqual(policy.timelinesSync(columns, 2, now).state, Uint8Array.of(0, 255))
  const cases = [
    [{ ...columns, ticket: Float64Array.of(0) }, 1, 'invalid'],
    [{ ...columns, ticket: [0] }, 1, 'invalid'],
    [{ ...columns, kind: Uint32Array.of(0) }, 1, 'invalid'],
    [{ ...columns, at: Float64Array.of(NaN) }, 1, 'range'],
    [{ ...columns, at: Float64Array.of(0.5) }, 1, 'invalid'],
    [{ ...columns, at: Float64Array.of(2 ** 60) }, 1, 'invalid'],
    [{ ...columns, kind: Uint8Array.of(11) }, 1, 'invalid'],
    [{ ...columns, priority: Uint8Array.of(6) }, 1, 'invalid'],
    [{ ...columns, ticket: Uint32Array.of(1) }, 1, 'invalid'],
    [{ ...columns, kind: new Uint8Array(2) }, 1, 'shape'],
    [{ ...columns, notes: new Uint8Array(1) }, 1, 'invalid'],
    [{ ticket: columns.ticket }, 1, 'shape'],
    [columns, -1, 'invalid'],
    [columns, 1.5, 'invalid'],
    [columns, NaN, 'invalid'],
    [columns, 2 ** 50, 'limit'],
    [null, 1, undefined],
  ]
  for (const [wrong, tickets, expected] of cases) {
    if (expected === undefined) {
      assert.equal(policy.timelinesSync(wrong, tickets, now).state[0], 255) // no events at all
      continue
    }
    assert.throws(() => policy.timelinesSync(wrong, tickets, now), code(expected))
    await assert.rejects(policy.timelines(wrong, tickets, now), code(expected))
  }
  assert.throws(() => policy.timelinesSync(columns, 1, new Date(NaN)), code('invalid'))
  await assert.rejects(policy.timelines(columns, 1, now, { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('waits, updates and warnings pass through a timeline', () => {
  const policy = Policy.fromYaml('version: 1\npriorities: {P1: {response: {within: 15 min, warn: [50 %]}, steps: []}}\n')
  const minute = count => new Date(at + count * 60_000)
  const events = [
    { type: 'opened', id: 'T-1', at: minute(0), priority: 'P1' },
    { type: 'paused', at: minute(5) },
    { type: 'resumed', at: minute(25) },
  ]
  const { clocks, pauses } = policy.timeline(events, minute(29))
  assert.deepEqual(clocks[0].due, minute(35))
  assert.equal(pauses.length, 1)
})

test('whoever is on call is called at hours of their own', () => {
  const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, ['08:00-20:00']]))
  const primary = {
    zone: 'Europe/Paris',
    zones: { ben: 'Asia/Tokyo' },
    layers: [{ name: 'day', members: ['ana', 'ben'], every: 'daily', start: '2026-01-05' }],
  }
  const priorities = { P2: { steps: [{ after: '0 s', rota: 'primary', local_hours: hours }] } }
  const policy = Policy.fromJson(JSON.stringify({ version: 1, rotas: { primary }, priorities }))
  const at = new Date('2026-01-06T03:00:00Z') // 4 o'clock in Paris, where ana is on call until 9
  const [step] = policy.timeline([{ type: 'opened', id: 'T-1', at, priority: 'P2' }], at).steps
  assert.deepEqual([step.state, step.due, step.target.onCall], ['pending', new Date('2026-01-06T07:00:00Z'), 'ana'])
  assert.equal(new Rota(primary).onCall(new Date('2026-01-07T03:00:00Z')).zone, 'Asia/Tokyo')
  const unknown = JSON.stringify({ version: 1, rotas: { primary }, priorities: { P1: { steps: [{ after: '0 s', rota: 'primery' }] } } })
  assert.throws(() => Policy.fromJson(unknown), { code: 'parse', message: /a rota of the policy: primary.*steps\[0\]\.rota/ })
})

test('a list is no document, and errors of events say where they stand', () => {
  for (const type of [Calendar, Rota]) {
    assert.throws(() => new type([]), { code: 'invalid', message: /expected a map/ })
    assert.throws(() => type.fromJson('[]'), code('parse'))
  }
  assert.throws(() => new Rota({ layers: [['week', ['ana']]] }), { code: 'invalid', message: /layers\[0\]/ })
  const at = new Date('2026-11-22T09:00:00Z')
  const opened = { type: 'opened', id: 'T-1', at, priority: 'P1' }
  for (const [event, message] of [
    [{ type: 'closed', at }, /events\[1\]\.type: expected one of opened, .*found event type "closed"/],
    [{ type: 'paused', at: 'soon' }, /events\[1\]\.at: expected an RFC 3339 instant/],
    [{ type: 'paused', at, to: 'ana' }, /events\[1\]: .*field `to`/],
    [{ type: 'priority_changed', at }, /events\[1\]: .*field `priority`/],
    [['paused', at], /events\[1\]: expected a ticket event/],
  ]) assert.throws(() => Policy.default().timeline([opened, event], at), { code: 'invalid', message })
  assert.throws(() => new Calendar({ zone: 'Europe/Pari' }), { code: 'invalid', message: /Europe\/Paris/ })
  assert.throws(() => Calendar.always('Europe/Pari'), { code: 'unknown', message: /known: Europe\/Paris/ })
})

test('a document parsed from JSON is taken as it is spelled there, but no field twice', () => {
  const layer = { name: 'week', members: ['ana'], every: 'weekly', start: '2026-01-05' }
  const camel = new Rota({ layers: [{ ...layer, handOff: '07:00' }] })
  assert.equal(new Rota({ layers: [{ ...layer, hand_off: '07:00' }] }).toJson(), camel.toJson())
  assert.equal(new Rota(JSON.parse(camel.toJson())).toJson(), camel.toJson())
  assert.throws(() => new Rota({ layers: [{ ...layer, handOff: '07:00', hand_off: '08:00' }] }), code('invalid'))
})

test('a batch names the ticket that is wrong', () => {
  const at = Float64Array.of(0, 0)
  const columns = kind => ({ ticket: Uint32Array.of(0, 1), at, kind: Uint8Array.of(0, kind), priority: Uint8Array.of(1, 9) })
  const later = new Date(1000)
  assert.throws(() => Policy.default().timelinesSync(columns(0), 2, later), { code: 'invalid', message: /priority \(row 1, ticket 1\)/ })
  assert.throws(() => Policy.default().timelinesSync(columns(5), 2, later), { code: 'invalid', message: /events \(ticket 1\)/ })
})
