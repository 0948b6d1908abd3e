// The package itself: both module systems, types, documentation that runs, one door for panics.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import * as hypercare from '../index.mjs'
import { root } from './cases.mjs'

const here = new URL('bindings-node/', root)
const read = path => readFileSync(new URL(path, here), 'utf8')
const common = createRequire(here)('./index.js')
const names = Object.keys(hypercare).filter(name => !name.startsWith('__'))

test('import and require give the same things', () => {
  assert(names.length >= 14)
  for (const name of names) assert.equal(common[name], hypercare[name], name)
  const rest = Object.keys(common).filter(name => !name.startsWith('__') && !names.includes(name))
  assert.deepEqual(rest, [])
})

test('both work by the name of the package', () => {
  const run = (...args) => execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8' }).trim()
  assert.equal(run('--input-type=module', '-e', `import { RoutingTable } from 'hypercare'; console.log(RoutingTable.default().route('x').tier)`), '1')
  assert.equal(run('-e', `console.log(require('hypercare').RoutingTable.default().route('x').tier)`), '1')
})

// What index.d.ts says: its exports, and the members of its classes.
const declared = new Map()
for (const part of read('index.d.ts').split(/^export declare /m).slice(1)) {
  const [, kind, name] = /^(class|function|const) (\w+)/.exec(part)
  const body = part.slice(0, part.indexOf('\n}') + 1)
  const members = [...body.matchAll(/^ {2}(static |get )?(\w+)\(/gm)].map(match => [match[1]?.trim() ?? 'method', match[2]].join(' '))
  declared.set(name, kind === 'class' ? members : null)
}

test('every export has a type, and every type an export', () => {
  assert.deepEqual([...declared.keys()].sort(), [...names].sort())
})

test('every class has the members that its type says, and no others', () => {
  for (const [name, members] of declared) {
    if (!members || name === 'HypercareError') continue
    const { prototype } = hypercare[name]
    const own = Object.getOwnPropertyNames(prototype).filter(key => key !== 'constructor')
    const statics = Object.getOwnPropertyNames(hypercare[name]).filter(key => typeof hypercare[name][key] === 'function')
    const found = [
      ...own.map(key => (Object.getOwnPropertyDescriptor(prototype, key).get ? `get ${key}` : `method ${key}`)),
      ...statics.map(key => `static ${key}`),
    ]
    assert.deepEqual(found.sort(), members.filter(member => member !== 'method constructor').sort(), name)
  }
})

test('every export and member is documented', () => {
  const lines = read('index.d.ts').split('\n')
  lines.forEach((line, at) => {
    if (/^ {2}(static |get |readonly )?\w+\??[(:]/.test(line) && !/private|name: 'Hyper/.test(line) && !line.includes('  durations') && !line.includes('  edges')) {
      assert.match(lines[at - 1], /\*\/$/, `index.d.ts:${at + 1}: ${line}`)
    }
    if (/^export (declare|interface|type \w)/.test(line)) assert.match(lines[at - 1], /\*\/$/, `index.d.ts:${at + 1}: ${line}`)
  })
})

const AsyncFunction = (async () => {}).constructor
for (const file of ['index.d.ts', 'README.md', '../README.md']) {
  const text = read(file).replace(/^ \* ?/gm, '')
  const examples = [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map(match => match[1])
  test(`${file} holds examples`, () => assert(examples.length >= 1))
  examples.forEach((example, at) => {
    test(`${file}: example ${at + 1} runs`, async () => {
      const code = example.replace(/^import .* from '(hypercare|node:assert.*)'$/gm, '')
      await new AsyncFunction('assert', ...names, code)(assert, ...names.map(name => hypercare[name]))
    })
  })
}

test('every export goes through the guard', () => {
  let exported = 0
  for (const file of readdirSync(new URL('src/', here)).filter(file => file.endsWith('.rs'))) {
    const source = read(`src/${file}`).replace(/\s+/g, ' ')
    // Only the loader itself, which calls nothing of the core, stands outside.
    for (const [, options, name, body] of source.matchAll(/#\[(?:napi_derive::)?napi(\([^\]]*\))?\] (?:\/\/[^#]*)?pub fn (\$?\w+).*?\{ (.{0,40})/g)) {
      if (options === '(module_exports)') continue
      exported += 1
      assert.match(body, /^(\$crate::errors::guard\(env, |\$crate::work::promise\(env, |guard\(env, |promise(_with)?\(env, )/, `${file}: ${name}`)
    }
  }
  assert(exported >= 7, `${exported}`)
})

// The build with the feature test-hooks, which run-tests.sh makes.
const hooks = new URL('test/hooks/', here)
const hooked = existsSync(hooks) && readdirSync(hooks).find(file => file.endsWith('.node'))

test('a panic in the core is an error, from a call and from a Promise', { skip: !hooked && 'no build with test-hooks' }, () => {
  const script = `
    const assert = require('node:assert/strict')
    const { HypercareError, RoutingTable, panicForTest, panicForTestAsync } = require(${JSON.stringify(new URL(hooked, hooks).pathname)})
    const internal = error => {
      assert(error instanceof HypercareError)
      assert.equal(error.code, 'internal')
      assert.match(error.message, /forced by a test/)
      return true
    }
    assert.throws(panicForTest, internal)
    assert.rejects(panicForTestAsync(), internal).then(() => {
      assert.throws(panicForTest, internal)
      console.log(RoutingTable.default().route('data_loss').tier)
    })`
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  assert.deepEqual([status, signal, stdout.trim()], [0, null, '4'], stderr)
})

test('what users install has no test hooks', () => {
  assert.equal(common.panicForTest, undefined)
})

test('npm pack holds all that is needed, and nothing else', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  const packed = files.map(({ path }) => path.replace(/^hypercare\..*\.node$/, 'hypercare.*.node')).filter(path => !path.startsWith('LICENSE'))
  assert.deepEqual(packed.sort(), ['README.md', 'hypercare.*.node', 'index.d.mts', 'index.d.ts', 'index.js', 'index.mjs', 'package.json', 'types.d.ts'])
})

test('the lock file names no registry', () => {
  assert.doesNotMatch(read('package-lock.json'), /"resolved"|https?:\/\/[^"]*registry/)
})
