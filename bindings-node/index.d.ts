// The reference of the package. test/package.test.mjs compares it with what is there, and runs its examples.

import type * as types from './types'
import type {
  Action,
  Alert,
  AnomalyAlert,
  Comparison,
  CriticalPath,
  DetectionSummary,
  Event,
  Item,
  Readiness,
  Route,
  RowExplanation,
  Rules,
  Section,
  Severity,
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
  /** Ticks the box of the item with this id, or unticks it. */
  tick(id: string, done: boolean): void
  /** The same plan with the instant of its go-live, and the IANA zone in which its days are counted. */
  withLaunch(at: Date, zone: string): Plan
  /** How far the plan is at `now`: done, open, blocking, overdue. */
  readiness(now: Date): Readiness
}

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
 * Who must act by when, for every priority: first-response commitments and escalation steps.
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
   * Where a ticket stands at `now`: its clocks, its steps, what comes next, and why. `events` are all of one ticket, in
   * the order of their instants, `opened` first.
   */
  timeline(events: readonly TicketEvent[], now: Date): Timeline
}

/**
 * Numbers in rows and columns: an array of rows, or row after row in one typed array, which needs the number of columns.
 * NaN is a missing value; infinities are refused.
 */
export type Table = Float64Array | Float32Array | readonly ArrayLike<number>[]

/** How a long job is followed. */
export interface JobOptions {
  /** Stops the job: the Promise rejects at once with an `AbortError`. */
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
  fit(data: Table, columns?: number | null, options?: JobOptions | null): Promise<this>
  /** Grows the trees; gives the forest itself. */
  fitSync(data: Table, columns?: number | null): this
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
  /** Reads a model, every byte of which is checked. `nJobs` is the most threads to score with, 1 unless told. */
  static fromBytes(bytes: Uint8Array, nJobs?: number | null): IsolationForest
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
  forest?: IsolationForestOptions
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
 * While a `fit` on the thread pool runs, other calls wait for it.
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
   * The alerts that detections call for, the loudest first. Critical if the worst score is at most -0.7, or at least
   * three rows and over four times the expected share are anomalous points; a warning if the worst is at most -0.6, or
   * over twice the expected share are; info otherwise, and for columns that have drifted.
   */
  alerts(detections: Record<string, Detection>, at: Date): AnomalyAlert[]
  /** The groups that were fitted, with their columns. */
  get fitted(): Record<string, string[]>
  /** The monitor with all that it has learnt, as JSON that Rust, Python and Node read. */
  toJson(): string
  /** Reads what `toJson` wrote, every value of which is checked. */
  static fromJson(text: string): Monitor
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
