// Tickets from JavaScript: routing, troubleshooting, redaction, support metrics.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Classifier, Router, RoutingTable, Troubleshooter, redact, supportMetrics } from '../index.mjs'
import { cases, code, plain } from './cases.mjs'

const at = new Date('2026-03-17T15:30:00Z')

/** A document's fields as JavaScript spells them, with its instants as Dates. */
const camel = value => {
  if (Array.isArray(value)) return value.map(camel)
  if (value === null || typeof value !== 'object') return value
  const entry = ([key, field]) => [key.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), /(^|_)at$/.test(key) ? new Date(field) : camel(field)]
  return Object.fromEntries(Object.entries(value).map(entry))
}

const document = (type, source) => {
  if (source === 'default') return type.default()
  return typeof source === 'string' ? type.fromYaml(source) : type.fromJson(JSON.stringify(source))
}

// Names that the user chose, such as the keys of a reason's numbers, have no letters that `plain` would change.
const run = (file, answer) => {
  for (const { name, input, expected } of cases(file)) {
    test(`${file}: ${name}`, () => {
      let found
      try {
        found = answer(input)
      } catch ({ code, line, column }) {
        found = line === undefined ? { error: code } : { error: code, line, column }
      }
      assert.deepEqual(found, expected)
    })
  }
}

run('troubleshooting.json', ({ knowledge, zone, outcomes = [], text, at, options }) => {
  const read = document(Troubleshooter, knowledge)
  const helper = zone === undefined ? read : read.inZone(zone)
  outcomes.forEach(outcome => helper.record(outcome))
  return text === undefined ? JSON.parse(helper.toJson()) : plain(helper.diagnose(Buffer.from(text), new Date(at), camel(options)))
})

run('router.json', ({ router, tickets, agents, changed }) => {
  const read = document(Router, router)
  if (changed !== undefined) return plain(read.dryRun(document(Router, changed), camel(tickets)))
  return tickets ? tickets.map(ticket => plain(read.route(camel(ticket), camel(agents)))) : JSON.parse(read.toJson())
})

run('support.json', ({ tickets, options }) => plain(supportMetrics(camel(tickets), camel(options))))

run('redact.json', given => {
  const { text, kinds } = redact(given.text, given.options)
  return { text, kinds }
})

test('spans are those of the given string', () => {
  const secrets = ['jo@example.org', '4111 1111 1111 1111', '123-45-6789', '+1 415 555 2671']
  const words = fc.stringMatching(/^[\p{Lu}🚨é\u0301日ß]{0,6}$/u)
  fc.assert(fc.property(words, fc.constantFrom(...secrets), words, (before, secret, behind) => {
    const given = `${before} 🔐 ${secret} , ${behind}`
    const { spans, text } = redact(given)
    assert.deepEqual(spans.map(({ start, end }) => given.slice(start, end)), [secret])
    assert.equal(text.startsWith(`${before} 🔐 [redacted:`), true)
  }))
  const report = 'Café 🚨 日本: QuickBooks error 3200, HTTP 500 seit gestern; since yesterday 4 pm'
  const { symptoms } = Troubleshooter.default().diagnose(report, at)
  const found = [...symptoms.keywords, ...symptoms.errorCodes, ...symptoms.actions, ...symptoms.features, symptoms.since]
  assert(found.length >= 4)
  for (const { text, start, end } of found) assert.equal(report.slice(start, end), text)
})

test('redaction: options, and doing it again', () => {
  assert.equal(redact('from 10.0.0.7').text, 'from 10.0.0.7')
  assert.deepEqual(redact('from 10.0.0.7', { ips: true }).kinds, ['ip'])
  const once = redact('password: hunter2').text
  assert.deepEqual(redact(once), { text: once, kinds: [], spans: [] })
  assert.deepEqual(redact(''), { text: '', kinds: [], spans: [] })
  const large = `${'ä🚨 '.repeat(1_000_000)}jo@example.org`
  const [{ start, end }] = redact(large).spans
  assert.equal(large.slice(start, end), 'jo@example.org')
})

test('a router from an object, agents, defaults', () => {
  const router = new Router({ version: 1, minimumConfidence: 0.9, rules: [{ name: 'de', when: { languages: ['de'] }, then: { skills: ['german'] } }] })
  assert.equal(Router.fromJson(router.toJson()).toJson(), router.toJson())
  const agents = [{ id: 'ann', capacity: 2 }, { id: 'ben', capacity: 2, tier: 4, skills: ['german'] }]
  const unsure = { label: 'login_failed', confidence: 0.8, known: true }
  const { agent, issueType, issueSource } = router.route({ language: 'de', classification: unsure }, agents)
  assert.deepEqual([agent, issueType, issueSource], ['ben', null, 'none'])
  assert.equal(Router.default().route({ classification: unsure }).issueType, 'login_failed')
  assert.equal(Router.default().route({}).agent, null)
})

test('spans of bytes count bytes, those of a string its units', () => {
  const given = '🙂 é seit gestern 16 Uhr, HTTP 500, jo@example.org'
  const bytes = Buffer.from(given)
  const cut = (from, { start, end }) => from.slice(start, end).toString()
  assert.equal(cut(given, redact(given).spans[0]), 'jo@example.org')
  assert.equal(cut(bytes, redact(bytes).spans[0]), 'jo@example.org')
  assert.equal(cut(new TextDecoder().decode(bytes), redact(given).spans[0]), 'jo@example.org')
  for (const from of [given, bytes]) {
    const { since, errorCodes } = Troubleshooter.default().diagnose(from, at).symptoms
    assert.deepEqual([cut(from, since), cut(from, errorCodes[0])], ['seit gestern 16 Uhr', 'HTTP 500'])
  }
})

test('what is no text, and what only others make, is an error that says so', () => {
  const wrong = (call, said) => assert.throws(call, error => code('invalid')(error) && said.test(error.message), `${said}`)
  wrong(() => redact(new Date()), /^text: expected a string, .* found a Date/)
  wrong(() => Classifier.starter().classify(new Date()), /^text: .* found a Date/)
  wrong(() => Router.default().route({ text: new Date() }), /^ticket\.text: .* found a Date/)
  for (const Kind of [Classifier, RoutingTable, Troubleshooter]) wrong(() => new Kind(), new RegExp(`^new ${Kind.name}: expected one of .*from`))
  const ticket = { text: 'x' }
  ticket.self = ticket
  assert.throws(() => Router.default().route(ticket), error => code('limit')(error) && /^ticket\.self, which is the object 1 levels? above it/.test(error.message))
  const record = { id: 'T-1', priority: 'P2', openedAt: at, resolvedAt: new Date(0) }
  assert.throws(() => supportMetrics([record]), /^HypercareError: resolvedAt of T-1 at .* lies before openedAt of T-1, /)
  wrong(() => Classifier.trainSync(['a'], ['b'], { errorRate: 3 }), /^errorRate: /)
})

test('a router asks a classifier, and texts may be bytes', () => {
  const [router, starter] = [Router.default(), Classifier.starter()]
  const text = 'QuickBooks stopped syncing this morning'
  const { issueType, issueSource, reasons } = router.routeBy({ text, issueType: 'other' }, starter)
  assert.deepEqual([issueType, issueSource], ['quickbooks_sync_failed', 'classified'])
  assert.match(reasons[0].detail, /QuickBooks/)
  const leak = { text: 'There are two sessions on my account that I never opened', issueType: 'password_reset' }
  const raised = router.routeBy(leak, starter)
  assert.deepEqual([raised.priority, raised.department, raised.inform], ['critical', 'user_support', ['security']])
  assert(raised.reasons.some(({ detail }) => /suspects unauthorized_access: .*sessions/.test(detail)))
  const open = new Router({ version: 1, safeguards: [] })
  assert.equal(router.dryRun(open, [leak], starter).lowered, 1)
  assert.deepEqual(router.dryRun(open, [leak], starter), router.dryRunBy(open, [leak], starter))
  assert.equal(router.dryRun(open, [leak]).lowered, 0)
  assert.deepEqual(router.route({ text: Buffer.from('我的账户被盗了'), issueType: 'login_failed' }).inform, ['security'])
  assert.equal(redact(Buffer.from('é jo@example.org')).text, 'é [redacted:email]')
  assert.equal(Troubleshooter.default().diagnose(Buffer.from('HTTP 500'), at).symptoms.errorCodes[0].name, 'HTTP 500')
  assert.throws(() => redact(Uint8Array.of(0xff)), error => code('invalid')(error) && /^text: /.test(error.message))
  assert.throws(() => router.route({ text: Uint8Array.of(0xff) }), error => code('invalid')(error) && /^ticket\.text: /.test(error.message))
})

test('neglect is no success', () => {
  const record = { id: 'T-1', openedAt: at, priority: 'P1' }
  const { metrics: [{ value, state }], asOf } = supportMetrics([record], { asOf: new Date(+at + 3_600_000), zone: 'Europe/Paris' })
  assert.deepEqual([value, state, +asOf], [60, 'missed', +at + 3_600_000])
  assert.throws(() => supportMetrics([record], { zone: 'Mars' }), code('unknown'))
})

test('what was learnt travels', () => {
  const helper = Troubleshooter.default()
  const other = helper.inZone('Europe/Paris')
  assert.equal(helper.record({ resolution: 'unlock_account', solved: false }), 0.93 * 10 / 11)
  assert.equal(other.successRate('unlock_account'), 0.93) // a copy
  assert.equal(Troubleshooter.fromJson(helper.toJson()).successRate('unlock_account'), helper.successRate('unlock_account'))
})

test('one router and one troubleshooter serve all requests', async () => {
  const [router, helper] = [Router.default(), Troubleshooter.default()]
  const ask = async name => {
    await null
    return [router.route({ text: name, issueType: name }).issueType, helper.diagnose('error 3200', at, { issueType: name }).causes[0].issueType]
  }
  const names = Object.keys(JSON.parse(RoutingTable.default().toJson()).types).filter(name => name.startsWith('log') || name.startsWith('quick'))
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(names[index % names.length])))
  answers.forEach(([routed], index) => assert.equal(routed, names[index % names.length]))
})

test('wrong tickets are errors that say where', () => {
  const wrong = (call, expected, message) => assert.throws(call, error => code(expected)(error) && message.test(error.message))
  const record = { id: 'T-1', openedAt: at, priority: 'P1' }
  wrong(() => redact('a\ud800'), 'invalid', /^text: /)
  wrong(() => redact(7), 'invalid', /^text: /)
  wrong(() => redact('x', { ip: true }), 'invalid', /ip/)
  wrong(() => Troubleshooter.default().diagnose('\udc00', at), 'invalid', /^text: /)
  wrong(() => Troubleshooter.default().diagnose('x', new Date(NaN)), 'invalid', /^at: /)
  wrong(() => Troubleshooter.default().diagnose('x', at, { answers: [{ step: 'account_state', yes: 1 }] }), 'invalid', /^options\.answers\[0\]\.yes: /)
  wrong(() => Troubleshooter.default().record({ resolution: 'prayer', solved: true }), 'unknown', /prayer/)
  wrong(() => Troubleshooter.fromYaml('version: 2'), 'parse', /./)
  wrong(() => Router.default().route({ text: '\ud83d' }), 'invalid', /^ticket\.text: /)
  wrong(() => Router.default().route({ pastTickets: NaN }), 'invalid', /^ticket\.pastTickets: /)
  wrong(() => Router.default().route({ subject: 'x' }), 'invalid', /subject/)
  wrong(() => Router.default().route({ classification: { label: 'x', confidence: NaN, known: true } }), 'invalid', /confidence/)
  wrong(() => Router.default().dryRun({}, []), 'invalid', /class Router/)
  wrong(() => Router.default().dryRun(Router.default(), [], []), 'invalid', /^classifier: /)
  wrong(() => new Router({ version: 1, rules: [{ name: 'a', when: {}, then: {} }] }), 'invalid', /effect/)
  wrong(() => new Router({ version: 2 }), 'invalid', /version/)
  wrong(() => supportMetrics([{ ...record, satisfaction: NaN }]), 'invalid', /./)
  wrong(() => supportMetrics([{ ...record, responses: 1.5 }]), 'invalid', /^tickets\[0\]\.responses: /)
  wrong(() => supportMetrics([record, record]), 'duplicate', /T-1/)
})
