// The objects that the library takes and gives, written from the Rust types by tests/types.rs: change those.

/** What the host program should do, or tell somebody. */
export type Action =
  | ({ type: 'readiness' } & ReadinessChanged)
  | ({ type: 'anomaly' } & AnomalyNotice)
  | ({ type: 'alert' } & Alert)
  | ({ type: 'routed' } & TicketRouted)
  | ({ type: 'escalate' } & TicketEscalated)
  | ({ type: 'warning' } & PromiseAtRisk)
  | ({ type: 'breach' } & PromiseBroken)

/** An agent who may take a ticket. */
export interface AgentState {
  /** The agent. */
  id: string
  /** Departments whose tickets the agent takes; all if empty. */
  departments?: string[]
  /** What the agent can do; issue types may be among it. */
  skills?: string[]
  /** Languages the agent speaks; all if empty. */
  languages?: string[]
  /** Highest tier of the agent, 1 to 4. */
  tier?: number
  /** Tickets the agent has. */
  open?: number
  /** Tickets the agent can have. */
  capacity: number
}

/** An alert that began to fire, or ended. */
export interface Alert {
  /** The metric. */
  metric: string
  /** How loud. */
  severity: Severity
  /** What happened. */
  change: AlertChange
  /** The value that decided it. */
  value: number
  /** The instant of that value. */
  at: Date
  /** Since when the condition held. */
  since: Date
  /** The rule and the numbers. */
  reason: Reason
}

/** What happened to an alert. */
export type AlertChange = 'firing' | 'resolved'

/** When somebody looks at an alert. */
export interface AlertDue {
  /** How loud it is. */
  severity: Severity
  /** When it came. */
  at: Date
  /** By when. */
  due: Date
  /** The rule that gave the instant. */
  reason: Reason
}

/**
 * A rule such as "error_rate > 1% for 5m".
 *
 * The text is a metric name (letters, digits, `_`, `.`, `:`, `-`), a comparison (`>`, `>=`, `<`, `<=`), a number and,
 * if the condition must last, `for` and a `Span`. The unit of the number says how the metric is measured: `%` is a
 * share (1% is 0.01), a unit of time is seconds (1500ms is 1.5), and a bare number is the metric's own unit.
 */
export interface AlertRule {
  /** The metric that is watched. */
  metric: string
  /** How its value is compared. */
  comparison: Comparison
  /** What it is compared with, in the metric's unit. */
  threshold: number
  /** How the threshold is written, with its unit. */
  thresholdText: string
  /** How long the condition must last before the alert fires; zero fires at once. */
  for: string
  /** How loud the alert is. */
  severity: Severity
}

/** Somebody should look at a group of metrics. */
export interface AnomalyAlert {
  /** What it is about. */
  type: AnomalyAlertType
  /** The group of metrics. */
  metric: string
  /** How loud it is. */
  severity: Severity
  /** What to look at first and why, in words. The wording may change between versions. */
  recommendation: string
  /** When it was raised, as the caller said. */
  timestamp: Date
  /** The responsible columns, most responsible first. */
  columns: string[]
  /** The rule and its numbers. */
  reason: Reason
}

/** What an `AnomalyAlert` is about. */
export type AnomalyAlertType = 'anomaly_detected' | 'drift_detected'

/** Whether a run of anomalous rows began or ended. */
export type AnomalyChange = 'began' | 'ended'

/** The metrics of a watch began to look unlike its baseline, or do no longer. */
export interface AnomalyNotice {
  /** The instant of the decision. */
  at: Date
  /** The watch. */
  watch: string
  /** What happened. */
  change: AnomalyChange
  /** The instant of the row that decided it: earlier than `at` where a metric stayed away. */
  rowAt: Date
  /** The first row of the run. */
  since: Date
  /** The forest's score of the row, in [-1, 0): lower is more anomalous.] */
  score: number
  /** The score below which a row is anomalous. */
  threshold: number
  /** The row. */
  values: MetricValue[]
  /** The metric without which the row would look most normal, if any would make it so. */
  suspect: string | null
  /** Why. */
  reason: Reason
}

/** What the numbers of arrivals are. */
export type ArrivalPattern = 'constant' | 'daily' | 'weekly' | 'forecast'

/** A time in which no work is to be done. */
export interface AvoidedTime {
  /** When it begins. */
  start: Date
  /** When it is over; itself not part of it. */
  end: Date
}

/** Scores of forecasts from places in the past, beside those of the last season repeated. */
export interface Backtest {
  /** From how many places forecasts were made: as many as asked for, or as the history has room for. */
  origins: number
  /** The season that scales the errors, in steps; 1 without one. */
  period: number
  /**
   * Mean absolute scaled error of the forecasts: 1 is what repeating the last season errs within the history.
   * Missing where that errs nothing.
   */
  mase: number | null
  /** Symmetric mean absolute percentage error, 0 to 200. */
  smape: number
  /** The mean of sMAPE and MASE over those of Naive2, the M4 competition's measure: below 1 is better than Naive2. */
  owa: number | null
  /** Mean scaled interval score of the widest level. */
  msis: number | null
  /** Mean pinball loss of the bounds of all levels, scaled as MASE is. */
  pinball: number | null
  /** The share of observations inside the interval, for each level in the order of the options. */
  coverage: LevelCoverage[]
  /** The same scores of the last season repeated, with intervals of a seasonal random walk. */
  seasonalNaive: NaiveScores
  /** Scores by how far ahead. */
  byHorizon: HorizonScore[]
}

/** What values can be. */
export type Bounds = 'auto' | 'none' | 'nonnegative' | 'percent'

/** How business time was counted between two instants. */
export interface BusinessTime {
  /** The earlier instant. */
  start: Date
  /** The later instant, which is the due time where that was asked for. */
  end: Date
  /** Seconds of open time between them. */
  openSeconds: number
  /** The hours that counted, cut where the two instants cut them; the first 100. */
  counted: OpenSpan[]
  /** How many more hours counted. */
  more: number
  /** The zones of the calendar and of those that are combined in it, each once. */
  zones: string[]
  /** The version of the zone database, such as "2025b". */
  zoneDatabase: string
  /** What openings and closings meant where clocks change. */
  rules: Rules
  /** What time meant that ran out at closing. */
  dueAtClosing: DueAtClosing
}

/**
 * When somebody works: the written form of a `Calendar`, as YAML or JSON.
 *
 * It is open in its own hours and whenever any calendar of `union` is, but only while all calendars of `intersection`
 * are. Overnight hours mean what the same hours split at midnight mean: a holiday on the second day closes their second
 * part. Those of `dated` alone belong together, and run on into a holiday.
 */
export interface CalendarDocument {
  /** Version of the document: 1. */
  version?: number
  /** The IANA zone of all dates and times; UTC if left out. */
  zone?: string
  /** The hours of every week. */
  weekly?: WeeklyHours
  /** Dates that are closed from midnight to midnight, at most 40,000. */
  holidays?: string[]
  /** Days that are closed every year. */
  yearly?: string[]
  /** Where a yearly 29 February goes in years without one. */
  leapDay?: LeapDay
  /** Hours at which the calendar is closed on a date; at most 40,000 dates of 48 hours. */
  breaks?: Record<string, (string | [string, string])[]>
  /** Hours that replace those of the week on a date, holiday or not; none at all close it. At most 40,000 dates. */
  dated?: Record<string, (string | [string, string])[]>
  /** What opening and closing times mean where clocks change. */
  rules?: Rules
  /** When a length of time that runs out exactly at closing time is over. */
  dueAtClosing?: DueAtClosing
  /** Calendars whose hours are added, each in its own zone. */
  union?: CalendarDocument[]
  /** Calendars that must be open, too. */
  intersection?: CalendarDocument[]
  /** The version of the zone database that it must be read with, such as "2025b"; any if left out. */
  zoneDatabase?: string | null
}

/** What a planner found. */
export interface CapacityPlan {
  /**
   * For each metric, those of `scale_up`, `warn_at` and `scale_down`, as far as it has them. Crossings by a metric that
   * is the mean of a unit are those that today's number of units would see.
   */
  crossings: ThresholdCrossing[]
  /** Units for each interval. */
  scaling: ScalingPlan
  /**
   * The times of least use: the load is the mean over all metrics that units help of the share of its threshold that
   * each reaches (over all others where there is none). Times of declared events are avoided, unless the event is told
   * to lower the load.
   */
  windows: MaintenanceWindow[]
  /** What else should be known, as sentences for people. */
  notes: string[]
}

/** When a metric asks for more units, and when for fewer. */
export interface CapacityThreshold {
  /** Above this there are too few; of a metric that more units do not help, above this something must be done. */
  scaleUp: number
  /**
   * Below this there are too many: units are taken away only while the expected load of one is below. If left out, as
   * soon as fewer carry it.
   */
  scaleDown?: number | null
  /** Above this, which lies below `scale_up`, somebody should know. */
  warnAt?: number | null
  /**
   * What one unit carries, if the metric is the total over all units; left out, it is the mean of a unit, and a unit
   * carries as much as `scale_up`.
   */
  capacity?: number | null
  /** What the metric's values can be. */
  bounds?: Bounds
  /** Whether more units help. A disk that fills up is not emptied by another server. */
  scales?: boolean
}

/** What a `Classifier` says of a text. */
export interface Classification {
  /** The most probable label. */
  label: string
  /** How probable it is that the label is right, 0 to 1, as measured on texts held out of training. */
  confidence: number
  /**
   * Whether the answer is sure enough: its confidence is at least 0.5, and so high that no more than the stated
   * error rate of such answers is wrong. Where false, ask a person.
   */
  known: boolean
  /** The next labels, the most probable first, at most three. Their probabilities and the confidence sum to at most 1. */
  alternatives: LabelProbability[]
}

/** How a `Classifier` is trained. The defaults were chosen by cross-validation on three public sets. */
export interface ClassifierOptions {
  /**
   * Where chance comes from: the order in which texts are looked at, and which are held out. The same seed and texts
   * give the same bits.
   */
  seed?: number
  /**
   * The share of wrong answers among those given as known, above 0 and at most 1. Answers that are less sure than
   * this allows on held-out training texts are given with `known` false.
   */
  errorRate?: number
  /** The cost of a training text on the wrong side, 0.0001 to 10,000; the higher, the closer the fit. */
  cost?: number
  /** In how many training texts a piece must stand to count, 1 to 1000. 2 makes the model smaller. */
  minCount?: number
  /** The most threads that training and batches may use, 1 to 1024. No number changes a result. */
  jobs?: number
}

/** What a trained `Classifier` is made of. */
export interface ClassifierSummary {
  /** The labels with the number of texts of each, trained on or learned; those learned first later come last. */
  labels: LabelCount[]
  /** Texts that the classifier was trained on. */
  texts: number
  /** Different pieces of text that count. */
  pieces: number
  /** The confidence from which an answer is known. */
  threshold: number
  /** Corrections that are remembered, at most 512. */
  remembered: number
}

/** What a clock measures. */
export type ClockKind = 'first_response' | 'next_response' | 'update' | 'resolution'

/** A stretch of time that a clock counted. */
export interface ClockSegment {
  /** Its beginning. */
  start: Date
  /** Its end: a wait, a change, the stop of the clock, or the instant of the view. */
  end: Date
  /** The calendar whose open time counted; elapsed time otherwise. */
  calendar: string | null
  /** How much of it counted, in seconds. */
  seconds: number
}

/** How a promise stands. */
export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'cancelled'

/** A warning that a promise may be broken. */
export interface ClockWarning {
  /** What is promised. */
  kind: ClockKind
  /** The priority whose commitment it is. */
  priority: Priority
  /** When it is given unless the clock stops before. */
  at: Date
  /** When the promise is broken. */
  due: Date
  /** Given, pending, held or cancelled. */
  state: StepState
  /** The rule that gave the instant. */
  reason: Reason
}

/** Whether the values of a column are spread as in the training rows. */
export interface ColumnDrift {
  /** The column. */
  column: string
  /**
   * The largest distance between the shares of values up to a point, then and now: the two-sample statistic of
   * Kolmogorov and Smirnov, 0 to 1. A shift by half a standard deviation of a normal column makes 0.2.
   */
  distance: number
  /**
   * How likely so large a distance is between two samples of one distribution (Stephens 1970). The new rows count as
   * fewer the more each is like the one before: n (1 - r) / (1 + r) for a correlation r of neighbours (Bayley and
   * Hammersley 1946).
   */
  pValue: number
  /** The share of training rows without a value. */
  missingBefore: number
  /** The share of the new rows without a value. */
  missingNow: number
  /**
   * Whether the column has moved: the distance is at least 0.2 and its likelihood under 0.001 divided by the number of
   * columns, or the shares without a value differ by at least 0.2 in ten rows or more, by the two-proportion z test at
   * the same likelihood.
   */
  drifted: boolean
}

/** The odds of one promise. */
export interface CommitmentOdds {
  /** The tickets it is made for. */
  priority: Priority
  /** What is promised: the first tier begins within this time. */
  within: string
  /** The share of them for which it holds, 0 to 1; `None` if there were none. */
  odds: number | null
  /** The standard error of `odds` over the samples; `None` for fewer than two. */
  error: number | null
  /** Tickets that were counted. */
  tickets: number
}

/** How a value is compared with a threshold. */
export type Comparison = '>' | '>=' | '<' | '<='

/**
 * When each task can and must begin and end, so that all of them end as early as possible. One entry for each task,
 * in the unit of the durations; the project begins at 0.
 */
export interface CriticalPath {
  /**
   * The earliest start: the largest of 0 and, for each edge that leads here, the predecessor's earliest finish plus
   * the lag.
   */
  earlyStart: number[]
  /** The earliest finish: the earliest start plus the duration. */
  earlyFinish: number[]
  /** The latest start: the latest finish minus the duration. */
  lateStart: number[]
  /**
   * The latest finish: the smallest of the makespan and, for each edge that leads away, the successor's latest start
   * minus the lag.
   */
  lateFinish: number[]
  /** How long the task can slip without moving the end of the project: latest minus earliest start. */
  totalSlack: number[]
  /** How long it can slip without moving any other task. */
  freeSlack: number[]
  /** The tasks without total slack, ascending. */
  critical: number[]
  /** When the last task ends. */
  makespan: number
}

/** Which way a threshold is crossed. */
export type Crossing = 'above' | 'below'

/** A day of the week. */
export type DayOfWeek = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/**
 * A time in which values are not as usual: a tax season, a launch, a holiday.
 *
 * What lies within is kept out of what is learned of usual days. A coming event without `multiplier` and `floor` takes
 * its multiplier from the last past one of its name.
 */
export interface DeclaredEvent {
  /** Which event it is: those of one name are alike. */
  name: string
  /** When it begins. */
  start: Date
  /** When it is over; itself not part of it. */
  end: Date
  /** How many times the usual values are met, above 0. */
  multiplier?: number | null
  /** What values are at least. */
  floor?: number | null
}

/** What is strange in the rows of one group, all in all. */
export interface DetectionSummary {
  /** Rows looked at. */
  rows: number
  /** How many of them are anomalous points. */
  anomalous: number
  /** The threshold for the decision function. */
  threshold: number
  /** The strangest row, from 0; nothing if no row is an anomalous point. */
  worst?: number | null
  /** The decision function for that row, to be compared with the threshold. */
  worstScore?: number | null
  /** The decision function for the strangest of the training rows; nothing where rows were judged by themselves. */
  strangestTrained?: number | null
  /** Why it is strange; its score there is the isolation score, which has no threshold taken off. */
  explanation?: RowExplanation | null
  /** Of the anomalous points, or the 256 strangest of them: how much each column makes them strange, most first. */
  columns: ResponsibleColumn[]
  /**
   * Whether columns have moved since the training rows, column by column; empty for rows that were trained on just
   * now.
   */
  drift: ColumnDrift[]
}

/** What is known beside the text of a report. */
export interface DiagnoseOptions {
  /** The issue type, if somebody or a classifier named one: its causes weigh 20 times more. */
  issueType?: string | null
  /** Answers given so far, at most one a step. */
  answers?: StepAnswer[]
}

/** What a `Troubleshooter` makes of a report. */
export interface Diagnosis {
  /** What the report says. */
  symptoms: Symptoms
  /** What may lie behind it, the likeliest first, at most ten. */
  causes: PossibleCause[]
  /** How likely it is something else, from 0 to 1. The confidences and this add up to 1. */
  unknown: number
  /** What to ask next, the most telling first, at most ten. */
  steps: DiagnosticStep[]
  /** What helps against the causes that are at least a quarter as likely as the first, by success rate. */
  resolutions: ResolutionAdvice[]
  /** How likely the first cause is; 0 without any. */
  confidence: number
}

/** Something in the text of a plan that was not taken in, was not understood or looks contradictory. */
export interface Diagnostic {
  /** How much it matters. */
  level: DiagnosticLevel
  /** What kind of thing it is. */
  code: DiagnosticCode
  /** Line of the original text, from 1. */
  line: number
  /** Column of the original text in characters, from 1. */
  column: number
  /** Last line it is about. */
  endLine: number
  /** What was found. The wording may change between versions. */
  message: string
  /** What to do about it; may be empty. */
  hint: string
}

/** The kinds of `Diagnostic`. */
export type DiagnosticCode = 'empty_plan' | 'repaired_text' | 'paragraph' | 'code_block' | 'table' | 'html' | 'image' | 'quote' | 'heading' | 'unread' | 'box' | 'empty_item' | 'open_below_done' | 'duplicate_title' | 'duplicate_field' | 'window' | 'reversed_window' | 'window_outside' | 'duration' | 'risk_level' | 'launch_date' | 'time_zone'

/** How much a `Diagnostic` matters, least first. */
export type DiagnosticLevel = 'info' | 'warning'

/** A question that tells causes apart. */
export interface DiagnosticStep {
  /** The step's id in the knowledge: answer with it. */
  id: string
  /** The question. */
  text: string
  /** How long it takes to answer, in minutes. */
  minutes: number
  /** How much the answer is expected to tell, in bits. */
  informationBits: number
  /** How likely the answer is yes, from 0 to 1. */
  yesProbability: number
}

/** What a changed router would do to tickets of the past. */
export interface DryRun {
  /** How many tickets were routed. */
  tickets: number
  /** How many would become more urgent. */
  raised: number
  /** How many would become less urgent. */
  lowered: number
  /** How many would go to another department. */
  moved: number
  /** Those whose tier, priority, department or queue changes. */
  changes: DryRunChange[]
}

/** A ticket that another router would route otherwise. */
export interface DryRunChange {
  /** Its place in the list, from 0. */
  index: number
  /** What this router does. */
  before: RoutedTicket
  /** What the other would do. */
  after: RoutedTicket
}

/** When a length of time that runs out exactly at closing time is over. */
export type DueAtClosing = 'closing' | 'next_opening'

/** A kind of thing that falls due. */
export type DueKind = 'first_response' | 'next_response' | 'update' | 'resolution' | 'escalation' | 'warning'

/** A step of the escalation matrix. */
export interface EscalationStep {
  /** The priority whose step it is. */
  priority: Priority
  /** Its index among that priority's steps, from 0. */
  index: number
  /** How often the steps have come before. */
  round: number
  /** What it counts from: the opening, the change of priority, the reassignment or the reopening. */
  anchor: Date
  /** How long after the anchor. */
  after: string
  /**
   * When it is sent unless it is cancelled before: later than its rule says where its hours are closed or quiet; while
   * the ticket waits for the customer, as if it went on now.
   */
  due: Date
  /** Who is called. */
  target: EscalationTarget
  /** Reached, pending, held, skipped or cancelled. */
  state: StepState
  /** When it was cancelled. */
  stopped: Date | null
  /** The rule that gave the due instant; its number is `after_seconds`. */
  reason: Reason
}

/** Who is called: everybody that is named. */
export interface EscalationTarget {
  /** The tier of the support organisation, 1 to 4. */
  tier: number | null
  /** Somebody by name. */
  person: string | null
  /** Whoever is on call, by the name of the rota. */
  rota: string | null
  /** Who that is when the step is due, if the policy has the rota. */
  onCall: string | null
  /** A channel. */
  channel: string | null
  /**
   * For people: the names of all of these, the tier's in place of its number, that of who is on call in place of the
   * rota's.
   */
  name: string
}

/** How long a task may take: at least `low`, at most `high`, most likely `likely`, in any unit of time. */
export interface Estimate {
  /** The shortest, 0 or more. */
  low: number
  /** The most likely. */
  likely: number
  /** The longest, at most 1e30. */
  high: number
  /** How durations lie between them. */
  shape?: EstimateShape
}

/** How durations lie between the shortest and the longest. */
export type EstimateShape = 'pert' | 'triangular'

/** A fact that the host program tells the desk. */
export type Event =
  | ({ type: 'sample' } & Sample)
  | ({ type: 'item_ticked' } & ItemTicked)
  | ({ type: 'reported' } & TicketReported)
  | ({ type: 'priority_changed' } & TicketPriorityChanged)
  | ({ type: 'reassigned' } & TicketReassigned)
  | ({ type: 'acknowledged' } & TicketAcknowledged)
  | ({ type: 'customer_replied' } & TicketCustomerReplied)
  | ({ type: 'responded' } & TicketResponded)
  | ({ type: 'updated' } & TicketUpdated)
  | ({ type: 'paused' } & TicketPaused)
  | ({ type: 'resumed' } & TicketResumed)
  | ({ type: 'resolved' } & TicketResolved)
  | ({ type: 'reopened' } & TicketReopened)

/** What a declared event does to the values. */
export interface EventEffect {
  /** Which event. */
  name: string
  /** When it begins. */
  start: Date
  /** When it is over. */
  end: Date
  /** How many times the usual values are expected, or were met. */
  multiplier: number
  /** What values are at least. */
  floor: number | null
  /** Whether the multiplier was learned from an event of this name in the history. */
  learned: boolean
}

/** When a resource is full, if nobody empties it. */
export interface Exhaustion {
  /** The growth of one step, emptyings left out: the mean of the whole history told. */
  rate: number
  /**
   * When it is as likely as not full; none if it does not grow by more than chance may explain (one standard error),
   * or past the year 9999.
   */
  expected: Date | null
  /** The early end of the interval. */
  early: Date | null
  /** The late end of the interval; none if it may never be full. */
  late: Date | null
  /** The steps at which it was found emptied: deletions, rotations, resets. */
  resets: number[]
  /** The highest value before one of them; where it always was emptied below the capacity, it may well be again. */
  highestBeforeReset: number | null
}

/** A resource that fills up. */
export interface ExhaustionOptions {
  /** From one value to the next: a text such as "1h", or a number of seconds. */
  step: string
  /** The instant of the first value. */
  start: Date
  /** The value at which it is full. */
  capacity: number
  /** How sure the early and late instants are, in percent: so much of outcomes lies between them. */
  level?: number
  /** The IANA zone on whose calendar steps of days and months are counted; UTC if left out. */
  zone?: string | null
}

/** A piece of a text and what it did to the answer. */
export interface ExplainedPiece {
  /** The piece as it stands in the text. */
  text: string
  /** Where it stands; where it stands several times, the first of them. */
  span: TextSpan
  /** What it adds to the margin of the label; negative where it speaks against the label. */
  weight: number
}

/** Why a `Classifier` says what it says. */
export interface Explanation {
  /** The label that is explained. */
  label: string
  /** How far the text lies on the label's side, usually -2 to 2: `base` and the weights of all words together. */
  margin: number
  /** The margin of a text that holds nothing known. */
  base: number
  /**
   * The words of the text in order, and what stands between them where it counts. The part of every piece is spread
   * evenly over its characters; a word has what fell to its own.
   */
  words: ExplainedPiece[]
  /** The ten words, pairs of words and runs of characters that weigh most, either way, the heaviest first. */
  pieces: ExplainedPiece[]
}

/** How on-call time is shared. */
export interface Fairness {
  /** Everybody who is on call or a member, by name. */
  people: PersonLoad[]
  /** Hours in which somebody is on call. */
  hours: number
  /** Hours in which nobody is. */
  uncoveredHours: number
  /** The most hours of one person less the fewest. */
  spreadHours: number
}

/** What one column adds to how strange a row is. */
export interface FeatureReason {
  /** The column. */
  column: string
  /** Its value; nothing if it is missing. */
  value?: number | null
  /** By how much it moves the score; below 0 where it makes the row stranger. */
  contribution: number
  /** Where the value lies among those of the training rows, in words. The wording may change between versions. */
  sentence: string
}

/** A line such as `**Risk Level:** Low`. */
export interface Field {
  /** The bold words, without the colon. */
  name: string
  /** What follows, lines joined by blanks; may be empty. */
  value: string
  /** Its line, from 1. */
  line: number
  /** Its column in characters, from 1. */
  column: number
  /** Its last line. */
  endLine: number
}

/** Which of two instants a local time means that clocks were put back over. */
export type Fold = 'first' | 'second' | 'reject'

/** What values are expected, and how far off that may be. */
export interface Forecast {
  /** The instant of the first step, one step after the history's last value; only if the options say when that began. */
  start: Date | null
  /** From one value to the next. */
  step: string
  /**
   * The instant of each step, if the options say when the history began: months and, where a zone is told, days are
   * steps on its calendar, so that month ends stay month ends.
   */
  instants: Date[]
  /**
   * The middle of what is expected at each step, half of outcomes lying above. Of counts that are mostly 0 it lies far
   * below their arithmetic mean: do not add it up for a total.
   */
  mean: number[]
  /** One for each level asked for, in their order. */
  intervals: ForecastInterval[]
  /** Why these. */
  explanation: ForecastExplanation
}

/** What a forecast was made of. */
export interface ForecastExplanation {
  /** The seasons used, the shortest first. */
  seasons: ForecastSeason[]
  /**
   * By how much the level changes from one step to the next, over the last seasons (of a history without, over its
   * last half).
   */
  trend: number
  /** The methods by weight, the heaviest first. */
  weights: MethodWeight[]
  /** From how many places in the past the methods were tried; 0 for a history too short for it. */
  origins: number
  /** Changes of level that stayed. */
  levelShifts: LevelShift[]
  /** Declared events that touch the history or the forecast. */
  events: EventEffect[]
  /** How many values were missing. */
  missing: number
  /** How many values stood out so far that some methods saw them bounded. */
  outliers: number
  /** What else should be known, as sentences for people. */
  notes: string[]
}

/** Bounds within which a share of outcomes is expected. */
export interface ForecastInterval {
  /** The share in percent. */
  level: number
  /** The lower bound at each step. */
  lower: number[]
  /** The upper bound at each step. */
  upper: number[]
}

/** A way to foretell. */
export type ForecastMethod = 'seasonal_naive' | 'profile' | 'long_profile' | 'smoothing' | 'double_smoothing' | 'lags' | 'wide_lags' | 'long_lags' | 'mean' | 'damped_trend' | 'trend'

/** How a `forecast` is made. `step` and `horizon` must be told, the rest has defaults. */
export interface ForecastOptions {
  /** From one value to the next: a text such as "1h", "5 min" or "monthly", or a number of seconds. Above zero. */
  step: string
  /** The instant of the first value. Needed for events, for a zone, and for instants in the result. */
  start?: Date | null
  /** How many steps to foretell, 1 to 100,000. */
  horizon: number
  /**
   * The seasons in steps, such as 24 and 168 for hourly values; none for a history without; left out, or the word
   * "auto", they are found.
   */
  periods?: number[] | null
  /** The intervals to give, in percent, each above 0 and up to 99.99, none twice. */
  levels?: number[]
  /** What values can be. */
  bounds?: Bounds
  /** The least that a value can be, in place of what `bounds` says. */
  lower?: number | null
  /** The most that a value can be, in place of what `bounds` says. */
  upper?: number | null
  /**
   * The IANA zone in whose wall time days and weeks repeat, so that the peak of nine o'clock stays at nine o'clock
   * when clocks change; steps of whole days and months are taken on its calendar. UTC if left out.
   */
  zone?: string | null
  /** What is known to happen, past and to come. */
  events?: DeclaredEvent[]
}

/** A pattern that repeats. */
export interface ForecastSeason {
  /** Its length in steps. */
  period: number
  /** The share of the variation around the moving level that it explains beyond chance, 0 to 1. */
  strength: number
}

/** What a local time means that clocks were put forward over. */
export type Gap = 'offset_before' | 'offset_after' | 'reject'

/** One person takes over from another, or a time without anybody begins or ends. */
export interface HandOff {
  /** When. */
  at: Date
  /** When to tell them: the rota's `notice` before. */
  notifyAt: Date
  /** Who was on call; `None` for nobody. */
  leaves: string | null
  /** Who is on call from then on; `None` for nobody. */
  takesOver: string | null
}

/** How handling times are spread about their mean. */
export type HandlingTime = 'exponential' | 'constant' | 'log_normal'

/** Scores of one step ahead, or two, and so on. */
export interface HorizonScore {
  /** How many steps ahead, from 1. */
  ahead: number
  /** Mean absolute scaled error. */
  mase: number | null
  /** That of the last season repeated. */
  naiveMase: number | null
  /** Symmetric mean absolute percentage error, 0 to 200; missing where nothing was observed. */
  smape: number | null
  /** Mean scaled interval score of the widest level. */
  msis: number | null
  /** Mean pinball loss of the bounds of all levels, scaled. */
  pinball: number | null
  /** The share of observations inside the widest interval; missing where none was observed. */
  coverage: number | null
}

/** The agents that an hour needs. */
export interface HourNeed {
  /**
   * The place in the options' arrivals: the hour of the day, the hour of the week from Monday 00:00 on, or the hour
   * of the forecast.
   */
  hour: number
  /** Tickets expected in it, those that earlier tiers pass on included without their delay. */
  arrivals: number
  /** Agents there in the mean, in the simulated time. */
  agents: number
  /**
   * The fewest agents that hold the tier's promise for the wanted share, by Erlang C, or A where people give up, as if
   * the hour went on for ever; of a tier that promises nothing, those by which the share does not wait at all. The
   * formula counts as held what would have been in time, had nobody given up before; `within` of the tier does not.
   */
  needed: number
}

/** What an e-mail address says about the tickets that come to it, where nothing tells their issue type. */
export interface Inbox {
  /** The department. */
  department: string
  /** Least tier. */
  tier: number
  /** Least priority, whatever the issue type; none if left out. */
  priorityAtLeast?: Priority | null
}

/** Somebody who must be told of an incident. */
export interface IncidentNotice {
  /** Its index in the policy, from 0. */
  index: number
  /** How long after the beginning. */
  after: string
  /** By when. */
  due: Date
  /** Who. */
  target: EscalationTarget
  /** Reached, pending or skipped. */
  state: StepState
  /** The rule that gave the instant. */
  reason: Reason
}

/** Who must be told of an incident by when. */
export interface IncidentTimeline {
  /** When the incident began. */
  started: Date
  /** The instant of this view. */
  now: Date
  /** Everything that must be told, in the order of the policy. */
  notices: IncidentNotice[]
  /** What must be told next. */
  next: IncidentNotice | null
}

/** A ticket to be routed; everything may be left out. */
export interface IncomingTicket {
  /** Its id. */
  id?: string | null
  /** What it says. */
  text?: string
  /** The issue type that the client or an agent named: it beats the text. */
  issueType?: string | null
  /** What a classifier says. */
  classification?: TicketGuess | null
  /** How it came in. */
  channel?: TicketChannel | null
  /** The address it was sent to. */
  address?: string | null
  /** The customer's plan. */
  plan?: string | null
  /** How many tickets the customer had before. */
  pastTickets?: number
  /** Its language, such as `de` or `pt-BR`. */
  language?: string | null
  /** How much is harmed. */
  impact?: TicketLevel | null
  /** How soon it must be mended. */
  urgency?: TicketLevel | null
  /** How many people are affected. */
  affectedUsers?: number
  /** When it came in. */
  at?: Date | null
  /** Whether it came inside the hours; from `at` and the router's hours otherwise. */
  inHours?: boolean | null
}

/** Where the issue type of a `RoutedTicket` comes from. */
export type IssueSource = 'given' | 'classified' | 'none'

/** A list item: something to be done, or a step of it. */
export interface Item {
  /**
   * The name to call it by: the id of its section and slugs of the titles along the list, joined by "/". Ticking
   * does not change it.
   */
  id: string
  /** The bold text it begins with, or else its whole text. */
  title: string
  /** Its whole text without markup, lines joined by blanks; the address of a link stands in brackets after its words. */
  text: string
  /** Whether its box is ticked, if it has one. */
  state: ItemState
  /** Whether it has a box that must be ticked before the go-live, ticked or not: see the module. */
  blocking: boolean
  /** Index in `Section::items` of the item that it stands below. */
  parent: number | null
  /** Line of its bullet, from 1. */
  line: number
  /** Column of its bullet in characters, from 1. */
  column: number
  /** Last line of its text, items below it not counted. */
  endLine: number
}

/** The box of an item. */
export type ItemState = 'done' | 'open' | 'none'

/** A box of the plan was ticked, or unticked. */
export interface ItemTicked {
  /** When. */
  at: Date
  /** The item's id. */
  item: string
  /** Whether it is done now. */
  done: boolean
}

/** A label and how many texts had it. */
export interface LabelCount {
  /** The label. */
  label: string
  /** Texts. */
  texts: number
}

/** A label and how probable it is. */
export interface LabelProbability {
  /** The label. */
  label: string
  /** Its probability, 0 to 1. */
  probability: number
}

/** When the launch goes live, and in whose zone its days are counted. */
export interface Launch {
  /** The instant of the go-live: Hour 0, on Day 0. */
  at: Date
  /** The IANA zone in which days begin and end. */
  zone: string
}

/** Where a yearly 29 February goes in years without one. */
export type LeapDay = 'skip' | 'february_28' | 'march_1'

/** How often the truth lay inside. */
export interface LevelCoverage {
  /** The level in percent. */
  level: number
  /** The share of observations inside, 0 to 1. */
  share: number
}

/** A change of level that stayed. */
export interface LevelShift {
  /** The step of the history from which on the level is new, to within a season. */
  index: number
  /** Its instant, if the history's start is known. */
  at: Date | null
  /** The median before. */
  before: number
  /** The median after. */
  after: number
}

/** Which maintenance windows to look for. */
export interface MaintenanceOptions {
  /** From one value to the next: a text such as "1h", or a number of seconds. */
  step: string
  /** The instant of the history's first value. */
  start: Date
  /** How long the work takes. */
  duration: string
  /** How many windows to find. */
  count?: number
  /** The IANA zone of the local times; UTC if left out. */
  zone?: string | null
  /** Times to stay out of. */
  avoid?: AvoidedTime[]
  /** The load up to which work is possible: windows then say how probable it is to stay below. */
  limit?: number | null
  /** How many steps to look ahead; a week if left out, four for recurring windows. */
  horizon?: number | null
  /** Whether to look for windows that come again every week at the same local time, rather than for single ones. */
  recurring?: boolean
}

/** A time of little use. */
export interface MaintenanceWindow {
  /** When it begins; a recurring one for the first time. */
  start: Date
  /** When it is over; a recurring one for the first time. */
  end: Date
  /** Its start on the wall clock of the zone, such as "Sun 03:00": the same every week for recurring work. */
  local: string
  /** How often it comes within the horizon: 1 for a single one. */
  occurrences: number
  /** The mean load expected in it, of recurring ones over all weeks. */
  expected: number
  /** The highest load expected at one of its steps. */
  peak: number
  /**
   * The probability that the load stays below the limit all the time, in the week in which that is least probable;
   * only with a limit.
   */
  probability: number | null
}

/** Priorities by urgency, for one impact. */
export interface MatrixRow {
  /** At high urgency. */
  high: Priority
  /** At medium urgency. */
  medium: Priority
  /** At low urgency. */
  low: Priority
}

/** A method, and what it counts in the forecast. */
export interface MethodWeight {
  /** The method. */
  method: ForecastMethod
  /** Whether it worked on the logarithms of the values. */
  logarithm: boolean
  /** Whether it worked on values with outliers bounded. */
  bounded: boolean
  /** Its weight, 0 to 1; those of all methods sum to 1. */
  weight: number
  /** Its mean absolute error from places in the past, in the unit of the values. */
  error: number
}

/** How a metric stands. */
export type MetricState = 'on_target' | 'acceptable' | 'missed' | 'info' | 'no_data'

/** A metric and its value. */
export interface MetricValue {
  /** The metric. */
  metric: string
  /** Its value; null where it was missing. */
  value: number | null
}

/** How many tickets were opened in a month. */
export interface MonthlyVolume {
  /** The month, such as `2026-03`, in UTC. */
  month: string
  /** How many. */
  tickets: number
}

/** Scores of the last season repeated. */
export interface NaiveScores {
  /** Mean absolute scaled error. */
  mase: number | null
  /** Symmetric mean absolute percentage error, 0 to 200. */
  smape: number
  /** Mean scaled interval score of the widest level. */
  msis: number | null
  /** Mean pinball loss of the bounds of all levels, scaled. */
  pinball: number | null
  /** The share of observations inside, for each level. */
  coverage: LevelCoverage[]
}

/** What is due next. */
export interface NextDue {
  /** A promise, a warning or an escalation step. */
  kind: DueKind
  /** When. */
  at: Date
  /** Who is called then, for an escalation step. */
  target: EscalationTarget | null
  /** The rule that gave the instant. */
  reason: Reason
}

/** Who is on call at an instant. */
export interface OnCall {
  /** Who. */
  person: string
  /** The layer whose turn it is; `None` for an override. */
  layer: string | null
  /** By what. */
  source: ShiftSource
  /** The IANA zone in which they live. */
  zone: string
  /** When the turn, or the override, began. Another layer or override may have cut it since. */
  since: Date
  /**
   * When the turn, or the override, ends. Another layer or override may cut it earlier;
   * `shifts` knows.
   */
  until: Date
}

/** A box that is open. */
export interface OpenItem {
  /** The id of the item. */
  id: string
  /** Its title. */
  title: string
  /** The id of the section it stands in. */
  section: string
  /** Its line in the text, from 1. */
  line: number
  /** The end of the window that holds for it, where launch and window are known. */
  due: Date | null
}

/** Hours in which somebody is there, as two instants. */
export interface OpenSpan {
  /** The opening. */
  open: Date
  /** The closing, which does not belong to it. */
  close: Date
}

/** The load of one person. Hours of a holiday's night count in all columns. */
export interface PersonLoad {
  /** Who. */
  person: string
  /** Shifts, one after the other without a break counting as one. */
  shifts: number
  /** Hours on call. */
  hours: number
  /** Of them, on Saturdays and Sundays. */
  weekendHours: number
  /** Of them, at night. */
  nightHours: number
  /** Of them, on holidays. */
  holidayHours: number
  /** Holidays on which the person is on call for some time. */
  holidays: number
  /** The part of all on-call hours, 0 to 1. */
  share: number
}

/**
 * A launch plan: sections with their items, in the order of the text.
 *
 * See the module for how a text is read and which boxes block.
 */
export interface Plan {
  /** Version of the document: 1. */
  version: number
  /** The first heading, unless it is that of a wave, phase or window. */
  title: string
  /** When it goes live, where that is known. */
  launch: Launch | null
  /** The risk of the launch as a whole. */
  risk: RiskLevel | null
  /** How long the launch takes as a whole. */
  duration: string | null
  /** The fields that stand at the head of the text. */
  fields: Field[]
  /** All sections in the order of the text. A section stands after the one around it. */
  sections: Section[]
  /**
   * What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
   * text: ticking boxes does not change them.
   */
  diagnostics: Diagnostic[]
}

/** What to expect of metrics with thresholds, and what to do about it. */
export interface Planner {
  /** From one value to the next: a text such as "1h", or a number of seconds. */
  step?: string
  /** How many steps to look ahead. */
  horizon?: number
  /** The thresholds of each metric. Metrics without any are refused. */
  thresholds?: Record<string, CapacityThreshold>
  /** The IANA zone in which days and weeks repeat; UTC if left out. */
  zone?: string | null
  /** What is known to happen. */
  events?: DeclaredEvent[]
  /** How units may be changed. */
  scaling?: ScalingRules
  /** How long maintenance takes; two hours if left out, or the horizon where that is shorter. */
  window?: string | null
  /** How many maintenance windows to look for; 0 for none. */
  windows?: number
}

/** A place in a text: line and column, both from 1, the column in Unicode characters. */
export interface Position {
  /** Line, from 1. */
  line: number
  /** Column in characters, from 1. */
  column: number
}

/** What may lie behind a report. */
export interface PossibleCause {
  /** The cause's id in the knowledge. */
  id: string
  /** The issue type that it belongs to. */
  issueType: string
  /** What it is. */
  description: string
  /** How likely it is, from 0 to 1. */
  confidence: number
  /** The signs that made it likelier or less likely, with their weights. */
  reasons: Reason[]
}

/** How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical". */
export type Priority = 'critical' | 'high' | 'medium' | 'low' | 'planning'

/** Priorities by impact and urgency, as ITIL has them. */
export interface PriorityMatrix {
  /** At high impact: critical, high, medium by default. */
  high: MatrixRow
  /** At medium impact: high, medium, low by default. */
  medium: MatrixRow
  /** At low impact: medium, low, planning by default. */
  low: MatrixRow
}

/** A promise for a ticket may soon be broken. */
export interface PromiseAtRisk {
  /** The instant at which the desk said so; the warning's own instant is `warning.at`. */
  at: Date
  /** The ticket. */
  ticket: string
  /** The warning, with its reason. */
  warning: ClockWarning
}

/** A promise for a ticket is broken: a response, an update or the resolution did not come in time. */
export interface PromiseBroken {
  /** The instant at which the desk said so; the promised instant is `clock.due`. */
  at: Date
  /** The ticket. */
  ticket: string
  /** The clock, with its reason. */
  clock: SlaClock
}

/** How long tickets wait in a queue in the long run. */
export interface QueueOdds {
  /** The share of tickets that wait at all, 0 to 1. */
  wait: number
  /** The share of tickets whose turn comes in time, 0 to 1: for those that give up, whose turn would have come. */
  within: number
  /** The share of tickets that give up, 0 to 1. */
  abandoned: number
  /** The mean wait in minutes, of those that give up too; `None` where it grows without end. */
  meanWaitMinutes: number | null
  /** The share of their time that agents work, 0 to 1. */
  occupancy: number
}

/** A queue with the same load and the same agents at all times. */
export interface QueueOptions {
  /** Tickets that arrive per hour, over 0, at most a million. */
  arrivalsPerHour: number
  /** The mean time that handling one takes, in minutes, 0.001 to a million. */
  handlingMinutes: number
  /** Agents, at most a million. */
  agents: number
  /** The wait that counts as in time, in minutes. */
  withinMinutes?: number
  /**
   * The mean time after which somebody who waits gives up, in minutes, 0.001 to a million (Erlang A); nobody does if
   * left out (Erlang C).
   */
  patienceMinutes?: number | null
}

/**
 * How far a plan is: what is done, what is open, what stands in the way of going live, what is late.
 *
 * Every box counts once, in the plan as a whole and in its section; steps count for nothing. `done + open` is the
 * number of boxes.
 */
export interface Readiness {
  /** The instant that was asked about. */
  at: Date
  /** Whether nothing blocks. */
  ready: boolean
  /** Boxes that are ticked. */
  done: number
  /** Boxes that are not. */
  open: number
  /** Open boxes that must be ticked before the go-live (see the module), in the order of the text. */
  blocking: OpenItem[]
  /** Open boxes whose window had ended by then, in the order of the text; none while the launch is not known. */
  overdue: OpenItem[]
  /** The ids of items that are ticked while a box below them is open. */
  contradictions: string[]
  /** One for each section of the plan, in the same order. */
  sections: SectionReadiness[]
}

/** The plan's readiness changed. */
export interface ReadinessChanged {
  /** The instant of the decision. */
  at: Date
  /** The item that was ticked or unticked. */
  item: string
  /** Whether it is done now. */
  done: boolean
  /** Boxes that are ticked, of all boxes of the plan. */
  doneCount: number
  /** Boxes that are not ticked. */
  openCount: number
  /** Open boxes that must be ticked before go-live. */
  blockingCount: number
  /** Why. */
  reason: Reason
}

/** Why: what rule decided, on which numbers, and where it stands. Every verdict of this library carries one. */
export interface Reason {
  /** The rule: its path in the document it comes from, such as `types.login_failed`, or its text. */
  rule: string
  /** What the rule made of the facts, as a sentence for people. The wording may change between versions. */
  detail: string
  /** The numbers that decided, by name. Names of times end in their unit, such as `elapsed_seconds`. */
  numbers: Record<string, number>
  /** Where the rule stands in the text it was read from, where that is known. */
  position: Position | null
}

/** What `redact_with` looks for beside what `redact` always does. */
export interface RedactOptions {
  /** Whether IP addresses go, too. They are personal data to some laws, and the very thing a support team needs. */
  ips?: boolean
}

/** A kind of secret or of personal data. */
export type RedactedKind = 'private_key' | 'api_key' | 'token' | 'password' | 'card' | 'iban' | 'email' | 'social_security' | 'phone' | 'ip'

/** Where something was, without saying what. */
export interface RedactedSpan {
  /** What it was. */
  kind: RedactedKind
  /**
   * Where it begins in the text that was given: in bytes of UTF-8; in Python in characters, in Node in
   * units of UTF-16.
   */
  start: number
  /** Where it ends, counted alike: the place behind it. */
  end: number
}

/** A text without its secrets and personal data. */
export interface RedactedText {
  /** The text, with a placeholder for each thing found. */
  text: string
  /** The kinds found, each once. */
  kinds: RedactedKind[]
  /** Where they were, in the order of the text; they do not overlap. */
  spans: RedactedSpan[]
}

/** What a step's value is where several measurements fall into it. */
export type ResampleRule = 'mean' | 'sum' | 'max' | 'min' | 'last'

/** Values at regular steps. */
export interface Resampled {
  /** The instant at which the first step begins. */
  start: Date
  /** From one value to the next. */
  step: string
  /** One value for each step up to the last measurement's; NaN where none fell into a step. */
  values: number[]
}

/** What helps against a cause. */
export interface ResolutionAdvice {
  /** The resolution's id in the knowledge: record its outcome with it. */
  id: string
  /** The id of the cause it is for. */
  cause: string
  /** What to do, in order. */
  steps: string[]
  /** How long it takes, in minutes. */
  estimatedMinutes: number
  /** How often it helps if the cause is right, from 0 to 1: the mean of its Beta posterior. */
  successRate: number
  /** Whether a higher tier must do it. */
  requiresEscalation: boolean
  /** The prior, and the outcomes recorded. */
  reason: Reason
}

/** Whether a resolution helped. */
export interface ResolutionOutcome {
  /** The resolution's id. */
  resolution: string
  /** Whether it did. */
  solved: boolean
}

/** How much a column makes the anomalous points of a group strange. */
export interface ResponsibleColumn {
  /** The column. */
  column: string
  /** Its mean contribution to the score; below 0 where it makes rows stranger. */
  contribution: number
  /** In how many of the points it is the column that makes them strangest. */
  firstIn: number
}

/** Something that may happen and then delays tasks, all of them in the same sample. */
export interface RiskEvent {
  /** How likely, 0 to 1. */
  probability: number
  /** By how much each of the tasks takes longer if it happens. */
  delay: Estimate
  /** The tasks, by index. */
  tasks: number[]
}

/** How risky a launch or a phase is, least first. */
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical'

/** Where an instant outside of the hours is moved. */
export type Roll = 'stay' | 'next_opening' | 'previous_closing' | 'previous_opening'

/** Who is on call when: the written form of a `Rota`, as YAML or JSON. */
export interface RotaDocument {
  /** Version of the document: 1. */
  version?: number
  /** What it is called. */
  name?: string
  /** The IANA zone of its dates and times; UTC if left out. */
  zone?: string
  /** What hand-offs do where clocks change. */
  rules?: Rules
  /** The rotations, at most 32. Where several have somebody, the last of them is on call. */
  layers?: RotaLayer[]
  /** Pairs of people who stand in for each other for a while, at most 1,000; applied in order. */
  swaps?: RotaSwap[]
  /** Who is on call instead of everybody else for a while, at most 10,000; a later one goes before an earlier. */
  overrides?: RotaOverride[]
  /** Holidays that the fairness report counts, at most 40,000. */
  holidays?: string[]
  /** The hours that the fairness report counts as night. */
  night?: string | [string, string]
  /** How long before a hand-off people are told. */
  notice?: string
  /** The version of the zone database that it must be read with, such as "2025b"; any if left out. */
  zoneDatabase?: string | null
  /** The zones of people who do not live in that of the rota, at most 10,000: for conditions on their local time. */
  zones?: Record<string, string>
}

/** One rotation of a `RotaDocument`. */
export interface RotaLayer {
  /** What it is called. */
  name: string
  /** The people in the order of their turns, at least one and at most 1,000; somebody may stand there several times. */
  members: string[]
  /**
   * How long a turn is, 15 minutes to ten years. Months are steps from the start, clamped to the month's end; whole
   * days are days on the wall, so that a week with a clock change has 167 or 169 hours; anything else is physical
   * time, so that every turn of an hour takes an hour.
   */
  every?: string
  /** The date on which the first turn begins; before it nobody is on call. */
  start: string
  /** The time on the wall at which the first turn begins, and others that begin on the wall. */
  handOff?: string
  /** The hours of the week at which its people are on call; at all hours if left out. */
  hours?: WeeklyHours | null
  /**
   * Dates without anybody, at most 40,000. Turns of a day or less that begin on one are skipped, and cost nobody a
   * turn; out of longer ones the date is cut.
   */
  excluded?: string[]
  /** Days of the week without anybody, in the same way. */
  excludedDays?: DayOfWeek[]
}

/** Somebody who is on call for a while, whoever else would be. */
export interface RotaOverride {
  /** From when. */
  start: Date
  /** Until when. */
  end: Date
  /** Who; it need not be a member of a layer. */
  person: string
}

/** Two people who stand in for each other: where one would be on call the other is, and the other way round. */
export interface RotaSwap {
  /** From when. */
  start: Date
  /** Until when. */
  end: Date
  /** One of them. */
  first: string
  /** The other. */
  second: string
}

/** Where a ticket goes, and why. */
export interface Route {
  /** Tier of the support organisation, 1 to 4. */
  tier: number
  /** How urgent it is. */
  priority: Priority
  /** The department. */
  department: string
  /** Whether the table knows the issue type; otherwise this is the default route. */
  known: boolean
  /** The rule that decided: `types.` and the issue type, or `default`. */
  reason: Reason
}

/** Where a ticket goes, and why. */
export interface RoutedTicket {
  /** The ticket's id. */
  id: string | null
  /** The issue type that counted. */
  issueType: string | null
  /** Where it comes from. */
  issueSource: IssueSource
  /** Tier of the support organisation, 1 to 4. */
  tier: number
  /** How urgent it is. */
  priority: Priority
  /** The department. */
  department: string
  /** The queue: the department's, a rule's, or the one for critical tickets outside of the hours. */
  queue: string
  /** The agent, if one was given who can take it. */
  agent: string | null
  /** Every rule that counted, in order. */
  reasons: Reason[]
}

/** When a `RouterRule` holds: everything that is given must. Texts are compared without case. */
export interface RouterCondition {
  /** The channel is one of these. */
  channels?: TicketChannel[]
  /** The address, or the part before its `@`, is one of these. */
  addresses?: string[]
  /** The customer's plan is one of these. */
  plans?: string[]
  /** The language is one of these: `de` holds for `de-AT`, too. */
  languages?: string[]
  /** The issue type is one of these. */
  issueTypes?: string[]
  /** One of these words or phrases is in the text; a `*` at the end stands for any end of the last word. */
  words?: string[]
  /** The ticket came inside the hours, or outside. */
  inHours?: boolean | null
  /** The customer had as many tickets before. */
  pastTicketsAtLeast?: number | null
  /** As many people are affected. */
  affectedUsersAtLeast?: number | null
  /** The ticket is this urgent so far, or more. */
  priorityAtLeast?: Priority | null
}

/**
 * How a `Router` decides: the written form, as YAML or JSON.
 *
 * What is left out is as in the default router.
 */
export interface RouterDocument {
  /** Version of the document: 1. */
  version: number
  /** Where each issue type goes. */
  table?: RoutingTable
  /** Least confidence, 0 to 1, at which the issue type that a classifier names counts. */
  minimumConfidence?: number
  /** What an e-mail address says, by the address or the part before its `@`. */
  inboxes?: Record<string, Inbox>
  /** The priority that impact and urgency give. */
  matrix?: PriorityMatrix
  /** What must never be routed too low. */
  safeguards?: Safeguard[]
  /** What else counts, in order: each rule that holds is applied. */
  rules?: RouterRule[]
  /** When the team works; around the clock if left out. */
  hours?: CalendarDocument | null
  /** The queue of critical tickets outside of the hours. */
  outOfHoursQueue?: string
}

/** What a `RouterRule` does. */
export interface RouterEffect {
  /** Sets the priority, up or down; a safeguard that holds raises it again. */
  priority?: Priority | null
  /** Raises the priority to this, if it is less urgent. */
  priorityAtLeast?: Priority | null
  /** Raises the tier to this, 1 to 4. */
  tierAtLeast?: number | null
  /** Sets the department. */
  department?: string | null
  /** Sets the queue. */
  queue?: string | null
  /** Skills that the agent must have, too. */
  skills?: string[]
}

/** One rule of a `RouterDocument`. */
export interface RouterRule {
  /** Its name, for reasons. */
  name: string
  /** When it holds. */
  when: RouterCondition
  /** What it does. */
  then: RouterEffect
}

/** One line of a `RoutingTable`. */
export interface RoutingRule {
  /** Tier of the support organisation, 1 to 4. */
  tier: number
  /** How urgent it is. */
  priority: Priority
  /** The department, not blank. */
  department: string
}

/**
 * Which tier and department handle an issue type, and how urgent it is.
 *
 * The default table knows 15 issue types, from `password_reset` (tier 1, low, user_support) to `security_breach`
 * (tier 4, critical, security); everything else goes to tier 1, medium, general.
 *
 * Issue types are compared without the blanks around them and without regard to ASCII case.
 */
export interface RoutingTable {
  /** Version of the document: 1. */
  version: number
  /** Where a ticket goes whose type is missing or not in `types`. */
  default: RoutingRule
  /** Where the known issue types go. */
  types: Record<string, RoutingRule>
}

/** What makes a row strange, column by column and in words. */
export interface RowExplanation {
  /** The score, from -1 up to 0: the lower, the stranger. */
  score: number
  /** The score that the contributions start from. */
  baseline: number
  /** One entry per column, the one that makes the row strangest first. */
  features: FeatureReason[]
  /** The columns that make up most of the distance, in words. The wording may change between versions. */
  sentence: string
}

/** How local times are read where clocks change. The default is that of RFC 5545 and of Temporal's "compatible". */
export interface Rules {
  /** For times that do not exist. */
  gap?: Gap
  /** For times that happen twice. */
  fold?: Fold
}

/** Words and issue types that raise a ticket, and never lower it. */
export interface Safeguard {
  /** Its name, for reasons. */
  name: string
  /** Words or phrases, one of which must be in the text; a `*` at the end stands for any end of the last word. */
  words?: string[]
  /** Issue types that it holds for, whatever the text says. */
  issueTypes?: string[]
  /**
   * Least probability that a classifier gives these issue types together, above 0 and at most 1, at which it holds for a
   * ticket whose type the client did not name; 0.15 if left out.
   */
  suspicion?: number
  /** Least priority. */
  priorityAtLeast: Priority
  /** Least tier. */
  tierAtLeast: number
  /** Where such a ticket goes for its words, unless the client named its type. */
  department: string
}

/** A metric was measured. */
export interface Sample {
  /** When. */
  at: Date
  /** The metric's name. */
  metric: string
  /** The value, finite, in the metric's own unit. */
  value: number
}

/** A change of the number of units. */
export interface ScalingChange {
  /** When. */
  at: Date
  /** Units before. */
  before: number
  /** Units after. */
  after: number
  /** Why. */
  reason: Reason
}

/** How many units when. */
export interface ScalingPlan {
  /** The instant of the first interval. */
  start: Date
  /** The length of an interval. */
  step: string
  /** The zone on whose calendar intervals of days and months are counted; UTC if left out. */
  zone: string | null
  /** The least and the most units of the rules. */
  limits: [number, number]
  /** Units needed in each interval at the stated risk, before any rule. */
  needed: number[]
  /** Units planned for each interval. */
  units: number[]
  /**
   * The changes from the units that there are now on. Units are added a lead time before the interval that needs them,
   * or at once where that is past.
   */
  changes: ScalingChange[]
  /** In how many intervals fewer units are ready than needed, because rules forbid more or because it is too late. */
  short: number
  /** Units times hours, from the instants of the changes. */
  unitHours: number
  /** What that costs, if the rules say what a unit does. */
  cost: number | null
}

/** How units may be changed. */
export interface ScalingRules {
  /** How many units there are now, those ordered and not yet ready included. */
  units?: number
  /**
   * How many units there were at each step of the history, up to the last one, for metrics that are the mean of a unit;
   * as many as now throughout if left empty.
   */
  history?: number[]
  /** When units were last added: no more are before `cooldown_up` is over, and none taken away before `cooldown_down`. */
  lastAdded?: Date | null
  /** When units were last taken away: no more are before `cooldown_down` is over. */
  lastRemoved?: Date | null
  /** The least. This and `maximum`, floors and ceilings hold at once, whatever cooldowns and `step_up` say. */
  minimum?: number
  /** The most. */
  maximum?: number
  /** The most to add at once; any number if left out. Climbing begins so early that it is done in time. */
  stepUp?: number | null
  /** The most to take away at once; any number if left out. */
  stepDown?: number | null
  /** Take away only if at least this share of the units is to spare, 0 to 1. */
  hysteresis?: number
  /**
   * How long one addition must suffice: it is made large enough for the needs of that time, and the next comes no
   * earlier.
   */
  cooldownUp?: string
  /** How long after a change nothing is taken away, and for how long what is left must suffice. */
  cooldownDown?: string
  /** How long a unit takes from its start until it carries load: it is ordered so long before it is needed. */
  leadTime?: string
  /** The probability, for each interval, that units do not suffice. From 0.001 to 0.5. */
  risk?: number
  /** What a unit costs in an hour. */
  costPerUnitHour?: number | null
  /** Floors and ceilings at certain times. */
  schedule?: ScheduledLimit[]
}

/** How good a way of scaling is. */
export interface ScalingScore {
  /** The share of intervals with enough units, 0 to 1. */
  enough: number
  /** Units not needed, times hours. */
  excessUnitHours: number
  /** Changes a day. */
  changesPerDay: number
}

/** How scaling would have gone on history that the plan did not know. */
export interface ScalingSimulation {
  /** The planner, asked anew at each horizon's end. */
  planned: ScalingScore
  /** A rule that adds at once what the last interval needed, and takes away what no interval of the cooldown needed. */
  reactive: ScalingScore
  /** As many units as the history before ever needed. */
  fixed: ScalingScore
  /** The planner at other risks, from the cheapest to the safest. */
  tradeOff: ScalingTrade[]
}

/** A risk and what it leads to. */
export interface ScalingTrade {
  /** The risk for each interval. */
  risk: number
  /** The score. */
  score: ScalingScore
}

/** A floor or ceiling of units for a time. */
export interface ScheduledLimit {
  /** When it begins. */
  start: Date
  /** When it is over; itself not part of it. */
  end: Date
  /** The least units. */
  floor?: number | null
  /** The most units. */
  ceiling?: number | null
}

/** Hours at which the same calendars, more than one, are open. */
export interface SeamOverlap {
  /** When it begins. */
  open: Date
  /** When it ends. */
  close: Date
  /** The calendars, by their places in the list from 0. */
  calendars: number[]
}

/** Where several calendars leave a gap between them, and where more than one is open: follow-the-sun coverage. */
export interface SeamReport {
  /** Hours at which no calendar is open, in order. */
  gaps: OpenSpan[]
  /** Hours at which more than one is, in order. */
  overlaps: SeamOverlap[]
  /** Seconds at which none is open. */
  gapSeconds: number
  /** Seconds at which more than one is open. */
  overlapSeconds: number
  /** Seconds at which at least one is open. */
  openSeconds: number
}

/** A heading and what stands below it, up to the next heading. */
export interface Section {
  /**
   * The name to call it by: slugs of the headings around it and its own, joined by "/", without brackets that hold
   * a window or a duration, and without the title of the plan. A second one of the same name ends in "-2".
   */
  id: string
  /** The heading, without markup. */
  title: string
  /** Level of the heading, 1 to 6; 0 for the section that holds items before the first heading. */
  level: number
  /** Line of the heading, from 1. */
  line: number
  /** Column of the heading in characters, from 1. */
  column: number
  /** Last line of the heading. */
  endLine: number
  /** What it is. */
  kind: SectionKind
  /** Its number, for waves and phases. */
  number: number | null
  /** Index in `Plan::sections` of the section around it: the nearest before it with a lower level. */
  parent: number | null
  /** When it is to happen. Without one, that of the section around it holds. */
  window: Window | null
  /** How long it takes, from its heading or its field. */
  duration: string | null
  /** Its risk. */
  risk: RiskLevel | null
  /** The fields that stand in it. */
  fields: Field[]
  /** The items that stand in it, not those of sections below it, in the order of the text. */
  items: Item[]
}

/** What a section is, by the start of its heading. */
export type SectionKind = 'wave' | 'phase' | 'day' | 'hour' | 'week' | 'month' | 'quarter' | 'other'

/** How far a section is, the sections below it counted in. */
export interface SectionReadiness {
  /** The id of the section. */
  id: string
  /** Its title. */
  title: string
  /** The level of its heading. */
  level: number
  /** Boxes that are ticked. */
  done: number
  /** Boxes that are not. */
  open: number
  /** How many of the open ones block. */
  blocking: number
  /** How many of the open ones are overdue. */
  overdue: number
}

/** How loud an alert is. */
export type Severity = 'critical' | 'warning' | 'info'

/** Time for which one person is on call without a break. */
export interface Shift {
  /** From when. */
  start: Date
  /** Until when. */
  end: Date
  /** Who. */
  person: string
  /** The layer whose turn it is; `None` for an override. */
  layer: string | null
  /** By what. */
  source: ShiftSource
  /** The number of the turn in its layer, from 0; `None` for an override. */
  turn: number | null
}

/** By what somebody is on call. */
export type ShiftSource = 'rotation' | 'swap' | 'override'

/** A text of a `SimilarTexts` index, and how like the given one it is. */
export interface SimilarText {
  /** The number of the text: 0 for the first that was added. */
  index: number
  /** From 0, nothing shared, to 1, the same but for case, blanks and Unicode form. */
  similarity: number
}

/** When everything may be finished, and which tasks decide it. */
export interface Simulation {
  /** The mean finish. */
  mean: number
  /** Its standard deviation, with samples as the divisor. */
  deviation: number
  /** Half of the samples were finished by then. */
  p50: number
  /** Four in five. */
  p80: number
  /** Nineteen in twenty. */
  p95: number
  /** The share of samples finished by the deadline, if one was given. */
  onTime: number | null
  /** For each task the criticality index: the share of samples in which it had no slack. */
  criticality: number[]
  /**
   * For each task the schedule sensitivity index: its criticality times the deviation of its estimate over that of the
   * finish (PMBOK; Vanhoucke 2010). 0 where the finish never varies.
   */
  sensitivity: number[]
  /**
   * Up to ten tasks, best first, by how much the mean finish moves when the task is shortened by a small share of its
   * mean: criticality times mean duration.
   */
  shortenFirst: number[]
  /** The finish of every sample, ascending. */
  finishes: number[]
}

/** How to simulate. */
export interface SimulationOptions {
  /** How many times, 1 to 10,000,000; 10,000 otherwise. */
  samples?: number
  /** Same seed, same samples. */
  seed?: number
  /** The time by which all should be finished, in the unit of the estimates. */
  deadline?: number | null
  /** Threads, 1 to 1024; they change no bit. */
  jobs?: number
  /** What may happen besides. */
  risks?: RiskEvent[]
}

/** A promise with a due instant. */
export interface SlaClock {
  /** What is promised. */
  kind: ClockKind
  /** The priority whose commitment it is. */
  priority: Priority
  /** What it counts from: the opening or reopening, the customer's reply, the last update. */
  anchor: Date
  /** The last instant at which the promise is kept; while it is paused, as if it went on now. */
  due: Date
  /** Running, paused, met, breached or cancelled. */
  state: ClockState
  /** When it stopped: what was promised came, or the priority changed to one that promises nothing. */
  stopped: Date | null
  /** The warnings of this promise, and those that were given under an earlier one. */
  warnings: ClockWarning[]
  /** The time that was counted: without waits for the customer, each stretch in its calendar. */
  segments: ClockSegment[]
  /**
   * The commitment that gave the due instant; its numbers are `allowed_seconds`, and `elapsed_seconds` and
   * `remaining_seconds`, which are whole.
   */
  reason: Reason
}

/**
 * What `staffing` looks at. Everything but `arrivals` has a default.
 *
 * The default tiers are a support organisation of 6, 4 and 3 people: three teams of two who follow the sun in
 * turns of eight hours from 00:00 UTC on; two turns of two from Monday to Friday, 06:00 to 22:00; and one on call at
 * all times, with two more during office hours.
 */
export interface StaffingOptions {
  /**
   * Tickets expected per hour, each 0 or more: one number for all hours, 24 for the hours of the day, 168 for those of
   * the week from Monday 00:00 on, or those of a forecast by the hour from `start` on, at most 8,784 hours.
   */
  arrivals?: number[]
  /** What the numbers are; by how many there are, if left out. */
  pattern?: ArrivalPattern | null
  /** The zone of the hours of day and week. */
  zone?: string
  /** When the simulated time begins. */
  start?: Date
  /** How many days tickets arrive, 1 to 3,660; a forecast says so itself. */
  days?: number
  /** Days at the beginning that are not counted, as the queues are empty then. */
  warmUpDays?: number
  /** The support tiers, 1 to 16: every ticket comes to the first. */
  tiers?: StaffingTier[]
  /** What tickets there are, and what is promised to them: 1 to 5, most urgent first. */
  priorities?: StaffingPriority[]
  /** The share of tickets for which a tier is to hold its promise, from 0 up to but not including 1. */
  serviceLevel?: number
  /** The quantiles of waits to report, each 0 to 1, at most 100. */
  quantiles?: number[]
  /** How often the time is simulated, 1 to 10,000. */
  samples?: number
  /** The seed of all chance. */
  seed?: number
}

/** Tickets of one priority. */
export interface StaffingPriority {
  /** Which. */
  priority: Priority
  /** How many there are, in proportion to the others; over 0 for at least one. */
  share: number
  /** What is promised: the first tier begins within this time. */
  within: string
}

/** Whether a roster holds its promises. */
export interface StaffingReport {
  /** Every tier, in order. */
  tiers: TierStaffing[]
  /** Every promise of a first response, in the order of the options' priorities. */
  commitments: CommitmentOdds[]
  /** Tickets that were simulated and counted. */
  tickets: number
  /** The version of the zone database, such as "2025b". */
  zoneDatabase: string
}

/** People of a tier who work at the same hours. */
export interface StaffingTeam {
  /** How many are there at once, at most 10,000. */
  agents: number
  /** When; at all times if left out. */
  coverage?: CalendarDocument | null
}

/** One tier of support. */
export interface StaffingTier {
  /** Its name. */
  name: string
  /** Who works when, at most 16. */
  teams: StaffingTeam[]
  /** The mean time that a ticket takes here, in minutes. */
  handlingMinutes: number
  /** How handling times are spread. */
  handling?: HandlingTime
  /** For a log-normal spread: the standard deviation over the mean, 0 to 10. */
  variation?: number
  /** The share of the tickets handled here that goes on to the next tier, 0 to 1. */
  escalates?: number
  /** Handling begins within this time after a ticket comes here. */
  within?: string | null
  /** The mean time after which those who wait give up, in minutes; nobody does if left out. */
  patienceMinutes?: number | null
}

/** The answer to a `DiagnosticStep`. */
export interface StepAnswer {
  /** The step's id. */
  step: string
  /** Whether the answer is yes. */
  yes: boolean
}

/** How an escalation step stands. */
export type StepState = 'reached' | 'pending' | 'held' | 'skipped' | 'cancelled'

/** How a `StreamDetector` works; `build` makes one. */
export interface StreamOptions {
  /** The share of points that may alarm on a stream without incidents, from 0.00001 to 0.1; 0.001 unless told. */
  alarmRate?: number
  /** How many values of each metric score 0 before it is judged, from 20 to 1,000,000; 100 unless told. */
  warmUp?: number
  /**
   * How many of the last values shapes are compared with, from 128 to 65,536; 4,096 unless told. Two weeks of points
   * every five minutes are 4,032.
   */
  history?: number
  /** Whether the profiles of the day and the week are learned; they are unless told. */
  season?: boolean
  /** The IANA zone on whose wall clock days and weeks run; UTC unless told. */
  zone?: string | null
  /** How many metrics a point has, from 1 to 4,096; 1 unless told. */
  metrics?: number
}

/** What a part of the detector looks at. */
export type StreamPart = 'range' | 'level' | 'shift' | 'season' | 'shape' | 'step'

/** What a detector says of one point. */
export interface StreamScore {
  /**
   * How strange, from 0 to 1, on one scale for all streams. On normal noise about the alarm rate's share of the points
   * scores 1 less that rate or more: within a factor of 2 at a rate of 0.001, which the scale is made for, of 5 at
   * 0.01, and more often than asked below 0.0005.
   */
  score: number
  /** Whether to alarm: the strength reached the threshold that this stream has come to. */
  anomalous: boolean
  /**
   * Whether this point was as strange as one that scores 1 less the alarm rate, but was held back, with a score of 0,
   * as part of an incident that is known already.
   */
  quiet: boolean
  /** Whether the warm-up was over for any of the metrics before this point. */
  warm: boolean
  /** The metric that spoke, counted from 0; none where every value is missing. */
  metric: number | null
  /** The part that spoke loudest; none where nothing spoke. */
  part: StreamPart | null
  /** How loudly each part spoke, for that metric. */
  strengths: StreamStrengths
  /**
   * The value that was expected there: of the last values' mean and the profiles of day and week, the one that has
   * served best. None for the first value.
   */
  expected: number | null
  /** Three standard deviations of the expectation's errors under it. */
  low: number | null
  /** The same over it. */
  high: number | null
  /** Why, for alarms. */
  reason: Reason | null
}

/** How loudly each part spoke; 1 is about the strength of an alarm at the default rate. 0 to 1,000. */
export interface StreamStrengths {
  /** Of `StreamPart::Range`. */
  range: number
  /** Of `StreamPart::Level`. */
  level: number
  /** Of `StreamPart::Shift`. */
  shift: number
  /** Of `StreamPart::Season`. */
  season: number
  /** Of `StreamPart::Shape`. */
  shape: number
  /** Of `StreamPart::Step`. */
  step: number
}

/** One metric of the support. */
export interface SupportMetric {
  /** Its name; it ends in the unit where it has one. */
  name: string
  /** Its value; shares are 0 to 1. */
  value: number | null
  /** How many tickets, or agent days or months, it is of. */
  count: number
  /** What it must reach. */
  threshold: number | null
  /** What it should reach. */
  target: number | null
  /** Whether it is to be high; otherwise low. */
  higherIsBetter: boolean
  /** How it stands. */
  state: MetricState
  /** How it was computed, and on which numbers. */
  reason: Reason
}

/** What became of a ticket. */
export interface SupportRecord {
  /** Its id. */
  id: string
  /** When it was opened. */
  openedAt: Date
  /** How urgent it was. */
  priority: Priority
  /** When somebody first answered. */
  firstResponseAt?: Date | null
  /** When it was resolved, the last time. */
  resolvedAt?: Date | null
  /** How often support answered until then. */
  responses?: number
  /** How often it was opened again. */
  reopened?: number
  /** Whether it went to a higher tier. */
  escalated?: boolean
  /** The customer's grade, 1 to 5. */
  satisfaction?: number | null
  /** Whether a machine resolved it. */
  automated?: boolean
  /** Whether the customer tried to help himself first, and if so, whether it worked. */
  selfService?: boolean | null
  /** Whether an article of the knowledge base was used. */
  knowledgeUsed?: boolean | null
  /** Who resolved it. */
  agent?: string | null
}

/** The metrics of the support, each against its threshold and target. */
export interface SupportReport {
  /** How many tickets it is of. */
  tickets: number
  /** The metrics, always the same ones in the same order. */
  metrics: SupportMetric[]
  /** The months from the first ticket to the last. */
  volume: MonthlyVolume[]
}

/** What a report says, in the order of its words, each thing once. */
export interface Symptoms {
  /** Words and phrases of the knowledge. */
  keywords: TextSymptom[]
  /** Error codes: HTTP states, SQLSTATEs, `ORA-00942`, `0x80070005`, `ERR_...`, `ECONNREFUSED` and the like. */
  errorCodes: TextSymptom[]
  /** What the user did. */
  actions: TextSymptom[]
  /** What is affected. */
  features: TextSymptom[]
  /** Since when. */
  since: Timeframe | null
}

/** A part of a text, in the three units in which programs count: the end is not included. */
export interface TextSpan {
  /** First byte of the text in UTF-8, as Rust counts. */
  byteStart: number
  /** The byte after the last. */
  byteEnd: number
  /** First character (Unicode code point), as Python counts. */
  charStart: number
  /** The character after the last. */
  charEnd: number
  /** First UTF-16 code unit, as JavaScript counts. */
  utf16Start: number
  /** The code unit after the last. */
  utf16End: number
}

/** Something that a report says, and where. */
export interface TextSymptom {
  /** What it is: the keyword, the code as it is usually written, the action or feature of the knowledge. */
  name: string
  /** The words of the report. */
  text: string
  /**
   * Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
   * units of UTF-16.
   */
  start: number
  /** Where they end, counted alike: the place behind them. */
  end: number
}

/** Whether and when a threshold is crossed. */
export interface ThresholdCrossing {
  /** The metric. */
  metric: string
  /** The threshold. */
  threshold: number
  /** Which way. */
  crossing: Crossing
  /**
   * The probability that it is crossed at any step of the horizon, from paths whose steps hang together as the errors
   * of past forecasts did: the last of `by_step`.
   */
  probability: number
  /** The probability at the one step where it is highest; never above `probability`. */
  highest: number
  /**
   * By when it is as likely as not crossed: the middle of the dates at which paths first cross it; none if not in the
   * horizon.
   */
  expected: Date | null
  /** By when one path in ten has crossed it; none if not in the horizon. */
  early: Date | null
  /** By when nine in ten have; none if not in the horizon. */
  late: Date | null
  /** The probability at each step, looked at alone. */
  atStep: number[]
  /** The probability that it was crossed by the end of each step. */
  byStep: number[]
}

/** Somebody has taken it in hand, without an answer to the customer yet: stops the pending escalation steps. */
export interface TicketAcknowledged {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** How a ticket came in. */
export type TicketChannel = 'chat' | 'email' | 'phone' | 'portal' | 'api'

/**
 * The customer wrote: ends a wait for the customer, and the clock of the next response begins, unless the customer
 * waits for one already.
 */
export interface TicketCustomerReplied {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** A step of a ticket's escalation is reached: tell its target. */
export interface TicketEscalated {
  /** The instant at which the desk said so; the step's own instant is `step.due`. */
  at: Date
  /** The ticket. */
  ticket: string
  /** The step, with its target and its reason. */
  step: EscalationStep
}

/**
 * Something that happened to a ticket.
 *
 * Instants lie in the years 0 to 9999 and are cut to whole microseconds. Only `opened` must name the ticket; an
 * id on another event is checked. Events at one instant take place in the order of this list; of two changes of
 * priority the more urgent is the last.
 */
export type TicketEvent =
  | ({ type: 'opened' } & TicketOpened)
  | ({ type: 'priority_changed' } & TicketPriorityChanged)
  | ({ type: 'reassigned' } & TicketReassigned)
  | ({ type: 'acknowledged' } & TicketAcknowledged)
  | ({ type: 'customer_replied' } & TicketCustomerReplied)
  | ({ type: 'responded' } & TicketResponded)
  | ({ type: 'updated' } & TicketUpdated)
  | ({ type: 'paused' } & TicketPaused)
  | ({ type: 'resumed' } & TicketResumed)
  | ({ type: 'resolved' } & TicketResolved)
  | ({ type: 'reopened' } & TicketReopened)

/**
 * What a classifier says about a ticket: what `Classifier::guess` gives, or what
 * another one says; a `Classification` has the same fields.
 */
export interface TicketGuess {
  /** The issue type; `none` and what the table does not know are no issue types. */
  label: string
  /** How sure it is, 0 to 1. */
  confidence: number
  /** Whether it holds that it knows at all. */
  known: boolean
  /** What else it may be, with probabilities that sum to at most 1 with the confidence. */
  alternatives?: LabelProbability[]
  /** The words of the text that spoke most for the label, for reasons. */
  words?: string[]
}

/** How much something harms, or how soon it does. */
export type TicketLevel = 'high' | 'medium' | 'low'

/** The ticket begins. Always the first event, and only once. */
export interface TicketOpened {
  /** The ticket's id: 1 to 1,000 bytes. */
  id: string
  /** How urgent it is. */
  priority: Priority
  /** When it happened. */
  at: Date
}

/** A wait for the customer. */
export interface TicketPause {
  /** Its beginning. */
  start: Date
  /** Its end, if it has ended. */
  end: Date | null
}

/** It waits for the customer: clocks and steps stand still. */
export interface TicketPaused {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** The ticket is more or less urgent than it was. */
export interface TicketPriorityChanged {
  /** The ticket's id. */
  id?: string | null
  /** How urgent it is now. */
  priority: Priority
  /** When it happened. */
  at: Date
}

/** Somebody else takes care of it. */
export interface TicketReassigned {
  /** The ticket's id. */
  id?: string | null
  /** Who: a person or a team, 1 to 1,000 bytes. */
  to: string
  /** When it happened. */
  at: Date
}

/** The ticket was not done after all. */
export interface TicketReopened {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** Somebody reported an issue: a ticket is opened. */
export interface TicketReported {
  /** When. */
  at: Date
  /** The ticket's id, unique among all tickets of the desk. */
  id: string
  /** The issue type, if the client named one. */
  issueType?: string | null
  /** A priority that somebody chose; the routing table's otherwise. */
  priority?: Priority | null
}

/** The ticket is done. */
export interface TicketResolved {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** Somebody answered the customer: stops the response clocks and the pending escalation steps, and is an update, too. */
export interface TicketResponded {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** It waits no more. */
export interface TicketResumed {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** A ticket has a tier, a priority and a department. */
export interface TicketRouted {
  /** The instant of the decision. */
  at: Date
  /** The ticket. */
  ticket: string
  /** The issue type that the client named. */
  issueType: string | null
  /** Tier, 1 to 4. */
  tier: number
  /** How urgent. */
  priority: Priority
  /** Who gets it. */
  department: string
  /** Why. */
  reason: Reason
}

/** Whether somebody has to act on a ticket. */
export type TicketState = 'open' | 'acknowledged' | 'resolved'

/** Somebody told how it stands: the update clock begins again. */
export interface TicketUpdated {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** How one tier fares. */
export interface TierStaffing {
  /** Its name. */
  name: string
  /** Tickets that came to it in the mean, per hour. */
  arrivalsPerHour: number
  /** Agents there in the mean. */
  agents: number
  /** Work in erlangs per agent there: over 1 the queue grows without end. */
  loadPerAgent: number | null
  /** The share of tickets whose handling begins within the tier's promise, 0 to 1; `None` without a promise or tickets. */
  within: number | null
  /** The standard error of `within` over the samples; `None` for fewer than two. */
  withinError: number | null
  /** The share of tickets that wait at all. */
  wait: number | null
  /** The mean wait of those whose handling begins, in minutes. */
  meanWaitMinutes: number | null
  /** Quantiles of the wait, as the options name them. */
  waits: WaitQuantile[]
  /** The share of tickets that give up. */
  abandoned: number
  /** The share of tickets that nobody had come to by the end. */
  unserved: number
  /** The agents that every hour of the arrivals' pattern needs. */
  hours: HourNeed[]
}

/**
 * What the whole numbers of a batch count since 1970, as in numpy's `datetime64[ms]`.
 *
 * Microseconds hold Python's `datetime` and every year to 9999 exactly; a JavaScript `Date` counts milliseconds.
 */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

/** Since when it goes on, as the report says. */
export interface Timeframe {
  /** The instant, never after the report's. */
  since: Date
  /** How sure it is. */
  precision: TimeframePrecision
  /** The words of the report. */
  text: string
  /**
   * Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
   * units of UTF-16.
   */
  start: number
  /** Where they end, counted alike: the place behind them. */
  end: number
  /** The rule that read them, `since`, `ago`, `for` or `day`, and the seconds since then. */
  reason: Reason
}

/** How sure a `Timeframe` is. */
export type TimeframePrecision = 'minute' | 'part_of_day' | 'day'

/** Where a ticket stands at an instant. */
export interface Timeline {
  /** The ticket. */
  id: string
  /** The instant of this view. */
  now: Date
  /** How urgent the ticket is. */
  priority: Priority
  /** Whether it is open, acknowledged or resolved. */
  state: TicketState
  /** Whether it waits for the customer. */
  paused: boolean
  /** Who takes care of it, if that was said. */
  assignee: string | null
  /**
   * Every clock that promised something, in the order of their starts: a first response, an update and a resolution
   * for every opening, a next response for every reply, an update for every update.
   */
  clocks: SlaClock[]
  /**
   * Every escalation step of every opening, change of priority, reassignment and reopening, cancelled ones too: grouped
   * by what started them, in time order, within a group in the order of the policy.
   */
  steps: EscalationStep[]
  /** What is due next if nothing happens before; of a promise and a step due at the same instant the promise. */
  next: NextDue | null
  /** When it waited for the customer. */
  pauses: TicketPause[]
  /** The policy's settings and every event that changed something, in order. */
  trace: Reason[]
}

/** The wait that a share of the tickets does not exceed. */
export interface WaitQuantile {
  /** The share, 0 to 1. */
  fraction: number
  /** The wait in minutes; `None` if those tickets were not handled by the end, or there were none. */
  minutes: number | null
}

/**
 * The hours of every week, by the day on which they begin; a day that is left out is closed.
 *
 * At most 48 hours a day, which must not overlap.
 */
export interface WeeklyHours {
  /** Monday. */
  mon?: (string | [string, string])[]
  /** Tuesday. */
  tue?: (string | [string, string])[]
  /** Wednesday. */
  wed?: (string | [string, string])[]
  /** Thursday. */
  thu?: (string | [string, string])[]
  /** Friday. */
  fri?: (string | [string, string])[]
  /** Saturday. */
  sat?: (string | [string, string])[]
  /** Sunday. */
  sun?: (string | [string, string])[]
}

/**
 * When something is to happen, relative to the go-live: "Day -7 to -1", "Hour 2-8", "Week 1-2", "Month 1-3".
 *
 * Half-open: it holds the instants from `start_at` on and before `end_at`.
 * Days and months are written with both ends included ("Day -7 to -1" is seven days), hours as points in time
 * ("Hour 2-8" is six hours, "Hour 3" alone is one); `start` and `end` are half-open for all of them.
 */
export interface Window {
  /** What `start` and `end` count. */
  unit: WindowUnit
  /** The first day, hour or month; 0 is Day 0, the go-live, or the month that begins with Day 1. */
  start: number
  /** The day, hour or month after the last. */
  end: number
  /**
   * For hours: the day on which they are counted, from the time of day of the go-live. It is the first day of the
   * window of the section around, 0 without one.
   */
  day: number
}

/** What a `Window` counts in. */
export type WindowUnit = 'day' | 'hour' | 'month'
