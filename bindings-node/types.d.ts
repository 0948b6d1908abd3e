// The objects that the library takes and gives, written from the Rust types by tests/types.rs: change those.

/** What a clock measures. */
export type ClockKind = 'first_response'

/** How a promise stands. */
export type ClockState = 'running' | 'met' | 'breached' | 'cancelled'

/** A kind of thing that falls due. */
export type DueKind = 'first_response' | 'escalation'

/** A step of the escalation matrix. */
export interface EscalationStep {
  /** The priority whose step it is. */
  priority: Priority
  /** Its index among that priority's steps, from 0. */
  index: number
  /** What it counts from: the opening, the change of priority or the reopening. */
  anchor: Date
  /** How long after the anchor. */
  after: string
  /** When it is reached unless it is cancelled before. */
  due: Date
  /** Who is called. */
  target: EscalationTarget
  /** Reached, pending or cancelled. */
  state: StepState
  /** When it was cancelled. */
  stopped: Date | null
  /** The rule that gave the due instant; its number is `after_seconds`. */
  reason: Reason
}

/** Who is called. */
export interface EscalationTarget {
  /** The tier of the support organisation, 1 to 4. */
  tier: number
  /** Its name. */
  name: string
}

/** Which of two instants a local time means that clocks were put back over. */
export type Fold = 'first' | 'second' | 'reject'

/** What a local time means that clocks were put forward over. */
export type Gap = 'offset_before' | 'offset_after' | 'reject'

/** What is due next. */
export interface NextDue {
  /** A first response or an escalation step. */
  kind: DueKind
  /** When. */
  at: Date
  /** Who is called then, for an escalation step. */
  target: EscalationTarget | null
  /** The rule that gave the instant. */
  reason: Reason
}

/** A place in a text: line and column, both from 1, the column in Unicode characters. */
export interface Position {
  /** Line, from 1. */
  line: number
  /** Column in characters, from 1. */
  column: number
}

/** How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical". */
export type Priority = 'critical' | 'high' | 'medium' | 'low' | 'planning'

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

/** How local times are read where clocks change. The default is that of RFC 5545 and of Temporal's "compatible". */
export interface Rules {
  /** For times that do not exist. */
  gap?: Gap
  /** For times that happen twice. */
  fold?: Fold
}

/** How loud an alert is. */
export type Severity = 'critical' | 'warning' | 'info'

/** A promise with a due instant. */
export interface SlaClock {
  /** What is promised. */
  kind: ClockKind
  /** The priority whose commitment it is. */
  priority: Priority
  /** What it counts from: the opening or reopening. */
  anchor: Date
  /** The last instant at which the promise is kept. */
  due: Date
  /** Running, met, breached or cancelled. */
  state: ClockState
  /** When it stopped: the answer, or the change to a priority that promises nothing. */
  stopped: Date | null
  /** The commitment that gave the due instant; its numbers are `allowed_seconds` and `elapsed_seconds`. */
  reason: Reason
}

/** How an escalation step stands. */
export type StepState = 'reached' | 'pending' | 'cancelled'

/**
 * Something that happened to a ticket.
 *
 * Instants lie in the years 0 to 9999. Only `opened` must name the ticket; an id on another event is checked.
 */
export type TicketEvent =
  | ({ type: 'opened' } & TicketOpened)
  | ({ type: 'responded' } & TicketResponded)
  | ({ type: 'priority_changed' } & TicketPriorityChanged)
  | ({ type: 'resolved' } & TicketResolved)
  | ({ type: 'reopened' } & TicketReopened)

/** A ticket begins. */
export interface TicketOpened {
  /** The ticket's id: 1 to 1,000 bytes. */
  id: string
  /** How urgent it is. */
  priority: Priority
  /** When it happened. */
  at: Date
}

/** A ticket's priority changed. */
export interface TicketPriorityChanged {
  /** The ticket's id. */
  id?: string | null
  /** How urgent it is now. */
  priority: Priority
  /** When it happened. */
  at: Date
}

/** A ticket was not done after all. */
export interface TicketReopened {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** A ticket is done. */
export interface TicketResolved {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** Somebody answered or acknowledged a ticket. */
export interface TicketResponded {
  /** The ticket's id. */
  id?: string | null
  /** When it happened. */
  at: Date
}

/** Whether somebody has to act on a ticket. */
export type TicketState = 'open' | 'acknowledged' | 'resolved'

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
  /** One clock for every opening and reopening whose priority promises a first response, in time order. */
  clocks: SlaClock[]
  /**
   * Every escalation step of every opening, change of priority and reopening, cancelled ones too: grouped by what
   * started them, in time order, due instants within a group ascending.
   */
  steps: EscalationStep[]
  /** What is due next if nothing happens before; of a response and a step due at the same instant the response. */
  next: NextDue | null
  /** The policy's settings and every event that changed something, in order. */
  trace: Reason[]
}
