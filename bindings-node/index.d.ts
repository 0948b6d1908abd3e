// The reference of the package. test/package.test.mjs compares it with what is there, and runs its examples.

import type * as types from './types'
import type {
  Action,
  AgentState,
  Alert,
  AlertDue,
  AnomalyAlert,
  Backtest,
  BusinessTime,
  CalendarDocument,
  CapacityPlan,
  Comparison,
  CriticalPath,
  DetectionSummary,
  DiagnoseOptions,
  Diagnosis,
  DryRun,
  Event,
  Exhaustion,
  Fairness,
  Forecast,
  HandOff,
  IncidentTimeline,
  IncomingTicket,
  Item,
  MaintenanceWindow,
  OnCall,
  OpenSpan,
  Readiness,
  RedactOptions,
  RedactedText,
  Resampled,
  ResolutionOutcome,
  Roll,
  RotaDocument,
  Route,
  RoutedTicket,
  RowExplanation,
  Rules,
  ScalingSimulation,
  SeamReport,
  Section,
  Severity,
  Shift,
  Simulation,
  StaffingOptions,
  StaffingReport,
  StreamOptions,
  StreamScore,
  SupportOptions,
  SupportRecord,
  SupportReport,
  TicketEvent,
  Timeline,
} from './types'

export type * from './types'

/**
 * What every call fails with: thrown, or as the rejection of a Promise.
 *
 * ```js
 * try {
 *   Span.parse('15 mn')
 * } catch (error) {
 *   assert(error instanceof HypercareError)
 *   assert.deepEqual([error.code, error.line, error.column], ['parse', 1, 4])
 * }
 * ```
 */
export declare class HypercareError extends Error {
  readonly name: 'HypercareError'
  /** A stable word for the kind of error, the same in Rust, Python and Node. */
  readonly code:
    | 'parse'
    | 'invalid'
    | 'shape'
    | 'limit'
    | 'cycle'
    | 'unknown'
    | 'duplicate'
    | 'out_of_order'
    | 'range'
    | 'gap'
    | 'fold'
    | 'format'
    | 'not_fitted'
    | 'internal'
  /** Line of the text that could not be read, from 1. */
  readonly line?: number
  /** Column of it in characters, from 1. */
  readonly column?: number
  /** The members of a cycle, the first again at the end. */
  readonly path?: string[]
}

/** The version of the IANA zone database that is compiled in, such as "2025b". */
export declare const ZONE_DATABASE: string

/**
 * A length of time as people write it: "15 min", "1 h 30 min", "1 week", "monthly", "PT15M". Days and weeks are exact;
 * months, quarters and years are calendar steps.
 *
 * ```js
 * const span = Span.parse('1h30m')
 * assert.deepEqual([span.months, span.seconds, `${span}`], [0, 5400, '1 h 30 min'])
 * const due = Span.parse('1 month').after(new Date('2026-01-31T12:00:00Z'), 'Europe/Paris')
 * assert.equal(due.toISOString(), '2026-02-28T12:00:00.000Z')
 * ```
 */
export declare class Span {
  private constructor()
  /** Reads a length of time. */
  static parse(text: string): Span
  /** The calendar part. */
  get months(): number
  /** The exact part. */
  get seconds(): number
  /** The instant that lies this span after `at`, with months stepped on the wall calendar of an IANA zone. */
  after(at: Date, zone: string, rules?: Rules | null): Date
  /** The text that documents use. */
  toString(): string
}

/**
 * A length of time with its bounds: "4-6 hours", "<2 seconds", ">15 min", "1 week".
 *
 * ```js
 * const window = SpanRange.parse('4-6 hours')
 * assert(window.contains(Span.parse('5 h')))
 * assert.equal(window.upper.seconds, 21_600)
 * ```
 */
export declare class SpanRange {
  private constructor()
  /** Reads a length of time with its bounds. */
  static parse(text: string): SpanRange
  /** The lower bound. */
  get lower(): Span
  /** The upper bound, if there is one. */
  get upper(): Span | null
  /** Whether a span lies within the bounds. Between months and exact lengths a month counts as 30.436875 days. */
  contains(span: Span): boolean
  /** The text that documents use. */
  toString(): string
}

/**
 * The instant that a clock on the wall in an IANA zone means: `local` is written "2026-03-29T02:30:00".
 *
 * ```js
 * assert.equal(resolve('2026-03-29T02:30:00', 'Europe/Paris').toISOString(), '2026-03-29T01:30:00.000Z')
 * assert.throws(() => resolve('2026-03-29T02:30:00', 'Europe/Paris', { gap: 'reject' }), { code: 'gap' })
 * ```
 */
export declare function resolve(local: string, zone: string, rules?: Rules | null): Date

/**
 * What must happen before go-live, read from a Markdown text: headings are phases and days, task boxes are what has to
 * be done.
 *
 * What a box cannot say stands in brackets behind the words of an item or heading, an id in braces:
 * `- [ ] **Load test** (owner: Ana, estimate: 2-4-8 h, after: backups +30 min, due: 2026-11-20) {#load}`.
 *
 * | attribute | says |
 * |---|---|
 * | `owner` | who does it |
 * | `estimate` (effort) | 4 h, 2-8 h or 2-4-8 h (least, likely, most); `triangular` behind it for that distribution |
 * | `after` (depends on, needs, blocked by, waits for) | what must end first: an id, the end of one, or a title, with `+30 min` or `-1 h` |
 * | `starts with, ends with, start-to-finish` | the other kinds of dependency |
 * | `due` (deadline) | Day -1, 2026-11-20, or 2026-11-20 18:00 Europe/Paris |
 * | `window` (when, period) | Day -3 to -1, or 2026-11-20 to 2026-11-22 |
 * | `evidence` (proof) | where it leads; links in the text count as well |
 * | `done 2026-11-20 by Ana` | when it was ticked, and by whom |
 * | `blocking: yes, non-blocking, optional` | whether it blocks the go-live |
 * | `probability, impact, mitigation, delays, delay` | a risk |
 *
 * A section whose heading says Sign-Off, Go/No-Go or Gate is a gate: its boxes with bold names, its lines "Technical
 * Lead: ____ Date: ____" and its tables are signatures, its other boxes criteria, and the fields `Quorum: 3 of 5`,
 * `Veto: no` and `Deadline: ...` say more. What is not understood is a diagnostic with its line and column.
 *
 * ```js
 * const plan = Plan.fromMarkdown(`
 * ## Phase 1: Checks (Day -7 to -1)
 * - [x] **Backups**
 * - [ ] **DNS**`).withLaunch(new Date('2026-11-24T14:00:00Z'), 'America/New_York')
 * const { ready, done, open, blocking } = plan.readiness(new Date('2026-11-20T12:00:00Z'))
 * assert.deepEqual([ready, done, open, blocking[0].id], [false, 1, 1, 'phase-1-checks/dns'])
 * ```
 */
export declare class Plan {
  private constructor()
  /** Reads a plan. What is not understood is no error but a diagnostic with line and column. */
  static fromMarkdown(text: string): Plan
  /** Reads a plan from YAML, as people write it; an error carries `line` and `column`. */
  static fromYaml(text: string): Plan
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Plan
  /** Writes the plan as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The plan as it stands: title, launch, sections with their items, fields, diagnostics. */
  toObject(): types.Plan
  /** The item with this id. */
  item(id: string): Item
  /** The section with this id. */
  section(id: string): Section
  /** Ticks the box of the item with this id, or unticks it; `at` and `by` say when it was done and by whom. */
  tick(id: string, done: boolean, at?: Date | null, by?: string | null): void
  /** Adds a link to the evidence of an item, unless it is there. */
  attach(id: string, link: types.EvidenceLink): void
  /**
   * Gives an item other attributes, as the text would say them; what is left out stays, an empty text or list takes away.
   *
   * ```js
   * const plan = Plan.fromMarkdown('## Checks\n- [ ] Backups\n')
   * plan.edit('checks/backups', { owner: 'Ana' })
   * assert.equal(plan.toMarkdown(), '## Checks\n- [ ] Backups (owner: Ana)\n')
   * ```
   */
  edit(id: string, edit: Partial<types.ItemEdit>): void
  /** Adds an open box as the last one in a section or below an item, and gives its id. */
  add(under: string, words: string, edit?: Partial<types.ItemEdit> | null): string
  /** Takes an item away, with all that stands below it. */
  remove(id: string): void
  /** The same plan with the instant of its go-live, and the IANA zone in which its days are counted. */
  withLaunch(at: Date, zone: string): Plan
  /** The plan as a record leaves it at an instant: boxes ticked, evidence attached. */
  asOf(record: GateRecord, at: Date): Plan
  /** How far the plan is at `now`: done, open, blocking, overdue. */
  readiness(now: Date, options?: types.ReadinessOptions | null): Readiness
  /** The gate with this id, to be decided. */
  gate(id: string): PlanGate
  /** What is decided at a gate that need not stand in the plan. */
  decide(gate: types.Gate, record: GateRecord, at: Date): types.GateDecision
  /**
   * What would be if some things were not done by an instant: gates, readiness, what waits, and in `dates` what moves from
   * when to when and the new finish beside the launch. They are null where neither `start` nor a window of the plan says
   * when work begins; `options` are those of `schedule`.
   */
  whatIf(what: types.WhatIf, record: GateRecord, options?: Partial<types.ScheduleOptions> | null): types.Rehearsal
  /** The runbook of the first timeline that stands in a section. */
  cutover(section: string, start: Date): Cutover
  /** When each section and item begins and ends, and why then; `scheduleToText` says what decides the finish. Calendars are documents: `calendar.toObject()`. */
  schedule(start: Date, options?: Partial<types.ScheduleOptions> | null): types.Schedule
  /** Why a section or item is finished when it is: from what begins first to the task itself. */
  pathTo(id: string, start: Date, options?: Partial<types.ScheduleOptions> | null): types.ChainStep[]
  /** What moves if a section or item is put off by a length of time. */
  slip(id: string, by: string, start: Date, options?: Partial<types.ScheduleOptions> | null): types.Slip
  /** Draws all estimates and risks many times and schedules each draw, on the thread pool. */
  simulate(start: Date, options?: Partial<types.PlanSimulationOptions> | null, job?: JobOptions | null): Promise<types.PlanSimulation>
  /** What `simulate` gives, at once. */
  simulateSync(start: Date, options?: Partial<types.PlanSimulationOptions> | null): types.PlanSimulation
  /** What changed from this plan to another; `diffToText` says it in words. */
  diff(other: Plan): types.PlanDiff
  /** All diagnostics as a compiler would print them; `name` is that of the text. */
  report(name: string, text?: string | null): string
  /** The text that the plan was read from with what changed since; an error names what it cannot hold. */
  toMarkdown(options?: Partial<types.MarkdownOptions> | null): string
  /** A Gantt chart of Mermaid; with a `start`, bars run as scheduled from then on. */
  toMermaid(options?: Partial<types.ExportOptions> | null): string
  /** Who waits for whom, as a graph of Graphviz. */
  toDot(): string
  /** The items as CSV. */
  toCsv(options?: Partial<types.ExportOptions> | null): string
  /** Issues with task lists. */
  toGithub(): types.IssueChecklist[]
  /** The instants of the plan as iCalendar. `stamp` is when the text is written. */
  toIcs(stamp: Date, options?: Partial<types.ExportOptions> | null): string
  /** A Gantt chart as SVG. */
  toSvg(options?: Partial<types.ExportOptions> | null): string
  /** A Gantt chart for a page or a notebook. */
  toHtml(options?: Partial<types.ExportOptions> | null): string
}

/** A gate with the plan that it is of. */
export declare class PlanGate {
  private constructor()
  /** What it asks for. */
  toObject(): types.Gate
  /** What is decided at an instant, by the plan and the record. */
  decide(record: GateRecord, at: Date): types.GateDecision
}

/**
 * What happened around the gates of a plan, in the order of time; it only grows.
 *
 * ```js
 * const at = new Date('2026-11-20T09:00:00Z')
 * const plan = Plan.fromMarkdown('# Orchard\n## Checks\n- [ ] Backups')
 * const record = new GateRecord([{ type: 'ticked', at, item: 'checks/backups', done: true }])
 * assert.equal(plan.decide({ id: 'go', allBlocking: true }, record, at).outcome, 'go')
 * ```
 */
export declare class GateRecord {
  /** A record of these events, none of which lies before the one ahead of it. */
  constructor(events?: types.GateEvent[] | null)
  /** Reads a record from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): GateRecord
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): GateRecord
  /** Writes the record as canonical JSON. */
  toJson(): string
  /** Appends an event, not before the last one. */
  push(event: types.GateEvent): void
  /** The events. */
  get events(): types.GateEvent[]
}

/**
 * A runbook: steps in their order, a point of no return, ways back.
 *
 * ```js
 * const cutover = Cutover.fromYaml('{version: 1, start: 2026-11-24T09:00:00Z, steps: [{id: copy, duration: 1 h}]}')
 * const begun = { type: 'started', at: new Date('2026-11-24T09:30:00Z'), step: 'copy' }
 * assert.equal(cutover.status([begun], new Date('2026-11-24T09:45:00Z')).steps[0].state, 'running')
 * ```
 */
export declare class Cutover {
  private constructor()
  /** Reads a runbook from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Cutover
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Cutover
  /** Writes the runbook as canonical JSON. */
  toJson(): string
  /** The document. */
  toObject(): types.Cutover
  /** How it stands, and what to do, by what really happened. */
  status(events: types.CutoverEvent[], now: Date): types.CutoverStatus
}

/** The gate before a go-live that has it all: every blocking box, five criteria, fifteen approvals. */
export declare function goNoGo(): types.Gate

/** The changes between two plans in words, one line each. */
export declare function diffToText(diff: types.PlanDiff): string

/** The critical path of a schedule, one step on each line with its dates and its reason. */
export declare function scheduleToText(schedule: types.Schedule): string

/**
 * When each task can and must begin and end, so that all end as early as possible (the critical path method).
 * `edges` are [predecessor, successor, lag]: the successor starts at the earliest `lag` after the predecessor's finish.
 *
 * ```js
 * const { makespan, critical } = criticalPath([240, 60, 120], [[0, 2, 30], [1, 2, 0]])
 * assert.deepEqual([makespan, critical], [390, [0, 2]])
 * ```
 */
export declare function criticalPath(
  durations: ArrayLike<number>,
  edges: readonly (readonly [predecessor: number, successor: number, lag: number])[],
): CriticalPath

/**
 * Draws every task's duration many times and schedules each draw by the critical path method, on the thread pool.
 * `edges` are as for `criticalPath`, in the unit of the estimates. The same seed gives the same bits.
 *
 * ```js
 * const estimates = [{ low: 2, likely: 4, high: 12 }, { low: 1, likely: 1, high: 1 }, { low: 1, likely: 2, high: 3 }]
 * const { mean, onTime, criticality } = await simulate(estimates, [[0, 2, 0.5], [1, 2, 0]], { deadline: 8 })
 * assert(Math.abs(mean - 7.5) < 0.1)
 * assert(onTime > 0.5 && criticality[0] === 1)
 * ```
 */
export declare function simulate(estimates: readonly types.Estimate[], edges: readonly (readonly [predecessor: number, successor: number, lag: number])[], options?: types.SimulationOptions | null, job?: JobOptions | null): Promise<Simulation>

/** The same as `simulate`, at once. */
export declare function simulateSync(estimates: readonly types.Estimate[], edges: readonly (readonly [predecessor: number, successor: number, lag: number])[], options?: types.SimulationOptions | null): Simulation

/**
 * A rule such as "error_rate > 1% for 5m": a metric, a comparison, a number with its unit, and how long that must last.
 *
 * ```js
 * const rule = AlertRule.parse('latency > 1500ms for 5m', 'warning')
 * assert.deepEqual([rule.metric, rule.threshold, rule.lasting.seconds], ['latency', 1.5, 300])
 * ```
 */
export declare class AlertRule {
  private constructor()
  /** Reads a rule. */
  static parse(text: string, severity: Severity): AlertRule
  /** The metric that is watched. */
  get metric(): string
  /** How its value is compared. */
  get comparison(): Comparison
  /** What it is compared with, in the metric's unit: 1% is 0.01, 1500ms is 1.5. */
  get threshold(): number
  /** How long the condition must last before the alert fires. */
  get lasting(): Span
  /** How loud the alert is. */
  get severity(): Severity
  /** The text of the rule. */
  toString(): string
  /** All that the rule says: also its name, when it resolves, how long it keeps firing, its labels. */
  toObject(): types.AlertRule
}

/**
 * Where one rule stands: quiet, waiting for the time it must last, or firing.
 *
 * ```js
 * const state = new AlertState(AlertRule.parse('error_rate > 1% for 5m', 'critical'))
 * assert.equal(state.observe(new Date('2026-11-24T14:00:00Z'), 0.012), null) // not yet for 5 minutes
 * const { change, since } = state.observe(new Date('2026-11-24T14:05:00Z'), 0.015)
 * assert.deepEqual([change, since], ['firing', new Date('2026-11-24T14:00:00Z')])
 * ```
 */
export declare class AlertState {
  /** Nothing observed yet. */
  constructor(rule: AlertRule)
  /** Whether the alert is firing. */
  get firing(): boolean
  /** Takes a value in and says what changed, if anything did. Instants never go back. */
  observe(at: Date, value: number): Alert | null
}

/**
 * Which tier and department handle an issue type, and how urgent it is.
 *
 * ```js
 * const { tier, priority, department } = RoutingTable.default().route('payment_failures')
 * assert.deepEqual([tier, priority, department], [3, 'critical', 'billing'])
 * ```
 */
export declare class RoutingTable {
  private constructor()
  /** The table of 15 issue types that is built in. */
  static default(): RoutingTable
  /** Reads a table from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): RoutingTable
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): RoutingTable
  /** Writes the table as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** Where a ticket of this issue type goes, and why; the default for a type that is left out or not in the table. */
  route(issueType?: string | null): Route
}

/**
 * Routes tickets by all that is known of them: issue type, classifier, channel, customer, words, hours, languages, load.
 *
 * ```js
 * const router = Router.fromYaml(`
 * version: 1
 * rules:
 *   - {name: big customers, when: {plans: [enterprise]}, then: {priority_at_least: high, queue: enterprise desk}}`)
 * const { queue, priority, reasons } = router.route({ text: 'Nothing loads', plan: 'Enterprise' })
 * assert.deepEqual([queue, priority], ['enterprise desk', 'high'])
 * assert(reasons.some(({ rule }) => rule.startsWith('rules')))
 * ```
 *
 * It never changes: share one between all requests.
 */
export declare class Router {
  /** A router of a document; what is left out is as in the default one. */
  constructor(document: types.RouterDocument)
  /** The router that is built in: the default table, four inboxes, ITIL's matrix, safeguards for security and loss. */
  static default(): Router
  /** Reads a router from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Router
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Router
  /** Writes the router as canonical JSON: the same bytes in every language. */
  toJson(): string
  /**
   * Where a ticket goes, and why. Without agents it goes to a queue only. Its text may be the bytes of one in UTF-8, such
   * as a `Buffer`.
   */
  route(ticket: IncomingTicket | (Omit<IncomingTicket, 'text'> & { text: Uint8Array }), agents?: readonly AgentState[] | null): RoutedTicket
  /**
   * The same; the classifier is asked about the text unless the ticket brings a classification, and the reasons name the
   * words that told it. Its issue type counts if the ticket names none that the table knows; what it suspects counts for
   * the safeguards in any case.
   *
   * ```js
   * const { department, reasons } = Router.default().routeBy({ text: 'My card was charged twice' }, Classifier.starter())
   * assert.equal(department, 'billing')
   * assert(reasons[0].detail.includes('charged'))
   * const leak = { text: 'There are two sessions on my account that I never opened', issueType: 'password_reset' }
   * const { priority, inform } = Router.default().routeBy(leak, Classifier.starter())
   * assert(priority !== 'low' && inform.includes('security'))
   * ```
   */
  routeBy(ticket: IncomingTicket, classifier: Classifier, agents?: readonly AgentState[] | null): RoutedTicket
  /** What a changed router would do to tickets of the past; a classifier is asked as `routeBy` asks it. */
  dryRun(changed: Router, tickets: readonly IncomingTicket[], classifier?: Classifier | null): DryRun
  /** The same, always with a classifier. */
  dryRunBy(changed: Router, tickets: readonly IncomingTicket[], classifier: Classifier): DryRun
}

/** A text: a string, or its bytes in UTF-8, such as the `Buffer` of a request. */
export type Text = string | Uint8Array

/**
 * Says which label a text deserves, how sure that is, and why.
 *
 * ```js
 * const { label, confidence, known } = Classifier.starter().classify('QuickBooks stopped syncing this morning')
 * const { tier, priority, department } = RoutingTable.default().route(known ? label : undefined)
 * assert.deepEqual([label, tier, priority, department], ['quickbooks_sync_failed', 2, 'high', 'integrations'])
 * assert(confidence > 0.5)
 * ```
 *
 * It is trained in seconds on tickets of your own, and learns from corrections:
 *
 * ```js
 * const texts = ['I cannot log in', 'password rejected at login', 'charged twice this month', 'my invoice is wrong']
 * const classifier = await Classifier.train(texts, ['login', 'login', 'billing', 'billing'])
 * assert.equal(classifier.classify('login does not work').label, 'login')
 * classifier.learn('the printer is on fire', 'facilities')
 * assert.equal(classifier.classify(Buffer.from('my printer burns, fire!')).label, 'facilities')
 * const text = 'Ünexpected: charged again'
 * const [{ span }] = classifier.explain(text, 'billing').pieces
 * assert(text.slice(span.utf16Start, span.utf16End).length > 0)
 * ```
 *
 * One classifier serves all requests. Jobs on the thread pool answer as the classifier stood when they were started. A
 * worker thread reads its own with `fromBytes` or `load`, which takes a few milliseconds.
 */
export declare class Classifier {
  private constructor()
  /** The classifier that is built in: the 15 issue types and `none`. It loads in a millisecond or two. */
  static starter(): Classifier
  /** Trains on texts with one label each, on the thread pool: seconds for ten thousand with a hundred labels. */
  static train(texts: readonly Text[], labels: readonly string[], options?: types.ClassifierOptions | null, job?: JobOptions | null): Promise<Classifier>
  /** Trains on texts with one label each, at once. */
  static trainSync(texts: readonly Text[], labels: readonly string[], options?: types.ClassifierOptions | null): Classifier
  /** Trains on texts with any number of labels each, none included: ask such a classifier with `labels`. */
  static trainMulti(texts: readonly Text[], labels: readonly (readonly string[])[], options?: types.ClassifierOptions | null, job?: JobOptions | null): Promise<Classifier>
  /** What `trainMulti` gives, at once. */
  static trainMultiSync(texts: readonly Text[], labels: readonly (readonly string[])[], options?: types.ClassifierOptions | null): Classifier
  /** The label of a text. A text of which no piece is known, such as an empty one, has some label with `known` false. */
  classify(text: Text): types.Classification
  /** What `Router.routeBy` asks: the classification, and the words that speak most for it, without secrets. */
  guess(text: Text): types.TicketGuess
  /** The labels of many texts, in their order, on the thread pool. */
  classifyBatch(texts: readonly Text[], job?: JobOptions | null): Promise<types.Classification[]>
  /** The labels of many texts, in their order, at once. */
  classifyBatchSync(texts: readonly Text[]): types.Classification[]
  /** Every label whose probability on its own is at least `threshold`, 0 to 1, the most probable first. */
  labels(text: Text, threshold: number): types.LabelProbability[]
  /** Which words and pieces of the text speak for and against a label, that of `classify` unless told. */
  explain(text: Text, label?: string | null): types.Explanation
  /**
   * Learns that the text has this label, which may be a new one: as if it had been there when the classifier was trained,
   * in whatever order corrections come. Takes about half a millisecond.
   */
  learn(text: Text, label: string): void
  /** What the classifier is made of: its labels with their texts, and the confidence from which an answer is known. */
  summary(): types.ClassifierSummary
  /** The same classifier, which answers batches on up to so many threads, 1 to 1024. No number changes an answer. */
  withJobs(jobs: number): Classifier
  /** The model as a file that Rust, Python and Node read. */
  toBytes(): Buffer
  /** Reads a model, every byte of which is checked. */
  static fromBytes(bytes: Uint8Array): Classifier
  /** Reads a file with a model; an error of the file has a `code` such as `ENOENT`. */
  static load(path: string, job?: JobOptions | null): Promise<Classifier>
  /** Reads a file with a model, at once. */
  static loadSync(path: string): Classifier
  /** Writes the model into a file; gives the classifier itself. */
  save(path: string, job?: JobOptions | null): Promise<this>
  /** Writes the model into a file, at once. */
  saveSync(path: string): void
}

/**
 * Finds the texts that are most like a given one: similar tickets, and duplicates.
 *
 * ```js
 * const seen = new SimilarTexts(['The invoice is wrong', 'I cannot log in'])
 * assert.equal(seen.add('login is broken since noon'), 2)
 * const [{ index, similarity }] = seen.similar('the invoice is wrong!!', 2)
 * assert.equal(index, 0)
 * assert(similarity > 0.8)
 * ```
 */
export declare class SimilarTexts {
  /** An index of texts, numbered from 0. */
  constructor(texts?: readonly Text[] | null)
  /** Adds a text and gives its number. */
  add(text: Text): number
  /** The `k` texts most like this one, the most similar first. Duplicates have a similarity of 0.9 or so and more. */
  similar(text: Text, k: number): types.SimilarText[]
  /** How many texts there are. */
  get length(): number
}

/**
 * Finds causes, questions and resolutions for a report, and learns which resolutions help.
 *
 * ```js
 * const helper = Troubleshooter.default().inZone('Europe/Paris')
 * const at = new Date('2026-11-24T14:00:00Z')
 * const { symptoms, causes, steps, resolutions } = helper.diagnose('\u{1f6a8} QuickBooks error 3200 since yesterday 4 pm', at)
 * assert.equal(symptoms.errorCodes[0].start, 14) // UTF-16 units, as String.prototype.slice counts
 * assert.deepEqual(symptoms.since.since, new Date('2026-11-23T15:00:00Z'))
 * assert.equal(causes[0].issueType, 'quickbooks_sync_failed')
 * const answers = [{ step: steps[0].id, yes: true }]
 * const next = helper.diagnose('QuickBooks error 3200', at, { answers })
 * assert(next.steps.every(({ id }) => id !== steps[0].id))
 * helper.record({ resolution: resolutions[0].id, solved: true })
 * assert(helper.successRate(resolutions[0].id) > resolutions[0].successRate)
 * ```
 */
export declare class Troubleshooter {
  private constructor()
  /** What is built in: 15 issue types with several causes each. */
  static default(): Troubleshooter
  /** Reads knowledge from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Troubleshooter
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Troubleshooter
  /** Writes the knowledge, with what was recorded, as canonical JSON: the same bytes in every language. */
  toJson(): string
  /**
   * The same for reports whose times of day are of an IANA zone; UTC otherwise. A copy: outcomes recorded on it stay with
   * it, and later ones of this one do not reach it. Record on one, and make the others from it when they are needed.
   */
  inZone(zone: string): Troubleshooter
  /**
   * What a report says, what may lie behind it, what to ask next and what helps. `at` is when it was written. Of a text
   * over 64 KiB the beginning is read. `start` and `end` are indices of what is given, as its `slice` takes them: of a
   * string in units of UTF-16, of bytes in bytes. Bytes are those of a text in UTF-8.
   */
  diagnose(text: string | Uint8Array, at: Date, options?: DiagnoseOptions | null): Diagnosis
  /** Learns whether a resolution helped; gives its new success rate. */
  record(outcome: ResolutionOutcome): number
  /** How often a resolution helps, 0 to 1, as far as is known. */
  successRate(resolution: string): number
}

/**
 * Takes secrets and personal data out of a text: keys, tokens, passwords, codes that open a door once, card and account
 * numbers, e-mail addresses, phone and social security numbers, behind words in some thirty languages and with the digits of
 * every script; IP addresses, too, if asked for. Do it before you store a ticket.
 *
 * ```js
 * const given = '\u{1f510} password: hunter2, from jo@example.org'
 * const { text, kinds, spans } = redact(given)
 * assert.equal(text, '\u{1f510} password: [redacted:password], from [redacted:email]')
 * assert.deepEqual(kinds, ['password', 'email'])
 * assert.equal(given.slice(spans[0].start, spans[0].end), 'hunter2')
 * ```
 *
 * `start` and `end` are indices of what is given, as its `slice` takes them: of a string in units of UTF-16, of bytes in
 * bytes. Bytes are those of a text in UTF-8.
 */
export declare function redact(text: string | Uint8Array, options?: RedactOptions | null): RedactedText

/**
 * How good the support is: the metrics of a history of tickets, each against its threshold and target, as of `asOf` or the
 * latest instant that they tell. One that still waits counts from the moment on at which it misses the threshold. The month of
 * the first ticket counts in the trend if that was opened on its first day, or `since` says that the tickets are complete.
 *
 * ```js
 * const [response] = supportMetrics([
 *   { id: 'T-1', priority: 'P2', openedAt: new Date('2026-03-16T09:00:00Z'), firstResponseAt: new Date('2026-03-16T09:08:00Z') },
 * ]).metrics
 * assert.deepEqual([response.name, response.value, response.state], ['first_response_minutes', 8, 'on_target'])
 * ```
 */
export declare function supportMetrics(tickets: readonly SupportRecord[], options?: SupportOptions | null): SupportReport

/** Values at regular steps; NaN and, in a list, null are missing ones, infinities are refused. */
export type Series = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array | readonly (number | null)[]

/**
 * What values are expected after the end of a history, and how far off that may be.
 *
 * ```js
 * const cpu = Float64Array.from({ length: 336 }, (_, hour) => 40 + (hour % 24) + (hour % 7))
 * const { start, mean, intervals, explanation } = forecast(cpu, { step: '1h', start: new Date('2026-01-05T00:00:00Z'), horizon: 24 })
 * const [, { level, lower, upper }] = intervals
 * assert.deepEqual([mean.length, level, start], [24, 95, new Date('2026-01-19T00:00:00Z')])
 * assert(lower[12] <= mean[12] && mean[12] <= upper[12])
 * assert.equal(explanation.seasons[0].period, 24)
 * ```
 *
 * It works at once, in a few milliseconds for a month of hours; `forecastMany` does so on the thread pool.
 */
export declare function forecast(values: Series, options: types.ForecastOptions): Forecast

/**
 * Foretells several series with the same options on the thread pool, on up to `jobs` threads: 1 unless told, -1 is one
 * for each processor. No number changes a result.
 *
 * ```js
 * const stop = new AbortController()
 * const series = [new Float64Array(48).fill(3), [1, 2, 3, NaN, 5, 6]]
 * const found = await forecastMany(series, { step: '1 day', horizon: 2 }, -1, { signal: stop.signal })
 * assert.deepEqual(found.map(({ mean }) => mean.length), [2, 2])
 * ```
 */
export declare function forecastMany(series: readonly Series[], options: types.ForecastOptions, jobs?: number | null, job?: JobOptions | null): Promise<Forecast[]>

/** The same as `forecastMany`, at once. */
export declare function forecastManySync(series: readonly Series[], options: types.ForecastOptions, jobs?: number | null): Forecast[]

/**
 * How good forecasts from up to `origins` places in the past would have been, beside the last season repeated.
 * Tells its progress, and can be stopped, after each place.
 *
 * ```js
 * const load = Array.from({ length: 480 }, (_, hour) => (hour % 24) + ((hour * 7) % 11) / 4)
 * const { mase, seasonalNaive } = await backtest(load, { step: '1h', horizon: 24 }, 5)
 * assert(mase < seasonalNaive.mase)
 * ```
 */
export declare function backtest(values: Series, options: types.ForecastOptions, origins: number, job?: JobOptions | null): Promise<Backtest>

/** The same as `backtest`, at once. */
export declare function backtestSync(values: Series, options: types.ForecastOptions, origins: number): Backtest

/**
 * What to expect of metrics with thresholds, and what to do about it: crossings, units, maintenance windows.
 *
 * ```js
 * const planner = new Planner({ scaling: { units: 4 } })
 * const cpu = Float64Array.from({ length: 240 }, (_, hour) => (hour % 24 > 7 ? 85 : 20))
 * const { crossings, scaling } = await planner.plan({ cpu }, new Date('2026-01-05T00:00:00Z'))
 * assert.deepEqual([scaling.units[12], crossings[0].probability], [5, 1]) // 4 units at 85 % are 5 at 70 %
 * ```
 */
export declare class Planner {
  /** Hourly values, a week ahead, with the thresholds of the launch plan unless told: cpu, memory, requests, disk. */
  constructor(options?: Partial<types.Planner> | null)
  /**
   * Foretells every metric from `now` on and plans for them. The last value of each is of the step before `now`; where the
   * last ones are missing the notes say since when, and past `staleAfter` it is an error. Tells its progress, and can be
   * stopped, after each metric.
   */
  plan(metrics: Record<string, Series>, now: Date, job?: JobOptions | null): Promise<CapacityPlan>
  /** The same as `plan`, at once. */
  planSync(metrics: Record<string, Series>, now: Date): CapacityPlan
  /**
   * Plays the last `held` values of a metric, which ends at `now`, with plans made from what came before. Tells its
   * progress, and can be stopped, after each plan.
   */
  simulate(metric: string, values: Series, held: number, now: Date, job?: JobOptions | null): Promise<ScalingSimulation>
  /** The same as `simulate`, at once. */
  simulateSync(metric: string, values: Series, held: number, now: Date): ScalingSimulation
}

/** A KEDA `ScaledObject` with cron triggers that follow the `scaling` of a plan, as YAML. Give the deployment no HPA beside it. */
export declare function scalingToKeda(plan: types.ScalingPlan, deployment: string): string

/** A Kubernetes `HorizontalPodAutoscaler` from the plan's least units to the rules' most that follows a CPU utilisation, 1 to 100 percent. */
export declare function scalingToHpa(plan: types.ScalingPlan, deployment: string, cpuPercent: number): string

/**
 * Scheduled actions for an AWS Auto Scaling group: JSON documents of at most 50 actions, each as its command line takes it.
 * AWS refuses the past: what is due at once is left out, so bring the group to `units[0]`.
 */
export declare function scalingToAws(plan: types.ScalingPlan, group: string): string[]

/**
 * The trade-off that `simulate` found as an SVG picture: the share of intervals with enough units against the unit-hours
 * not needed, over the risks, beside a rule that reacts and a size that stays.
 *
 * ```js
 * const cpu = Float64Array.from({ length: 240 }, (_, hour) => (hour % 24 > 7 ? 60 : 20))
 * const played = new Planner({ scaling: { units: 4 } }).simulateSync('cpu', cpu, 48, new Date('2026-01-15T00:00:00Z'))
 * assert(scalingSimulationToSvg(played).startsWith('<svg'))
 * ```
 */
export declare function scalingSimulationToSvg(simulation: types.ScalingSimulation): string

/**
 * The windows of lowest use after the end of a history, the best first; with `recurring` those of every week.
 *
 * ```js
 * const load = Array.from({ length: 336 }, (_, hour) => (hour % 24 >= 2 && hour % 24 < 5 ? 5 : 60))
 * const [best] = await maintenanceWindows(load, { step: '1h', start: new Date('2026-01-05T00:00:00Z'), duration: '2h', limit: 10 })
 * assert.equal(best.local, 'Mon 02:00')
 * assert(best.probability > 0.9)
 * const [weekly] = await maintenanceWindows(load, { step: '1h', start: new Date('2026-01-05T00:00:00Z'), duration: '2h', recurring: true })
 * assert.deepEqual([weekly.local, weekly.occurrences], ['Mon 02:00', 4])
 * ```
 */
export declare function maintenanceWindows(values: Series, options: types.MaintenanceOptions, job?: JobOptions | null): Promise<MaintenanceWindow[]>

/** The same as `maintenanceWindows`, at once. */
export declare function maintenanceWindowsSync(values: Series, options: types.MaintenanceOptions): MaintenanceWindow[]

/**
 * When a resource that fills up, such as a disk, is full. Falls that stand out are emptyings.
 *
 * ```js
 * const used = Array.from({ length: 60 }, (_, day) => 200 + 5 * day + ((day * 7) % 3))
 * const { rate, expected } = await exhaustion(used, { step: '1 day', start: new Date('2026-01-01T00:00:00Z'), capacity: 600 })
 * assert(Math.abs(rate - 5) < 0.1)
 * assert(expected > new Date('2026-03-15T00:00:00Z'))
 * ```
 */
export declare function exhaustion(values: Series, options: types.ExhaustionOptions, job?: JobOptions | null): Promise<Exhaustion>

/** The same as `exhaustion`, at once. */
export declare function exhaustionSync(values: Series, options: types.ExhaustionOptions): Exhaustion

/**
 * Measurements at any instants as values at regular steps; NaN where none fell into a step. Steps begin at `start`, or
 * where it is left out at the first measurement; `rule` says what several in one step are, their mean unless told.
 *
 * ```js
 * const at = ['00:02', '00:40', '02:10'].map(time => new Date(`2026-01-05T${time}:00Z`))
 * const { values } = await resample(at, [4, 8, 5], '1h', new Date('2026-01-05T00:00:00Z'))
 * assert.deepEqual(values, [6, NaN, 5])
 * ```
 */
export declare function resample(instants: readonly Date[], values: Series, step: string, start?: Date | null, rule?: types.ResampleRule | null, job?: JobOptions | null): Promise<Resampled>

/** The same as `resample`, at once. */
export declare function resampleSync(instants: readonly Date[], values: Series, step: string, start?: Date | null, rule?: types.ResampleRule | null): Resampled

/**
 * Business time: when is somebody there, and when have four hours of it run?
 *
 * ```js
 * const nineToFive = [['09:00', '17:00']]
 * const desk = new Calendar({
 *   zone: 'Europe/Paris',
 *   weekly: { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive },
 *   holidays: ['2026-12-25'],
 * })
 * const friday = new Date('2026-12-18T15:00:00Z') // 16:00 in Paris, an hour before closing
 * assert.deepEqual(desk.due(friday, '4 h'), new Date('2026-12-21T11:00:00Z'))
 * assert.equal(desk.elapsed(friday, new Date('2026-12-21T11:00:00Z')), 4 * 3600)
 * assert(!desk.isOpen(new Date('2026-12-25T10:00:00Z')))
 * ```
 *
 * Openings belong to the hours, closings do not; time that runs out exactly at closing is over at the closing, unless
 * `dueAtClosing` says otherwise. Seconds are physical seconds. The horizon is 1900 to 2199: an instant outside of it, and
 * time that has not run by its end, are errors with the code `range`.
 */
export declare class Calendar {
  /** The calendar of a document: fields as in YAML, in camelCase (or in snake_case, as in JSON that was parsed). */
  constructor(document: CalendarDocument)
  /** Reads a calendar from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Calendar
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Calendar
  /** A calendar that never closes; its zone matters for months alone. */
  static always(zone: string): Calendar
  /** The calendar that is open whenever any of these is: teams that follow the sun. */
  static union(calendars: readonly Calendar[]): Calendar
  /** The calendar that is open while all of these are. */
  static intersection(calendars: readonly Calendar[]): Calendar
  /** Where calendars leave gaps between them, and where they overlap, from one instant to another. */
  static seams(calendars: readonly Calendar[], from: Date, to: Date): SeamReport
  /** The same calendar, closed on the all-day events of an iCalendar text as well. */
  withIcalHolidays(text: string): Calendar
  /** Writes the calendar as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The document, as the constructor takes it. */
  toObject(): CalendarDocument
  /** The instant by which `duration` of open time has run since `start`; months are steps on the wall calendar. */
  due(start: Date, duration: string | Span): Date
  /** The open time from `start` to `end` in seconds; below 0 if `end` lies before `start`. */
  elapsed(start: Date, end: Date): number
  /** Whether somebody is there. At the opening yes, at the closing no. */
  isOpen(at: Date): boolean
  /** The first instant from `at` on at which somebody is there; null if nobody comes any more. */
  nextOpen(at: Date): Date | null
  /** The first closing after `at`; null if there is none any more. */
  nextClose(at: Date): Date | null
  /** Moves an instant outside of the hours to an opening or closing; one within them stays. */
  roll(at: Date, roll: Roll): Date
  /** The hours between two instants, in order, cut where the instants cut them. */
  openSpans(from: Date, to: Date): OpenSpan[]
  /** Why `due` answers what it does: the hours that counted, the rules, the zone database. */
  explainDue(start: Date, duration: string | Span): BusinessTime
  /** How `elapsed` counts from the earlier to the later of two instants. */
  explainElapsed(start: Date, end: Date): BusinessTime
  /**
   * `due` of many instants in one call, all in milliseconds as `Date` counts them: `starts` since 1970, `durations` one
   * for all or one each. Numbers are whole; NaN is no instant, and stays what it is.
   */
  dueBatch(starts: Float64Array, durations: Float64Array): Float64Array
  /** `elapsed` between many instants in one call, all in milliseconds as for `dueBatch`; `ends` one for all or one each. */
  elapsedBatch(starts: Float64Array, ends: Float64Array): Float64Array
}

/**
 * Who is on call when: rotations in layers, swaps, overrides. Turns change at `hand_off`, 09:00 unless told, and the first
 * begins at that time of the `start`.
 *
 * ```js
 * const rota = Rota.fromYaml(`
 * zone: Europe/Paris
 * layers: [{name: week, members: [ana, ben], every: weekly, start: 2026-01-05, hand_off: '09:00'}]`)
 * assert.equal(rota.onCall(new Date('2026-01-13T12:00:00Z')).person, 'ben')
 * const [handOff] = rota.handOffs(new Date('2026-01-10'), new Date('2026-01-17'))
 * assert.deepEqual([handOff.leaves, handOff.takesOver, handOff.at], ['ana', 'ben', new Date('2026-01-12T08:00:00Z')])
 * ```
 */
export declare class Rota {
  /** The rota of a document: fields as in YAML, in camelCase (or in snake_case, as in JSON that was parsed). */
  constructor(document: RotaDocument)
  /** Reads a rota from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Rota
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Rota
  /** The same rota with the events of an iCalendar text as overrides: the summary is the person. */
  withIcalOverrides(text: string): Rota
  /** Writes the rota as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The document, as the constructor takes it. */
  toObject(): RotaDocument
  /** Who is on call at an instant; null for nobody. */
  onCall(at: Date): OnCall | null
  /** The shifts between two instants, in order, cut where the instants cut them. */
  shifts(from: Date, to: Date): Shift[]
  /** Every change of the person on call, and when to tell people of it. */
  handOffs(from: Date, to: Date): HandOff[]
  /** When nobody is on call; of the hours of `coverage` alone, if given. */
  gaps(from: Date, to: Date, coverage?: Calendar | null): OpenSpan[]
  /** How on-call time is shared between two instants: hours, nights, weekends, holidays. */
  fairness(from: Date, to: Date): Fairness
  /** The shifts as an iCalendar text for a calendar program. `stamp` is when the text is written. */
  toIcal(from: Date, to: Date, stamp: Date): string
}

/**
 * Will this roster hold its promise? A seeded simulation of the real calendars, tier by tier, on the thread pool. Only
 * `arrivals` must be told: tickets per hour, one rate, or 24 of a day, or 168 of a week, or those of a forecast by the hour
 * from `start` on (its `mean`).
 *
 * ```js
 * const { tiers, commitments } = await staffing({ arrivals: [4], samples: 5 })
 * assert.equal(tiers.length, 3)
 * assert(commitments.every(({ odds }) => odds > 0.9))
 * ```
 */
export declare function staffing(options: StaffingOptions, job?: JobOptions | null): Promise<StaffingReport>

/** What `staffing` gives, at once. */
export declare function staffingSync(options: StaffingOptions): StaffingReport

/**
 * The odds of a queue whose load and agents are the same at all times: Erlang C, or Erlang A with patience.
 *
 * ```js
 * const { wait } = queueOdds({ arrivalsPerHour: 200, handlingMinutes: 3, agents: 12 })
 * assert.equal(wait.toFixed(3), '0.449')
 * ```
 */
export declare function queueOdds(options: types.QueueOptions): types.QueueOdds

/**
 * The fewest agents by which at least a share `level` of the tickets, from 0 to below 1, is answered in time; `agents` of
 * the options is not looked at.
 *
 * ```js
 * assert.equal(agentsNeeded({ arrivalsPerHour: 200, handlingMinutes: 3, agents: 0, withinMinutes: 1 }, 0.8), 13)
 * ```
 */
export declare function agentsNeeded(options: types.QueueOptions, level: number): number

/**
 * The share of tickets that find all agents busy and are lost (Erlang B). The load is in erlangs: arrivals per hour times
 * the hours that each takes.
 *
 * ```js
 * assert.equal(erlangB(15, 8.108).toFixed(4), '0.0100')
 * ```
 */
export declare function erlangB(agents: number, load: number): number

/**
 * The share of tickets that wait (Erlang C); 1 where the load is not under the agents.
 *
 * ```js
 * assert.equal(erlangC(14, 10).toFixed(3), '0.174')
 * ```
 */
export declare function erlangC(agents: number, load: number): number

/** The kinds of events in `EventColumns`, by their places: 0 is "opened". */
export declare const EVENT_KINDS: readonly TicketEvent['type'][]

/** Events of many tickets, one a row, in any order, in columns as long as each other. */
export interface EventColumns {
  /** Which ticket: a number from 0 on. */
  ticket: Uint32Array
  /** When, in whole milliseconds since 1970 as `Date` counts them. */
  at: Float64Array
  /** What, as its place in `EVENT_KINDS`. */
  kind: Uint8Array
  /** The priority, 1 to 5, of rows that open a ticket or change its priority; not looked at elsewhere. */
  priority: Uint8Array
}

/** Where many tickets stand, one a row. Instants are milliseconds since 1970, NaN where there is none. */
export interface TimelineColumns {
  /** 0 open, 1 acknowledged, 2 resolved; 255 if the ticket is not open yet. */
  state: Uint8Array
  /** 1 if the ticket waits for the customer. */
  paused: Uint8Array
  /** 1 to 5; 0 if the ticket is not open yet. */
  priority: Uint8Array
  /** What is due next if nothing happens before. */
  nextAt: Float64Array
  /** 0 nothing, 1 first response, 2 next response, 3 update, 4 resolution, 5 escalation, 6 warning. */
  nextKind: Uint8Array
  /** The index of the escalation step that is next, from 0; -1 where something else is. */
  nextStep: Int32Array
  /** Clocks that were ever late: 1 first response, 2 next response, 4 update, 8 resolution, added. */
  breached: Uint8Array
  /** Clocks that ever warned, likewise. */
  warned: Uint8Array
  /** Escalation steps sent. */
  sent: Uint32Array
  /** When the last clock of the kind is due; NaN where nothing is promised and while it is paused. */
  firstResponseDue: Float64Array
  /** Likewise. */
  nextResponseDue: Float64Array
  /** Likewise. */
  updateDue: Float64Array
  /** Likewise. */
  resolutionDue: Float64Array
}

/**
 * Who must act by when, for every priority: commitments with their clocks, escalation steps, who is told of an incident,
 * when alerts are looked at.
 *
 * ```js
 * const at = new Date('2026-11-22T09:00:00Z')
 * const { clocks, next } = Policy.default().timeline([{ type: 'opened', id: 'T-1', at, priority: 'P1' }], at)
 * assert.equal(clocks[0].due.toISOString(), '2026-11-22T09:15:00.000Z')
 * assert.equal(next.kind, 'first_response')
 * ```
 */
export declare class Policy {
  private constructor()
  /** The policy that is built in. */
  static default(): Policy
  /** Reads a policy from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Policy
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Policy
  /** Writes the policy as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The same policy with its calendar steps counted on the wall calendar of another IANA zone. */
  inZone(zone: string): Policy
  /**
   * Where a ticket stands at `now`: its clocks, its steps, what comes next, and why. `events` are all of one ticket;
   * they may come twice and in any order, and those after `now` do not count.
   */
  timeline(events: readonly TicketEvent[], now: Date): Timeline
  /**
   * Where very many tickets stand at `now`, as row `n` for ticket `n`, on the thread pool. `tickets` is their number. An
   * error names the ticket that is wrong, and its row where a single event is.
   *
   * ```js
   * const nine = Date.parse('2026-11-22T09:00:00Z')
   * const events = {
   *   ticket: Uint32Array.of(0, 1, 1),
   *   at: Float64Array.of(nine, nine, nine + 600_000),
   *   kind: Uint8Array.of(0, 0, EVENT_KINDS.indexOf('responded')),
   *   priority: Uint8Array.of(1, 2, 0),
   * }
   * const { breached, nextAt } = await Policy.default().timelines(events, 2, new Date(nine + 1_200_000))
   * assert.deepEqual(breached, Uint8Array.of(1, 0)) // nobody has answered ticket 0 within 15 minutes
   * assert.equal(nextAt[0], nine + 1_800_000)
   * ```
   */
  timelines(events: EventColumns, tickets: number, now: Date, options?: JobOptions | null): Promise<TimelineColumns>
  /** Where very many tickets stand at `now`, at once. */
  timelinesSync(events: EventColumns, tickets: number, now: Date): TimelineColumns
  /** Who must be told of an incident by when, whether or not anybody has answered. */
  incident(started: Date, now: Date): IncidentTimeline
  /** When somebody looks at an alert that came at an instant. */
  alertDue(severity: Severity, at: Date): AlertDue
}

/**
 * Numbers in rows and columns: an array of rows, or row after row in one typed array, which needs the number of columns.
 * NaN is a missing value; infinities are refused.
 */
export type Table = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Int8Array | Uint8Array | readonly ArrayLike<number>[]

/** How a long job is followed. */
export interface JobOptions {
  /**
   * Stops the job: the Promise rejects at once with an `AbortError`. The thread ends where the job next looks at it;
   * `importance` and `withContamination` run on to their end unheard.
   */
  signal?: AbortSignal
  /** Called with the share that is done, 0 to 1, on the JavaScript thread. */
  onProgress?: (done: number) => void
}

/** The parameters of an `IsolationForest`. Where a share or a count may stand, a number up to 1 is a share, and a bigint always a count. */
export interface IsolationForestOptions {
  /** The number of trees, 1 to 65,536; 100 unless told. */
  nEstimators?: number
  /** How many rows each tree is grown on, as a count or a share; "auto", at most 256, unless told. */
  maxSamples?: number | bigint | 'auto'
  /** Which share of the rows counts as anomalous, at most 0.5; "auto", which puts the offset at -0.5, unless told. */
  contamination?: number | 'auto'
  /** How many columns each tree may look at, as a count or a share; 1, which is all, unless told. */
  maxFeatures?: number | bigint
  /** Whether a row may be drawn more than once for a tree; not unless told. */
  bootstrap?: boolean
  /** The seed; 0 unless told. */
  randomState?: number | bigint
  /**
   * How many columns a split looks at besides the first; 0 unless told. From 1 on the forest is the extended one
   * (Hariri, Carrasco Kind and Brunner 2019): a split parts the rows by their place along a random direction.
   */
  extensionLevel?: number
  /** How likely each column is drawn for a split; only the ratios count. All equal unless told. */
  featureWeights?: readonly number[] | Float64Array
  /** The number of the first tree: trees 0 to 49 and 50 to 99 merged are the forest of 100, to the byte. */
  firstTree?: number
  /** The most threads to use, 1 to 1024, or -1 for one per processor; 1 unless told. No number changes a result. */
  nJobs?: number
  /** Whether a fit keeps the trees that are there and adds more, up to `nEstimators`; not unless told. */
  warmStart?: boolean
}

/** What a fit may be given besides the rows. */
export interface FitOptions {
  /** How likely each row is drawn for a tree; only the ratios count, and a row of weight 0 is never drawn. All equal unless told. */
  sampleWeight?: readonly number[] | Float64Array
}

/**
 * Finds the rows that look unlike the others (Liu, Ting and Zhou 2008), with scikit-learn's parameters, signs and
 * scales. The same seed gives the same bits in Rust, Python and Node.
 *
 * ```js
 * const rows = [[12, 0.31], [14, 0.29], [13, 0.33], [12.5, 0.3], [95, 0.97]]
 * const forest = await new IsolationForest({ randomState: 7 }).fit(rows)
 * const scores = await forest.scoreSamples(new Float64Array(rows.flat()), 2) // the lower, the stranger
 * assert.equal(scores.indexOf(Math.min(...scores)), 4)
 * ```
 *
 * Calls that give a Promise work on the thread pool, on a copy of the data; what ends in `Sync` works at once.
 */
export declare class IsolationForest {
  /** Checks the kinds of the options; their ranges are checked by `fit`. */
  constructor(options?: IsolationForestOptions | null)
  /** Grows the trees; gives the forest itself. What was fitted before stays in use until then. */
  fit(data: Table, columns?: number | null, options?: (FitOptions & JobOptions) | null): Promise<this>
  /** Grows the trees; gives the forest itself. */
  fitSync(data: Table, columns?: number | null, options?: FitOptions | null): this
  /** How ordinary each row is, from -1 up to 0: the lower, the stranger. */
  scoreSamples(data: Table, columns?: number | null, options?: JobOptions | null): Promise<Float64Array>
  /** How ordinary each row is, from -1 up to 0: the lower, the stranger. */
  scoreSamplesSync(data: Table, columns?: number | null): Float64Array
  /** The scores less the `offset`: below 0 for anomalies. */
  decisionFunction(data: Table, columns?: number | null, options?: JobOptions | null): Promise<Float64Array>
  /** The scores less the `offset`: below 0 for anomalies. */
  decisionFunctionSync(data: Table, columns?: number | null): Float64Array
  /** -1 for each row that is an anomaly, 1 for the others. */
  predict(data: Table, columns?: number | null, options?: JobOptions | null): Promise<Int8Array>
  /** -1 for each row that is an anomaly, 1 for the others. */
  predictSync(data: Table, columns?: number | null): Int8Array
  /**
   * How much each column pushed each row away from the `baseline`, row after row, below 0 where it makes the row
   * stranger: exact Shapley values of the length of the row's path (path-dependent TreeSHAP; Lundberg et al. 2020), on
   * the scale of scores. Those of a row add up to its score less the baseline.
   */
  explain(data: Table, columns?: number | null, options?: JobOptions | null): Promise<Float64Array>
  /** How much each column pushed each row away from the `baseline`, as `explain` says. */
  explainSync(data: Table, columns?: number | null): Float64Array
  /** How much each column matters for the scores of some rows: the mean of the absolute contributions that `explain` gives. */
  importance(data: Table, columns?: number | null, options?: JobOptions | null): Promise<Float64Array>
  /** How much each column matters for the scores of some rows, as `importance` says. */
  importanceSync(data: Table, columns?: number | null): Float64Array
  /**
   * Explains rows in words, beside the rows that were fitted or others to compare with. `columns` are the names of the
   * columns; typed arrays have as many columns as the forest.
   */
  describe(data: Table, reference: Table, columns?: readonly string[] | null): RowExplanation[]
  /** The score that `explain` starts from: that of a path as long as those of the training rows are. */
  get baseline(): number
  /** The score under which a row is an anomaly. */
  get offset(): number
  /** The number of columns. */
  get nFeatures(): number
  /** How many rows each tree was grown on. */
  get maxSamplesUsed(): number
  /** What fitting did otherwise than asked, in words. */
  get warnings(): string[]
  /** The model as a file that Rust, Python and Node read. */
  toBytes(): Buffer
  /** Puts the trees of fitted forests of the same columns and rows per tree together, in their order. */
  static merge(forests: readonly IsolationForest[]): IsolationForest
  /**
   * The same trees with another offset: under it lies `share` of the rows of a table, over 0 and at most 0.5. Merged forests
   * have it anew by this.
   */
  withContamination(share: number, data: Table, columns?: number | null, options?: JobOptions | null): Promise<IsolationForest>
  /** The same at once. */
  withContaminationSync(share: number, data: Table, columns?: number | null): IsolationForest
  /** Reads a model, every byte of which is checked. `nJobs` is the most threads to score with, 1 unless told. */
  static fromBytes(bytes: Uint8Array, nJobs?: number | null): IsolationForest
  /** Writes `toBytes` into a file; one that is there is replaced. Errors have Node's codes, such as `ENOENT`. Gives the forest itself. */
  save(path: string, options?: JobOptions | null): Promise<this>
  /** Writes `toBytes` into a file, as `save` does. */
  saveSync(path: string): void
  /** Reads a file that `save`, or the same call in Python, wrote, every byte of which is checked. */
  static load(path: string, nJobs?: number | null, options?: JobOptions | null): Promise<IsolationForest>
  /** Reads a file, as `load` does. */
  static loadSync(path: string, nJobs?: number | null): IsolationForest
}

/** What a `Monitor` watches, and how. */
export interface MonitorOptions {
  /**
   * The groups of metrics, each with the share of its training rows that counts as anomalous, over 0 and at most 0.5: it
   * sets where scores change sign. `performance` 0.1, `usage_patterns` 0.05 and `error_trends` 0.15 unless told.
   */
  contamination?: Record<string, number>
  /** The percentile of the training scores under which a row is an anomalous point; 5 unless told. */
  percentile?: number
  /** The seed; 0 unless told. */
  randomState?: number | bigint
  /** Whether columns are brought to mean 0 and standard deviation 1 of the training rows; they are unless told. */
  standardise?: boolean
  /** How loud the alerts of a group may get; `info` for `usage_patterns` unless told. */
  loudest?: Record<string, Severity>
  /** The other parameters of the forests. */
  forest?: Omit<IsolationForestOptions, 'warmStart'>
}

/** Rows of a group; with `data` and `columns`, which are their names or how many they are. */
export type MetricRows = readonly (readonly number[])[] | { data: Table; columns?: readonly string[] | number }

/** What is strange in the rows of one group. */
export interface Detection {
  /** The decision function for each row: below 0 for rows as strange as the strangest of the training rows. */
  scores: number[]
  /** The percentile of the training rows' scores. */
  threshold: number
  /** The rows, from 0, whose score is below the threshold. */
  anomalousPoints: number[]
  /** The worst row and why, the responsible columns, the drift of each column. */
  summary: DetectionSummary
}

/**
 * Watches groups of metrics: a forest per group learns what is usual from a baseline period, and stranger rows raise
 * alerts that name the responsible columns.
 *
 * ```js
 * const usual = Array.from({ length: 1000 }, (_, k) => [40 + (k % 23), k % 7])
 * const monitor = new Monitor({ randomState: 7 }).fitSync({ performance: { data: usual, columns: ['cpu', 'queue'] } })
 * const found = monitor.detectSync({ performance: [[45, 3], [97, 30]] })
 * assert.deepEqual(found.performance.anomalousPoints, [1])
 * const [alert] = monitor.alerts(found, new Date('2026-11-24T14:00:00Z'))
 * assert.deepEqual([alert.type, alert.metric], ['anomaly_detected', 'performance'])
 * assert(alert.recommendation.includes('cpu 97 is above all training rows'))
 * ```
 *
 * While a `fit` on the thread pool runs, other calls go on with what was learnt before.
 */
export declare class Monitor {
  /** A monitor that has learnt nothing yet. */
  constructor(options?: MonitorOptions | null)
  /** Learns what is usual from the rows of a baseline period that you chose; gives the monitor itself. */
  fit(groups: Record<string, MetricRows>, options?: JobOptions | null): Promise<this>
  /** Learns what is usual from the rows of a baseline period that you chose; gives the monitor itself. */
  fitSync(groups: Record<string, MetricRows>): this
  /** Scores rows against what was learnt; a monitor that has learnt nothing judges the rows by themselves. */
  detect(groups: Record<string, MetricRows>, options?: JobOptions | null): Promise<Record<string, Detection>>
  /**
   * Scores rows against what was learnt; a monitor that has learnt nothing judges the rows by themselves. A value outside
   * the range of the training rows moves its row's score nearer to -1, the farther outside the more.
   */
  detectSync(groups: Record<string, MetricRows>): Record<string, Detection>
  /**
   * The alerts that detections call for, the loudest first. Critical if a row is stranger than every training row and its
   * isolation score at most -0.7, or if over four times the expected share are anomalous points; a warning if a row is
   * stranger than every training row and its score at most -0.6, or if over twice the expected share are; info otherwise,
   * and for columns that have drifted. A larger share counts where chance alone gives it in fewer than one of a thousand
   * batches: 12 rows of 60 at a twentieth. Where rows were judged by themselves, the score alone decides.
   */
  alerts(detections: Record<string, Detection>, at: Date): AnomalyAlert[]
  /** The groups that were fitted, with their columns. */
  get fitted(): Record<string, string[]>
  /** The monitor with all that it has learnt, as JSON that Rust, Python and Node read. */
  toJson(): string
  /** The same monitor on other threads, -1 for one of each processor: documents don't say how many. */
  withNJobs(jobs: number): Monitor
  /** Reads what `toJson` wrote, every value of which is checked. */
  static fromJson(text: string): Monitor
}

/**
 * Scores a metric, or several at once, point by point as they come.
 *
 * ```js
 * const detector = new StreamDetector({ alarmRate: 0.001 })
 * const at = minute => new Date(Date.UTC(2026, 10, 24, 0, minute))
 * for (let point = 0; point < 400; point++) detector.update(at(5 * point), 20 + ((point * point) % 7))
 * const { score, anomalous, reason } = detector.update(at(2000), 60)
 * assert(anomalous && score > 0.999)
 * assert.equal(reason.rule, 'range')
 * ```
 */
export declare class StreamDetector {
  /** A detector that has seen nothing. */
  constructor(options?: StreamOptions | null)
  /** Scores the next point: a value, or one for each metric in their order. NaN is a missing value. Instants never go back. */
  update(at: Date, value: number | Series): StreamScore
  /** Whether the warm-up is over for any metric. */
  get warm(): boolean
  /** The detector with all that it has seen, as a file that Rust, Python and Node read. */
  toBytes(): Buffer
  /** Reads what `toBytes` wrote, every byte of which is checked. */
  static fromBytes(bytes: Uint8Array): StreamDetector
}

/**
 * A group of metrics that a fitted forest watches together, for a desk.
 *
 * ```js
 * const forest = new IsolationForest().fitSync([[0.3, 20], [0.4, 21], [0.5, 19]])
 * const desk = new Desk({ watches: [new Watch('web', ['cpu', 'latency'], forest, 3)] })
 * assert.deepEqual(desk.handle({ type: 'sample', metric: 'cpu', at: new Date('2026-11-24T14:00:00Z'), value: 0.4 }), [])
 * ```
 */
export declare class Watch {
  /**
   * Watches `metrics`, in the order of the forest's columns; `rows` is how many anomalous rows in a row begin an
   * anomaly, and how many normal ones end it.
   */
  constructor(name: string, metrics: readonly string[], forest: IsolationForest, rows: number)
}

/** What a `Desk` is put together from; copies are taken. */
export interface DeskParts {
  /** The launch plan, whose boxes are ticked by events. */
  plan?: Plan
  /** Who must act by when; `Policy.default()` unless told. */
  policy?: Policy
  /** Where tickets go; `RoutingTable.default()` unless told. */
  routing?: RoutingTable
  /** Alert rules over metrics. */
  rules?: readonly AlertRule[]
  /** Watches for anomalies. */
  watches?: readonly Watch[]
}

/**
 * The one loop that ties the engines together: facts in, actions out. It has no clock of its own: call `advance` at
 * `nextWakeup`.
 *
 * ```js
 * const desk = new Desk({ rules: [AlertRule.parse('error_rate > 1%', 'critical')] })
 * const at = new Date('2026-11-24T14:00:00Z')
 * const [alert] = desk.handle({ type: 'sample', metric: 'error_rate', at, value: 0.012 })
 * assert.deepEqual([alert.type, alert.severity], ['alert', 'critical'])
 * const [routed] = desk.handle({ type: 'reported', id: 'T-1', at, issueType: 'data_loss' })
 * assert.deepEqual([routed.tier, routed.priority], [4, 'critical'])
 * assert.deepEqual(desk.nextWakeup(), new Date('2026-11-24T14:15:00Z'))
 * ```
 */
export declare class Desk {
  /** Puts a desk together; every part is optional. */
  constructor(parts?: DeskParts | null)
  /** The plan as it stands. */
  get plan(): Plan | null
  /** The last instant handled. */
  get clock(): Date | null
  /**
   * Takes a fact in and says what to do, in the order in which it fell due. Facts arrive in the order of their instants;
   * one that is refused changes nothing.
   */
  handle(event: Event): Action[]
  /** Says what fell due up to `now`. */
  advance(now: Date): Action[]
  /** When something falls due next, if nothing happens before. */
  nextWakeup(): Date | null
  /** Where a ticket stands at the last instant handled. */
  timeline(ticket: string): Timeline
  /** Forgets a ticket. */
  forget(ticket: string): void
  /** All that happened, as one self-contained HTML page. */
  report(): string
}

/**
 * What a plan promises of a metric.
 *
 * ```js
 * const objective = Objective.parse('Response Time: <2 seconds (Target: <1.5s)')
 * assert.deepEqual([objective.status('1800 ms').status, objective.status(1.2).status], ['met', 'on_target'])
 * ```
 */
export declare class Objective {
  /** The objective of a document: a line, and what a line cannot say. */
  constructor(document: types.ObjectiveDocument)
  /** Reads a line. */
  static parse(line: string): Objective
  /** The objectives of a text, one for each line that is one. */
  static parseLines(text: string): Objective[]
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Objective
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Objective
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** All that the line says: name, metric, bounds, target, peak. */
  toObject(): types.Objective
  /** The line. */
  toString(): string
  /** Where it stands with one value. */
  status(value: Measure): types.ObjectiveVerdict
  /** Where it stands with a value for each bound, by its statistic or qualifier. */
  statusEach(values: Record<string, Measure>): types.ObjectiveVerdict
  /** Where it stands with the samples of its window; NaN is a missing one. */
  statusOf(samples: Series): types.ObjectiveVerdict
}

/**
 * A weighted score over objectives: all of the weight on target, half of it if only the threshold is kept.
 *
 * ```js
 * const card = new Scorecard({ objectives: ['Response Time: <2 seconds (Target: <1.5s)', { line: 'Uptime: 99.9%', weight: 2 }] })
 * const { points, possible, result } = card.score({ response_time: '1800 ms', uptime: 0.9997 })
 * assert.deepEqual([points, possible, result], [2.5, 3, 'warning'])
 * ```
 */
export declare class Scorecard {
  /** The card of a document. */
  constructor(document: types.ScorecardDocument)
  /** A card of the lines of a text that are objectives. */
  static parseLines(text: string): Scorecard
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Scorecard
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Scorecard
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The objectives, in order. */
  get objectives(): Objective[]
  /**
   * The score of the values, by metric and bound: `latency.p95`, `cpu_utilization.peak`. The metric alone stands for its
   * first bound. Each bound is judged, the worst counts, and one without a value has no data. `before` are the values of
   * the last period, for the trends.
   */
  score(values: Record<string, Measure>, before?: Record<string, Measure> | null): types.Score
}

/**
 * How much may still go wrong, and how fast it is spent.
 *
 * ```js
 * const budget = new ErrorBudget({ objective: '99.9%' })
 * const at = new Date('2026-11-24T14:00:00Z')
 * budget.observe(at, 900, 100)
 * assert.deepEqual([String(budget.downtime()), budget.status(at).action], ['43 min 12 s', 'page'])
 * ```
 */
export declare class ErrorBudget {
  /** A budget with nothing counted yet; only `objective` must be told. */
  constructor(options: types.ErrorBudgetOptions)
  /** Reads the options from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): ErrorBudget
  /** Reads the options from JSON. */
  static fromJson(text: string): ErrorBudget
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): ErrorBudget
  /** Writes down how it stands. */
  snapshot(): string
  /** The options. */
  get options(): types.ErrorBudgetOptions
  /** The share of events that may be bad. */
  budget(): number
  /** How long everything may be down within the window. */
  downtime(): Span
  /** How long the budget lasts at an error rate of 0 to 1, in seconds. */
  lasts(errorRate: number): number | null
  /** After how long a steady error rate makes a rule fire, in seconds. */
  detectionTime(rule: types.BurnRule, errorRate: number): number | null
  /** Counts events. */
  observe(at: Date, good: number, bad: number): void
  /** How the budget stands. */
  status(now: Date): types.BudgetStatus
}

/**
 * Says whom to tell what, once: groups alerts, mutes and repeats them.
 *
 * ```js
 * const manager = new AlertManager({ rules: [{ rule: 'error_rate > 1%', severity: 'critical' }] })
 * const [told] = manager.observe({ metric: 'error_rate', at: new Date('2026-11-24T14:00:00Z'), value: 0.02, labels: { service: 'api' } })
 * assert.deepEqual([told.severity, told.alerts[0].labels.service], ['critical', 'api'])
 * ```
 */
export declare class AlertManager {
  /** A manager that has seen nothing yet, of the built-in rules unless told. */
  constructor(document?: types.AlertsDocument | null)
  /** A manager of another document that goes on where a snapshot ends. */
  static resume(document: types.AlertsDocument, snapshot: string): AlertManager
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): AlertManager
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): AlertManager
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): AlertManager
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** The rules, in order. */
  get rules(): AlertRule[]
  /** Takes a sample in and gives what is to be told by its instant. */
  observe(sample: types.AlertSample): types.AlertNotification[]
  /** Takes samples in, in the order of their instants. */
  observeAll(samples: types.AlertSample[]): types.AlertNotification[]
  /** Lets time pass and gives what is to be told. */
  advance(now: Date): types.AlertNotification[]
  /** Alerts that are pending or go on, told or not, loudest first. */
  alerts(): types.ActiveAlert[]
  /** Adds a silence, or changes the one of its id. */
  silence(silence: types.Silence): void
  /** Ends a silence. */
  endSilence(id: string): void
}

/**
 * Watches a release after its deployment and says whether it may stay. However often one looks, a release that changed
 * nothing is rolled back with a chance of at most `falseAlarm` in the whole watch.
 *
 * ```js
 * const judge = new ReleaseJudge() // error rate over 0.5 %, response time over 5 s, ..., for two hours
 * const at = new Date('2026-11-24T14:01:00Z')
 * assert.equal(judge.observe({ metric: 'error_rate', at, bad: 9, total: 6000 }).decision, 'hold')
 * assert.equal(judge.observe({ metric: 'data_integrity', at }).decision, 'roll_back')
 * ```
 */
export declare class ReleaseJudge {
  /** The judge of a document; what is left out has its default. */
  constructor(document?: types.JudgeDocument | null)
  /** The judge of a release that gets all traffic at once. */
  static default(): ReleaseJudge
  /** The judge of a release that gets more and more of the traffic. */
  static canary(): ReleaseJudge
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): ReleaseJudge
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): ReleaseJudge
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): ReleaseJudge
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** Begins the watch; the first sample would, too. */
  start(at: Date): types.ReleaseVerdict
  /** Takes a sample in and says what to do now. */
  observe(sample: types.ReleaseSample): types.ReleaseVerdict
  /** Lets time pass and says what to do now. */
  advance(now: Date): types.ReleaseVerdict
  /** Tells that a recovery has begun, whose time is limited. */
  recoveryStarted(name: string, at: Date): void
  /** Tells that a recovery is over. */
  recoveryFinished(name: string, at: Date): void
  /** How the recoveries stand that have begun. */
  recoveries(now: Date): types.RecoveryStatus[]
}

/**
 * What is kept of a table to hold it against another one: made row by row, merged, and sent as text.
 *
 * ```js
 * const table = rows => {
 *   const summary = new TableSummary({ columns: ['id', 'balance'], key: ['id'] })
 *   summary.addRows(rows)
 *   return summary
 * }
 * const { changed } = await reconcile(table([[1, 9.5], [2, 0]]), table([[2, 0], [1, 9]]))
 * assert.deepEqual(changed.map(({ key, columns }) => [key, columns]), [['1', ['balance']]])
 * ```
 */
export declare class TableSummary {
  /** A summary of no rows; `columns` and `key` must be told. */
  constructor(options: types.ReconcileOptions)
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): TableSummary
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** Takes rows in, in any order. */
  addRows(rows: Cell[][]): void
  /** Takes in another part of the same table. */
  merge(other: TableSummary): void
  /** Rows, nulls, sums and duplicates of the table for itself. */
  report(): types.TableReport
  /** Whether all that a reference points to is there. */
  checkReference(name: string, parent: TableSummary): types.ReferenceCheck
}

/** A field of a row. */
export type Cell = string | number | bigint | boolean | null

/** A measured value: a number in the base unit (seconds, shares, bytes), a quantity such as "1500 ms", or nothing. */
export type Measure = number | string | null

/**
 * Compares the values of a canary with those of the baseline by the Mann-Whitney test, once; NaN is a missing value.
 *
 * ```js
 * const { verdict, shift } = await compare([210, 190, 205, 220, 198, 215], [240, 251, 233, 262, 247, 239])
 * assert.equal(verdict, 'fail')
 * ```
 */
export declare function compare(baseline: Series, canary: Series, options?: types.CompareOptions | null, job?: JobOptions | null): Promise<types.CanaryComparison>

/** What `compare` gives, at once. */
export declare function compareSync(baseline: Series, canary: Series, options?: types.CompareOptions | null): types.CanaryComparison

/**
 * Reads the alert rules of a file of Prometheus, in YAML.
 *
 * ```js
 * const text = `groups: [{name: web, rules: [{alert: Errors, expr: 'errors{code=~"5.."} > 0.01'}]}]`
 * const { groups } = importPrometheus(text)
 * const manager = new AlertManager({ rules: groups[0].rules, staleAfter: '5 min' })
 * const at = new Date('2026-11-24T14:00:00Z')
 * assert.equal(manager.observe({ metric: 'errors', at, value: 0.02, labels: { code: '503' } }).length, 1)
 * ```
 */
export declare function importPrometheus(text: string): types.PrometheusRules

/** Writes alert rules as a file of Prometheus. */
export declare function exportPrometheus(rules: types.PrometheusRules): string

/** Writes a notification as Alertmanager sends it to a webhook, in JSON. */
export declare function toWebhook(notification: types.AlertNotification, options?: types.WebhookOptions | null): string

/** Reads what Alertmanager sends to a webhook. */
export declare function fromWebhook(text: string): types.AlertmanagerWebhook

/** A number with its unit, such as "1500 ms", in the base unit. */
export declare function parseQuantity(text: string): types.Quantity

/** Whether two tables hold the same rows, and which differ. Money as text is summed to the last cent: `exactSum`. */
export declare function reconcile(source: TableSummary, target: TableSummary, job?: JobOptions | null): Promise<types.Reconciliation>

/** What `reconcile` gives, at once. */
export declare function reconcileSync(source: TableSummary, target: TableSummary): types.Reconciliation

/**
 * Whether and when a call that failed is tried again.
 *
 * ```js
 * const policy = new RetryPolicy({ attempts: 3, base: '100 ms', jitter: 'none' })
 * assert.deepEqual(policy.delays(1), [0.1, 0.2])
 * ```
 */
export declare class RetryPolicy {
  /** A policy; what is left out has its default. */
  constructor(policy?: Partial<types.RetryPolicy> | null)
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): RetryPolicy
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): RetryPolicy
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** Whether the call with this number is tried again, and when; a budget gives a token for it. */
  next(call: number, failure: types.RetryFailure, budget?: RetryBudget | null): types.RetryAnswer
  /** The waits of a call that fails each time, in seconds. */
  delays(call: number): number[]
}

/**
 * How many retries a client may afford: a bucket of tokens, which all its calls share.
 */
export declare class RetryBudget {
  /** A full bucket. */
  constructor(options?: types.RetryBudgetOptions | null)
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): RetryBudget
  /** Writes down how it stands. */
  snapshot(): string
  /** Counts a call, not a retry. */
  called(at: Date): void
  /** Takes a token for a retry, if one is there. */
  take(at: Date): boolean
  /** Tokens that are there. */
  get tokens(): number
}

/**
 * Stops calls to what fails or is slow, and tries it again after a while. Ask `acquire` before a call and tell `record`
 * after it.
 *
 * ```js
 * const breaker = new CircuitBreaker({ windowCalls: 2, minCalls: 2 })
 * const at = new Date('2026-11-24T14:00:00Z')
 * for (let call = 0; call < 2; call += 1) breaker.record(breaker.acquire(at).permit, at, { result: 'failure', seconds: 0.1 })
 * assert.deepEqual([breaker.status().state, breaker.acquire(at).permit], ['open', null])
 * ```
 */
export declare class CircuitBreaker {
  /** A closed breaker. */
  constructor(options?: types.BreakerOptions | null)
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): CircuitBreaker
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** Whether a call may be made; every permit must come back by `record`. */
  acquire(at: Date): types.BreakerPermission
  /** How a call ended; gives the change of state that this brought. */
  record(permit: number, at: Date, outcome: types.CallOutcome): types.BreakerChange | null
  /** Lets the time come to an instant. */
  advance(at: Date): types.BreakerChange | null
  /** Puts it into a state by hand. */
  force(state: types.BreakerState, at: Date): types.BreakerChange
  /** Where it stands. */
  status(): types.BreakerStatus
}

/**
 * A bounded queue of work that failed, with its reasons, to be replayed when the cause is gone.
 *
 * ```js
 * const letters = new DeadLetters()
 * const at = new Date('2026-11-24T14:00:00Z')
 * letters.put({ id: 'invoice-7', payload: '{}', kind: 'timeout', at })
 * for (const { id } of letters.replay(at, 100)) letters.replayed(id, at, 'schema') // failed again; null if it went well
 * assert.equal(letters.get('invoice-7').replays, 1)
 * ```
 */
export declare class DeadLetters {
  /** An empty queue. */
  constructor(options?: types.DeadLetterOptions | null)
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): DeadLetters
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** Takes a letter in; one that is there already has failed once more. */
  put(letter: types.DeadLetter): types.DeadLetterPut
  /** Gives out letters that are due, the oldest first. */
  replay(now: Date, most: number): types.DeadLetterEntry[]
  /** How a replay went: the kind of error, or null if it went well and the letter goes. */
  replayed(id: string, at: Date, error?: string | null): types.DeadLetterState | null
  /** Somebody has mended the cause. */
  release(id: string, at: Date): void
  /** Takes a letter out for good. */
  discard(id: string): types.DeadLetterEntry
  /** A letter by its name. */
  get(id: string): types.DeadLetterEntry | null
  /** All letters in the order of their coming. */
  entries(): types.DeadLetterEntry[]
  /** What is in the queue. */
  summary(): types.DeadLetterSummary
}

/**
 * One slow neighbour must not take all the places of the others.
 *
 * ```js
 * const bulkhead = new Bulkhead({ concurrent: 1, waiting: 1 })
 * const at = new Date('2026-11-24T14:00:00Z')
 * assert.deepEqual(['a', 'b', 'c'].map(id => bulkhead.enter(id, at).place), ['entered', 'waiting', 'rejected'])
 * ```
 */
export declare class Bulkhead {
  /** An empty bulkhead. */
  constructor(options?: types.BulkheadOptions | null)
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): Bulkhead
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** A call wants to run. */
  enter(id: string, at: Date): types.BulkheadAnswer
  /** A call is over, or no longer waits. */
  leave(id: string, at: Date): types.BulkheadAnswer
  /** Lets the time come to an instant: who has waited too long is out. */
  advance(at: Date): types.BulkheadAnswer
}

/**
 * One request on its way along a chain of ways, best first.
 *
 * ```js
 * const run = new FallbackRun({ steps: ['service', 'cache'] })
 * assert.equal(run.failed('timeout').current, 'cache')
 * assert(run.succeeded().degraded)
 * ```
 */
export declare class FallbackRun {
  /** Begins a request. */
  constructor(chain: types.FallbackChain)
  /** The current way has failed, or is left out. */
  failed(kind: string): types.FallbackStatus
  /** The current way has answered. */
  succeeded(): types.FallbackStatus
  /** Where the request stands. */
  status(): types.FallbackStatus
}

/**
 * Which checks a service has, and what to do when one fails, step by step.
 */
export declare class Playbook {
  private constructor()
  /** The built-in playbook. */
  static default(): Playbook
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): Playbook
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): Playbook
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The document. */
  toObject(): types.Playbook
}

/**
 * Follows a playbook: says what to do when a check fails, and whom to tell when nothing helps.
 *
 * ```js
 * const healer = new Healer(Playbook.default())
 * const report = { check: 'database', instance: 'db-1', at: new Date('2026-11-24T14:00:00Z'), healthy: false }
 * assert.deepEqual(healer.observe(report), []) // two failures in a row are asked for
 * assert.equal(healer.observe(report)[0].remedy, 'restart database pool')
 * ```
 */
export declare class Healer {
  /** A healer that follows a playbook. */
  constructor(playbook: Playbook)
  /** Reads what `snapshot` wrote, in any language: it goes on where it stood. */
  static restore(snapshot: string): Healer
  /** Writes down how it stands. */
  snapshot(): string
  /** When it wants to be advanced, if nothing happens before. */
  nextWakeup(): Date | null
  /** Takes in what a check found, and says what to do now. */
  observe(report: types.HealthReport): types.HealAction[]
  /** Somebody agrees to a remedy, or does not. */
  confirm(run: number, by: string, agreed: boolean, at: Date): types.HealAction[]
  /** A remedy has been done, or could not be. */
  done(run: number, at: Date, success: boolean): types.HealAction[]
  /** Lets the time come to an instant. */
  advance(now: Date): types.HealAction[]
  /** The last remedies that have ended, oldest first. */
  history(): types.HealRecord[]
}

/**
 * What to do past which threshold.
 */
export declare class PerformanceRules {
  private constructor()
  /** The built-in rules. */
  static default(): PerformanceRules
  /** Reads it from YAML; an error carries `line` and `column`. */
  static fromYaml(text: string): PerformanceRules
  /** Reads what `toJson` writes, in any language. */
  static fromJson(text: string): PerformanceRules
  /** Writes it as canonical JSON: the same bytes in every language. */
  toJson(): string
  /** The rules that hold, built-in ones included. */
  effective(): types.PerformanceRule[]
}

/**
 * Which indexes to create and to drop, which queries to rewrite, which tables to vacuum: from rows of PostgreSQL's
 * statistics views, or the JSON text that the query `statisticsSql()` gives.
 *
 * ```js
 * const statements = [{ queryid: '7', query: 'SELECT * FROM invoices WHERE customer = $1', calls: 5000, mean_exec_time: 900, rows: 5000 }]
 * const { advice } = await adviseIndexes({ statements, tables: [{ relname: 'invoices', n_live_tup: 1_000_000 }] })
 * assert.match(advice[0].statements[0], /^CREATE INDEX/)
 * ```
 */
export declare function adviseIndexes(statistics: Statistics, options?: types.IndexOptions | null, job?: JobOptions | null): Promise<types.IndexReport>

/** What `adviseIndexes` gives, at once. */
export declare function adviseIndexesSync(statistics: Statistics, options?: types.IndexOptions | null): types.IndexReport

/** Rows by the names of PostgreSQL's own columns, in either spelling, or one JSON text. */
export type Statistics = Record<string, unknown> | string

/** How long each statement takes, for `verifyTuning`; only what happened since `since`, if that is told. */
export declare function statementMeasurements(statistics: Statistics, since?: Statistics | null): types.TuningMeasurement[]

/** The query that collects what `adviseIndexes` reads, as one JSON text. */
export declare function statisticsSql(): string

/**
 * Which caches to keep longer, to write otherwise, to give room.
 *
 * ```js
 * const { advice } = await adviseCaches([{ name: 'sessions', hits: 600, misses: 400 }])
 * assert(advice.length > 0)
 * ```
 */
export declare function adviseCaches(caches: types.CacheStatistics[], options?: types.CacheOptions | null, job?: JobOptions | null): Promise<types.CacheReport>

/** What `adviseCaches` gives, at once. */
export declare function adviseCachesSync(caches: types.CacheStatistics[], options?: types.CacheOptions | null): types.CacheReport

/** How often each cache hits, for `verifyTuning`. */
export declare function cacheMeasurements(caches: types.CacheStatistics[]): types.TuningMeasurement[]

/** The settings that a cache of this name begins with. */
export declare function defaultCache(name: string): types.CacheSettings

/** Plays accesses to a cache and counts what hits, on the thread pool. */
export declare function simulateCache(options?: Partial<types.CacheSimulationOptions> | null, job?: JobOptions | null): Promise<types.CacheSimulation>

/** What `simulateCache` gives, at once. */
export declare function simulateCacheSync(options?: Partial<types.CacheSimulationOptions> | null): types.CacheSimulation

/** The hit ratio that theory expects of such a cache, where it has a formula. */
export declare function expectedHitRatio(options?: Partial<types.CacheSimulationOptions> | null): number | null

/**
 * At which steps of their journeys most users are lost.
 *
 * ```js
 * const steps = [{ name: 'choose', users: 2000 }, { name: 'done', users: 1400 }]
 * assert.equal((await adviseJourneys([{ name: 'upload', steps }])).frictionPoints.length, 1)
 * ```
 */
export declare function adviseJourneys(journeys: types.Journey[], options?: types.JourneyOptions | null, job?: JobOptions | null): Promise<types.JourneyReport>

/** What `adviseJourneys` gives, at once. */
export declare function adviseJourneysSync(journeys: types.Journey[], options?: types.JourneyOptions | null): types.JourneyReport

/** How many users complete each journey, for `verifyTuning`. */
export declare function journeyMeasurements(journeys: types.Journey[]): types.TuningMeasurement[]

/**
 * What to do about metrics that are past their thresholds. The built-in rules read shares from 0 to 1 (`error_rate`,
 * `cpu_usage`, `memory_usage`, `cache_hit_ratio`, `origin_load`), milliseconds (`response_time_ms`, `slowest_query_ms`,
 * `database_query_time_ms`, `page_load_time_ms`), `slow_queries` as a count and `performance_regression` as the share by
 * which a release is slower; these are names of metrics, spelled alike in every language.
 */
export declare function advisePerformance(metrics: Record<string, number>, rules?: PerformanceRules | null): types.PerformanceReport

/**
 * Whether a change has worked: measurements before it beside those after it.
 *
 * ```js
 * const one = (mean, deviation) => ({ metric: 'mean_exec_time:42', mean, deviation, count: 400 })
 * assert.equal((await verifyTuning(one(180, 60), one(3.5, 1))).verdict, 'worked')
 * ```
 */
export declare function verifyTuning(before: Measurements, after: Measurements, options?: types.VerifyOptions | null, job?: JobOptions | null): Promise<types.TuningOutcome>

/** What `verifyTuning` gives, at once. */
export declare function verifyTuningSync(before: Measurements, after: Measurements, options?: types.VerifyOptions | null): types.TuningOutcome

/** One measurement, or a list of them. */
export type Measurements = types.TuningMeasurement | types.TuningMeasurement[]

/** An advice as a text for the tracker. */
export declare function adviceTicket(advice: types.TuningAdvice): types.TuningTicket
