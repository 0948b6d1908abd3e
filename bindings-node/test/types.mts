// Compiled, never run: what TypeScript users see. `@ts-expect-error` lines must be errors.
import {
  AlertRule, AlertState, Calendar, Classifier, Desk, EVENT_KINDS, HypercareError, IsolationForest, Plan, Policy, Rota, RoutingTable, SimilarTexts, Span,
  SpanRange, Watch, ZONE_DATABASE, criticalPath, resolve, staffing,
} from 'hypercare'
import type { Action, Event, JobOptions, Priority, Reason, Route, TicketEvent, Timeline } from 'hypercare'

const at = new Date()
const route: Route = RoutingTable.default().route(undefined)
const priority: Priority = route.priority
const numbers: Record<string, number> = route.reason.numbers

const events: TicketEvent[] = [
  { type: 'opened', id: 'T-1', at, priority },
  { type: 'responded', at },
]
const timeline: Timeline = Policy.default().inZone('Europe/Paris').timeline(events, at)
const due: Date | undefined = timeline.next?.at
// @ts-expect-error an event has a type of its own
const wrong: TicketEvent = { type: 'open', id: 'T-1', at, priority }
// @ts-expect-error an instant is a Date
Policy.default().timeline(events, 'now')

const desk24: Calendar = Calendar.union([
  new Calendar({ zone: 'Europe/Paris', weekly: { mon: ['09:00-12:00', ['13:00', '17:00']] }, dueAtClosing: 'next_opening' }),
  new Calendar(Calendar.always('UTC').toObject()),
])
const later: Date = desk24.due(at, Span.parse('4 h'))
const hours: Float64Array = desk24.elapsedBatch(Float64Array.of(0), Float64Array.of(1))
// @ts-expect-error a batch counts milliseconds in a Float64Array
desk24.dueBatch([0], [1])
const rota = new Rota({ layers: [{ name: 'week', members: ['ana'], start: '2026-01-05', handOff: '09:00' }] })
const person: string | undefined = rota.onCall(at)?.person
const opens: number = EVENT_KINDS.indexOf('opened')
const odds: Promise<number | null | undefined> =
  staffing({ arrivals: [4], tiers: [{ name: 'first', teams: [{ agents: 2, coverage: desk24.toObject() }], handlingMinutes: 9 }] })
    .then(report => report.commitments[0]?.odds)

async function forests(signal: AbortSignal): Promise<Float64Array> {
  const options: JobOptions = { signal, onProgress: done => console.log(done.toFixed(2)) }
  const forest: IsolationForest = await new IsolationForest({ nEstimators: 10, maxSamples: 'auto', randomState: 7n }).fit([[1, 2]])
  const labels: Int8Array = forest.predictSync(new Float32Array(4), 2)
  const bytes: Uint8Array = forest.toBytes()
  const first: number | undefined = labels[0]
  console.log(IsolationForest.fromBytes(bytes).offset, first, forest.warnings.join())
  // @ts-expect-error there is no such option
  new IsolationForest({ trees: 10 })
  // @ts-expect-error text is no table
  forest.scoreSamplesSync('x')
  return forest.scoreSamples([Float64Array.of(1, 2)], null, options)
}

const plan: Plan = Plan.fromMarkdown('# A').withLaunch(at, 'UTC')
const blocking: string[] = plan.readiness(at).blocking.map(item => item.id)
const launch: Date | undefined = plan.toObject().launch?.at

const rule = AlertRule.parse('cpu > 90% for 5m', 'warning')
const change: 'firing' | 'resolved' | undefined = new AlertState(rule).observe(at, 1)?.change
// @ts-expect-error a severity is one of three words
AlertRule.parse('cpu > 90%', 'loud')

const desk = new Desk({ plan, rules: [rule], watches: [new Watch('web', ['cpu'], new IsolationForest(), 3)] })
const event: Event = { type: 'sample', metric: 'cpu', at, value: 0.5 }
for (const action of desk.handle(event)) deliver(action)
const wakeup: Date | null = desk.nextWakeup()

function deliver(action: Action): Reason {
  switch (action.type) {
    case 'escalate':
      return action.step.reason
    case 'breach':
      return action.clock.reason
    case 'warning':
      return action.warning.reason
    case 'routed':
      console.log(action.department, action.issueType, action.at.getTime())
      return action.reason
    default:
      return action.reason
  }
}

const classifier: Classifier = Classifier.starter()
const { label, alternatives } = classifier.classify(Buffer.from('cannot log in'))
const trained: Promise<Classifier> = Classifier.train(['a', Buffer.from('b')], ['x', 'y'], { errorRate: 0.1 }, { onProgress: done => console.log(done) })
const pieces: string[] = classifier.explain('cannot log in', label).pieces.map(piece => `${piece.text} ${piece.span.utf16Start}`)
const nearest: number | undefined = new SimilarTexts(['a']).similar('a', 1)[0]?.similarity

const { makespan } = criticalPath([1, 2], [[0, 1, 0]])
const span: Span | null = SpanRange.parse('4-6 hours').upper
const local: Date = resolve('2026-03-29T02:30:00', 'Europe/Paris', { gap: 'reject' })

try {
  Span.parse('soon')
} catch (error) {
  if (error instanceof HypercareError && error.code === 'parse') console.log(error.line, error.column, error.path)
}

export { ZONE_DATABASE, alternatives, blocking, change, due, forests, hours, later, launch, local, makespan, nearest, numbers, odds, opens, person, pieces, span, trained, wakeup, wrong }
