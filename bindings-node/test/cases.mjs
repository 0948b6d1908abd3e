// What the suites share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import * as hypercare from '../index.mjs'

// The same cases in each run, so that a failure tells of a change; another FAST_CHECK_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20261122) })

export const root = new URL('../../', import.meta.url)

export const cases = file => JSON.parse(readFileSync(new URL(`tests/shared/${file}`, root), 'utf8'))

/** What a call throws, or rejects with, is a HypercareError with this code. */
export const code = expected => error => {
  assert(error instanceof hypercare.HypercareError, `${error?.stack ?? error}`)
  assert(error instanceof Error)
  assert.equal(error.name, 'HypercareError')
  assert.equal(error.code, expected, error.message)
  return true
}

/** A result as documents spell it: fields in snake_case, instants as text. */
export const plain = value => {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  const snake = key => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [snake(key), plain(field)]))
}

/** The bits of a number, the highest first. */
export const bits = number => {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleBE(number)
  return buffer.toString('hex')
}

const anything = fc.oneof(
  fc.anything({
    withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true,
    withObjectString: true, withSet: true, withSparseArray: true, withTypedArray: true,
  }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(Symbol('no'), () => 1, class {}, NaN, -0, -1, 2.5, Infinity, 2 ** 53, 10n ** 30n, '\ud800', new Date(NaN), new Date('+010000-01-01'), new Date(-1e15)),
  fc.constantFrom(Promise.resolve(), /x/, new Error('x'), new WeakMap(), new Proxy({}, {}), new ArrayBuffer(8), globalThis),
)

/** Each call by its name, with arguments that are right: it takes these, and answers anything else with a typed error. */
export const openDoors = doors => {
  for (const [name, [call, ...right]] of Object.entries(doors)) {
    test(`${name} takes what it should`, async () => {
      await call(...right)
    })

    test(`${name} answers anything else with a typed error`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(right.length - 1), anything, async (place, wrong) => {
          try {
            await call(...right.map((value, index) => (index === place ? wrong : value)))
          } catch (error) {
            if (!(error instanceof hypercare.HypercareError)) throw error
            assert.match(error.code, /^[a-z_]+$/)
            assert.notEqual(error.code, 'internal', error.message)
          }
        }),
        { numRuns: 60 },
      )
    })
  }
}
