//! The day as a coloured timeline.

use std::io::{IsTerminal, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use hypercare::desk::{Action, AnomalyChange, Desk, Event};
use hypercare::objectives::AlertChange;
use hypercare::plan::{DiagnosticLevel, Plan};
use hypercare::time::Span;

use crate::metrics::Series;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";
const BOLD: &str = "1";
const DIM: &str = "2";

/// Whether the terminal shows colours and the user wants them (no-color.org).
pub(crate) fn wants_colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

pub(crate) struct Screen {
    zone: Tz,
    colour: bool,
    progress: bool,
    percent: usize,
    counts: [usize; 6],
}

impl Screen {
    pub(crate) fn new(zone: Tz, colour: bool) -> Self {
        Self { zone, colour, progress: std::io::stderr().is_terminal(), percent: usize::MAX, counts: [0; 6] }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A clock time, with its day if that is not the day of `today`.
    fn time(&self, at: DateTime<Utc>, today: DateTime<Utc>) -> String {
        let (at, today) = (at.with_timezone(&self.zone), today.with_timezone(&self.zone));
        at.format(if at.date_naive() == today.date_naive() { "%H:%M" } else { "%a %d %b %H:%M" }).to_string()
    }

    fn line(&mut self, at: DateTime<Utc>, code: &str, word: &str, text: &str) {
        if self.progress {
            eprint!("\r\x1b[K");
            self.percent = usize::MAX;
        }
        let time = self.paint(DIM, &at.with_timezone(&self.zone).format("%H:%M:%S").to_string());
        let word = self.paint(code, &format!("{word:<9}"));
        println!("{time}  {word}  {text}");
    }

    pub(crate) fn heading(&self, text: &str) {
        println!("\n{}", self.paint(BOLD, text));
    }

    /// How far the day is, on the terminal only.
    pub(crate) fn progress(&mut self, done: usize, total: usize) {
        let percent = done * 100 / total.max(1);
        if self.progress && percent != self.percent {
            self.percent = percent;
            eprint!("\r{percent:3} % of the day");
            let _ = std::io::stderr().flush();
        }
    }

    /// How ready the plan is, and what in its text looks wrong.
    pub(crate) fn plan(&mut self, plan: &Plan, now: DateTime<Utc>) -> hypercare::Result<()> {
        for warning in plan.diagnostics.iter().filter(|one| one.level == DiagnosticLevel::Warning) {
            println!(
                "{}",
                self.paint(YELLOW, &format!("plan, {}:{}: {}", warning.line, warning.column, warning.message))
            );
        }
        let readiness = plan.readiness(now)?;
        let total = readiness.done + readiness.open;
        println!("readiness: {} of {total} boxes done, {} blocking", readiness.done, readiness.blocking.len());
        for item in &readiness.blocking {
            println!("  {} {} (line {})", self.paint(RED, "open"), item.title, item.line);
        }
        Ok(())
    }

    pub(crate) fn baseline(&mut self, rows: usize, series: &[Series], offset: f64) {
        let names: Vec<&str> = series.iter().map(|one| one.metric).collect();
        println!("baseline: {rows} rows of {}; a row is anomalous below {offset:.3}\n", names.join(", "));
    }

    /// The facts that people caused; samples only show where they lead to something.
    pub(crate) fn fact(&mut self, event: &Event) {
        match event {
            Event::Responded(event) => {
                self.line(event.at, GREEN, "ANSWERED", event.id.as_deref().unwrap_or_default());
            }
            Event::Resolved(event) => self.line(event.at, GREEN, "RESOLVED", event.id.as_deref().unwrap_or_default()),
            Event::PriorityChanged(event) => {
                let text = format!("{} is now {}", event.id.as_deref().unwrap_or_default(), event.priority.short());
                self.line(event.at, YELLOW, "PRIORITY", &text);
            }
            Event::Reopened(event) => self.line(event.at, YELLOW, "REOPENED", event.id.as_deref().unwrap_or_default()),
            // The log of this launch holds no other events of tickets.
            _ => {}
        }
    }

    pub(crate) fn action(&mut self, action: &Action, desk: &Desk) {
        let at = action.at();
        match action {
            Action::Readiness(change) => {
                self.counts[0] += 1;
                let text = format!(
                    "{} ({} of {} done, {} blocking)",
                    change.reason.detail,
                    change.done_count,
                    change.done_count + change.open_count,
                    change.blocking_count
                );
                self.line(at, GREEN, "READINESS", &text);
            }
            Action::Anomaly(notice) => {
                let values: Vec<String> = notice
                    .values
                    .iter()
                    .filter_map(|value| Some(format!("{} {:.1}", value.metric, value.value?)))
                    .collect();
                let (code, word) = match notice.change {
                    AnomalyChange::Began => (YELLOW, "ANOMALY"),
                    AnomalyChange::Ended => (GREEN, "NORMAL"),
                };
                self.counts[1] += usize::from(notice.change == AnomalyChange::Began);
                let suspect = notice.suspect.as_ref().map_or_else(String::new, |name| format!("; look at {name}"));
                let text = format!("{}: score {:.3}{suspect} ({})", notice.watch, notice.score, values.join(", "));
                self.line(at, code, word, &text);
            }
            Action::Alert(alert) => {
                let (code, word) = match alert.change {
                    AlertChange::Firing => (RED, "ALERT"),
                    AlertChange::Resolved => (GREEN, "ALERT OK"),
                };
                self.counts[2] += usize::from(alert.change == AlertChange::Firing);
                let (rule, since) = (&alert.reason.rule, self.time(alert.since, at));
                self.line(
                    at,
                    code,
                    word,
                    &format!("{}: {rule} (now {:.1}, since {since})", alert.severity, alert.value),
                );
            }
            Action::Routed(routed) => {
                self.counts[3] += 1;
                let issue = routed.issue_type.as_deref().unwrap_or("no type");
                let next = desk.timeline(&routed.ticket).ok().and_then(|timeline| timeline.next);
                let due = next.map_or_else(String::new, |next| format!("; due {}", self.time(next.at, at)));
                let text = format!(
                    "{} {issue} -> tier {}, {}, {}{due}",
                    routed.ticket,
                    routed.tier,
                    routed.department,
                    routed.priority.short()
                );
                self.line(at, BLUE, "ROUTED", &text);
            }
            Action::Escalate(escalated) => {
                self.counts[4] += 1;
                let step = &escalated.step;
                let after =
                    if step.after == Span::ZERO { "at once".to_owned() } else { format!("{} unanswered", step.after) };
                let text = format!("{} -> {}: {after}", escalated.ticket, step.target);
                self.line(at, RED, "ESCALATE", &text);
            }
            Action::Warning(warned) => {
                let due = self.time(warned.warning.due, at);
                self.line(
                    at,
                    YELLOW,
                    "HURRY",
                    &format!("{} needs its {}, due {due}", warned.ticket, warned.warning.kind),
                );
            }
            Action::Breach(breach) => {
                self.counts[5] += 1;
                let since = self.time(breach.clock.due, at);
                let text = format!("{} has had no {}, due {since}", breach.ticket, breach.clock.kind);
                self.line(at, RED, "LATE", &text);
            }
        }
    }

    /// Go or no-go, at the launch.
    pub(crate) fn launch(&mut self, desk: &Desk, at: DateTime<Utc>) -> hypercare::Result<()> {
        let Some(plan) = desk.plan() else { return Ok(()) };
        let blocking = plan.readiness(at)?.blocking;
        if blocking.is_empty() {
            self.line(at, GREEN, "LAUNCH", "nothing blocks the go-live");
        } else {
            self.line(at, RED, "LAUNCH", &format!("{} open boxes block the go-live", blocking.len()));
        }
        Ok(())
    }

    pub(crate) fn summary(&mut self, desk: &Desk) {
        if self.progress {
            eprint!("\r\x1b[K");
        }
        let [ticked, anomalies, alerts, routed, escalated, late] = self.counts;
        self.heading("the day");
        println!("{ticked} boxes ticked, {anomalies} anomalies, {alerts} alerts fired");
        println!("{routed} tickets routed, {escalated} escalations sent, {late} first responses late");
        match desk.next_wakeup() {
            Some(next) => {
                println!("next deadline: {}", next.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z"));
            }
            None => println!("no deadline is pending"),
        }
    }
}
