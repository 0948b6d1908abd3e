// The classifier from JavaScript: shared cases, any text, jobs, threads, files.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { Classifier, RoutingTable, SimilarTexts } from '../index.mjs'
import { cases, code, plain, root } from './cases.mjs'

const texts = [
  'I cannot log in to my account', 'password rejected at login again', 'the sign in page says my password is wrong',
  'I was charged twice this month', 'my invoice shows the wrong amount', 'please refund the payment of yesterday',
]
const labels = ['login', 'login', 'login', 'billing', 'billing', 'billing']
const small = Classifier.trainSync(texts, labels)
const answers = small.classifyBatchSync(texts)

for (const { name, input, expected } of cases('classifier.json')) {
  const { texts, labels, options = {}, learn, ask, similar, model } = input
  const answersOf = model => ({
    answers: ask.map(text => ({ answer: plain(model.classify(text)), labels: plain(model.labels(text, 0.25)), explanation: plain(model.explain(text)) })),
    summary: plain(model.summary()),
    model: model.toBytes().toString('hex'),
  })
  const camel = Object.fromEntries(Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value]))
  test(`classifier.json: ${name}`, () => {
    let found
    try {
      if (similar) {
        const index = new SimilarTexts(texts)
        found = similar.map(text => plain(index.similar(text, 3)))
      } else {
        const train = labels?.some(Array.isArray) ? 'trainMultiSync' : 'trainSync'
        const trained = model === undefined ? Classifier[train](texts, labels, camel) : Classifier.fromBytes(Buffer.from(model, 'hex'))
        learn.forEach(([text, label]) => trained.learn(text, label))
        found = answersOf(trained)
      }
    } catch ({ code }) {
      found = { error: code }
    }
    assert.deepEqual(found, expected)
    if (expected.model) assert.deepEqual(answersOf(Classifier.fromBytes(Buffer.from(expected.model, 'hex'))), expected) // written by Rust
  })
}

test('any text has an answer, and spans that lie inside', () => {
  const unit = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...'login ünvoıceﬁ\u0301', '👩‍🚀'))
  fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), text => {
    const [{ label, confidence, alternatives }, why] = [small.classify(text), small.explain(text)]
    assert(confidence >= 0 && confidence <= 1)
    assert(alternatives.reduce((sum, { probability }) => sum + probability, confidence) < 1 + 1e-9)
    assert.equal(why.label, label)
    const bytes = Buffer.from(text)
    for (const { text: piece, span } of [...why.words, ...why.pieces]) {
      assert.equal(text.slice(span.utf16Start, span.utf16End), piece)
      assert.equal(bytes.subarray(span.byteStart, span.byteEnd).toString(), piece)
      assert.equal([...text].slice(span.charStart, span.charEnd).join(''), piece)
    }
    assert.deepEqual(small.classify(bytes), small.classify(text))
  }), { numRuns: 100 })
})

test('bytes are text, if they are', () => {
  const all = texts.map(text => Buffer.from(`xx${text}`).subarray(2))
  assert.deepEqual(small.classifyBatchSync(all), answers)
  assert.deepEqual(Classifier.trainSync(all, labels).toBytes(), small.toBytes())
  for (const wrong of [Uint8Array.of(0xc3), Uint8Array.of(0xed, 0xa0, 0x80), new Float64Array(2), new Uint8Array(new SharedArrayBuffer(4))]) {
    assert.throws(() => small.classify(wrong), code('invalid'))
  }
  assert.throws(() => small.classifyBatchSync(['x', 7]), error => code('invalid')(error) && /^texts\[1\]: /.test(error.message))
})

test('huge and strange texts have an answer', () => {
  for (const text of ['', 'x'.repeat(10_000_000), 'login '.repeat(1_700_000), Buffer.alloc(10_000_000, 'log in '), '\0\x1b\u202e']) {
    assert(labels.includes(small.classify(text).label))
  }
  assert.throws(() => small.classify('a\ud800'), code('invalid'))
  assert.throws(() => small.learn('x', '\udc00'), code('invalid'))
})

test('the Promise of a training gives the same, and tells how far it is', async () => {
  const told = []
  const trained = await Classifier.train(texts, labels, { jobs: 2 }, { onProgress: done => told.push(done) })
  assert.deepEqual(trained.toBytes(), small.toBytes())
  assert.deepEqual(told, [...told].sort((one, other) => one - other))
  assert.equal(told.at(-1), 1)
  const several = labels.map(label => [label])
  assert.deepEqual((await Classifier.trainMulti(texts, several)).toBytes(), Classifier.trainMultiSync(texts, several).toBytes())
  await assert.rejects(Classifier.train(texts, ['login']), code('shape'))
  await assert.rejects(Classifier.train('text', labels), code('invalid'))
  assert.throws(() => Classifier.trainSync(texts, labels, { errorRate: 0 }), code('invalid'))
  assert.throws(() => Classifier.trainSync(texts, labels, { rate: 0.1 }), code('invalid'))
})

const aborted = error => error.name === 'AbortError' && error.code === 'ABORT_ERR'

test('a signal stops a training and a batch', async () => {
  const many = Array.from({ length: 3000 }, (_, at) => `${texts[at % 6]} ${at}`)
  const training = new AbortController()
  const told = []
  const onProgress = done => (told.push(done), training.abort())
  await assert.rejects(Classifier.train(many, many.map((_, at) => labels[at % 6]), {}, { signal: training.signal, onProgress }), aborted)
  assert.deepEqual(told, [0])
  const batch = new AbortController()
  const job = small.classifyBatch(Array.from({ length: 50_000 }, () => texts[0]), { signal: batch.signal, onProgress: () => batch.abort() })
  await assert.rejects(job, aborted)
  await assert.rejects(Classifier.load('x', { signal: AbortSignal.abort() }), aborted)
})

test('requests share a classifier that learns', async () => {
  const model = Classifier.fromBytes(small.toBytes())
  const before = model.classifyBatch(Array.from({ length: 2000 }, (_, at) => texts[at % 6]))
  const requests = Array.from({ length: 40 }, async (_, at) => {
    await null
    if (at === 20) model.learn('the parcel is late', 'delivery')
    const [answer] = await model.classifyBatch([texts[at % 6]])
    return [answer, model.classify(texts[at % 6])].map(({ label }) => label)
  })
  ;(await Promise.all(requests)).forEach((found, at) => assert.deepEqual(found, [labels[at % 6], labels[at % 6]]))
  ;(await before).forEach((answer, at) => assert.deepEqual(answer, answers[at % 6])) // as it stood when the job was started
  assert.equal(model.classify('my parcel is late').label, 'delivery')
  assert.deepEqual(small.classifyBatchSync(texts), answers)
})

test('worker threads answer alike, each with its own', async () => {
  const script = `
    const { parentPort, workerData: { path, bytes, texts } } = require('node:worker_threads')
    const { Classifier } = require(path)
    const [model, starter] = [Classifier.fromBytes(bytes), Classifier.starter()]
    let answers
    for (let round = 0; round < 200; round += 1) answers = texts.map(text => model.classify(text))
    model.classifyBatch(texts).then(batch => parentPort.postMessage({ answers, batch, label: starter.classify('site is down').label }))`
  const path = new URL('bindings-node/index.js', root).pathname
  const told = Array.from({ length: 3 }, () => new Promise((resolve, reject) => {
    const workerData = { path, texts, bytes: new Uint8Array(small.toBytes()) }
    new Worker(script, { eval: true, workerData }).on('message', resolve).on('error', reject)
  }))
  for (let round = 0; round < 200; round += 1) assert.deepEqual(small.classify(texts[round % 6]), answers[round % 6])
  for (const found of await Promise.all(told)) assert.deepEqual(found, { answers, batch: answers, label: 'system_unavailable' })
})

test('models travel in files', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'hypercare-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const [one, other, broken] = ['one', 'other', 'broken'].map(name => join(folder, name))
  small.saveSync(one)
  assert.equal(await small.save(other), small)
  assert.deepEqual(readFileSync(one), readFileSync(other))
  assert.deepEqual(Classifier.loadSync(one).toBytes(), small.toBytes())
  assert.deepEqual((await Classifier.load(other)).classify(texts[0]), answers[0])
  writeFileSync(broken, small.toBytes().subarray(1))
  assert.throws(() => Classifier.loadSync(broken), code('format'))
  await assert.rejects(Classifier.load(broken), code('format'))
  const missing = join(folder, 'missing', 'model')
  const noFile = error => error instanceof Error && error.code === 'ENOENT' && error.path === missing
  assert.throws(() => Classifier.loadSync(missing), noFile)
  await assert.rejects(Classifier.load(missing), noFile)
  assert.throws(() => small.saveSync(missing), noFile)
  assert.throws(() => Classifier.loadSync(folder), { code: 'EISDIR' })
})

test('a damaged model is refused', () => {
  const bytes = small.toBytes()
  fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
    const damaged = Buffer.from(bytes)
    damaged[at] ^= 1 << bit
    assert.throws(() => Classifier.fromBytes(damaged), code('format'))
  }), { numRuns: 50 })
  assert.throws(() => Classifier.fromBytes('model'), code('invalid'))
})

test('the starter model and the routing table go together', () => {
  const { label, known } = Classifier.starter().classify('QuickBooks stopped syncing this morning')
  assert.deepEqual([label, known], ['quickbooks_sync_failed', true])
  const table = RoutingTable.default()
  for (const { label } of Classifier.starter().summary().labels) assert.equal(table.route(label).known, label !== 'none')
})

test('similar texts', () => {
  const index = new SimilarTexts(texts)
  assert.deepEqual([index.add(Buffer.from('das Passwort ist falsch 🔐')), index.length], [6, 7])
  const [{ index: at, similarity }] = index.similar('I was CHARGED twice, this month', 2)
  assert(at === 3 && similarity > 0.9)
  assert.deepEqual(new SimilarTexts().similar('x', 3), [])
  assert.throws(() => index.similar('x', -1), code('invalid'))
})

test('a wrong call says which argument', () => {
  const wrong = (call, expected, message) => assert.throws(call, error => code(expected)(error) && message.test(error.message))
  wrong(() => small.classify(7), 'invalid', /^text: /)
  wrong(() => small.labels('x', NaN), 'invalid', /^threshold: /)
  wrong(() => small.explain('x', 'weather'), 'unknown', /weather/)
  wrong(() => small.learn('x', ' '), 'invalid', /label/)
  wrong(() => small.learn('x', 'y'.repeat(1025)), 'limit', /label/)
  wrong(() => small.withJobs(0), 'invalid', /^jobs: /)
  wrong(() => Classifier.trainMultiSync(['x'], ['y']), 'invalid', /^labels\[0\]: /)
  assert.throws(() => new Classifier(), Error)
})
