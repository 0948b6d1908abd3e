// What the suites share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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
