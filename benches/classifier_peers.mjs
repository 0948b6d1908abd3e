// hypercare's ticket classifier beside its peers from npm, on public sets, in one run on one machine.
//
//   npm install --no-save wink-naive-bayes-text-classifier@2.2.1 wink-nlp wink-eng-lite-web-model bayes@1.0.0 natural@8.1.1 @nlpjs/basic@4.27.0
//   node benches/classifier_peers.mjs [--data ../shared/data/tickets] [--sets banking77,clinc150] [--peers wink,bayes,natural,nlp.js] [--modules FOLDER]
//
// The peers are looked for in bindings-node, or in the folder that --modules names; those that are not there are left
// out, as are sets that are not. Each side trains on train.tsv, is written as a file and read back, and is then asked for
// one text of test.tsv after the other. The confidence is the probability that a side gives its answer: hypercare's and
// nlp.js's as they are, natural's shares of its likelihoods, wink's odds as probabilities; bayes gives none.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const here = path => fileURLToPath(new URL(path, import.meta.url))
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: here('../../shared/data/tickets') },
    sets: { type: 'string', default: 'banking77,clinc150' },
    peers: { type: 'string', default: 'wink,bayes,natural,nlp.js' },
    modules: { type: 'string', default: here('../bindings-node') },
  },
})
const require = createRequire(pathToFileURL(join(values.modules, 'package.json')))
const { Classifier } = await import(new URL('../bindings-node/index.mjs', import.meta.url))

const rows = path => readFileSync(path, 'utf8').trimEnd().split('\n').map(line => line.split(/\t(.*)/s))

const sides = {
  hypercare: () => {
    let model
    return {
      train: async rows => (model = await Classifier.train(rows.map(row => row[1]), rows.map(row => row[0]))),
      save: path => model.saveSync(path),
      load: path => (model = Classifier.loadSync(path)),
      ask: text => model.classify(text),
    }
  },
  wink: () => {
    const make = require('wink-naive-bayes-text-classifier')
    const nlp = require('wink-nlp')(require('wink-eng-lite-web-model'))
    const stem = text => nlp.readDoc(text).tokens().filter(token => token.out(nlp.its.type) === 'word').out(nlp.its.stem)
    let model
    const fresh = () => {
      model = make()
      model.definePrepTasks([stem])
      model.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 })
    }
    return {
      train: rows => {
        fresh()
        for (const [label, text] of rows) model.learn(text, label)
        model.consolidate()
      },
      save: path => writeFileSync(path, model.exportJSON()),
      load: path => {
        fresh()
        model.importJSON(readFileSync(path, 'utf8'))
        model.definePrepTasks([stem])
        model.consolidate()
      },
      ask: text => {
        const [[label, odds]] = model.computeOdds(text)
        return { label, confidence: 1 / (1 + 2 ** -odds) }
      },
    }
  },
  bayes: () => {
    const bayes = require('bayes')
    const tokenizer = text => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    let model
    return {
      train: async rows => {
        model = bayes({ tokenizer })
        for (const [label, text] of rows) await model.learn(text, label)
      },
      save: path => writeFileSync(path, model.toJson()),
      load: path => {
        model = bayes.fromJson(readFileSync(path, 'utf8'))
        model.tokenizer = tokenizer
      },
      ask: async text => ({ label: await model.categorize(text) }),
    }
  },
  natural: () => {
    const { BayesClassifier } = require('natural')
    let model
    return {
      train: rows => {
        model = new BayesClassifier(undefined, 0.1)
        for (const [label, text] of rows) model.addDocument(text, label)
        model.train()
      },
      save: path => writeFileSync(path, JSON.stringify(model)),
      load: path => (model = BayesClassifier.restore(JSON.parse(readFileSync(path, 'utf8')))),
      ask: text => {
        const found = model.getClassifications(text)
        const sum = found.reduce((sum, { value }) => sum + value, 0)
        return { label: found[0].label, confidence: sum > 0 ? found[0].value / sum : 0 }
      },
    }
  },
  'nlp.js': () => {
    const { dockStart } = require('@nlpjs/basic')
    const start = async () => {
      const dock = await dockStart({ settings: { nlp: { forceNER: false, languages: ['en'], autoSave: false, autoLoad: false, nlu: { log: false }, threshold: 0 } }, use: ['Basic', 'LangEn'] })
      return dock.get('nlp')
    }
    let model
    return {
      train: async rows => {
        model = await start()
        for (const [label, text] of rows) model.addDocument('en', text, label)
        await model.train()
      },
      save: path => writeFileSync(path, model.export(true)),
      load: async path => {
        model = await start()
        model.import(readFileSync(path, 'utf8'))
      },
      ask: async text => {
        const { intent, score } = await model.process('en', text)
        return { label: intent, confidence: score }
      },
    }
  },
}

const mean = list => list.reduce((sum, value) => sum + value, 0) / list.length
const median = list => [...list].sort((one, other) => one - other)[list.length >> 1]

function macroF1(found, labels) {
  return mean([...new Set(labels)].map(label => {
    const count = test => labels.filter((own, at) => test(found[at] === label, own === label)).length
    return (2 * count((one, other) => one && other)) / (count(one => one) + count((_, other) => other))
  }))
}

function calibrationError(confidences, right) {
  const bins = new Array(15).fill(0)
  confidences.forEach((confidence, at) => (bins[Math.min(Math.floor(confidence * 15), 14)] += confidence - right[at]))
  return bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / right.length
}

function auroc(usual, strange) {
  const sorted = Float64Array.from(strange).sort()
  const rank = (value, upTo) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle] < value || (upTo && sorted[middle] === value)) low = middle + 1
      else high = middle
    }
    return low
  }
  return mean(usual.map(value => (rank(value, false) + rank(value, true)) / 2)) / sorted.length
}

async function measure(side, folder, scratch) {
  const train = rows(join(folder, 'train.tsv'))
  let began = performance.now()
  await side.train(train)
  const training = (performance.now() - began) / 1e3
  const path = join(scratch, 'model')
  side.save(path)
  const loads = []
  for (let run = 0; run < 3; run += 1) {
    began = performance.now()
    await side.load(path)
    loads.push(performance.now() - began)
  }
  const test = rows(join(folder, 'test.tsv'))
  const [times, answers] = [[], []]
  for (const [, text] of test) {
    const began = process.hrtime.bigint()
    let answer = side.ask(text)
    if (answer instanceof Promise) answer = await answer
    times.push(Number(process.hrtime.bigint() - began) / 1e3)
    answers.push(answer)
  }
  const [found, labels] = [answers.map(answer => answer.label), test.map(row => row[0])]
  const right = found.map((label, at) => Number(label === labels[at]))
  const probable = answers.every(answer => answer.confidence !== undefined)
  const confidences = answers.map(answer => answer.confidence)
  const strange = join(folder, 'oos_test.tsv')
  const others = []
  if (probable && existsSync(strange)) for (const [, text] of rows(strange)) others.push((await side.ask(text)).confidence)
  return {
    accuracy: mean(right),
    'macro-F1': macroF1(found, labels),
    ECE: probable ? calibrationError(confidences, right) : undefined,
    AUROC: others.length ? auroc(confidences, others) : undefined,
    'size MB': statSync(path).size / 1e6,
    'load ms': Math.min(...loads),
    'train s': training,
    'us a text': median(times),
  }
}

for (const set of values.sets.split(',')) {
  const folder = join(values.data, set)
  if (!existsSync(join(folder, 'train.tsv'))) {
    console.log(`left out: ${folder} is not there`)
    continue
  }
  console.log(`\n${set}`)
  let first
  for (const name of ['hypercare', ...values.peers.split(',').filter(name => name in sides && name !== 'hypercare')]) {
    let side
    try {
      side = sides[name]()
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error
      console.log(`left out: ${name} (not installed in ${values.modules})`)
      continue
    }
    const scratch = mkdtempSync(join(tmpdir(), 'classifier-'))
    const result = await measure(side, folder, scratch)
    rmSync(scratch, { recursive: true })
    if (!first) console.log(`${''.padEnd(12)}${Object.keys(result).map(key => key.padStart(11)).join('')}${'times as long'.padStart(15)}`)
    first ??= result
    const cells = Object.values(result).map(value => (value === undefined ? '' : value.toPrecision(4)).padStart(11))
    console.log(`${name.padEnd(12)}${cells.join('')}${(result['us a text'] / first['us a text']).toFixed(1).padStart(15)}`)
  }
}
