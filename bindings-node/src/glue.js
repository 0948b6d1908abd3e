// The part of the bridge that is JavaScript: the error class, and what a Promise, an AbortSignal and a progress
// callback need to stay in step. Evaluated once for each environment; the result is kept by errors.rs.
(() => {
  'use strict'

  class HypercareError extends Error {
    constructor(message, details) {
      super(message)
      Object.assign(this, details)
    }
  }
  Object.defineProperty(HypercareError.prototype, 'name', { value: 'HypercareError', writable: true, configurable: true })

  const failure = (message, code, line, column, path) => {
    const details = { code }
    if (line !== null) Object.assign(details, { line, column })
    if (path !== null) details.path = path
    const error = new HypercareError(message, details)
    Error.captureStackTrace(error, failure) // the call, not this file
    return error
  }

  // As node's own file system says it.
  const fileError = (message, code, path) => Object.assign(new Error(`${code}: ${message}, '${path}'`), { code, path })

  const invalid = (name, expected, found) => failure(`${name}: expected ${expected}, found ${found}`, 'invalid', null, null, null)

  // As node's own APIs reject: name and code of an abort, the signal's reason as the cause.
  const abortError = signal => {
    const error = new Error('The operation was aborted', { cause: signal.reason })
    return Object.defineProperty(Object.assign(error, { code: 'ABORT_ERR' }), 'name', { value: 'AbortError', configurable: true, writable: true })
  }

  const kind = value => (value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`)

  const settings = (options, own) => {
    if (options === undefined || options === null) return {}
    if (typeof options !== 'object') throw invalid('options', 'an object', kind(options))
    const { signal, onProgress } = options
    for (const name of Object.keys(options)) {
      if (!['signal', 'onProgress', ...own].includes(name)) throw invalid('options', `${[...own, 'signal'].join(', ')} and onProgress only`, JSON.stringify(name))
    }
    // Known by its shape: each realm has a class of its own.
    const listens = typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function'
    if (signal !== undefined && !listens) throw invalid('options.signal', 'an AbortSignal', kind(signal))
    if (onProgress !== undefined && typeof onProgress !== 'function') throw invalid('options.onProgress', 'a function', kind(onProgress))
    return { signal, onProgress }
  }

  // One listener for each signal, however many jobs share it: Node warns of a leak from the eleventh on.
  const shared = new WeakMap()
  const onAbort = (signal, call) => {
    let calls = shared.get(signal)
    if (!calls) {
      calls = new Set()
      calls.listener = () => [...calls].forEach(call => call())
      shared.set(signal, calls)
      signal.addEventListener('abort', calls.listener)
    }
    calls.add(call)
    return () => {
      if (!calls.delete(call) || calls.size) return
      shared.delete(signal)
      signal.removeEventListener('abort', calls.listener)
    }
  }

  // Calls `start(report)`, which gives the promise of a job on the thread pool, and settles as that does, unless the
  // signal aborts or onProgress throws first: then it settles at once, and `stop()` tells the job.
  const follow = (options, start, stop, self, own) =>
    new Promise((resolve, reject) => {
      const { signal, onProgress } = settings(options, own)
      if (signal?.aborted) throw abortError(signal)
      let settled = false
      const settle = (how, value) => {
        settled = true
        unlisten?.()
        how(value)
      }
      const giveUp = error => {
        stop()
        settle(reject, error)
      }
      let told
      const report = done => {
        if (settled || done === told) return
        told = done
        try {
          onProgress(done)
        } catch (error) {
          giveUp(error)
        }
      }
      const job = start(onProgress && report)
      const unlisten = signal && onAbort(signal, () => giveUp(abortError(signal)))
      job.then(
        value => {
          if (onProgress) report(1)
          settle(resolve, value ?? self)
        },
        error => settle(reject, error),
      )
    })

  return { HypercareError, failure, fileError, follow }
})()
