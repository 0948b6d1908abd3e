//! A service with one desk: JSON events in, a line each; JSON actions out, a line each.
//!
//! `cargo run --release --example rust_service < events.jsonl`, or `-- --demo` for a minute of a bad morning played in a
//! second. The service owns the clock and the waiting; the desk only says what is due and when to ask again.

use std::io::{BufRead, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::desk::{Action, Desk, Event};
use hypercare::document::{Limits, from_json};
use hypercare::objectives::AlertRule;
use hypercare::{Result, Severity};

fn main() -> Result<()> {
    let rule = AlertRule::parse("error_rate > 1% for 5m", Severity::Critical)?;
    let mut desk = Desk::builder().rule(rule).build()?;
    match std::env::args().nth(1).as_deref() {
        None => serve(&mut desk),
        Some("--demo") => demo(&mut desk),
        Some(_) => {
            eprintln!("usage: rust_service [--demo]\n\nReads events as JSON lines, prints actions as JSON lines.");
            std::process::exit(if std::env::args().nth(1).as_deref() == Some("--help") { 0 } else { 2 });
        }
    }
}

/// Waits for the next line or the next deadline, whichever comes first, until the input ends.
fn serve(desk: &mut Desk) -> Result<()> {
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().split(b'\n') {
            // A line that is no text is refused like any other, and the service goes on; without input it ends.
            let Ok(line) = line.inspect_err(|error| eprintln!("input: {error}")) else { break };
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
    loop {
        let wait = desk.next_wakeup().map_or(Duration::from_secs(3600), |at| (at - now()).to_std().unwrap_or_default());
        match lines.recv_timeout(wait) {
            // A fact that is refused is the sender's affair: the desk is as it was, and the service goes on.
            Ok(line) => {
                match from_json::<Event>(&line, "event", Limits::default()).and_then(|fact| desk.handle(fact)) {
                    Ok(actions) => deliver(&actions),
                    Err(error) => eprintln!("{}: {error}", error.code()),
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                // An event may have run ahead of this machine's clock.
                let instant = desk.clock().map_or_else(now, |clock| clock.max(now()));
                deliver(&desk.advance(instant)?);
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

/// The same loop with a clock of its own, which jumps to whatever is next.
fn demo(desk: &mut Desk) -> Result<()> {
    let start = now();
    let after = |minutes| start + TimeDelta::minutes(minutes);
    let facts = [
        Event::sample("error_rate", after(0), 0.004),
        Event::sample("error_rate", after(5), 0.013),
        Event::reported("T-1", after(6), Some("payment_failures")),
        Event::sample("error_rate", after(10), 0.021),
        Event::reported("T-2", after(12), Some("password_reset")),
        Event::responded("T-1", after(25)),
        Event::sample("error_rate", after(30), 0.003),
        Event::resolved("T-1", after(40)),
    ];
    for fact in facts {
        while let Some(wakeup) = desk.next_wakeup().filter(|wakeup| *wakeup < fact.at()) {
            deliver(&desk.advance(wakeup)?);
        }
        deliver(&desk.handle(fact)?);
    }
    Ok(())
}

fn deliver(actions: &[Action]) {
    let mut out = std::io::stdout().lock();
    for action in actions {
        if let Ok(line) = serde_json::to_string(action) {
            let _ = writeln!(out, "{line}");
        }
    }
}

fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
