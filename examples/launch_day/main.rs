//! Rehearses a launch day: a plan, real server metrics and a day's tickets, fed in time order to one desk.
//!
//! `cargo run --release --example launch_day` prints the day as it goes and writes `report.html`; `--help` lists the
//! options. Only this program touches files and the terminal: the desk is told everything.

mod metrics;
mod screen;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use hypercare::anomaly::{Contamination, IsolationForest};
use hypercare::desk::{Action, Desk, Event, Watch};
use hypercare::document::{Limits, from_json};
use hypercare::escalation::Policy;
use hypercare::objectives::AlertRule;
use hypercare::plan::{Launch, Plan};
use hypercare::stats::Matrix;
use hypercare::tickets::RoutingTable;
use hypercare::time::{Rules, resolve, to_local};
use hypercare::{Result, Severity};

use metrics::Series;
use screen::Screen;

const HELP: &str = "\
Rehearses a launch day: reads a plan, server metrics and a day's events, feeds them in time order to one desk, prints
what the desk says to do, and writes a report.

Usage: cargo run --release --example launch_day -- [OPTIONS]

Options:
  --plan FILE      the launch plan, Markdown          [examples/launch_day/plan.md]
  --metrics DIR    the folder with the four series    [examples/launch_day/metrics]
  --events FILE    the day's events, JSON             [examples/launch_day/events.json]
  --report FILE    where the report is written        [report.html]
  --no-colour      plain text; also without a terminal, or with NO_COLOR set
  --help           this text

Plan and events belong together: the events tick boxes of the plan by their ids.
";

/// The alerts of the day: critical at once, the others after a while.
const RULES: [(&str, Severity); 4] = [
    ("latency > 90", Severity::Critical),
    ("web_cpu > 60 for 10 min", Severity::Critical),
    ("cpu > 11 for 30 min", Severity::Warning),
    ("requests > 300 for 5 min", Severity::Info),
];

fn main() -> ExitCode {
    match Options::from_args().and_then(|options| options.map_or(Ok(()), |options| rehearse(&options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("launch_day: {message}");
            ExitCode::FAILURE
        }
    }
}

/// What stopped the rehearsal, for people.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure in a file.
    fn in_file(path: &Path, problem: impl fmt::Display) -> Self {
        Self(format!("{}: {problem}", path.display()))
    }
}

impl From<hypercare::Error> for Failure {
    fn from(error: hypercare::Error) -> Self {
        Self(error.to_string())
    }
}

struct Options {
    plan: PathBuf,
    metrics: PathBuf,
    events: PathBuf,
    report: PathBuf,
    colour: bool,
}

impl Options {
    /// `None` if only help was asked for.
    fn from_args() -> std::result::Result<Option<Self>, Failure> {
        use lexopt::prelude::*;
        let here = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/launch_day"));
        let mut options = Self {
            plan: here.join("plan.md"),
            metrics: here.join("metrics"),
            events: here.join("events.json"),
            report: PathBuf::from("report.html"),
            colour: screen::wants_colour(),
        };
        let failed = |error: lexopt::Error| Failure(format!("{error}; --help lists the options"));
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next().map_err(failed)? {
            match argument {
                Long("plan") => options.plan = arguments.value().map_err(failed)?.into(),
                Long("metrics") => options.metrics = arguments.value().map_err(failed)?.into(),
                Long("events") => options.events = arguments.value().map_err(failed)?.into(),
                Long("report") => options.report = arguments.value().map_err(failed)?.into(),
                Long("no-colour" | "no-color") => options.colour = false,
                Short('h') | Long("help") => {
                    print!("{HELP}");
                    return Ok(None);
                }
                other => return Err(failed(other.unexpected())),
            }
        }
        Ok(Some(options))
    }
}

fn rehearse(options: &Options) -> std::result::Result<(), Failure> {
    let text = std::fs::read_to_string(&options.plan).map_err(|error| Failure::in_file(&options.plan, error))?;
    let plan = Plan::from_markdown(&text).map_err(|error| Failure::in_file(&options.plan, error))?;
    let Launch { at: launch, zone } = plan.launch.ok_or_else(|| {
        Failure::in_file(&options.plan, "expected a line such as **Launch Date:** 2026-11-24T09:00:00-05:00")
    })?;
    let mut screen = Screen::new(zone, options.colour);
    let series = metrics::read_all(&options.metrics)?;
    let events: Vec<Event> = std::fs::read_to_string(&options.events)
        .map_err(|error| Failure::in_file(&options.events, error))
        .and_then(|text| {
            from_json(&text, "events", Limits::default()).map_err(|error| Failure::in_file(&options.events, error))
        })?;

    let midnight = midnight(launch, zone)?;
    screen.heading(&format!("{}: launch day", plan.title));
    screen.plan(&plan, midnight)?;

    let mut desk = Desk::builder().plan(plan).policy(Policy::default()).routing(RoutingTable::default());
    for (rule, severity) in RULES {
        desk = desk.rule(AlertRule::parse(rule, severity)?);
    }
    let mut desk = desk.watch(watch(&series, &mut screen)?).build()?;

    let mut facts = events;
    for one in &series {
        facts.extend(one.day.iter().map(|(slot, value)| Event::sample(one.metric, midnight + *slot, *value)));
    }
    facts.sort_by_key(Event::at);

    let total = facts.len();
    let mut launched = false;
    for (index, fact) in facts.into_iter().enumerate() {
        screen.progress(index, total);
        let (at, told) = (fact.at(), fact.clone());
        if at > launch && !launched {
            launched = true;
            screen.launch(&desk, launch)?;
        }
        let actions = desk.handle(fact).map_err(|error| match &told {
            Event::Sample(sample) => Failure::in_file(&options.metrics, format!("{}: {error}", sample.metric)),
            _ => Failure::in_file(&options.events, error),
        })?;
        // What fell due before the fact comes before it.
        let (before, after): (Vec<&Action>, _) = actions.iter().partition(|action| action.at() < at);
        before.into_iter().for_each(|action| screen.action(action, &desk));
        screen.fact(&told);
        after.into_iter().for_each(|action| screen.action(action, &desk));
    }
    screen.summary(&desk);

    std::fs::write(&options.report, desk.report()).map_err(|error| Failure::in_file(&options.report, error))?;
    screen.heading(&format!("report: {}", options.report.display()));
    Ok(())
}

/// The forest over the days before, that knows how the four metrics go together.
fn watch(series: &[Series], screen: &mut Screen) -> Result<Watch> {
    let rows = series.iter().map(|one| one.before.len()).min().unwrap_or_default();
    // The latest slots of each series, so that the time of day agrees; row by row, a column a metric.
    let baseline: Vec<f64> = (0..rows)
        .rev()
        .flat_map(|back| series.iter().map(move |one| one.before[one.before.len() - 1 - back]))
        .collect();
    let matrix = Matrix::new(&baseline, rows, series.len())?;
    let forest = IsolationForest::builder().contamination(Contamination::Share(0.01)).random_state(2026).fit(matrix)?;
    screen.baseline(rows, series, forest.offset());
    let names: Vec<&str> = series.iter().map(|one| one.metric).collect();
    Watch::new("performance", &names, forest, 3)
}

/// The midnight that begins the launch day on the wall calendar of the zone.
fn midnight(launch: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>> {
    let day = to_local(launch, zone)?.date();
    resolve(day.and_time(chrono::NaiveTime::MIN), zone, Rules::default())
}
