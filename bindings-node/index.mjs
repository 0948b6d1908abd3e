import hypercare from './index.js'

export * from './index.js'
export const { HypercareError } = hypercare
