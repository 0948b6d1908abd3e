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

/** An alert as it stands now, told or not. */
export interface ActiveAlert {
  /** The alert. */
  alert: NotifiedAlert
  /** Why it is not told: "silence planned-work", "inhibited by DatabaseDown"; missing if it is. */
  mutedBy: string | null
}

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

/** What to tell: the alerts of one group. */
export interface AlertNotification {
  /** When. */
  at: Date
  /** The labels that all of them share and are grouped by. */
  group: Record<string, string>
  /** The loudest severity of those that go on, or of all if none does. */
  severity: Severity
  /** Whether all of them are over. */
  resolved: boolean
  /** By when somebody should look at it; missing where all are over. */
  respondBy: Date | null
  /** The alerts, loudest first. */
  alerts: NotifiedAlert[]
}

/** By when somebody looks at an alert. */
export interface AlertResponses {
  /** After a critical alert: at once. */
  critical?: string
  /** After a warning: 30 min. */
  warning?: string
  /** After the rest: a length of time, or the opening of the next business day if left out. */
  info?: string | null
  /** The hours that make a business day. */
  hours?: CalendarDocument
}

/**
 * A rule such as "error_rate > 1% for 5m, resolve < 0.5%, keep firing 10m, no data after 15m".
 *
 * The text is a metric name (letters, digits, `_`, `.`, `:`, `-`), a comparison (`>`, `>=`, `<`, `<=`), a number and, if
 * the condition must last, `for` and a `Span`. Several words make one name: "Response Time > 5 seconds" is about
 * `response_time`. The unit of the number says how the metric is measured: `%` is a share (1% is 0.01), a unit of time is
 * seconds (1500ms is 1.5), one of data is bytes, and a bare number is the metric's own unit. Braces behind the metric say
 * which of its labels are meant, as in Prometheus: `errors{job="api", code=~"5.."} > 0.01`. Behind commas may follow:
 *
 * - `resolve < 0.5%`: a firing alert ends only there, not as soon as the condition no longer holds;
 * - `keep firing 10m`: it goes on that long after the condition for its end first held; a new breach starts that anew;
 * - `no data after 15m`: without a sample for that long, the alert is in the state "no data"; with `once seen` behind it
 *   only where there has been a sample before.
 */
export interface AlertRule {
  /** What its alerts are called: the metric, unless a document names it. */
  name: string
  /** The metric that is watched. */
  metric: string
  /** Which of its labels are meant; any if there are none here. */
  matchers: LabelMatcher[]
  /** How its value is compared. */
  comparison: Comparison
  /** What it is compared with, in the metric's unit. */
  threshold: number
  /** How the threshold is written, with its unit. */
  thresholdText: string
  /** How long the condition must last before the alert fires; zero fires at once. */
  for: string
  /** When a firing alert ends; as soon as the condition does not hold if left out. */
  resolve: ResolveCondition | null
  /** How long a firing alert goes on once its end has come. */
  keepFiring: string
  /** How long there may be no sample before the alert is in the state "no data"; forever if left out. */
  noData: string | null
  /** Whether samples are missed only where there has been one before. */
  onceSeen: boolean
  /** How loud the alert is. */
  severity: Severity
  /** What its alerts are marked with, beside the labels of the samples. */
  labels: Record<string, string>
  /** What is said with its alerts: "summary", "runbook". */
  annotations: Record<string, string>
}

/** A rule with what its text cannot say. */
export interface AlertRuleDocument {
  /** The text: "error_rate > 1% for 5m, resolve < 0.5%". */
  rule: string
  /** How loud its alerts are. */
  severity: Severity
  /** What its alerts are called; the metric if left out. */
  alert?: string | null
  /** What its alerts are marked with, beside the labels of the samples. */
  labels?: Record<string, string>
  /** What is said with its alerts. */
  annotations?: Record<string, string>
}

/** A metric was measured. */
export interface AlertSample {
  /** The metric's name. */
  metric: string
  /** When. */
  at: Date
  /** The value, finite, in the metric's own unit. */
  value: number
  /** What it was measured on: `service`, `instance`. Each set of labels is watched by itself. */
  labels?: Record<string, string>
}

/** Where an alert stands. */
export type AlertStanding = 'pending' | 'firing' | 'no_data' | 'flapping' | 'resolved'

/** An alert that Alertmanager posts. */
export interface AlertmanagerAlert {
  /** Whether it is over. */
  resolved: boolean
  /** Its labels. */
  labels: Record<string, string>
  /** Its annotations. */
  annotations: Record<string, string>
  /** Since when it fires. */
  startsAt: Date
  /** When it ended; missing while it goes on. */
  endsAt: Date | null
  /** Where it comes from. */
  generatorUrl: string
  /** What tells its labels from others. */
  fingerprint: string
}

/** What Alertmanager posts to a webhook. */
export interface AlertmanagerWebhook {
  /** Who receives it. */
  receiver: string
  /** Whether all of its alerts are over. */
  resolved: boolean
  /** What tells the group from others. */
  groupKey: string
  /** Alerts that were left out for length. */
  truncatedAlerts: number
  /** The labels by which its alerts are grouped. */
  groupLabels: Record<string, string>
  /** Labels that all alerts share. */
  commonLabels: Record<string, string>
  /** Annotations that all alerts share. */
  commonAnnotations: Record<string, string>
  /** Where the Alertmanager can be reached. */
  externalUrl: string
  /** The alerts. */
  alerts: AlertmanagerAlert[]
}

/**
 * What an `AlertManager` does: the written form, as YAML or JSON. What is left out is as in the
 * default: the mission's three classes of alerts.
 */
export interface AlertsDocument {
  /** Version of the document: 1. */
  version?: number
  /** The rules. */
  rules?: AlertRuleDocument[]
  /** The labels by which alerts are put into one notification; `alertname` and `severity` are the rule's. */
  groupBy?: string[]
  /** How long a new group waits for more alerts before it is told of. */
  groupWait?: string
  /** How long to wait after a notification before changes of its group are told. */
  groupInterval?: string
  /** After how long an alert that goes on is told again. */
  repeatInterval?: string
  /**
   * How long a set of labels of which no sample comes any more is held, beside the rule's own spans: then its alert is
   * over, and told so. A rule with `no data after` that has none left waits for its metric as at the beginning.
   * Metrics without labels are held for good.
   */
  forgetAfter?: string
  /**
   * How long the last sample counts where a rule has no `no data after`: until then it stands for what goes on, and a
   * `for` may end; afterwards the alert is over. In Prometheus that is 5 min. If left out, only samples change alerts.
   */
  staleAfter?: string | null
  /** Which alerts are not told while another one fires. */
  inhibit?: InhibitRule[]
  /** Which alerts are not told in a span of time. */
  silences?: Silence[]
  /** Most notifications in a length of time; none if left out. */
  rateLimit?: RateLimit | null
  /** What counts as flapping; nothing if left out. */
  flapping?: FlapRule | null
  /** By when somebody looks at an alert. */
  response?: AlertResponses
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

/** The kinds of `TaskBinding`. */
export type BindingKind = 'start' | 'work' | 'finish_to_start' | 'start_to_start' | 'finish_to_finish' | 'start_to_finish' | 'window' | 'inside' | 'contents' | 'order' | 'slip'

/** Where one bound of an objective stands. */
export interface BoundVerdict {
  /** Which one: its statistic or qualifier, "value" for the first without either, "peak" for that of the peak. */
  bound: string
  /** Where it stands. */
  status: ObjectiveState
  /** The value in the base unit of its threshold. */
  value: number | null
  /** The threshold and the numbers. */
  reason: Reason
}

/** What values can be. */
export type Bounds = 'auto' | 'none' | 'nonnegative' | 'percent'

/** A change of a breaker's state. */
export interface BreakerChange {
  /** The state before. */
  from: BreakerState
  /** The state now. */
  to: BreakerState
  /** When. */
  at: Date
  /** The rates that led to it. */
  reason: Reason
}

/** When a circuit breaker opens and closes. The defaults and the rules are those of resilience4j. */
export interface BreakerOptions {
  /** How many of the last calls are counted, 1 to 100,000, where `window_time` is left out. */
  windowCalls?: number
  /** The calls of how long a time are counted, by the second, 1 s to 1 h; instead of a number of calls. */
  windowTime?: string | null
  /** Fewest calls in the window from which rates are taken, 1 to 100,000; at most `window_calls` count. */
  minCalls?: number
  /** The share of failed calls from which on it opens, over 0, at most 1. */
  failureRate?: number
  /** A call is slow if it takes longer. */
  slowAfter?: string
  /** The share of slow calls from which on it opens, over 0, at most 1. */
  slowRate?: number
  /** How long it stays open. */
  openFor?: string
  /** How many calls it lets through to see whether all is well again, 1 to 100,000. */
  halfOpenCalls?: number
  /** How long it waits for these calls until it opens again; for ever if left out. */
  halfOpenFor?: string | null
}

/** Whether a call may be made. */
export interface BreakerPermission {
  /** What to give back with the call's outcome; missing where the call may not be made. */
  permit: number | null
  /** The state of the breaker. */
  state: BreakerState
  /** When calls may go through again, where that is known. */
  retryAt: Date | null
  /** A change of state that this brought. */
  change: BreakerChange | null
}

/** The state of a circuit breaker. */
export type BreakerState = 'closed' | 'open' | 'half_open' | 'disabled' | 'forced_open' | 'metrics_only'

/** Where a breaker stands. */
export interface BreakerStatus {
  /** The state. */
  state: BreakerState
  /** Since when; missing before the first call. */
  since: Date | null
  /** Calls in the window. */
  calls: number
  /** Failed ones among them. */
  failed: number
  /** Slow ones among them. */
  slow: number
  /** The share of failed calls; missing where there are too few. */
  failureRate: number | null
  /** The share of slow calls; missing where there are too few. */
  slowRate: number | null
  /** Calls that were not let through. */
  rejected: number
  /** Outcomes that came after their state had ended, and were not counted. */
  late: number
}

/** How an error budget stands. */
export interface BudgetStatus {
  /** The instant. */
  at: Date
  /** Events of the window. */
  events: number
  /** Bad ones among them. */
  bad: number
  /** The share of bad events, 0 to 1; missing without events. */
  errorRate: number | null
  /** Bad events that the window's events allow. */
  allowed: number
  /** The share of the budget that is spent: 1 is all of it, more is too much. */
  consumed: number
  /** The share that is left; negative where too much is spent. */
  remaining: number
  /** Each row of the alerts. */
  alerts: BurnAlert[]
  /** The loudest that fires: a page before a ticket. */
  action: BurnAction | null
  /**
   * When the budget will be spent at the rate of the first row's long window; missing where it is not being spent
   * faster than it lasts.
   */
  exhaustedAt: Date | null
  /** The objective and the numbers. */
  reason: Reason
}

/** What becomes of a call, and what the time brought to others. */
export interface BulkheadAnswer {
  /** What becomes of the call; missing where the question was of none. */
  place: BulkheadPlace | null
  /** Calls that waited and may run now, in the order of their coming. */
  entered: string[]
  /** Calls that waited too long and are out. */
  expired: string[]
  /** Calls that run. */
  running: number
  /** Calls that wait. */
  waiting: number
}

/** How many calls may run and wait. */
export interface BulkheadOptions {
  /** Most calls at once, 1 to 100,000. */
  concurrent?: number
  /** Most calls that wait, 0 to 100,000. */
  waiting?: number
  /** How long a call waits at most. */
  wait?: string
}

/** What becomes of a call. */
export type BulkheadPlace = 'entered' | 'waiting' | 'rejected'

/** What a burn-rate alert asks for. */
export type BurnAction = 'page' | 'ticket'

/** How fast one row sees the budget go. */
export interface BurnAlert {
  /** The row. */
  rule: BurnRule
  /** The burn rate above which it fires: 1 spends the budget in exactly the window of the objective. */
  threshold: number
  /** The burn rate over the long window; 0 without events. */
  longRate: number
  /** The burn rate over the short window. */
  shortRate: number
  /** Whether it fires now. */
  firing: boolean
  /** The numbers. */
  reason: Reason
}

/** One row of a table of burn-rate alerts: it fires while the budget is spent faster than `burn_rate` over both windows. */
export interface BurnRule {
  /** Page or ticket. */
  action: BurnAction
  /** The share of the whole budget, 0 to 1, that the long window has spent when the alert fires. */
  budget: number
  /** The long window. */
  long: string
  /** The short window, which ends the alert soon after the errors end. */
  short: string
}

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

/** One access of a trace. */
export interface CacheAccess {
  /** When, in seconds from any start; never before the access before it. */
  seconds: number
  /** Of which value. */
  key: string
  /** Whether it was written; otherwise it was read. */
  write?: boolean
}

/** What was found on one cache. */
export interface CacheFinding {
  /** The cache. */
  name: string
  /** How many reads it is judged by. */
  reads: number
  /** The share of reads that found a value, 0 to 1; none without reads. */
  hitRatio: number | null
  /** The lower end of its Wilson interval. */
  low: number | null
  /** The upper end. */
  high: number | null
  /**
   * The share of values read again while they are kept: measured, or `1 - exp(-x)` with `x = hits / misses`, the reads
   * that come at random while a value is kept.
   */
  accessFrequency: number | null
  /** Writes over reads and writes; none without either. */
  writeShare: number | null
  /**
   * What each read saves, in milliseconds: the hit ratio times `fetch_ms`, less `lookup_ms`; negative where the cache
   * costs more than it saves.
   */
  savedMs: number | null
  /** What all reads save for each megabyte of memory, in milliseconds. */
  savedMsPerMegabyte: number | null
  /** How it is set. */
  settings: CacheSettings
  /** How it should be set; the same where nothing is advised. */
  advised: CacheSettings
  /**
   * The time to live at which the hit ratio asked for would be reached, in seconds, if values were dropped for their age
   * alone and reads came at random.
   */
  neededTtlSeconds: number | null
}

/**
 * How reads and writes come, where there is no trace: at random (Poisson), of keys whose popularity falls with their rank
 * (Zipf).
 */
export interface CacheLoad {
  /** How many different values there are, 1 to 10 million. */
  keys?: number
  /** How unevenly they are accessed: the `n`-th as often as `n` to the power of minus this, 0 (all alike) to 10. */
  skew?: number
  /** Accesses of all values per second, over 0, at most 1e9. */
  accessesPerSecond?: number
  /** The share of them that are writes, 0 up to but not including 1. */
  writeShare?: number
  /** How many accesses are played, at most 10 million. */
  accesses?: number
  /** How many accesses are played before that, to fill the cache; a third as many if left out. */
  warmUp?: number | null
}

/** When caches are advised on. */
export interface CacheOptions {
  /** The hit ratio that a cache should reach, over 0 and under 1: 0.80 in the support framework. */
  hitRatio?: number
  /** The access frequency over which values are kept longer, 0 to 1: 0.5 there. */
  accessFrequency?: number
  /** By how much they are kept longer, over 1: 1.5 there. */
  ttlFactor?: number
  /** The share of writes over which a cache is written through, 0 to 1: 0.3 there. */
  writeShare?: number
  /** The share of misses caused by want of room over which more room is advised, 0 to 1. */
  evictionShare?: number
  /** How sure the intervals are, over 0.5 and under 1. */
  confidence?: number
  /** Fewest reads of a cache for it to be judged; at least 1. */
  leastReads?: number
}

/** What was found on all caches. */
export interface CacheReport {
  /** Each cache, as given. */
  caches: CacheFinding[]
  /** What to do: most urgent first, then in the order of the caches. */
  advice: TuningAdvice[]
  /** What could not be judged, and why, as sentences for people. */
  notes: string[]
}

/** How a cache is set. */
export interface CacheSettings {
  /** How long a value is kept, in seconds. */
  ttlSeconds: number
  /** How it is filled. */
  strategy: CacheStrategy
  /** How many values it holds at most, where that is known. */
  capacity?: number | null
}

/** What a cache would have done. */
export interface CacheSimulation {
  /** Reads. */
  reads: number
  /** Writes. */
  writes: number
  /** Reads that found a value. */
  hits: number
  /** Reads that did not, the first of a value. */
  coldMisses: number
  /** Reads of values that had become too old. */
  expiredMisses: number
  /** Reads of values dropped for want of room. */
  evictedMisses: number
  /** Reads of values dropped as they were written. */
  writtenMisses: number
  /** The share of reads that found a value; none without reads. */
  hitRatio: number | null
  /** How often a value was loaded from where it comes from: misses, and values refreshed ahead. */
  loads: number
  /** The most values held at a time. */
  mostHeld: number
  /** The hit ratio by the formula of `expected_hit_ratio`; none for a trace, or where there is no formula. */
  expectedHitRatio: number | null
}

/** What `simulate_cache` plays. */
export interface CacheSimulationOptions {
  /** How long a value is kept, in seconds; for ever if left out. */
  ttlSeconds?: number | null
  /** How many values the cache holds, the least recently used going first; all if left out. */
  capacity?: number | null
  /** How it is filled. */
  strategy?: CacheStrategy
  /** Which accesses are played, where there is no trace. */
  load?: CacheLoad
  /** The accesses themselves; all count from the first on. */
  trace?: CacheAccess[]
  /** Which chance: the same seed plays the same accesses, whatever the settings. */
  seed?: number
}

/** What a cache did in a period of time. */
export interface CacheStatistics {
  /** Its name. */
  name?: string
  /** How it is set; left out, as `default_cache` says of its name. */
  settings?: CacheSettings | null
  /** Reads that found a value. */
  hits?: number
  /** Reads that did not. */
  misses?: number
  /** Writes of values that may be in the cache. */
  writes?: number
  /** Values dropped for want of room; 0 where there is none. */
  evictions?: number
  /**
   * The share of values that are read again while they are kept, 0 to 1, where it was measured; left out, it is inferred
   * from the hit ratio.
   */
  accessFrequency?: number | null
  /** How old a value may be that is served, in seconds: no longer time to live is advised. */
  mostSeconds?: number | null
  /** What it takes to look a value up in the cache, in milliseconds. */
  lookupMs?: number | null
  /** What it takes to get it from where it comes from, in milliseconds. */
  fetchMs?: number | null
  /** The memory it uses, in bytes. */
  bytes?: number | null
}

/** How a cache is filled. */
export type CacheStrategy = 'write_through' | 'lazy_loading' | 'refresh_ahead' | 'cache_aside'

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

/** How a call ended, and how long it took. */
export interface CallOutcome {
  /** How. */
  result: CallResult
  /** How long, in seconds, 0 or more. */
  seconds?: number
}

/** How a call ended. */
export type CallResult = 'success' | 'failure' | 'ignored'

/** How the canary's values lie to the baseline's. */
export interface CanaryComparison {
  /** The conclusion. */
  verdict: CompareVerdict
  /**
   * Hodges and Lehmann's estimate of the shift: the median of all differences, canary less baseline. In the metric's
   * unit, as are the bounds. 0 where a side has no values.
   */
  shift: number
  /** The lower end of the interval for the shift. */
  lower: number
  /** The upper end of the interval for the shift. */
  upper: number
  /**
   * How sure the interval really is: more than asked for where the test is exact, less where so few values cannot
   * give it. 0 without values.
   */
  confidence: number
  /** Mann and Whitney's U, R's W: pairs in which the canary's value is the larger, ties counted as a half. */
  statistic: number
  /** The chance of a U so far from its middle, were there no change. 1 where all values are equal. */
  pValue: number
  /** The chance of so large a U, were there no change. */
  pGreater: number
  /** The chance of so small a U, were there no change. */
  pLess: number
  /** Whether the chances are exact; else they are those of the normal approximation. */
  exact: boolean
  /**
   * The share of pairs in which the canary's value is the larger, ties counted as a half, 0 to 1: a half is no
   * effect.
   */
  superiority: number
  /**
   * Cliff's delta, -1 to 1: the same on another scale. By convention .147 is a small effect, .33 a medium, .474 a
   * large one (Romano et al. 2006).
   */
  effect: number
  /** Values of the baseline that are there. */
  baselineValues: number
  /** Values of the canary that are there. */
  canaryValues: number
  /** Values of both that are missing. */
  missing: number
  /** The median of the baseline. 0 without values. */
  baselineMedian: number
  /** The median of the canary. 0 without values. */
  canaryMedian: number
  /** The numbers behind the verdict. */
  reason: Reason
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

/** One task of a chain in which each decides when the next one comes. */
export interface ChainStep {
  /** The id of the section or item. */
  id: string
  /** Its title. */
  title: string
  /** Its earliest start. */
  start: Date
  /** Its earliest finish. */
  finish: Date
  /** What it waits for: why it is in the chain where it is. */
  binding: TaskBinding
}

/** What was done. */
export type ChangeKind = 'added' | 'removed' | 'renamed' | 'moved' | 'reordered' | 'ticked' | 'unticked' | 'box' | 'text' | 'blocking' | 'owner' | 'estimate' | 'dependencies' | 'window' | 'due' | 'evidence' | 'risk' | 'launch' | 'requirements' | 'tick' | 'content'

/** What a change is of. */
export type ChangeSubject = 'plan' | 'section' | 'item' | 'gate' | 'field' | 'sign_off' | 'criterion' | 'risk' | 'schedule' | 'timeline' | 'table'

/** A row that both sides have, with other fields. */
export interface ChangedRow {
  /** Its key: fields between commas, cut behind 31 bytes. */
  key: string
  /** The columns whose fields differ. A difference is overlooked with a chance of 2^-16 for each field. */
  columns: string[]
  /** How many rows of this key have these differences. */
  copies: number
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
   * The share of wrong answers among those given as known, above 0 and at most 1. On training texts held out, a higher
   * share is ruled out in nine of ten cases (the bound of Clopper and Pearson); answers that are less sure are given
   * with `known` false. It takes some 45 texts to rule out 5 %, and hundreds where the answers are not that good.
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
  /**
   * Texts that are remembered for what is learned later: of the training at most 1,024, with the
   * corrections at most 2,048.
   */
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

/** One column on both sides. */
export interface ColumnDifference {
  /** Its name. */
  name: string
  /** Whether both sides hold the same fields in the same rows, by their checksums. */
  equal: boolean
  /** The column in the source. */
  source: ColumnSummary
  /** The column in the target. */
  target: ColumnSummary
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

/** A row of `pg_stats`. */
export interface ColumnRow {
  /** The schema of its table. */
  schemaname?: string
  /** Its table. */
  tablename?: string
  /** Its name. */
  attname?: string
  /** How many different values it has; negative for a share of the rows. */
  nDistinct?: number | null
  /** The share of its values that are null. */
  nullFrac?: number | null
}

/** One column of a table. */
export interface ColumnSummary {
  /** Its name. */
  name: string
  /** NULLs. */
  nulls: number
  /** Finite numbers, and texts that are plain decimals, such as "-1234.50". */
  numbers: number
  /** Their sum, exact until it is rounded once to a float; twice where a column holds fractions as floats and as text. */
  sum: number
  /**
   * Their sum in full, "-1234.5": missing without numbers, where one of them is a float with a fraction, and beyond
   * 53 places.
   */
  exactSum: string | null
  /** The checksum over its fields with the keys of their rows, 16 hex digits. */
  checksum: string
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

/** Which change of a metric is for the worse. */
export type CompareDirection = 'increase' | 'decrease' | 'either'

/** What `compare` looks for. Everything has a default. */
export interface CompareOptions {
  /** How sure the interval is, 0.5 to 0.9999. */
  confidence?: number
  /** Which change is for the worse. */
  worse?: CompareDirection
  /**
   * The part of the estimated shift that the interval must lie beyond, from 0 up to but not including 1. 0 asks that
   * the interval leave out zero.
   */
  tolerance?: number
  /** A change that matters to nobody, as a share of the baseline's median, 0 or more: 0.05 lets 5 % pass. */
  margin?: number
  /** Fewest values on each side; with fewer the answer is inconclusive. */
  minValues?: number
  /** The largest share of missing values (NaN) on a side, 0 to 1; with more the answer is inconclusive. */
  maxMissing?: number
}

/** What `compare` concludes. */
export type CompareVerdict = 'pass' | 'fail' | 'inconclusive'

/** How a value is compared with a threshold. */
export type Comparison = '>' | '>=' | '<' | '<='

/** The kinds of `ScheduleConflict`. */
export type ConflictKind = 'window' | 'due' | 'launch' | 'unknown'

/** What the samples of a criterion hold. */
export type CriterionKind = 'share' | 'value' | 'event'

/** How a value is compared with the threshold. */
export type CriterionSign = 'below' | 'at_most' | 'above' | 'at_least'

/** How a criterion stands. */
export interface CriterionStanding {
  /** Its text. */
  text: string
  /** Whether it is met; none where nobody has said so, or too long ago. */
  met: boolean | null
  /** The value measured, where there is one. */
  value: number | null
  /** When it was measured or confirmed. */
  measuredAt: Date | null
  /** Whether a waiver takes its place. */
  waived: boolean
}

/** Where one criterion stands. */
export type CriterionState = 'healthy' | 'watching' | 'no_data' | 'suspect' | 'breached'

/** One criterion and the statistic behind its state. */
export interface CriterionVerdict {
  /** Its name. */
  name: string
  /** Its metric. */
  metric: string
  /** Where it stands. */
  state: CriterionState
  /** Trials: requests of a share, samples of a value. */
  trials: number
  /** Bad ones among them; for an event how often it came. */
  bad: number
  /** The share of bad ones, 0 to 1; 0 without trials. */
  share: number
  /** The share that is accepted, 0 to 1; of an event the count that is. */
  accepted: number
  /**
   * The chance to have seen so much against the limit at any time of the watch, were the release within it, 0 to 1.
   * It stays valid however often one looks.
   */
  pValue: number
  /** The same against the baseline, were the release no worse; missing where there is none. */
  baselinePValue: number | null
  /**
   * Of a share: the release's share of bad requests over the baseline's, where both are known and the latter is not
   * 0.
   */
  baselineRatio: number | null
  /** The chance from which on a test counts as a breach: this criterion's part of the false alarms. 0 for an event. */
  alpha: number
  /** The numbers in words. */
  reason: Reason
}

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

/** A runbook for the hours of a go-live or a migration. */
export interface Cutover {
  /** Version of the document: 1. */
  version: number
  /** What moves. */
  title?: string
  /** Hour 0. */
  start: Date
  /** The steps; each follows the one before it unless it says otherwise. */
  steps: CutoverStep[]
  /** The id of the step whose beginning is the point of no return. */
  pointOfNoReturn?: string | null
  /** How long after Hour 0 the service must be up again, moved or rolled back. */
  backBy?: string | null
  /**
   * How long after a failure there is to decide what to do, without months: until then the advice is to decide. It is to
   * go back at once if left out.
   */
  decideWithin?: string | null
  /** The ways back. The last one that holds is taken: see `RollbackBranch::from`. */
  rollbacks?: RollbackBranch[]
}

/** What to do now. */
export type CutoverAdvice = 'wait' | 'proceed' | 'decide' | 'roll_back' | 'fix_forward' | 'done'

/**
 * What really happened in a cutover: `type` is started, finished, failed, skipped, checked or rolled_back.
 *
 * Events may come in any order: they are sorted by their instants, those of one instant stay as they are.
 */
export type CutoverEvent =
  | ({ type: 'started' } & StepStarted)
  | ({ type: 'finished' } & StepFinished)
  | ({ type: 'failed' } & StepFailed)
  | ({ type: 'skipped' } & StepSkipped)
  | ({ type: 'checked' } & StepChecked)
  | ({ type: 'rolled_back' } & RollbackBegun)

/** How far a cutover is. */
export type CutoverPhase = 'not_started' | 'running' | 'finished' | 'rolling_back' | 'rolled_back'

/** How a cutover stands at one instant. */
export interface CutoverStatus {
  /** What moves. */
  title: string
  /** The instant that was asked about. */
  at: Date
  /** Whole hours since Hour 0, negative before it. */
  hour: number
  /** How far it is. */
  phase: CutoverPhase
  /** What to do now. */
  advice: CutoverAdvice
  /** Why. */
  reasons: Reason[]
  /** The steps, in the order of the runbook. */
  steps: StepStatus[]
  /** The ids of the steps that run now, or whose checks are awaited; while going back, those of the rollback. */
  running: string[]
  /** The ids of the steps that could begin now. */
  ready: string[]
  /** The ids of the steps that should have begun or be done by now and have not or are not. */
  late: string[]
  /** When it was to be over. */
  plannedFinish: Date
  /**
   * When it will be over, as it looks now: what is done stands, what runs takes as long as planned but not less than
   * until now, what has failed is done again from now on, and the rest follows.
   */
  projectedFinish: Date
  /** How many seconds after the planned finish that is; negative if before. */
  slipSeconds: number
  /** When the service must be up again. */
  backBy: Date | null
  /** The point of no return. */
  noReturn: NoReturn | null
  /** The way back that holds now, or is taken. */
  rollback: RollbackOutlook | null
}

/** A step of a runbook. */
export interface CutoverStep {
  /** The name to call it by, unique over all steps, those of rollbacks included. */
  id: string
  /** What people call it; the id if left out. */
  title?: string | null
  /** Who does it. */
  owner?: string | null
  /** How long it takes, without months. */
  duration: string
  /** How long after Hour 0 (for a rollback: after its decision) it begins at the earliest. */
  notBefore?: string | null
  /** Ids of the steps that must be done before; the step before it if left out, none for the first. */
  after?: string[] | null
  /** What is done in it, for people. */
  tasks?: string[]
  /** Validation gates: the step is done when all of these have passed. */
  checks?: string[]
}

/** How far a step is. */
export type CutoverStepState = 'waiting' | 'ready' | 'running' | 'checking' | 'done' | 'skipped' | 'failed'

/**
 * What PostgreSQL knows of a database: rows of its statistics views, with their own column names.
 *
 * Columns that this library does not use are skipped, and those that a version of PostgreSQL does not have may be missing.
 * `statistics_sql` gives the one query that collects all of it as one JSON text.
 */
export interface DatabaseStatistics {
  /** When the rows were read. */
  collectedAt?: Date | null
  /**
   * Since when scans are counted: `stats_reset` of `pg_stat_database`. Where that is null, as they were never reset, the
   * day the database was made. Without it no index is called unused.
   */
  statsReset?: Date | null
  /** Rows of `pg_stat_statements`. */
  statements?: StatementRow[]
  /** Rows of `pg_stat_user_indexes`, better with columns of `pg_index`. */
  indexes?: IndexRow[]
  /** Rows of `pg_stat_user_tables`. */
  tables?: TableRow[]
  /** Rows of `pg_stats`: how many different values columns have. Without them PostgreSQL's own guesses are taken. */
  columns?: ColumnRow[]
}

/** A day of the week. */
export type DayOfWeek = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Work that failed for good. */
export interface DeadLetter {
  /** Its name, by which it is known when it comes again. */
  id: string
  /** What it holds, at most 1 MiB; a reference where it is larger. */
  payload?: string
  /** The kind of error, a word of the host. */
  kind: string
  /** The error in words, at most 4 kB. */
  error?: string
  /** When it failed. */
  at: Date
}

/** A dead letter in its queue. */
export interface DeadLetterEntry {
  /** Its name. */
  id: string
  /** What it holds. */
  payload: string
  /** The kind of its last error. */
  kind: string
  /** Its last error in words. */
  error: string
  /** Where it stands. */
  state: DeadLetterState
  /** Tries that failed since it came or was released: replays, and those of a host that tries by itself. */
  replays: number
  /** How often it failed in all. */
  failures: number
  /** When it failed first. */
  first: Date
  /** When it failed last. */
  last: Date
  /** From when on it may be replayed. */
  due: Date
}

/** How many dead letters are kept, and when they are poison. */
export interface DeadLetterOptions {
  /** Most letters, 1 to 100,000. */
  letters?: number
  /** Most bytes of all payloads together, 1 to 256 MiB. */
  bytes?: number
  /** What happens where it is full. */
  full?: FullQueue
  /**
   * After so many tries that failed once more a letter is poison and is not replayed again, 1 to 1,000. A replay
   * is such a try, and so is one of a host that takes its work up again by itself and puts the letter in anew.
   */
  poisonAfter?: number
  /** The wait before a letter is tried once more, twice as long after each try. */
  wait?: string
}

/** What became of a letter. */
export interface DeadLetterPut {
  /** Whether it is in the queue. */
  kept: boolean
  /** Where it stands there. */
  state: DeadLetterState | null
  /** Letters that went to make room. */
  dropped: string[]
}

/** Where a dead letter stands. */
export type DeadLetterState = 'waiting' | 'replaying' | 'poisoned'

/** What is in the queue. */
export interface DeadLetterSummary {
  /** Letters. */
  letters: number
  /** Bytes of their payloads. */
  bytes: number
  /** Letters that wait for a replay. */
  waiting: number
  /** Letters given out for a replay. */
  replaying: number
  /** Letters that wait for somebody. */
  poisoned: number
  /** Letters by the kind of their last error. */
  kinds: Record<string, number>
  /** Letters that were refused. */
  refused: number
  /** Letters that went to make room. */
  dropped: number
}

/**
 * A time in which values are not as usual: a tax season, a launch, a holiday.
 *
 * What lies within is kept out of what is learned of usual days. An event without `multiplier` and `floor` that is not
 * over takes its multiplier, or, where usually there is nothing, its floor, from its own values so far and then from the
 * last past ones of its name, until as many steps as the longest season found, or as the event itself if it is shorter,
 * were measured. Each counts by its steps of these, so that neither the first hours of an event nor a past one of a single
 * step decide alone. How far those of the name differ widens the intervals until the event is over.
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

/** What a task waits for: "after: dns +30 min". */
export interface Dependency {
  /** Id of an item or section of the plan; the words of the text where none of that name is there. */
  on: string
  /** Which end waits for which. */
  kind: DependencyKind
  /** How long after it, at least. */
  lag: string
  /** How long before it already. At most one of lag and lead is not zero. */
  lead: string
}

/** Which end of a task waits for which end of the one it depends on. */
export type DependencyKind = 'finish_to_start' | 'start_to_start' | 'finish_to_finish' | 'start_to_finish'

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
  /**
   * The issue type, if somebody or a classifier named one: its causes weigh 20 times more. One that the knowledge does
   * not have changes nothing.
   */
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
  /** How likely it is one of the causes that are not named, as they are too unlikely or behind the tenth, from 0 to 1. */
  others: number
  /**
   * How likely it is a cause that the knowledge does not hold, from 0 to 1. The confidences, `others` and this add up
   * to 1.
   */
  unknown: number
  /** The issue type that was given, if the knowledge has it: of one that it does not have nothing follows. */
  issueType: string | null
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
export type DiagnosticCode = 'empty_plan' | 'repaired_text' | 'paragraph' | 'code_block' | 'table' | 'html' | 'image' | 'quote' | 'heading' | 'unread' | 'box' | 'empty_item' | 'open_below_done' | 'duplicate_title' | 'duplicate_field' | 'window' | 'reversed_window' | 'window_outside' | 'duration' | 'risk_level' | 'launch_date' | 'time_zone' | 'attribute' | 'unknown_attribute' | 'reference' | 'ambiguous_reference' | 'cycle' | 'duplicate_id' | 'sign_off'

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

/** What kind of thing a quantity measures. Only quantities of one kind can be compared. */
export type Dimension = 'number' | 'share' | 'time' | 'bytes' | 'money' | 'rating' | 'count'

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

/** By when something must be done: one of the two is there. */
export interface Due {
  /** An instant. A date in the text means the end of that day in the zone of the plan. */
  at?: Date | null
  /** A window relative to the go-live: by its end. */
  window?: Window | null
}

/** When a length of time that runs out exactly at closing time is over. */
export type DueAtClosing = 'closing' | 'next_opening'

/** A kind of thing that falls due. */
export type DueKind = 'first_response' | 'next_response' | 'update' | 'resolution' | 'escalation' | 'warning'

/** An error budget as documents write it. */
export interface ErrorBudgetOptions {
  /** Version of the document: 1. */
  version?: number
  /** The share of events that must be good, above 0 and below 1: "99.9%", 0.999. */
  objective: number
  /** The length of time over which it must hold: days or weeks, of an exact length. */
  window?: string
  /** How finely counts are kept; all windows are rounded to it. */
  resolution?: string
  /** The alerts; those of the SRE workbook if left out. */
  alerts?: BurnRule[]
  /** Fewest events in a long window for an alert to fire: with few, one bad event would be a high rate. */
  minimumEvents?: number
}

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

/** Which length of a `TaskEstimate` counts. */
export type EstimatePoint = 'likely' | 'mean' | 'low' | 'high'

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
  /** Whether the multiplier or the floor was learned from events of this name in the history. */
  learned: boolean
  /**
   * How unsure a learned multiplier is until the event is over: the standard deviation of its logarithm, from how events
   * of this name differ, without those that were measured for less than half as long as others or as it takes to learn
   * from one alone. After a single one it is half of the logarithm itself. 0 for one that was told or is over.
   */
  uncertainty: number
}

/** A link in the text of an item: where the evidence is. */
export interface EvidenceLink {
  /** Its words; may be empty. */
  title: string
  /** Where it leads. */
  url: string
}

/** For which ticked boxes evidence is asked for. */
export type EvidenceScope = 'none' | 'blocking' | 'all'

/** When a resource is full, if nobody empties it. */
export interface Exhaustion {
  /** The growth of one step, emptyings left out: the mean since it last changed. */
  rate: number
  /** The step from which on it has grown at this rate: the history's first, or where growth last changed. */
  since: number
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
  /** How sure the early and late instants are, in percent from 1 to 99.99: so much of outcomes lies between them. */
  level?: number
  /** The IANA zone on whose calendar steps of days and months are counted; UTC if left out. */
  zone?: string | null
}

/** What a change should bring. */
export interface ExpectedEffect {
  /** What changes; the name ends in its unit where it has one. */
  metric: string
  /** Its value now, where it is known. */
  now: number | null
  /** Its value afterwards, where it can be foretold. */
  expected: number | null
  /** By how much it gets better, as a share of its value now: 0.5 halves a time that should be low. */
  improvement: number | null
  /** How that was computed, or why it could not be. */
  formula: string
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

/** What a plan is written by: its windows, or its schedule. */
export interface ExportOptions {
  /**
   * When work begins: bars run from the earliest start to the earliest finish of the schedule, and critical items are
   * marked. If left out they fill their windows.
   */
  start?: Date | null
  /** How to schedule. */
  schedule?: ScheduleOptions
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

/** The ways to an answer, best first: the service, its replica, the cache, a fixed answer. */
export interface FallbackChain {
  /** The ways, best first, 1 to 100. */
  steps?: string[]
  /** Kinds of errors that no other way would mend, such as a request that is wrong in itself. */
  giveUpOn?: string[]
}

/** One way that failed. */
export interface FallbackFailure {
  /** Which way. */
  step: string
  /** The kind of error, or why it was left out. */
  kind: string
}

/** Where one request stands in its chain. */
export type FallbackState = 'trying' | 'answered' | 'exhausted' | 'given_up'

/** Where one request stands. */
export interface FallbackStatus {
  /** Whether it goes on. */
  state: FallbackState
  /** The way to try, or the one that answered. */
  current: string | null
  /** Whether that is another way than the best. */
  degraded: boolean
  /** The ways that failed, in their order. */
  failures: FallbackFailure[]
  /** In words. */
  reason: Reason
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

/** Samples that were finished between two instants. */
export interface FinishBin {
  /** From this instant on. */
  start: Date
  /** Before this one; in the last bin also at it. */
  end: Date
  /** How many. */
  count: number
}

/**
 * When an alert changes too often to be told each time. It is told as flapping once; when it has been quiet, as what it is
 * then.
 */
export interface FlapRule {
  /** So many changes between firing and not, 2 to 1,000. */
  changes: number
  /** In such a length of time. */
  within: string
  /** How long there must be no change for it to be over. */
  quiet: string
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
  /**
   * The seasons found, the shortest first, or the periods given. A season found is named by its shortest divisor that
   * explains as much: by an F-test at 95 percent it leaves no more than chance would, and it has nine tenths of the
   * season's strength.
   */
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
  /**
   * Changes of level that stayed, each at a value that was observed, with values of a season or more observed on both
   * sides (of a history without a season, 3 values or a hundredth of it). Values after it differ from those whole
   * seasons before it by at least half of the change: a weekend is no change of level where a week is known.
   */
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
  periods?: number[] | string | null
  /** The intervals to give, in percent, each from 1 to 99.99, none twice: 95, not 0.95. */
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

/** A step that loses too many, with a text ready to be filed. */
export interface FrictionPoint {
  /** The journey. */
  journey: string
  /** The step. */
  step: string
  /** How many users it lost: the points are ranked by it. */
  lost: number
  /** The share of the journey's users that is. */
  shareOfJourney: number
  /** What to do, why, what it should bring and how to verify it. */
  advice: TuningAdvice
  /** The same as a text for a tracker. */
  ticket: TuningTicket
}

/** What happens to a letter that comes into a full queue. */
export type FullQueue = 'refuse' | 'drop_oldest'

/** What a local time means that clocks were put forward over. */
export type Gap = 'offset_before' | 'offset_after' | 'reject'

/**
 * Where the launch is decided: a section such as "Launch Readiness Sign-Off" or "Go/No-Go", or one made by the program.
 *
 * `decide` says whether it is passed.
 */
export interface Gate {
  /** The id of its section, or the name to call it by. */
  id: string
  /** The title of its section, or what people call it. */
  title?: string
  /** Who must approve, by role, in the order of the text. */
  required?: RoleQuorum[]
  /** What must hold. */
  criteria?: GateCriterion[]
  /** Whether every box that blocks the go-live (see the module) must be ticked. */
  allBlocking?: boolean
  /** Ids of items and sections whose boxes, and all below them, must be ticked. */
  items?: string[]
  /** Ids of items that need evidence: a link in the plan, or one in the record. */
  evidence?: string[]
  /** By when it is to be decided: from that instant on it is too late. */
  deadline?: Due | null
  /** Its line, from 1; 0 if it was not read from a text. */
  line?: number
}

/** A condition under which a gate is open. */
export interface GateCondition {
  /** The condition, or the reason of the waiver. */
  text: string
  /** What was waived: the id of an item or the text of a criterion; none for the condition of an approval. */
  waived: string | null
  /** Who made the condition or allowed the waiver. */
  by: string | null
  /** Until when it must be met; at this instant the approval or the waiver ends. */
  until: Date | null
}

/** What must hold for a gate to open. */
export interface GateCriterion {
  /** Its words, by which it is measured. Case and blanks do not count. */
  text: string
  /**
   * Whether the text says that it holds: "✅", a ticked box; `false` for "❌", an open box; none for
   * "[PENDING]" and where it says nothing.
   */
  met?: boolean | null
  /** The id of the item that says so; may be empty. */
  item?: string
  /** The largest value that passes. Without any bound somebody must say whether it is met. */
  atMost?: number | null
  /** The smallest value that passes. */
  atLeast?: number | null
  /** The value that all that pass are below. */
  below?: number | null
  /** The value that all that pass are above. */
  above?: number | null
  /** The unit of the value, for people. */
  unit?: string | null
  /** How long a measurement counts, without months; for ever if left out. */
  validFor?: string | null
}

/** What is decided at a gate at one instant, and why. */
export interface GateDecision {
  /** The id of the gate. */
  gate: string
  /** Its title. */
  title: string
  /** The instant that was asked about. */
  at: Date
  /** The decision. */
  outcome: GateOutcome
  /** Why: first what decided, then what else was looked at. */
  reasons: Reason[]
  /**
   * What is still missing, in the order items, evidence, criteria, sign-offs; and the go-live, where the deadline counts
   * from it and it is not known.
   */
  missing: GateMissing[]
  /** On which conditions it is open, and what was waived. */
  conditions: GateCondition[]
  /** The first instant at which a condition must be met, where one is set. */
  until: Date | null
  /** By when it must be passed. */
  deadline: Date | null
  /**
   * The next instant at which the decision may change by itself: an approval, a waiver or a measurement lapses, or
   * the deadline is there.
   */
  nextChange: Date | null
  /** How each role stands, in the order of the gate. */
  quorums: QuorumStanding[]
  /** How each criterion stands, in the order of the gate. */
  criteria: CriterionStanding[]
  /** Events of the record that name what is not there, or come from somebody who may not sign. */
  ignored: IgnoredGateEvent[]
}

/** Something that happened: `type` is ticked, signed, evidence, waived or measured. */
export type GateEvent =
  | ({ type: 'ticked' } & RecordedTick)
  | ({ type: 'signed' } & RecordedVote)
  | ({ type: 'evidence' } & RecordedEvidence)
  | ({ type: 'waived' } & RecordedWaiver)
  | ({ type: 'measured' } & RecordedMeasurement)

/** Something that a gate still waits for. */
export interface GateMissing {
  /** What kind of thing. */
  kind: GateMissingKind
  /** The id of the item, the text of the criterion, or the name that has not signed; the role where anybody may; "launch". */
  subject: string
  /** The title of the item, the role of the name, or what is wrong with the criterion. */
  detail: string
  /** Who is responsible, where the plan says so. */
  owner: string | null
  /** Where it stands in the text of the plan. */
  position: Position | null
}

/** What a gate may still wait for. */
export type GateMissingKind = 'item' | 'evidence' | 'criterion' | 'sign_off' | 'launch'

/** What is decided at a gate. */
export type GateOutcome = 'go' | 'conditional_go' | 'no_go' | 'pending'

/**
 * What happened around the gates of a plan, in the order of time; it only grows.
 *
 * No event lies before the one ahead of it, so that what is appended later never changes a decision about an earlier
 * instant. Of events at one instant, the one that stands later holds.
 */
export interface GateRecord {
  /** Version of the document: 1. */
  version: number
  events: GateEvent[]
}

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

/** Something to do, and why. */
export interface HealAction {
  /** What. */
  kind: HealActionKind
  /** The number of the remedy's run, for `done` and `confirm`; missing for an escalation before any. */
  run: number | null
  /** The check. */
  check: string
  /** The instance. */
  instance: string
  /** What the failure means. */
  diagnosis: string
  /** The remedy: to do, to confirm, or, of a healed instance, the one that helped. */
  remedy: string | null
  /** What to do for it. */
  steps: string[]
  /** Whether it loses anything. */
  destructive: boolean
  /** Until when it must be done or confirmed. */
  until: Date | null
  /** How urgent an escalation is. */
  priority: Priority
  /** Who is to be told by an escalation. */
  escalateTo: string
  /** Why. */
  reason: Reason
}

/** What a host is to do. */
export type HealActionKind = 'remedy' | 'confirm' | 'escalate' | 'healed'

/** A remedy that has ended. */
export interface HealRecord {
  /** The number of its run. */
  run: number
  /** The check. */
  check: string
  /** The instance. */
  instance: string
  /** The remedy. */
  remedy: string
  /** When it was begun, or asked for. */
  started: Date
  /** When it ended. */
  ended: Date
  /** How. */
  outcome: RemedyOutcome
  /** Who agreed or refused, if somebody was asked. */
  by: string | null
}

/** One check and what mends its failure. */
export interface HealthCheck {
  /** Its name. */
  name: string
  /** What a failure means. */
  diagnosis: string
  /** Where reports hold a number: it fails above this one. */
  above?: number | null
  /** How many reports in a row must fail, 1 to 1,000. */
  failures?: number
  /** What mends it, the mildest first, at most 50. Without any it is escalated at once. */
  remedies?: Remedy[]
  /** How urgent it is when nothing helps. */
  priority?: Priority
  /** Who is told when nothing helps. */
  escalateTo?: string
}

/** What a check found on an instance. */
export interface HealthReport {
  /** The check, as the playbook names it. */
  check: string
  /** The instance that was checked. */
  instance: string
  /** When. */
  at: Date
  /** Whether it is well. For checks without `above`. */
  healthy?: boolean | null
  /** The number found. For checks with `above`. */
  value?: number | null
  /** How many instances there are, at most 100,000; if it was never said, those reported within the last hour. */
  fleet?: number | null
}

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

/** An event that was passed over. */
export interface IgnoredGateEvent {
  /** Its index in the record, from 0. */
  index: number
  /** Why. */
  why: string
}

/** What an e-mail address says about the tickets that come to it, where nothing tells their issue type. */
export interface Inbox {
  /** The department. */
  department: string
  /** Least tier. */
  tier: number
  /**
   * Least priority, whatever the issue type; none if left out. With one, the department is told
   * of tickets that go elsewhere.
   */
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

/** A ticket to be routed; everything may be left out, or null. */
export interface IncomingTicket {
  /** Its id. */
  id?: string | null
  /** What it says. */
  text?: string
  /**
   * The issue type that the client or an agent named: it beats the text if the table knows it, but for the safeguards,
   * which see what the text says in any case. One that the table does not know counts for rules alone.
   */
  issueType?: string | null
  /** What a classifier says; then none is asked. */
  classification?: TicketGuess | null
  /** How it came in. */
  channel?: TicketChannel | null
  /** The address it was sent to, or several, as mails write them: `Desk <desk@example.org>, jo@example.org`. */
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

/** When indexes are advised, and when they are advised against. */
export interface IndexOptions {
  /** From which mean time on a query is slow, in milliseconds, 0 or more: 100 in the support framework. */
  slowMs?: number
  /** From which mean time on it should be written in another way as well: 1000 there. */
  rewriteMs?: number
  /** How many of the slow queries are read, those first that take the most time in all; 1 to 10,000. */
  mostQueries?: number
  /** The share of a query's cost that an index must save, 0 up to but not including 1: 0.3 there. */
  leastGain?: number
  /** Fewest rows of a table for which an index is worth while. */
  leastRows?: number
  /** Most columns of an advised index, 1 to 32. */
  mostColumns?: number
  /** An index with fewer scans than this counts as unused: 10 there. */
  unusedScans?: number
  /** For how long scans must have been counted before an index is called unused. */
  unusedAfter?: string
  /** From how many dead rows on a table is looked at: 1000 there. */
  deadRows?: number
  /** The share of its rows that may be dead, 0 to 1: 0.2, at which PostgreSQL's own vacuum should come. */
  deadShare?: number
  /** Whether indexes are built and dropped without locking the table, which takes longer and not in a transaction. */
  concurrently?: boolean
}

/** What a database lacks, and what it does not need. */
export interface IndexReport {
  /** Slow queries, those first that take the most time in all. */
  slowQueries: SlowQuery[]
  /**
   * What to do: indexes to create, those first that save the most time; then queries to rewrite, indexes to drop, tables
   * to vacuum and to analyze.
   */
  advice: TuningAdvice[]
  /** What was not judged, and why, as sentences for people. */
  notes: string[]
}

/** A row of `pg_stat_user_indexes`, and of `pg_index` where they are joined. */
export interface IndexRow {
  /** The schema of its table. */
  schemaname?: string
  /** Its table (`tablename` in `pg_indexes`). */
  relname?: string
  /** Its name (`indexname` in `pg_indexes`). */
  indexrelname?: string
  /** How often it was scanned. */
  idxScan?: number | null
  /**
   * Its definition: `pg_get_indexdef(indexrelid)`, or `indexdef` of `pg_indexes`. Without it, it is not known what the
   * index is good for.
   */
  indexdef?: string | null
  /** Whether its keys are unique (`pg_index`). */
  indisunique?: boolean | null
  /** Whether it is of the primary key (`pg_index`). */
  indisprimary?: boolean | null
  /** Whether it is of an exclusion constraint (`pg_index`). */
  indisexclusion?: boolean | null
  /** Whether it may be used (`pg_index`): an index that failed to build is not valid. */
  indisvalid?: boolean | null
  /** Whether replication tells rows apart by it (`pg_index`). */
  indisreplident?: boolean | null
  /** Whether it is a part of an index of a partitioned table (`pg_class`): it cannot be dropped alone. */
  relispartition?: boolean | null
  /** Its size: `pg_relation_size(indexrelid)`. */
  indexBytes?: number | null
}

/**
 * While an alert with all labels of `source` fires, those with all labels of `target` are not told, if both have the same
 * values of the labels `equal`. Alerts that are source and target both do not mute each other, nor themselves.
 */
export interface InhibitRule {
  /** Labels of the alert that mutes. */
  source?: Record<string, string>
  /** What its labels must be, too: texts such as `code=~"5.."`, at most 16. */
  sourceMatching?: string[]
  /** Labels of the alerts that are muted. */
  target?: Record<string, string>
  /** What their labels must be, too. */
  targetMatching?: string[]
  /** Labels that both must have with the same value; one that both lack counts as the same. */
  equal?: string[]
}

/** An issue with a task list. */
export interface IssueChecklist {
  /** The title, of at most 250 characters. */
  title: string
  /** The body: Markdown of GitHub's kind, of at most 60,000 characters. */
  body: string
  /** The id of the section that it is of. */
  section: string
  /** Boxes in it that are ticked. */
  done: number
  /** Boxes in it that are not. */
  open: number
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
  /** What an attribute says of that: "blocking: yes", "non-blocking". */
  statedBlocking: boolean | null
  /** Index in `Section::items` of the item that it stands below. */
  parent: number | null
  /** Who does it. */
  owner: string | null
  /** How long it takes. */
  estimate: TaskEstimate | null
  /** What it waits for, in the order of the text. */
  after: Dependency[]
  /**
   * When it is to happen, relative to the go-live: an attribute, or at the start of its text ("Hour 0-1: ...").
   * Without one, that of the item or section around it holds.
   */
  window: Window | null
  /** When it is to happen, in instants. */
  period: Period | null
  /** By when it must be done. */
  due: Due | null
  /** The links of its text and of its attributes. */
  evidence: EvidenceLink[]
  /** When it was ticked: "(done 2026-11-20 by Ana)". A date is the start of that day in the zone of the plan. */
  tickedAt: Date | null
  /** Who ticked it. */
  tickedBy: string | null
  /** The lines of fields below it, such as "Owner: Ana", that were read into the above or are not known. */
  fields: Field[]
  /** Line of its bullet, from 1. */
  line: number
  /** Column of its bullet in characters, from 1. */
  column: number
  /** Last line of its text, items below it not counted. */
  endLine: number
}

/** Other attributes for an item, as the text would say them. What is left out stays; an empty text or list takes away. */
export interface ItemEdit {
  /** Who does it. */
  owner?: string | null
  /** "4 h", "2-8 h" or "2-4-8 h". */
  estimate?: string | null
  /** What it waits for: "dns +30 min", "starts with: dns". */
  after?: string[] | null
  /** "Day -3 to -1", or "2026-11-20 to 2026-11-22". */
  window?: string | null
  /** "Day -1", or "2026-11-20". */
  due?: string | null
  /** Where the evidence is: an address, or "report (address)". Links in the words stay. */
  evidence?: string[] | null
  /** "yes" or "no"; its windows tell otherwise. */
  blocking?: string | null
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

/** How waits scatter. */
export type Jitter = 'full' | 'equal' | 'none'

/** A way through the product, counted step by step. */
export interface Journey {
  /** Its name, such as `document_upload_to_analysis`. */
  name: string
  /** Its steps in order; the last counts those who finished. At least two. */
  steps: JourneyCount[]
}

/** How many users came to one step. */
export interface JourneyCount {
  /** Its name. */
  name: string
  /** How many users came to it, at most those of the step before. */
  users: number
  /** What most of those who left it met, where that is known: an error, a wait, a question. */
  issue?: string | null
  /** What may help, where that is known. */
  suggestion?: string | null
}

/** What was found on one journey. */
export interface JourneyFinding {
  /** The journey. */
  name: string
  /** How many users began it. */
  users: number
  /** The share of them who finished, 0 to 1; none where nobody began. */
  completion: number | null
  /** The lower end of its Wilson interval. */
  low: number | null
  /** The upper end. */
  high: number | null
  /** How it stands against the completion asked for. */
  state: JourneyState
  /** Its steps but the last, in order. */
  steps: JourneyStepFinding[]
  /** Why it stands so. */
  reason: Reason
}

/** When a journey is advised on. */
export interface JourneyOptions {
  /** The share of users who should finish, over 0, at most 1: 0.95 in the support framework. */
  completion?: number
  /** The share of users whom a step may lose, 0 to 1: 0.10 in the support framework. */
  dropOff?: number
  /** How sure the intervals are, over 0.5 and under 1. */
  confidence?: number
  /** Fewest users of a journey or step for it to be judged; at least 1. */
  leastUsers?: number
}

/** Where users get lost. */
export interface JourneyReport {
  /** Each journey, as given. */
  journeys: JourneyFinding[]
  /** The steps that lose too many on journeys that too few finish, most users lost first. */
  frictionPoints: FrictionPoint[]
}

/** How a journey or step stands against its threshold. */
export type JourneyState = 'good' | 'likely_good' | 'likely_bad' | 'bad' | 'too_few'

/** What was found on one step. */
export interface JourneyStepFinding {
  /** The step. */
  name: string
  /** How many users came to it. */
  users: number
  /** How many of them did not come to the next. */
  lost: number
  /** The share of them, 0 to 1; none where nobody came. */
  dropOff: number | null
  /** The lower end of its Wilson interval. */
  low: number | null
  /** The upper end. */
  high: number | null
  /** How it stands against the share it may lose. */
  state: JourneyState
}

/** What a release is judged by: the written form of a `ReleaseJudge`, as YAML or JSON. */
export interface JudgeDocument {
  /** Version of the document: 1. */
  version?: number
  /** How long a release is watched after the deployment, at most 30 days. */
  watch?: string
  /** How long a suspicion may last, and data be missing, until somebody must decide. */
  decideWithin?: string
  /**
   * How long after its last sample a criterion counts as without data: more than the time between two samples. It
   * takes no step of traffic and no promotion from then on.
   */
  staleAfter?: string
  /**
   * The chance that a release within its limits and no worse than its baseline is rolled back in the whole watch,
   * over all criteria and however often one looks: over 0, at most 0.5. Lists of criteria share it by their weights.
   */
  falseAlarm?: number
  /** The chance that a criterion is found healthy which is `detect` times over its limit: over 0, at most 0.5. */
  missed?: number
  /** How the traffic moves to the release. */
  traffic?: TrafficPlan
  /** What is watched, at most 100. */
  criteria?: ReleaseCriterion[]
  /** How long the ways back may take, at most 100. */
  recovery?: RecoveryObjective[]
}

/** A row that one side alone has. */
export interface KeyedRow {
  /** Its key: fields between commas, cut behind 31 bytes. */
  key: string
  /** How many copies more than the other side has. */
  copies: number
}

/** A label and how many texts had it. */
export interface LabelCount {
  /** The label. */
  label: string
  /** Texts. */
  texts: number
}

/**
 * One label and what it must be, as Prometheus and Alertmanager write it: `code=~"5.."`.
 *
 * A label that is missing counts as an empty text. Regular expressions are those of RE2, hold for the whole text, and
 * take time that grows with it alone; `\d`, `\w`, `\s` and `\b` know ASCII. What RE2 and this crate read differently
 * (one class inside of another, `--`, `&&` or `~~` in one) and `(?i)` are refused.
 */
export interface LabelMatcher {
  /** The label's name. */
  name: string
  /** How it is compared. */
  operator: MatchOperator
  /** What it is compared with. */
  value: string
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
  /** The median of what was observed before, over up to five seasons. */
  before: number
  /** The median of what was observed from then on, over up to five seasons. */
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
  /**
   * The IANA zone of the local times, in which days and weeks repeat; UTC if left out, as for work that no clock of
   * people drives: a load that keeps to UTC surprises a forecast in another zone on the night when clocks change.
   */
  zone?: string | null
  /** Times to stay out of. */
  avoid?: AvoidedTime[]
  /**
   * What is known to happen, past and to come: it is kept out of what is usual, foretold, and stayed out of unless it is
   * told to lower the load.
   */
  events?: DeclaredEvent[]
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

/** How to write Markdown. */
export interface MarkdownOptions {
  /** Write the id of every item and section behind its words, so that it stays when the words change: `{#load-test}`. */
  ids?: boolean
  /** Write the go-live below the title, also where the program set it and the text names none. */
  launch?: boolean
  /** Write the text anew, from what the plan holds: paragraphs, code and the author's own way to write are not kept. */
  anew?: boolean
}

/** How a label is compared. */
export type MatchOperator = '=' | '!=' | '=~' | '!~'

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

/** What became of one metric. */
export interface MetricVerdict {
  /** The metric. */
  metric: string
  /** Whether the change worked for it. */
  verdict: TuningVerdict
  /** Its value before: the mean, the share, or the median of the single values. */
  before: number | null
  /** The same after. */
  after: number | null
  /** By how much it got better, as a share of its value before; negative where it got worse. */
  improvement: number | null
  /** The lower end of the interval of `improvement`. */
  low: number | null
  /** The upper end. */
  high: number | null
  /** The two-sided p-value, corrected for the number of metrics (Holm 1979). */
  pValue: number | null
  /** Which test, on which numbers. */
  reason: Reason
}

/** What a missing value counts as. */
export type MissingData = 'fails' | 'ignored'

/** How many tickets were opened in a month. */
export interface MonthlyVolume {
  /** The month, such as `2026-03`, in the zone of the report. */
  month: string
  /** How many. */
  tickets: number
  /**
   * Whether the tickets tell of all of it: it was over when they were looked at, and they did not begin within it. The
   * trend is that of such months.
   */
  whole: boolean
}

/** A section or item that moves. */
export interface MovedTask {
  /** Its id. */
  id: string
  /** Its title. */
  title: string
  /** Its earliest start before. */
  startBefore: Date
  /** Its earliest start then. */
  startAfter: Date
  /** Its earliest finish before. */
  finishBefore: Date
  /** Its earliest finish then. */
  finishAfter: Date
}

/** Scores of the last season repeated, within the same bounds and on the same wall clock as the forecasts. */
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

/** The point of no return. */
export interface NoReturn {
  /** The id of the step whose beginning it is. */
  step: string
  /** When it was to be reached. */
  plannedAt: Date
  /** When it will be reached as it looks now, or was. */
  projectedAt: Date
  /** Whether it has been. */
  passed: boolean
}

/** One alert of a notification. */
export interface NotifiedAlert {
  /** What it is called. */
  name: string
  /** How loud. */
  severity: Severity
  /** Where it stands. */
  standing: AlertStanding
  /** Whether it was told before, and stands as then. */
  repeated: boolean
  /** Its labels: those of the sample and of the rule, `alertname` and `severity`. */
  labels: Record<string, string>
  /** What its rule says with it. */
  annotations: Record<string, string>
  /** The last value; missing before the first sample. */
  value: number | null
  /** Since when its condition has held, or there has been no sample. */
  since: Date
  /** When it ended; missing while it goes on. */
  ended: Date | null
  /** The same 16 hexadecimal digits for the same labels, always: those of Alertmanager. */
  fingerprint: string
  /** The rule and the numbers. */
  reason: Reason
}

/**
 * What healthy means for one metric, as a line of a plan says it.
 *
 * | line | read as |
 * |---|---|
 * | `Response Time: <2 seconds (Target: <1.5s)` | below 2 s, on target below 1.5 s |
 * | `Uptime: 99.9% (Target: 99.95%)` | at least 99.9 %, as the target lies above |
 * | `Throughput: 1000+ requests/second (Peak: 5000+ req/sec)` | at least 1000 each second, 5000 at the peak |
 * | `Feature Adoption Rate: >60% within 30 days` | above 60 %, window 30 days |
 * | `CPU Utilization: <70% average, <90% peak` | two bounds, each with its statistic |
 * | `Manual Work Reduction: 60-80%` | at least 60 %, on target from 80 % on |
 * | `Data Breach Incidents: 0` | at most 0 |
 * | `Active Users: Real-time tracking` | tracked: nothing to meet |
 *
 * Where the text states no comparison, the target decides which way is better; without one, times and zeros are most
 * that is allowed, and so is what names an error, failure, cost, churn or the like; everything else is the least. Of a
 * range the far end is the target (of a time: the near end). The conclusion stands in `bounds`, with `stated` false.
 *
 * A number without a unit is in the base unit of the threshold: shares for percentages, seconds, bytes, and for rates the
 * unit that is written.
 */
export interface Objective {
  /** Its name as written: "Response Time". */
  name: string
  /** The metric it is about: the name in lower case with underscores, unless a document names another. */
  metric: string
  /** The line it was read from, without list marks. */
  text: string
  /**
   * What must hold; empty where the line only says that the metric is watched. The first is the one that a single
   * value is held against.
   */
  bounds: ObjectiveBound[]
  /** What is aimed for. */
  target: ObjectiveBound | null
  /** What must be borne at the peak. */
  peak: ObjectiveBound | null
  /** What the line says instead of a threshold: "Real-time tracking", "24/7". */
  tracking: string | null
  /** How often it is looked at, where the line says that instead of a threshold: "Weekly analysis". */
  cadence: string | null
  /** Its weight in a scorecard: 0 or more, 1 unless a document says otherwise. */
  weight: number
  /** Whether a scorecard fails where it is missed. */
  key: boolean
}

/** One bound of an objective: "<70% average", ">60% within 30 days". */
export interface ObjectiveBound {
  /** How a value must stand to the threshold. */
  comparison: Comparison
  /** Whether the text says so; otherwise the comparison was concluded from target, unit and name. */
  stated: boolean
  /** The threshold. */
  threshold: Quantity
  /** Of the samples, the statistic that is meant. */
  statistic: string | null
  /** The length of time over which it is measured: "within 30 days", "quarterly". */
  window: string | null
  /** What else the text says: "critical", "of pool", "per document". */
  qualifier: string | null
}

/** An objective as documents write it: its line, and what a line cannot say. */
export interface ObjectiveDocument {
  /** Version of the document: 1. */
  version?: number
  /** The line: "Uptime: 99.9% (Target: 99.95%)". */
  line: string
  /** The metric it is about; the name in lower case with underscores if left out. */
  metric?: string | null
  /** Its weight in a scorecard, 0 to a billion. */
  weight?: number
  /** Whether a scorecard fails where it is missed. */
  key?: boolean
}

/** Where an objective stands. */
export type ObjectiveState = 'on_target' | 'met' | 'missed' | 'no_data' | 'tracked'

/** What a value did since the last period. */
export interface ObjectiveTrend {
  /** Which way it went. */
  direction: TrendDirection
  /** The value of the last period, in the base unit of the threshold. */
  before: number
  /** The change as a share of the last value: 0.1 is a tenth more. Missing where that was zero. */
  change: number | null
  /** The numbers. */
  reason: Reason
}

/** Where an objective stands, and why. */
export interface ObjectiveVerdict {
  /** The objective's name. */
  objective: string
  /** Its metric. */
  metric: string
  /** Where it stands: the worst of its bounds. */
  status: ObjectiveState
  /** The value that decided, in the base unit of the threshold. */
  value: number | null
  /**
   * How far the deciding value lies on the good side of its threshold, as a share of the threshold; negative on the
   * bad side. Missing without a value and for a threshold of zero.
   */
  margin: number | null
  /** What decided, with the numbers. */
  reason: Reason
  /** Each bound that was looked at. */
  bounds: BoundVerdict[]
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

/** A box that is open, or lacks something. */
export interface OpenItem {
  /** The id of the item. */
  id: string
  /** Its title. */
  title: string
  /** The id of the section it stands in. */
  section: string
  /** Its line in the text, from 1. */
  line: number
  /** When it is due: by its own date, else by the end of its own window, else by that of what stands around it. */
  due: Date | null
  /** Who does it, where the plan says so. */
  owner: string | null
}

/** Hours in which somebody is there, as two instants. */
export interface OpenSpan {
  /** The opening. */
  open: Date
  /** The closing, which does not belong to it. */
  close: Date
}

/** How far somebody's work is. */
export interface OwnerReadiness {
  /** Who. */
  owner: string
  /** Boxes that are ticked. */
  done: number
  /** Boxes that are not. */
  open: number
  /** How many of the open ones block. */
  blocking: number
  /** How many of the open ones are overdue. */
  overdue: number
  /** The weight of the boxes that are ticked as a share of that of all, 0 to 1. */
  score: number | null
}

/** What one rule found. */
export interface PerformanceFinding {
  /** The rule. */
  rule: string
  /** Its metric. */
  metric: string
  /** The value of the metric. */
  value: number | null
  /** The threshold. */
  threshold: number
  /** How it stands. */
  state: PerformanceState
}

/** What the rules found. */
export interface PerformanceReport {
  /** Each rule, in the order of its document. */
  findings: PerformanceFinding[]
  /** What to do, most urgent first, then by how far the metric is past its threshold. */
  advice: TuningAdvice[]
  /** Metrics that no rule speaks of. */
  unknown: string[]
}

/** One threshold and what is done past it. */
export interface PerformanceRule {
  /** Its name, not blank. */
  name: string
  /** The metric, not blank; its name ends in its unit where it has one. */
  metric: string
  /** Above this something is done. Either this or `below`. */
  above?: number | null
  /** Below this something is done. */
  below?: number | null
  /**
   * Whether values are shares: 20 or more, such as 95 for 95 %, is then an error. So it is of the default's `error_rate`,
   * `cpu_usage`, `memory_usage`, `cache_hit_ratio` and `origin_load`.
   */
  share?: boolean
  /** What is done, not blank. */
  action: string
  /** How urgent it is. */
  priority?: Priority
  /** How to see whether it worked; by measuring the metric again if left out. */
  verify?: string | null
}

/**
 * What to do about which metric: a document that users extend.
 *
 * The default holds the rules of the support framework: response time over 2 seconds, error rate over 0.1 %, processor
 * over 70 %, memory over 80 %, cache hit ratio under 85 %, origin load over 60 %, any slow query, a query over one second,
 * queries over 100 ms on average, a release slower by 5 %. A document adds to them; a rule of the same name takes the
 * place of theirs.
 */
export interface PerformanceRules {
  /** Version of the document: 1. */
  version: number
  /** Whether the rules of the default hold as well, but for those whose names are given anew. */
  withDefault?: boolean
  /** The rules; each name once. */
  rules?: PerformanceRule[]
}

/** How a metric stands. */
export type PerformanceState = 'good' | 'past' | 'no_data'

/** An absolute stretch of time, half-open: "2026-11-20 to 2026-11-22", "2026-11-20 22:00 to 2026-11-21 02:00". */
export interface Period {
  /** Its first instant. A date in the text is the start of that day in the zone of the plan. */
  start: Date
  /** Its end, which does not belong to it. A date in the text is the end of that day. */
  end: Date
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
  /** Where the launch is decided. */
  gates: Gate[]
  /** Who has signed at the gates, or is to sign. */
  signOffs: SignOff[]
  /** What is measured, in the order of the text. */
  criteria: PlanCriterion[]
  /** What may go wrong. */
  risks: PlanRisk[]
  /** Training, communication, reports and reviews. */
  schedules: Recurring[]
  /** Steps by the hour, or by the week. */
  timelines: PlanTimeline[]
  /** All tables as they stand, those of risks and sign-offs as well. */
  tables: PlanTable[]
  /**
   * What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
   * text: ticking boxes does not change them.
   */
  diagnostics: Diagnostic[]
  /** The Markdown that it was read from, so that `to_markdown` keeps it. */
  source: string | null
}

/** One change. */
export interface PlanChange {
  /** What was done. */
  kind: ChangeKind
  /** To what. */
  subject: ChangeSubject
  /** Its id in the new plan, or in the old one if it was removed; empty for the plan itself. */
  id: string
  /** Its id in the old plan, where that is another. */
  oldId: string | null
  /** Its title in the new plan, or in the old one if it was removed. */
  title: string
  /** How it was, in words; none for what was added. */
  before: string | null
  /** How it is, in words; none for what was removed. */
  after: string | null
}

/**
 * A measurable line: "Response Time: <2 seconds (Target: <1.5s)", or one that stands among such.
 *
 * The text is split, not judged: for verdicts give `text` to `objectives`.
 */
export interface PlanCriterion {
  /** The id of its section. */
  section: string
  /** The heading of its group within the section; may be empty. */
  group: string
  /** The whole line. */
  text: string
  /** What is measured: what stands before the colon or the comparison. */
  name: string
  /** The value as written, without what stands in brackets; empty where there is none. */
  value: string
  /** The target as written in brackets: "<1.5s" of "(Target: <1.5s)". */
  target: string | null
  /** How to compare, where the value says so. */
  sign: CriterionSign | null
  /** The first number of the value. */
  threshold: number | null
  /** What follows the number: "seconds", "% average"; may be empty. */
  unit: string
  /** The id of the item that says so. */
  item: string
  /** Its line, from 1. */
  line: number
}

/**
 * What changed from one plan to another.
 *
 * See `Plan::diff`.
 */
export interface PlanDiff {
  /**
   * The changes: those of the plan itself, then those of sections and items in the order of the new plan, then what
   * was removed of these, in the order of the old one; then those of fields, sign-offs in tables, risks, schedules,
   * timelines and tables. Lines, columns and diagnostics are not compared.
   */
  changes: PlanChange[]
  /** How many items both plans have. */
  kept: number
}

/** What may go wrong. */
export interface PlanRisk {
  /** What may happen. */
  title: string
  /** The heading it stands under. */
  category: string
  /** How likely, 0 to 1; words count as 0.1 (low), 0.3 (medium), 0.6 (high) and 0.9 (critical, very high). */
  probability: number | null
  /** How bad it would be. */
  impact: RiskLevel | null
  /** What is done about it; may be empty. */
  mitigation: string
  /** Who watches it. */
  owner: string | null
  /** Ids of the items and sections that it delays, or the words of the text where there are none. */
  delays: string[]
  /** By how much each of them. */
  delay: TaskEstimate | null
  /** The id of its section. */
  section: string
  /** The id of the item that says so; none for the row of a table. */
  item: string | null
  /** Its line, from 1. */
  line: number
}

/** Something that may happen and then delays sections and items, all of them in the same sample. */
export interface PlanRiskEvent {
  /** What may happen. */
  title: string
  /** How likely, 0 to 1. */
  probability: number
  /**
   * By how much the work of each item takes longer then, and by how much the finish of each section, or of an item
   * with others below it, comes later.
   */
  delay: TaskEstimate
  /** The ids of the sections and items. */
  tasks: string[]
}

/**
 * When a plan may be finished, and what decides it.
 *
 * Lengths are drawn to the millisecond. A quantile is that sample which so many are at most as large as.
 */
export interface PlanSimulation {
  /** How many samples were drawn. */
  samples: number
  /** The mean finish. */
  mean: Date
  /** The standard deviation of the finish in seconds, with samples as the divisor. */
  deviationSeconds: number
  /** Half of the samples were finished by then. */
  p50: Date
  /** Four in five. */
  p80: Date
  /** Nineteen in twenty. */
  p95: Date
  /** The share of samples finished by the deadline, if one was given. */
  onTime: number | null
  /**
   * The share of samples in which every box that blocks the launch was finished by the launch, if there are a launch
   * and such boxes. None, too, where not one of them has an estimate: that they take no time is no forecast.
   */
  launchOnTime: number | null
  /** How many samples were finished when: at most twenty bins of the same width, in order. */
  histogram: FinishBin[]
  /** One for each item that has an estimate or is critical in some sample, in the order of the text. */
  tasks: TaskCriticality[]
  /** Which items to shorten first, best first, with what it brings. */
  shortenFirst: ShortenGain[]
  /** What the risks did, in the order given, those of the plan first. */
  risks: RiskImpact[]
  /** What was not taken into account. */
  notes: Reason[]
}

/** How to simulate a plan. */
export interface PlanSimulationOptions {
  /** How many times, 1 to 10,000,000; 10,000 otherwise. */
  samples?: number
  /** Same seed, same samples. */
  seed?: number
  /** Threads, 1 to 1024; they change no bit. */
  jobs?: number
  /** By when all of the plan should be finished. */
  deadline?: Date | null
  /** What may happen besides the risks of the plan. */
  risks?: PlanRiskEvent[]
  /** Whether the risks of the plan are left out. */
  ignorePlanRisks?: boolean
  /** By which share of its length an item is tried shorter, above 0 and up to 1; 0.1 otherwise. */
  shorten?: number
  /** How many items are tried shorter, at most 100; 5 otherwise. Each costs another simulation. */
  tried?: number
  /** Calendars and the like; its `estimate` says how long items count that have no three points. */
  schedule?: ScheduleOptions
}

/** A table as it stands, with the markup taken away. */
export interface PlanTable {
  /** The id of its section; empty before the first heading. */
  section: string
  /** The cells of its head. */
  head: string[]
  /** The cells of its rows, as many each as the head has. */
  rows: string[][]
  /** Its first line, from 1. */
  line: number
  /** Its column, from 1. */
  column: number
  /** Its last line. */
  endLine: number
}

/** Steps one after the other, each with its window: "Hour 0-1: Setup". */
export interface PlanTimeline {
  /** What it is of. */
  title: string
  /** How long it takes as a whole, where the text says so. */
  duration: string | null
  /** The id of its section. */
  section: string
  /** Its steps in the order of the text. */
  steps: TimelineStep[]
  /** Its line, from 1. */
  line: number
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
  /**
   * How long before now the last value of a metric may lie; as long as the horizon if left out, a day at least. What
   * ended before that is refused: nothing is planned on the word of an exporter that is dead.
   */
  staleAfter?: string | null
}

/**
 * What is checked, what a failed check means, and what mends it: as YAML or JSON. A `Healer` follows
 * it.
 *
 * The default knows four checks: whether the database takes connections, whether the cache answers, whether the
 * application is healthy, and whether a disk is over 85 % full. What deletes anything waits for somebody to agree.
 */
export interface Playbook {
  /** Version of the document: 1. */
  version: number
  /** The checks, at most 1,000. */
  checks: HealthCheck[]
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

/** A group of Prometheus rules. */
export interface PrometheusGroup {
  /** Its name. */
  name: string
  /** How often Prometheus evaluates it; its own default if left out. Here, every sample is one evaluation. */
  interval?: string | null
  /** The rules. */
  rules: AlertRuleDocument[]
}

/**
 * A file of Prometheus alerting rules, as far as both sides can hold it.
 *
 * A rule is an expression `metric OP number` with `>`, `>=`, `<` or `<=`, the metric with label matchers (`=`, `!=`, `=~`,
 * `!~`) if need be, `for`, `keep_firing_for`, labels and annotations. The label `severity` becomes the rule's severity:
 * `critical`, `warning` (or none) and `info`. Everything else is an error that says where: functions, other operators,
 * recording rules, unknown fields. So is, on the way out, a rule with a resolve threshold or one that misses samples, as
 * Prometheus knows neither. The templates in labels and annotations stay what they are, with the variables and functions of
 * Prometheus; other braces are text, and are written so that Prometheus takes them as that.
 */
export interface PrometheusRules {
  /** The groups, in the order of the file. */
  groups: PrometheusGroup[]
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

/**
 * A number with its unit.
 *
 * | written | value | unit |
 * |---|---|---|
 * | `0.1%`, `10x`, `0.5 percent` | 0.001, 10, 0.005 | share |
 * | `1500 ms`, `2 hours` | 1.5, 7200 | seconds |
 * | `512 MB`, `4 GiB`, `100 Mbit/s` | 512e6, 4294967296, 12.5e6 | bytes, bytes each second |
 * | `$10,000`, `EUR 5`, `$1.5M` | 10000, 5, 1.5e6 | money of a currency |
 * | `4.5/5` | 4.5 | rating of 5 |
 * | `1000 requests/second`, `1000 TPS`, `20 tickets` | 1000, 1000, 20 | count, each second if so written |
 *
 * The value is in the base unit of its kind, and for rates in the time unit that is written. Decimal units are read from
 * the digits, so that `99.95%` is 0.9995 to the bit.
 */
export interface Quantity {
  /** The number, in the base unit of its kind: shares, seconds, bytes, and as written for the others. */
  value: number
  /** Its unit. */
  unit: Unit
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

/** How the votes of a role stand. */
export interface QuorumStanding {
  /** The role. */
  role: string
  /** How many must approve. */
  needed: number
  /** Whether as many have. */
  reached: boolean
  /** Who approved, conditions or not. */
  approved: string[]
  /** Who rejected. */
  rejected: string[]
  /** Who abstained. */
  abstained: string[]
  /** Whose approval has lapsed. */
  lapsed: string[]
  /** Who has not voted, of those named; not those whose approval has lapsed. */
  waiting: string[]
}

/** Most notifications in a length of time. What is over it is not lost: it is told, together, as soon as there is room. */
export interface RateLimit {
  /** Most notifications, 1 to 10,000. */
  most: number
  /** In any length of time of this kind. */
  within: string
  /** Whose notifications are always told at once, though they count. */
  exempt?: Severity[]
}

/**
 * The time unit of a rate. A month is the mean month of the Gregorian calendar, 30.436875 days, as in
 * `SpanRange`; a quarter is three of them, a year twelve.
 */
export type RateUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

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
  /**
   * The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes. See
   * `ReadinessOptions`.
   */
  score: number | null
  /** Open boxes that must be ticked before the go-live (see the module), in the order of the text. */
  blocking: OpenItem[]
  /**
   * Open boxes that were due by then, in the order of the text; none of those that depend on the launch while that is
   * not known.
   */
  overdue: OpenItem[]
  /** Ticked boxes without a link to evidence, where evidence is asked for. */
  withoutEvidence: OpenItem[]
  /** Boxes that were ticked too long ago: somebody should look again. */
  stale: StaleTick[]
  /** The ids of items that are ticked while a box below them is open. */
  contradictions: string[]
  /** One for each section of the plan, in the same order. */
  sections: SectionReadiness[]
  /**
   * One for each owner, in the order of the alphabet. Boxes belong to the owner of the item, of the nearest item above,
   * or of the nearest section around that has one.
   */
  owners: OwnerReadiness[]
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

/** What counts how much, and from when a tick is too old. */
export interface ReadinessOptions {
  /** The weight of a box that must be ticked before the go-live; 3 by default. */
  blockingWeight?: number
  /** The weight of any other box; 1 by default. */
  otherWeight?: number
  /**
   * Whether a box weighs as many times that as its estimate has hours, the mean of low, four times likely and high; one
   * without estimate weighs as one of an hour. No by default.
   */
  byEstimate?: boolean
  /** From what age a tick is stale, without months; 30 days by default. Ticks without a date are never stale. */
  staleAfter?: string
  /**
   * For which ticked boxes evidence is asked for: those that must be ticked before the go-live, all, or none (the
   * default).
   */
  evidence?: EvidenceScope
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

/** What a summary of a table keeps. */
export interface ReconcileOptions {
  /** The columns in the order of the rows, 1 to 256. */
  columns?: string[]
  /** The columns that tell rows apart. */
  key?: string[]
  /** The columns of decimal numbers: the texts "7.5" and "7.50", and the number 7.5, are one value there. */
  decimals?: string[]
  /** The columns that point to rows of other tables, at most 16. */
  references?: TableReference[]
  /**
   * How many differing rows can be found and named, 1 to 100,000; memory grows with it (a thousand rows of 8 columns
   * take half a megabyte), not with the rows.
   */
  differences?: number
  /**
   * How many keys are kept to look for duplicates and missing references, 1 to 1,000,000. Up to so many different
   * keys both are exact; beyond that they are those of a sample.
   */
  sample?: number
  /** Most rows or keys to list in an answer. */
  listed?: number
}

/** What `reconcile` concludes. */
export type ReconcileVerdict = 'matches' | 'differs'

/** How a target differs from its source. */
export interface Reconciliation {
  /** The conclusion. */
  verdict: ReconcileVerdict
  /** Rows of the source. */
  sourceRows: number
  /** Rows of the target. */
  targetRows: number
  /**
   * Whether all rows that differ were found. Otherwise there are more than the options allow for: those found are
   * right, and the columns below say where to look, or summarise again with more `differences` or by ranges of the
   * key.
   */
  complete: boolean
  /** Rows found that only the source has. */
  missingRows: number
  /** Rows found that only the target has. */
  extraRows: number
  /** Rows found whose fields differ. */
  changedRows: number
  /** Rows that only the source has, by key, as many as are to be listed. */
  missing: KeyedRow[]
  /** Rows that only the target has, by key, as many as are to be listed. */
  extra: KeyedRow[]
  /** Rows whose fields differ, by key, as many as are to be listed. */
  changed: ChangedRow[]
  /** Every column. */
  columns: ColumnDifference[]
  /** The source for itself. */
  source: TableReport
  /** The target for itself. */
  target: TableReport
  /** What differs, in words; empty where nothing does. */
  reasons: Reason[]
}

/** Evidence was attached to an item. */
export interface RecordedEvidence {
  /** When. */
  at: Date
  /** The id of the item. */
  item: string
  /** Where it is. */
  url: string
  /** What it is. */
  title?: string | null
  /** Who attached it. */
  by?: string | null
}

/** A criterion was measured or confirmed. The last one holds, before what the plan says. */
export interface RecordedMeasurement {
  /** When. */
  at: Date
  /** The text of the criterion; case and blanks do not count. */
  criterion: string
  /** The value, for a criterion with bounds: finite. */
  value?: number | null
  /** Whether it is met, for a criterion without bounds. One of the two must be there. */
  met?: boolean | null
  /** Who says so. */
  by?: string | null
}

/** A box was ticked or unticked. The last word on a box holds, before that of the plan. */
export interface RecordedTick {
  /** When. */
  at: Date
  /** The id of the item. */
  item: string
  /** Whether it is done now. */
  done: boolean
  /** Who did it. */
  by?: string | null
}

/** Somebody voted. The last vote of a name in a role holds, before that of the plan. */
export interface RecordedVote {
  /** When. */
  at: Date
  /** The id of the gate; left out, it counts for every gate that knows the role. */
  gate?: string | null
  /** In which role. */
  role: string
  /** Who or which team votes. */
  name: string
  /** The vote. */
  vote: Vote
  /** On which conditions it is approved. */
  conditions?: string[]
  /** Until when the conditions must be met, by an approval without any: at this instant the approval ends. */
  until?: Date | null
  /** The person who signed for the name. */
  by?: string | null
  /** Why, for people. */
  comment?: string | null
}

/** A requirement was waived: the gate may be passed without it, on the condition that it is made up for. */
export interface RecordedWaiver {
  /** When. */
  at: Date
  /** The id of the item, or the text of the criterion. */
  subject: string
  /** Why it may be. */
  reason: string
  /** Until when; at this instant it is asked for again. */
  until?: Date | null
  /** Who allowed it. */
  by?: string | null
}

/** Kinds of recovery with their usual objectives. */
export type RecoveryKind = 'emergency_failover' | 'schema_change' | 'point_in_time' | 'data_migration' | 'full_restore'

/** How long one way back may take. */
export interface RecoveryObjective {
  /** What is done. */
  name: string
  /** It is done in less than this time. */
  within: string
}

/** Where a way back stands. */
export type RecoveryState = 'running' | 'overdue' | 'met' | 'missed'

/** Where one way back stands against its recovery-time objective. */
export interface RecoveryStatus {
  /** The objective's name. */
  name: string
  /** Where it stands. */
  state: RecoveryState
  /** When it began. */
  started: Date
  /** When it must be done. */
  due: Date
  /** When it was done. */
  finished: Date | null
  /** How long it took, or has taken so far, in seconds. */
  elapsedSeconds: number
  /** What is left of its time, in seconds; less than 0 over it. */
  remainingSeconds: number
  /** The numbers. */
  reason: Reason
}

/** What happens again and again, or on a schedule beside the work: training, communication, reports, reviews. */
export interface Recurring {
  /** What kind of thing. */
  kind: RecurringKind
  /** What: the report, the lesson, the message. */
  title: string
  /** When, as written: "Weekly", "Week 1", "15 minutes"; may be empty. */
  when: string
  /** How often. */
  every: string | null
  /** How long after the event that it answers. */
  within: string | null
  /** When, relative to the go-live. */
  window: Window | null
  /** Who does it. */
  who: string | null
  /** For whom. */
  audience: string | null
  /** What it is about, line by line. */
  topics: string[]
  /** The id of its section. */
  section: string
  /** Its line, from 1. */
  line: number
}

/** What a `Recurring` is. */
export type RecurringKind = 'communication' | 'training' | 'reporting' | 'review'

/** What `redact_with` looks for beside what `redact` always does. */
export interface RedactOptions {
  /** Whether IP addresses go, too. They are personal data to some laws, and the very thing a support team needs. */
  ips?: boolean
}

/** A kind of secret or of personal data. */
export type RedactedKind = 'private_key' | 'api_key' | 'token' | 'password' | 'card' | 'iban' | 'account' | 'email' | 'social_security' | 'phone' | 'ip'

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

/** Whether the rows that a table points to are there. */
export interface ReferenceCheck {
  /** The reference's name. */
  name: string
  /** Whether no row points to one that is not there, as far as was looked. */
  intact: boolean
  /** Whether the keys are a sample only. */
  sampled: boolean
  /** Different keys that were looked up. */
  checkedKeys: number
  /** Keys among them that are not there. */
  orphanKeys: number
  /** Rows that point to them. */
  orphanRows: number
  /** Rows that point nowhere, as one of the columns is NULL. */
  nullRows: number
  /** Such keys with the number of rows that point to them, as many as are to be listed. */
  orphans: KeyedRow[]
  /** The numbers. */
  reason: Reason
}

/** What would be if some things were not done by an instant. */
export interface Rehearsal {
  /** The instant that was asked about. */
  at: Date
  /** How far the plan would be. */
  readiness: Readiness
  /** What would be decided at each gate of the plan, in its order. */
  gates: GateDecision[]
  /**
   * The ids of the items and sections that wait for what is not done, directly or by way of others, in the order of the
   * text.
   */
  waiting: string[]
  /**
   * What moves, from when to when, and the new finish beside the launch: what is not done is finished at the instant at
   * the earliest. None where neither `WhatIf::start` nor the plan says when work begins.
   */
  dates: RehearsedDates | null
}

/**
 * What moves if some sections and items are not done by an instant: they are finished then at the earliest, and what waits
 * for them comes later.
 */
export interface RehearsedDates {
  /** From when on the plan was scheduled. */
  start: Date
  /** The finish of the plan as it is written. */
  finishBefore: Date
  /** The finish of the plan then. */
  finishAfter: Date
  /** When the plan is to go live, where that is known. */
  launch: Date | null
  /** When the last box that blocks the launch is finished as the plan is written; none without a launch or such boxes. */
  readyBefore: Date | null
  /** When it is finished then: after `launch`, the launch does not hold. */
  readyAfter: Date | null
  /**
   * All sections and items of which the earliest start or finish moves, those not done included, in the order of the
   * text.
   */
  moved: MovedTask[]
  /** The conflicts that there are then and were not before. */
  conflicts: ScheduleConflict[]
  /** In words and numbers. */
  reason: Reason
}

/** One criterion for a rollback. */
export interface ReleaseCriterion {
  /** What people call it. */
  name: string
  /** The metric that samples name. */
  metric: string
  /** What samples hold. */
  kind: CriterionKind
  /**
   * What is still accepted. For a share: bad of all, over 0 and under 1 (0.005 is 0.5 %). For a value: the largest
   * one, in the metric's unit. For an event: how many are accepted, 0 if left out.
   */
  limit?: number | null
  /**
   * For a value: the share of samples that may lie beyond the limit, over 0 and under 1. A half asks that the median
   * stay within it, 0.05 the 95th percentile.
   */
  allowed?: number
  /** For a value: whether low values are the bad ones. */
  below?: boolean
  /** Whether the release is compared with its baseline as well, where samples hold one. Not for events. */
  baseline?: boolean
  /**
   * How much worse than its baseline a release may be, as a share of the baseline, 0 to 10: with 0.1 response times
   * of up to 220 ms are no worse than 200 ms, and 1.1 % of errors no worse than 1 %.
   */
  margin?: number
  /** What must not be missed: odds so many times those accepted, over 1, at most 100. */
  detect?: number
  /**
   * How much more the counts scatter than independent requests would, 1 to 1,000: failures that come in bursts of
   * ten are a tenth of the evidence. Values of one minute after another that resemble each other need it as well.
   */
  dispersion?: number
  /** Its part of the false alarms, over 0, at most 1,000. */
  weight?: number
  /** Whether a release may be promoted only with enough data on this criterion. Not for events. */
  required?: boolean
}

/** What to do with a release. */
export type ReleaseDecision = 'promote' | 'hold' | 'roll_back' | 'inconclusive'

/** What was measured of one criterion: counts for a share, a number for a value, nothing more for an event. */
export interface ReleaseSample {
  /** The metric, as the criterion names it. */
  metric: string
  /** When. */
  at: Date
  /** Bad requests of the release since the last sample. For a share. */
  bad?: number | null
  /** All requests of the release since the last sample. For a share. */
  total?: number | null
  /** The value of the release. For a value; NaN is no value. */
  value?: number | null
  /** Bad requests of the baseline in the same time. For a share. */
  baselineBad?: number | null
  /**
   * All requests of the baseline in the same time. For a share. Of a blue-green switch: those of the same minutes of
   * the day before, say.
   */
  baselineTotal?: number | null
  /** The value of the baseline at the same time. For a value; NaN is no value. */
  baselineValue?: number | null
  /** What happened, in words. For an event. */
  detail?: string | null
}

/** What to do now, and why. */
export interface ReleaseVerdict {
  /** What to do. */
  decision: ReleaseDecision
  /** Whether it is the last word: the watch is over, or the release goes back. */
  finished: boolean
  /** The instant of the verdict. */
  at: Date
  /** The share of the traffic that the release should get from now on, in percent. */
  traffic: number
  /** The step of the traffic, from 0. */
  step: number
  /** When the watch ends. */
  watchEnds: Date
  /** Until when somebody must decide, while there is a suspicion. */
  decideBy: Date | null
  /** Every criterion, in the order of the document. */
  criteria: CriterionVerdict[]
  /** What decided. */
  reason: Reason
}

/** One remedy and its guards. */
export interface Remedy {
  /** Its name, once in a check. */
  name: string
  /** What the host does, in its own words, at most 100. */
  steps?: string[]
  /** Whether it loses anything: it waits for somebody to agree, then. */
  destructive?: boolean
  /** It is not begun again on the same instance for so long. */
  cooldown?: string
  /**
   * The share of a check's instances on which a remedy may be under way at once, over 0, at most 1. Strictly: a half
   * of three instances is one, and of one it is none.
   */
  maxShare?: number
  /** How long the host may take for it, and somebody to agree to it; afterwards it has failed. */
  timeout?: string
  /** How long it takes to show its effect. */
  settle?: string
}

/** How a remedy ended. */
export type RemedyOutcome = 'helped' | 'did_not_help' | 'failed' | 'timed_out' | 'refused' | 'unanswered' | 'unneeded'

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

/** When a firing alert ends: "resolve < 0.5%". */
export interface ResolveCondition {
  /** How the value is compared. */
  comparison: Comparison
  /** What it is compared with, in the metric's unit. */
  threshold: number
  /** How the threshold is written, with its unit. */
  thresholdText: string
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

/** Whether to try again. */
export interface RetryAnswer {
  /** Whether to try again; otherwise the call has failed for good. */
  retry: boolean
  /** How long to wait before, in seconds. */
  delaySeconds: number
  /** When to try. */
  at: Date | null
  /** Why. */
  reason: Reason
}

/** How many tries a client may add to its calls. */
export interface RetryBudgetOptions {
  /** Tokens that each call brings, 0 to 10: 0.1 lets a tenth of the calls be tried again. */
  perCall?: number
  /** Tokens that each second brings, 0 to 1,000,000, so that clients with few calls can try again. */
  perSecond?: number
  /** Most tokens, 1 to 1,000,000; so many are there at first. */
  most?: number
}

/** A try that failed. */
export interface RetryFailure {
  /** Which try of the call it was, from 1. */
  attempt: number
  /** The kind of error, a word of the host: `timeout`, `503`. */
  kind: string
  /** When the first try began. */
  started: Date
  /** When this try failed. */
  at: Date
  /** How long the other side asks to wait at least, such as a `Retry-After` of HTTP. */
  retryAfter?: string | null
}

/**
 * Whether and when a call that failed is tried again.
 *
 * The wait before try n + 1 is `base` times `factor` to the n - 1, at most `longest`, and with full jitter a random
 * part of that from 0 on, which spreads the calls of many clients best (Brooker 2015, "Exponential backoff and
 * jitter"). Chance comes from the seed and the number of the call, so that the same call waits as long in each
 * language.
 */
export interface RetryPolicy {
  /** Version of the document: 1. */
  version?: number
  /** Tries in all, the first one counted, 1 to 1,000. */
  attempts?: number
  /** The wait before the second try. */
  base?: string
  /** By what each wait is longer than the one before, 1 to 10. */
  factor?: number
  /** The longest wait. */
  longest?: string
  /** How waits scatter. */
  jitter?: Jitter
  /** After this time from the first try on none begins any more; without it the tries alone are counted. */
  deadline?: string | null
  /** The kinds of errors that are tried again; all if there are none here. */
  retryOn?: string[]
  /** The kinds of errors that are never tried again. */
  giveUpOn?: string[]
  /** The seed of all chance. */
  seed?: number
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

/** What one risk did. */
export interface RiskImpact {
  /** What may happen. */
  title: string
  /** The share of samples in which it happened. */
  happened: number
  /**
   * How much later the mean finish of samples in which it happened is than that of the others, in seconds; none where
   * it always or never happened.
   */
  delaySeconds: number | null
}

/** How risky a launch or a phase is, least first. */
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical'

/** How many people of one role must approve. */
export interface RoleQuorum {
  /** The role: "Technical" for the section "Technical Validation". Case and blanks do not count. */
  role: string
  /** Who signs, in the order of the text; without names anybody may who signs in this role. */
  names?: string[]
  /**
   * How many of them must approve: all, unless a field "Quorum: 3 of 5" says otherwise. 0 means all, and one where there
   * are no names.
   */
  needed?: number
  /** Whether one rejection is enough to stop: yes, unless a field "Veto: no" says otherwise. */
  veto?: boolean
  /** How long an approval counts, without months; for ever if left out. */
  validFor?: string | null
}

/** Where an instant outside of the hours is moved. */
export type Roll = 'stay' | 'next_opening' | 'previous_closing' | 'previous_opening'

/** It was decided to go back. The first such decision holds. */
export interface RollbackBegun {
  /** When. */
  at: Date
  /** The id of the way back; the one that holds then if left out. */
  branch?: string | null
  /** Who decided. */
  by?: string | null
  /** Why. */
  reason?: string | null
}

/** A way back. */
export interface RollbackBranch {
  /** The name to call it by. */
  id: string
  /** What people call it; the id if left out. */
  title?: string | null
  /**
   * The id of the step from whose beginning on it holds; from Hour 0 on if left out. Of several that hold, the last
   * in the list is taken.
   */
  from?: string | null
  /** Its steps. */
  steps: CutoverStep[]
  /** What kind of recovery it is, which sets the objective where none is given. */
  recovery?: RecoveryKind | null
  /** The recovery-time objective: the longest from the decision until the service is back. */
  objective?: string | null
}

/** The way back. */
export interface RollbackOutlook {
  /** The id of the branch. */
  branch: string
  /** What people call it. */
  title: string
  /** Whether it can still be taken: the point of no return is not passed, or it is being taken. */
  possible: boolean
  /** When it was decided. */
  decidedAt: Date | null
  /** Its steps: as they are if it is being taken, else as they would be if it were decided now. */
  steps: StepStatus[]
  /** When the service is back. */
  backAt: Date
  /** Seconds from the decision until then. */
  takesSeconds: number
  /** The recovery-time objective in seconds. */
  objectiveSeconds: number | null
  /** Whether it takes no longer than that. */
  meetsObjective: boolean | null
  /**
   * The last instant to decide it, so that the service is back in time; none without a time to be back by, or once it
   * is decided.
   */
  decideBy: Date | null
}

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
  /**
   * Departments that should know of it, too: those of safeguards that hold while the ticket goes elsewhere, and of an
   * inbox with a least priority that it was sent to.
   */
  inform: string[]
  /** Every rule that counted, in order. */
  reasons: Reason[]
}

/**
 * When a `RouterRule` holds: everything that is given must; without anything it holds always. Texts are compared
 * without case.
 */
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
  /**
   * What an e-mail address says, by the address or the part before its `@`; the case of ASCII letters does not count. Of
   * several receivers the inbox with the highest priority counts, the first of equals.
   */
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
  /** Sets the department, unless a safeguard has the ticket; not blank. */
  department?: string | null
  /** Sets the queue; not blank. */
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
  /** What it does; at least one thing. */
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

/**
 * Words and issue types that raise a ticket, and never lower it: before the rules, and again where a rule lowered it.
 *
 * Every one that holds raises priority and tier. The department is that of the strictest (by priority, then by tier, then
 * by place); the other ones' are told: `RoutedTicket::inform`.
 */
export interface Safeguard {
  /** Its name, for reasons. */
  name: string
  /**
   * Words or phrases, one of which must be in the text; a `*` at the end stands for any end of the last word. They are
   * compared in NFKC and without case; in scripts without blanks they are found inside of sentences.
   */
  words?: string[]
  /** Phrases that take the danger from a word: one that they hold, or that follows them at once, does not count. */
  unless?: string[]
  /** Issue types that it holds for, whatever the text says. */
  issueTypes?: string[]
  /**
   * Least probability that a classifier gives these issue types together, above 0 and at most 1, at which it holds; 0.15
   * if left out. They must be more probable than the type that the client named, and not all labels equally probable. Of
   * what the classifier is sure, the ticket is as urgent as that type in the table.
   */
  suspicion?: number
  /** Least priority. */
  priorityAtLeast: Priority
  /** Least tier. */
  tierAtLeast: number
  /**
   * Where such a ticket goes: for its words, unless the client named a type that the table knows; on suspicion, if its
   * type is not known. Otherwise it is told.
   */
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
  /** Floors and ceilings at certain times, all within `minimum` and `maximum` and none against another. */
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

/** When each task of a plan begins and ends at the earliest and at the latest, and what decides it. */
export interface Schedule {
  /** Before this nothing begins. */
  start: Date
  /** When the last task ends at the earliest. */
  finish: Date
  /** All sections and items in the order of the text. */
  tasks: ScheduledTask[]
  /** The ids of tasks without slack, in the order of the text. */
  critical: string[]
  /**
   * What makes the finish what it is: from the first task to the last. They have no slack; only where calendars
   * differ, one may have some while another's hours are closed.
   */
  chain: ChainStep[]
  /** Where the plan cannot be kept as it is written, in the order of the text. */
  conflicts: ScheduleConflict[]
  /** What was not taken into account, such as windows where no launch is known. */
  notes: Reason[]
}

/** Something in the plan that cannot be kept. */
export interface ScheduleConflict {
  /** What kind of thing. */
  kind: ConflictKind
  /** The id of the section or item. */
  id: string
  /** By when it should be finished, for those with a time. */
  limit: Date | null
  /** When it is finished at the earliest, for those with a time. */
  finish: Date | null
  /** In words and numbers. */
  reason: Reason
}

/**
 * How to schedule.
 *
 * The calendar of an owner counts before that of the nearest section around, and that before the calendar of the plan.
 */
export interface ScheduleOptions {
  /** When work is done; around the clock if left out. */
  calendar?: CalendarDocument | null
  /** When it is done in single sections, by their ids, the sections below them included. */
  sections?: Record<string, CalendarDocument>
  /** When single owners work, by their names as the plan writes them. */
  owners?: Record<string, CalendarDocument>
  /**
   * How much work a day of an estimate is where a calendar holds, such as 8 h, from a minute to 24 h; 24 h if left
   * out. It is for estimates in days: those whose points are all whole or half days of 24 h, and one of them whole.
   * "10 days" are then 80 h of work, "5 days" 40 h, and a week is seven days. Others are hours of work as they stand.
   */
  workDay?: string | null
  /** Which length of an estimate of three points counts; the most likely if left out. */
  estimate?: EstimatePoint
  /**
   * Whether numbered waves and phases may run side by side. Otherwise each of them that has neither window nor
   * dependency of its own waits for the one of its kind before it, in the same section.
   */
  phasesSideBySide?: boolean
  /** Whether windows are left out of account; due dates and the launch still hold. */
  ignoreWindows?: boolean
  /** Whether only what remains is scheduled: ticked boxes take no time any more. */
  remaining?: boolean
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

/**
 * A section or item with its dates.
 *
 * Early dates are the soonest that dependencies, windows and hours allow. Late dates are the last ones that move
 * neither the finish of the plan nor break a window, a due date or the launch; so slack is negative where one of these
 * is broken.
 */
export interface ScheduledTask {
  /** The id of the section or item. */
  id: string
  /** Its title. */
  title: string
  /** Which of the two it is. */
  kind: TaskKind
  /** Who does it: its owner, or that of the nearest item or section around it that has one. */
  owner: string | null
  /** Where its length comes from. */
  basis: TaskBasis
  /** How long the work takes: seconds of open time where a calendar holds, of time otherwise. */
  workSeconds: number
  /** The earliest start; of a section or item with others in it the earliest of theirs. */
  earlyStart: Date
  /** The earliest finish. Where it waits for something else, this is later than the work alone takes. */
  earlyFinish: Date
  /** The latest start. */
  lateStart: Date
  /** The latest finish. */
  lateFinish: Date
  /**
   * When to begin so that the work runs without a pause to the earliest finish. It is later than the earliest start
   * only where the finish waits for something else.
   */
  begin: Date
  /**
   * How long it can slip, its start or its finish, without moving the finish or breaking a limit, in seconds of its
   * open time.
   */
  totalSlackSeconds: number
  /**
   * How long it can slip without moving any other item, in seconds of its open time; at most its total slack, and not
   * below 0.
   */
  freeSlackSeconds: number
  /** Whether it has no total slack. */
  critical: boolean
  /** What decides its earliest start. */
  startBinding: TaskBinding
  /** What decides its earliest finish. */
  finishBinding: TaskBinding
  /** Its line in the text, from 1. */
  line: number
}

/** A score over all objectives. */
export interface Score {
  /** Pass, warning or fail. */
  result: ScoreResult
  /** The share of the possible points, 0 to 1; missing where nothing could be scored. */
  score: number | null
  /** The points. */
  points: number
  /** The points that were possible. */
  possible: number
  /** Names of the key objectives that were missed. */
  failedKeys: string[]
  /** Each objective, in the order of the card. */
  lines: ScoreLine[]
  /** The rule and the numbers. */
  reason: Reason
}

/** One line of a scorecard. */
export interface ScoreLine {
  /** Where the objective stands. */
  verdict: ObjectiveVerdict
  /** The points it can give: its weight; 0 for what is only tracked, or ignored for want of data. */
  possible: number
  /** The points it gives: all on target (or met, where there is no target), half if met, none if missed. */
  points: number
  /** Whether the card fails where it is missed. */
  key: boolean
  /** What the value did since the last period, where both are known. */
  trend: ObjectiveTrend | null
}

/** How the card stands. */
export type ScoreResult = 'pass' | 'warning' | 'fail'

/** A scorecard as documents write it. */
export interface ScorecardDocument {
  /** Version of the document: 1. */
  version?: number
  /** The objectives: each its line, or in full. */
  objectives: (string | ObjectiveDocument)[]
  /** The share of the points, 0 to 1, from which on the card passes: "90%", 0.9. */
  pass?: number
  /** The share of the points from which on it passes with a warning; at most `pass`. */
  warning?: number
  /** What a missing value counts as. */
  missing?: MissingData
  /** The share of the last value that a value must move by to count as better or worse. */
  steady?: number
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
  /** Who answers for it. */
  owner: string | null
  /** How long the work takes, where an attribute says so; `duration` otherwise. */
  estimate: TaskEstimate | null
  /** What it waits for. */
  after: Dependency[]
  /** When it is to happen, in instants. */
  period: Period | null
  /** By when it must be done. */
  due: Due | null
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
  /** What it is: a wave, a phase, a day. */
  kind: SectionKind
  /** Boxes that are ticked. */
  done: number
  /** Boxes that are not. */
  open: number
  /** How many of the open ones block. */
  blocking: number
  /** How many of the open ones are overdue. */
  overdue: number
  /** The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes. */
  score: number | null
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

/** What it brings to shorten one item. */
export interface ShortenGain {
  /** Its id. */
  id: string
  /** Its title. */
  title: string
  /** How much earlier the mean finish is, in seconds, in the same samples with the item shorter by the share asked for. */
  gainSeconds: number
  /** In words and numbers. */
  reason: Reason
}

/** Who has signed, or is to sign. */
export interface SignOff {
  /** The id of the gate. */
  gate: string
  /** The role as in `RoleQuorum::role`. */
  role: string
  /** Who is to sign: a team, a function or a person. */
  name: string
  /** What is signed; may be empty. */
  statement: string
  /** Whether it is. */
  state: SignOffState
  /** The person who signed, where the text says so. */
  signedBy: string | null
  /** When, where the text says so. A date is the start of that day in the zone of the plan. */
  signedAt: Date | null
  /** The id of the item that says so; none for the row of a table. */
  item: string | null
  /** Its line, from 1. */
  line: number
}

/** How far a sign-off is. */
export type SignOffState = 'pending' | 'approved' | 'rejected' | 'abstained'

/** Alerts that are not told for a while. */
export interface Silence {
  /** Its name, by which it can be ended. */
  id: string
  /** Labels that an alert must have. */
  matchers?: Record<string, string>
  /**
   * What its labels must be, too: texts such as `env!="test"` or `code=~"5.."`, at most 16. One of all these must ask
   * for a label that is there.
   */
  matching?: string[]
  /** From when. */
  from: Date
  /** Until when; that instant is no part of it. */
  until: Date
  /** Why, and by whom. */
  comment?: string
}

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

/** What moves if a task slips. */
export interface Slip {
  /** The id of the section or item that slips. */
  id: string
  /** How far its start is put off, in seconds as they run. */
  slipSeconds: number
  /** The finish of the plan before. */
  finishBefore: Date
  /** The finish of the plan then. */
  finishAfter: Date
  /** All sections and items of which the earliest start or finish moves, itself included, in the order of the text. */
  moved: MovedTask[]
  /** The conflicts that there are then and were not before. */
  conflicts: ScheduleConflict[]
  /** In words and numbers. */
  reason: Reason
}

/** A query whose mean time is over the threshold. */
export interface SlowQuery {
  /** By what PostgreSQL knows it; the beginning of the query where that is not given. */
  queryid: string
  /** The beginning of the query. */
  query: string
  /** How often it ran. */
  calls: number
  /** Its mean time in milliseconds. */
  meanMs: number
  /** Its time in all, in milliseconds. */
  totalMs: number
  /** The share of the time of all statements that is, 0 to 1. */
  shareOfTime: number
  /** How many rows it gives or changes each time. */
  rowsPerCall: number | null
  /** The share of its blocks that were in the cache, 0 to 1. */
  cacheShare: number | null
  /** The known tables it reads, in the order of their names. */
  tables: string[]
  /** What about it may be written in another way, as sentences for people. */
  hints: string[]
  /** Why no index is advised for it, where that is known: it could not be read, or what it reads is no table. */
  skipped: string | null
  /** Which threshold it is over. */
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

/** A box that was ticked too long ago. */
export interface StaleTick {
  /** The id of the item. */
  id: string
  /** Its title. */
  title: string
  /** Its line in the text, from 1. */
  line: number
  /** When it was ticked. */
  tickedAt: Date
  /** How many days ago that was. */
  ageDays: number
  /** Who does it, where the plan says so. */
  owner: string | null
}

/** A row of `pg_stat_statements`. Times are in milliseconds. */
export interface StatementRow {
  /** The number by which PostgreSQL knows the query; as text, for it has up to 64 bits. */
  queryid?: string | null
  /** The query, with `$1` in the place of values. */
  query?: string | null
  /** How often it ran. */
  calls?: number | null
  /** Its mean time (`mean_time` before version 13). */
  meanExecTime?: number | null
  /** Its time in all (`total_time` before version 13). */
  totalExecTime?: number | null
  /** The deviation of its times, of the population (`stddev_time` before version 13). */
  stddevExecTime?: number | null
  /** Since when it is counted (from version 17 on). */
  statsSince?: Date | null
  /** How many rows it gave or changed in all. */
  rows?: number | null
  /** Blocks that were in the cache. */
  sharedBlksHit?: number | null
  /** Blocks that were not. */
  sharedBlksRead?: number | null
}

/** The answer to a `DiagnosticStep`. */
export interface StepAnswer {
  /** The step's id. */
  step: string
  /** Whether the answer is yes. */
  yes: boolean
}

/** A check of a step passed or not; the last word holds. */
export interface StepChecked {
  /** When. */
  at: Date
  /** The id of the step. */
  step: string
  /** The check, as the step names it. */
  check: string
  /** Whether it passed. */
  passed: boolean
}

/** A step went wrong; it may begin again. */
export interface StepFailed {
  /** When. */
  at: Date
  /** The id of the step. */
  step: string
  /** What went wrong. */
  reason?: string | null
}

/** A step is over. It is done when its checks have passed. */
export interface StepFinished {
  /** When. */
  at: Date
  /** The id of the step. */
  step: string
}

/** A step is left out: those after it need not wait for it. */
export interface StepSkipped {
  /** When. */
  at: Date
  /** The id of the step. */
  step: string
  /** Why. */
  reason?: string | null
}

/** A step began, for the first time or again: what was known of it before counts no more. */
export interface StepStarted {
  /** When. */
  at: Date
  /** The id of the step. */
  step: string
}

/** How an escalation step stands. */
export type StepState = 'reached' | 'pending' | 'held' | 'skipped' | 'cancelled'

/** How a step stands. */
export interface StepStatus {
  /** Its id. */
  id: string
  /** What people call it. */
  title: string
  /** Who does it. */
  owner: string | null
  /** How far it is. */
  state: CutoverStepState
  /** When it was to begin. */
  plannedStart: Date
  /** When it was to be done. */
  plannedFinish: Date
  /** When it began or will begin, as it looks now. */
  projectedStart: Date
  /** When it was or will be done, as it looks now. */
  projectedFinish: Date
  /** How many seconds after the planned finish that is; negative if before. */
  slipSeconds: number
  /** What its projected start follows from. */
  why: Reason
  /** Checks that have neither passed nor failed. */
  openChecks: string[]
  /** Checks that have failed. */
  failedChecks: string[]
}

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

/** When and where `support_metrics_with` looks at the tickets. */
export interface SupportOptions {
  /** When: not before anything that the tickets tell. The latest instant that they tell if left out. */
  asOf?: Date | null
  /** The IANA zone whose days and months are counted; UTC if left out. */
  zone?: string | null
  /**
   * From when on the tickets are complete, not after the first of them: months from there on count in the trend. If left
   * out, the month of the first ticket counts only if that was opened on its first day.
   */
  since?: Date | null
}

/** What became of a ticket; what is not known may be left out, or null. */
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
  /** How often support answered until then, if that is known. */
  responses?: number | null
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
  /** When the tickets were looked at: as told, or the latest instant that they tell. */
  asOf: Date | null
  /** The metrics, always the same ones in the same order. */
  metrics: SupportMetric[]
  /** The months from `since` or the first ticket on to the one in which the tickets were looked at. */
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

/** Columns that point to rows of another table. */
export interface TableReference {
  /** What it is called. */
  name: string
  /** The columns, in the order of the other table's key. */
  columns: string[]
}

/** One table for itself. */
export interface TableReport {
  /** Rows. */
  rows: number
  /** Rows with a NULL in their key. */
  nullKeys: number
  /** Different keys; an estimate where there are more than the sample holds. */
  distinctKeys: number
  /** Whether the keys are a sample only. */
  sampled: boolean
  /** Keys that come more than once, among those looked at. */
  duplicateKeys: number
  /** Rows too many because of them. */
  duplicateRows: number
  /** Such keys with the number of their rows, as many as are to be listed. */
  duplicates: KeyedRow[]
  /** Its columns. */
  columns: ColumnSummary[]
}

/** A row of `pg_stat_user_tables`. */
export interface TableRow {
  /** Its schema. */
  schemaname?: string
  /** Its name. */
  relname?: string
  /** How often it was read from end to end. */
  seqScan?: number | null
  /** How many rows that were. */
  seqTupRead?: number | null
  /** How often an index on it was scanned. */
  idxScan?: number | null
  /** Rows added. */
  nTupIns?: number | null
  /** Rows changed. */
  nTupUpd?: number | null
  /** Rows deleted. */
  nTupDel?: number | null
  /** Rows there are, as far as PostgreSQL knows. */
  nLiveTup?: number | null
  /** Rows that are dead and still take room. */
  nDeadTup?: number | null
  /** Rows changed since the planner counted last. */
  nModSinceAnalyze?: number | null
  /** What kind of table it is (`pg_class`): `r` for a plain one, `p` for one of partitions. */
  relkind?: string | null
  /** Its size: `pg_relation_size(relid)`. */
  tableBytes?: number | null
}

/** Where the length of a `ScheduledTask` comes from. */
export type TaskBasis = 'estimate' | 'duration' | 'window' | 'contained' | 'milestone' | 'done'

/** What decides a date. */
export interface TaskBinding {
  /** What kind of thing. */
  kind: BindingKind
  /** The id of the section or item that it waits for, where it is one. */
  on: string | null
  /** In words and numbers. */
  reason: Reason
}

/** How often an item decides the finish. */
export interface TaskCriticality {
  /** Its id. */
  id: string
  /** Its title. */
  title: string
  /** The criticality index: the share of samples in which its start or finish decided the finish of the plan. */
  criticality: number
  /**
   * The schedule sensitivity index: its criticality times the deviation of its estimate over that of the finish
   * (PMBOK; Vanhoucke 2010). 0 where the finish never varies.
   */
  sensitivity: number
  /** The mean of its work in seconds, without risks. */
  workSeconds: number
}

/** How long a task may take, as its text says: "4 h" (all three the same), "2-4-8 h", "2-8 h" (likely in the middle). */
export interface TaskEstimate {
  /** The shortest. */
  low: string
  /** The most likely. */
  likely: string
  /** The longest. */
  high: string
  /** How durations lie between them. */
  shape?: EstimateShape
}

/** What a `ScheduledTask` is. */
export type TaskKind = 'section' | 'item'

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

/** One step of a `PlanTimeline`. */
export interface TimelineStep {
  /** The id of the item or section that it is. */
  id: string
  /** Its name, without the window. */
  title: string
  /** When. Hours of a timeline in a section without a window count from its start. */
  window: Window
  /** What is done in it: titles of the items below. */
  tasks: string[]
  /** Its line, from 1. */
  line: number
}

/** How the traffic moves to a release. */
export interface TrafficPlan {
  /** The release's share of the traffic in percent, rising and ending with 100: one step is a blue-green switch. */
  steps?: number[]
  /** How long each step but the last is held at least. */
  hold?: string
}

/** Which way a value went since the last period. */
export type TrendDirection = 'better' | 'steady' | 'worse'

/** One piece of advice: what to do, why, what it should bring, and how to see whether it did. */
export interface TuningAdvice {
  /** The same for the same advice in each run: the kind and what it is about. */
  id: string
  /** What kind of change it is. */
  kind: TuningKind
  /** What it is about: a table, an index, a cache, a step or a metric. */
  subject: string
  /** How much it matters. */
  priority: Priority
  /** What to do, as a sentence for people. */
  summary: string
  /** The statements that do it, in order, without semicolons; empty where it is not done in SQL. */
  statements: string[]
  /** The statements that undo it, in order; empty where there are none. */
  undo: string[]
  /** Why: each rule with its numbers. */
  evidence: Reason[]
  /** What it should bring. */
  effect: ExpectedEffect
  /** How to see whether it did. */
  verification: TuningVerification
}

/** What kind of change is advised. */
export type TuningKind = 'create_index' | 'drop_index' | 'vacuum' | 'analyze' | 'rewrite_query' | 'cache_ttl' | 'cache_strategy' | 'cache_capacity' | 'cache_removal' | 'journey_step' | 'performance'

/**
 * What was measured of one metric in one period: a mean with its deviation and count, a part of a whole, or the single
 * values. The first of these that is given counts, from the last to the first.
 */
export interface TuningMeasurement {
  /** What was measured: the name by which before and after find each other. */
  metric: string
  /** Whether it should be low. */
  lowerIsBetter?: boolean
  /** The mean of all values. */
  mean?: number | null
  /** Their sample deviation, 0 or more. */
  deviation?: number | null
  /** How many values there were. */
  count?: number | null
  /** Of how many it was true: hits of a cache, users who finished. */
  part?: number | null
  /** Of how many it could have been: reads, users who began. */
  whole?: number | null
  /** The single values. */
  samples?: number[]
}

/** Whether a change worked, in all and for each metric. */
export interface TuningOutcome {
  /**
   * The verdict in all: worse where any metric is; otherwise the best that any metric has, but unchanged only where all
   * are.
   */
  verdict: TuningVerdict
  /** What to do now, as a sentence for people. */
  next: string
  /** Each metric that was measured before or after, in the order of their names. */
  metrics: MetricVerdict[]
}

/** A text ready to be filed in a tracker. */
export interface TuningTicket {
  /** One line. */
  title: string
  /** What, why, what it should bring and how to verify, in Markdown. */
  body: string
  /** How urgent it is. */
  priority: Priority
  /** Words to find it by. */
  labels: string[]
}

/** Whether a change worked. */
export type TuningVerdict = 'worked' | 'improved' | 'minimal' | 'unchanged' | 'worse' | 'inconclusive'

/** How to see whether a change worked. */
export interface TuningVerification {
  /** What to measure before and after, by the names that `verify`) should be given. */
  metrics: string[]
  /** Whether they should be low. */
  lowerIsBetter: boolean
  /** What to do to measure them, as a sentence for people. */
  how: string
}

/** The unit of a quantity. */
export interface Unit {
  /** What kind of thing is measured, which also says in what: shares, seconds, bytes. */
  dimension: Dimension
  /** The currency ("USD") of money, the top ("5") of a rating, what is counted ("tickets") by a count. */
  of: string | null
  /** The time unit of a rate: "1000 requests/second". Of a share, the time over which it changes: "10%/month". */
  per: RateUnit | null
}

/** How `verify` decides. */
export interface VerifyOptions {
  /**
   * By how much a metric must get better for the change to be worth keeping, as a share of its value before, 0 or more
   * and under 1. The support framework asks for 10 %.
   */
  leastImprovement?: number
  /**
   * How sure a verdict must be, over 0.5 and under 1: of metrics that did not change, at most `1 - confidence` of all
   * calls judge one to have changed.
   */
  confidence?: number
  /** Fewest values, or wholes, before and after; at least 2. */
  leastCount?: number
}

/** What somebody says of a gate. */
export type Vote = 'approve' | 'reject' | 'abstain' | 'withdraw'

/** The wait that a share of the tickets does not exceed. */
export interface WaitQuantile {
  /** The share, 0 to 1. */
  fraction: number
  /** The wait in minutes; `None` if those tickets were not handled by the end, or there were none. */
  minutes: number | null
}

/** What a webhook says of the sender. */
export interface WebhookOptions {
  /** Who receives it. */
  receiver?: string
  /** Where the sender can be reached. */
  externalUrl?: string
  /** Where each alert comes from. */
  generatorUrl?: string
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

/** A rehearsal: what if these are not done by then? */
export interface WhatIf {
  /** Ids of the items and sections that are not done; all boxes below them, and the boxes they stand below, are open. */
  notDone: string[]
  /** The instant that is asked about. */
  by: Date
  /**
   * Whether all other boxes that block the go-live or are due by then are done, but for sign-offs and criteria; otherwise
   * they stay as they are.
   */
  othersDone?: boolean
  /** When the work of the plan begins, for the dates that move. If left out, with the first window or period of the plan. */
  start?: Date | null
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
