//! The desk as one HTML page that needs nothing else: no script, no font, no image from elsewhere.

use std::collections::VecDeque;
use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Action, AnomalyChange, Desk};
use crate::escalation::TicketState;
use crate::objectives::AlertChange;
use crate::plan::Readiness;
use crate::time::format_instant;

const STYLE: &str = "
:root { color-scheme: light dark; --bad: #c5303b; --warn: #a86500; --good: #1b7f4d; --line: #2f6fb5; --faint: #8886 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--faint) }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25rem .6rem; vertical-align: top }
tr + tr td { border-top: 1px solid var(--faint) } time, .num { font-variant-numeric: tabular-nums; white-space: nowrap }
.cards { display: flex; flex-wrap: wrap; gap: 1rem } .card { border: 1px solid var(--faint); border-radius: .5rem; padding: .5rem 1rem }
.card b { display: block; font-size: 1.6rem } .bad { color: var(--bad) } .warn { color: var(--warn) } .good { color: var(--good) }
.bar { background: var(--faint); border-radius: .3rem; height: .6rem } .bar i { display: block; background: var(--good); height: 100%; border-radius: .3rem }
svg { width: 100%; height: auto } svg text { font-size: 11px; fill: currentColor } footer { margin: 3rem 0; opacity: .7 }
";

impl Desk {
    /// Everything the desk remembers as one self-contained HTML page: readiness, metrics with their anomalies and alerts,
    /// tickets, and what it told the host, the latest 10,000 actions. Instants are in UTC. The same desk gives the same
    /// bytes.
    ///
    /// ```
    /// use hypercare::desk::{Desk, Event};
    /// use hypercare::time::parse_instant;
    /// let mut desk = Desk::builder().build()?;
    /// desk.handle(Event::sample("cpu", parse_instant("2026-11-24T14:00:00Z")?, 41.5))?;
    /// assert!(desk.report().starts_with("<!doctype html>"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn report(&self) -> String {
        let title = self.plan.as_ref().map_or("Launch", |plan| plan.title.as_str());
        let clock = self
            .clock
            .map_or_else(|| "before the first event".to_owned(), |at| format!("as of {}", format_instant(at)));
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{clock}</p>\n",
            title = escape(title),
            clock = escape(&clock),
        );
        let readiness = self.plan.as_ref().zip(self.clock).and_then(|(plan, clock)| plan.readiness(clock).ok());
        self.cards(&mut page, readiness.as_ref());
        if let Some(readiness) = &readiness {
            ready(&mut page, readiness);
        }
        self.metrics(&mut page);
        self.ticket_table(&mut page);
        self.actions(&mut page);
        page.push_str("<footer>hypercare</footer>\n</body>\n</html>\n");
        page
    }

    fn cards(&self, page: &mut String, readiness: Option<&Readiness>) {
        let actions = &self.journal.actions;
        let count = |pick: fn(&Action) -> bool| actions.iter().filter(|action| pick(action)).count();
        let open = self.tickets.values().filter(|ticket| ticket.state() != TicketState::Resolved).count();
        let mut cards = Vec::new();
        if let Some(readiness) = readiness {
            cards.push((format!("{}/{}", readiness.done, readiness.done + readiness.open), "boxes done"));
            cards.push((readiness.blocking.len().to_string(), "blocking go-live"));
        }
        cards.push((open.to_string(), "open tickets"));
        cards.push((count(|action| matches!(action, Action::Escalate(_))).to_string(), "escalations"));
        cards.push((count(|action| matches!(action, Action::Breach(_))).to_string(), "late first responses"));
        cards.push((
            count(|action| matches!(action, Action::Alert(alert) if alert.change == AlertChange::Firing)).to_string(),
            "alerts fired",
        ));
        cards.push((
            count(|action| matches!(action, Action::Anomaly(notice) if notice.change == AnomalyChange::Began))
                .to_string(),
            "anomalies",
        ));
        page.push_str("<div class=\"cards\">\n");
        for (number, label) in cards {
            let _ = writeln!(page, "<div class=\"card\"><b>{number}</b>{label}</div>");
        }
        page.push_str("</div>\n");
    }

    fn metrics(&self, page: &mut String) {
        if self.journal.series.is_empty() {
            return;
        }
        page.push_str("<h2>Metrics</h2>\n");
        for (metric, samples) in &self.journal.series {
            let _ = writeln!(page, "<h3>{}</h3>", escape(metric));
            chart(page, metric, samples, &self.journal.actions);
        }
        if self.journal.metrics_passed_over > 0 {
            let _ =
                writeln!(page, "<p>{} samples of further metrics are not shown.</p>", self.journal.metrics_passed_over);
        }
    }

    fn ticket_table(&self, page: &mut String) {
        if self.tickets.is_empty() {
            return;
        }
        page.push_str("<h2>Tickets</h2>\n<table>\n<tr><th>Ticket<th>Priority<th>State<th>Next deadline (UTC)</tr>\n");
        for (id, ticket) in &self.tickets {
            let state = match ticket.state() {
                TicketState::Open => "<td class=\"bad\">open",
                TicketState::Acknowledged => "<td class=\"warn\">acknowledged",
                TicketState::Resolved => "<td class=\"good\">resolved",
            };
            let next = ticket.next_wakeup().map_or_else(|| "none".to_owned(), |at| time(at, "%m-%d %H:%M"));
            let (id, priority) = (escape(id), ticket.priority());
            let _ = writeln!(page, "<tr><td>{id}<td>{} {priority}{state}<td>{next}</tr>", priority.short());
        }
        page.push_str("</table>\n");
    }

    fn actions(&self, page: &mut String) {
        page.push_str("<h2>What happened</h2>\n");
        if self.journal.actions_dropped > 0 {
            let _ = writeln!(page, "<p>{} earlier actions are not shown.</p>", self.journal.actions_dropped);
        }
        page.push_str("<table>\n<tr><th>Time (UTC)<th>What<th>Why</tr>\n");
        for action in &self.journal.actions {
            let (class, what) = headline(action);
            let (at, what) = (time(action.at(), "%m-%d %H:%M:%S"), escape(&what));
            let why = escape(&action.reason().to_string());
            let _ = writeln!(page, "<tr><td>{at}<td class=\"{class}\">{what}<td>{why}</tr>");
        }
        page.push_str("</table>\n");
    }
}

/// An action in a few words, with the class of its colour.
fn headline(action: &Action) -> (&'static str, String) {
    match action {
        Action::Readiness(change) => (
            "good",
            format!("{} done, {} open, {} blocking", change.done_count, change.open_count, change.blocking_count),
        ),
        Action::Anomaly(notice) => match (notice.change, &notice.suspect) {
            (AnomalyChange::Began, Some(suspect)) => ("warn", format!("anomaly in {}: {suspect}", notice.watch)),
            (AnomalyChange::Began, None) => ("warn", format!("anomaly in {}", notice.watch)),
            (AnomalyChange::Ended, _) => ("good", format!("{} back to normal", notice.watch)),
        },
        Action::Alert(alert) => match alert.change {
            AlertChange::Firing => {
                ("bad", format!("{} alert: {} is {}", alert.severity, alert.metric, short(alert.value)))
            }
            AlertChange::Resolved => {
                ("good", format!("{} resolved: {} is {}", alert.severity, alert.metric, short(alert.value)))
            }
        },
        Action::Routed(routed) => (
            "",
            format!("{} to tier {}, {}, {}", routed.ticket, routed.tier, routed.department, routed.priority.short()),
        ),
        Action::Escalate(escalated) => ("bad", format!("{} to {}", escalated.ticket, escalated.step.target)),
        Action::Warning(warned) => ("warn", format!("{} may miss its {}", warned.ticket, warned.warning.kind)),
        Action::Breach(breach) => ("bad", format!("{} has no {}", breach.ticket, breach.clock.kind)),
    }
}

fn ready(page: &mut String, readiness: &Readiness) {
    let total = readiness.done + readiness.open;
    let share = (readiness.done * 100).checked_div(total).unwrap_or_default();
    let _ = writeln!(page, "<h2>Readiness</h2>\n<div class=\"bar\"><i style=\"width: {share}%\"></i></div>");
    if readiness.blocking.is_empty() {
        page.push_str("<p class=\"good\">Nothing blocks go-live.</p>\n");
        return;
    }
    page.push_str(
        "<p class=\"bad\">These boxes must be ticked before go-live:</p>\n<table>\n<tr><th>Line<th>Item</tr>\n",
    );
    for item in &readiness.blocking {
        let _ = writeln!(page, "<tr><td class=\"num\">{}<td>{}</tr>", item.line, escape(&item.title));
    }
    page.push_str("</table>\n");
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 140.0;
const MARGIN: f64 = 18.0;

/// A line chart with a band for every anomaly that the metric had a part in and a mark for every alert of it.
fn chart(page: &mut String, metric: &str, samples: &VecDeque<(DateTime<Utc>, f64)>, actions: &VecDeque<Action>) {
    let (Some((first, _)), Some((last, _))) = (samples.front(), samples.back()) else { return };
    let low = samples.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let high = samples.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    let length = seconds(*last - *first).max(1.0);
    let x = |at: DateTime<Utc>| (seconds(at - *first) / length).clamp(0.0, 1.0) * WIDTH;
    // Halves first: the difference of two huge values would overflow.
    let range = high / 2.0 - low / 2.0;
    let y = |value: f64| {
        let share = if range > 0.0 { (value / 2.0 - low / 2.0) / range } else { 0.5 };
        HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN)
    };
    let _ = writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\"><title>{}</title>", escape(metric));
    for (from, to) in bands(metric, actions, *last) {
        let (from, to) = (x(from), x(to));
        let width = (to - from).max(2.0);
        let _ = writeln!(
            page,
            "<rect x=\"{from:.1}\" y=\"0\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"var(--warn)\" opacity=\".2\"/>"
        );
    }
    page.push_str("<polyline fill=\"none\" stroke=\"var(--line)\" points=\"");
    for (at, value) in samples {
        let _ = write!(page, "{:.1},{:.1} ", x(*at), y(*value));
    }
    page.push_str("\"/>\n");
    for action in actions {
        if let Action::Alert(alert) = action
            && alert.metric == metric
            && alert.at >= *first
        {
            let colour = if alert.change == AlertChange::Firing { "bad" } else { "good" };
            let (at, text) = (x(alert.at), escape(&alert.reason.to_string()));
            let _ = writeln!(
                page,
                "<path d=\"M{at:.1} 0V{HEIGHT}\" stroke=\"var(--{colour})\" stroke-dasharray=\"4 3\"><title>{text}</title></path>"
            );
        }
    }
    let (low, high) = (short(low), short(high));
    let (bottom, start, end) = (HEIGHT - 4.0, first.format("%m-%d %H:%M"), last.format("%m-%d %H:%M"));
    let _ = writeln!(
        page,
        "<text x=\"0\" y=\"12\">{high}</text><text x=\"0\" y=\"{bottom}\">{low} · {start}</text>\
         <text x=\"{WIDTH}\" y=\"{bottom}\" text-anchor=\"end\">{end}</text></svg>"
    );
}

/// From when to when the anomalies lasted that the metric had a part in; one that still lasts ends at `last`.
fn bands(metric: &str, actions: &VecDeque<Action>, last: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut bands = Vec::new();
    let mut open: Vec<(&str, DateTime<Utc>)> = Vec::new();
    for action in actions {
        let Action::Anomaly(notice) = action else { continue };
        if !notice.values.iter().any(|value| value.metric == metric) {
            continue;
        }
        match notice.change {
            AnomalyChange::Began => open.push((&notice.watch, notice.since)),
            AnomalyChange::Ended => {
                if let Some(index) = open.iter().position(|(watch, _)| *watch == notice.watch) {
                    bands.push((open.swap_remove(index).1, notice.since));
                }
            }
        }
    }
    bands.extend(open.into_iter().map(|(_, since)| (since, last)));
    bands
}

#[allow(clippy::cast_precision_loss)] // a pixel's place needs no more
fn seconds(length: TimeDelta) -> f64 {
    length.num_milliseconds() as f64 / 1e3
}

/// A number with at most three decimals.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn time(at: DateTime<Utc>, format: &str) -> String {
    format!("<time datetime=\"{}\">{}</time>", format_instant(at), at.format(format))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
