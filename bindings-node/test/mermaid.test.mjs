// What Mermaid itself says of the charts that plans are written as.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import purify from 'dompurify'
import { Plan } from '../index.mjs'
import { cases } from './cases.mjs'

// Mermaid cleans text by the DOM, which is not here; to parse a chart needs none.
Object.assign(purify, { addHook() {}, sanitize: text => text })
const { default: mermaid } = await import('mermaid')

for (const { name, input } of cases('gates.json').filter(({ input }) => input.export === 'mermaid')) {
  test(`Mermaid reads a plan: ${name}`, async () => {
    const { diagramType } = await mermaid.parse(Plan.fromMarkdown(input.plan).toMermaid())
    assert.equal(diagramType, 'gantt')
  })
}

test('Mermaid refuses what is no chart', () => assert.rejects(mermaid.parse('gantt\n  :: ???')))
