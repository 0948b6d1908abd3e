//! Draws a week on call: what each layer gives, the overrides, who is on call in the end, and every hand-off.
//!
//! `cargo run --example oncall_week --no-default-features --features escalation -- week.html` writes one page that needs
//! nothing else. The week is the one in which Europe puts its clocks forward, so that its Sunday has 23 hours.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use hypercare::escalation::{Rota, RotaDocument, Shift};
use hypercare::time::{resolve, to_local};

/// Drawing fails with the library's errors and with those of writing text.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
Draws a week on call as one HTML page: layers, overrides, who is on call, and every hand-off.

Usage: cargo run --example oncall_week --no-default-features --features escalation -- [FILE]

  FILE     where the page is written; without it, to standard output
  --help   this text
";

const ROTA: &str = "
version: 1
name: Platform
zone: Europe/Paris
layers:
  - {name: Week, members: [Ana, Ben, Chloe], every: weekly, start: 2026-01-06, hand_off: '09:00'}
  - name: Office hours
    members: [Dan, Eva, Fay]
    every: daily
    start: 2026-01-05
    hand_off: '00:00'
    hours:
      mon: ['09:00-17:00']
      tue: ['09:00-17:00']
      wed: ['09:00-17:00']
      thu: ['09:00-17:00']
      fri: ['09:00-17:00']
    excluded_days: [sat, sun]
overrides:
  - {start: '2026-03-25T18:00:00+01:00', end: '2026-03-26T06:00:00+01:00', person: Gil}
  - {start: '2026-03-28T12:00:00+01:00', end: '2026-03-28T22:00:00+01:00', person: Eva}
holidays: []
notice: 1 day
";

/// The Monday with which the week begins.
const MONDAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 3, 23) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Fill colours of people, in the order of their names; dark text reads on each.
const COLOURS: [&str; 8] = ["#9ecbff", "#ffd08a", "#b5e3b0", "#f3b4c4", "#d3c1f7", "#a8e0dc", "#e8dc8f", "#d9c7b4"];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let file = match (arguments.next(), arguments.next()) {
        (Some(flag), None) if flag == "--help" || flag == "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        (Some(word), _) if word.starts_with('-') => return refuse(&word),
        (_, Some(word)) => return refuse(&word),
        (file, None) => file,
    };
    let page = match week() {
        Ok(page) => page,
        Err(error) => return fail(&error.to_string()),
    };
    let Some(file) = file else {
        print!("{page}");
        return ExitCode::SUCCESS;
    };
    match std::fs::write(&file, page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("{file}: {error}")),
    }
}

fn refuse(word: &str) -> ExitCode {
    eprintln!("oncall_week: what is '{word}'?\n\n{HELP}");
    ExitCode::from(2)
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("oncall_week: {problem}");
    ExitCode::FAILURE
}

fn week() -> Result<String> {
    let rota = Rota::from_yaml(ROTA)?;
    let days: Vec<DateTime<Utc>> = (0..=7).map(|day| midnight(&rota, day)).collect::<Result<_>>()?;
    let page = Page { people: people(rota.document()), rota, days };
    page.html()
}

/// The instant at which a day of the week begins.
fn midnight(rota: &Rota, day: u64) -> Result<DateTime<Utc>> {
    let document = rota.document();
    Ok(resolve((MONDAY + Days::new(day)).and_time(NaiveTime::MIN), document.zone, document.rules)?)
}

/// Everybody who may be on call, by name.
fn people(document: &RotaDocument) -> Vec<String> {
    let members = document.layers.iter().flat_map(|layer| layer.members.iter());
    let mut people: Vec<String> =
        members.chain(document.overrides.iter().map(|change| &change.person)).cloned().collect();
    people.sort();
    people.dedup();
    people
}

struct Page {
    rota: Rota,
    people: Vec<String>,
    /// The eight midnights around the seven days.
    days: Vec<DateTime<Utc>>,
}

/// Measures of the picture.
const LEFT: f64 = 110.0;
const TOP: f64 = 44.0;
const HOUR: f64 = 5.6;
const LANE: f64 = 46.0;
const BAR: f64 = 32.0;

impl Page {
    fn from(&self) -> DateTime<Utc> {
        self.days[0]
    }

    fn to(&self) -> DateTime<Utc> {
        self.days[7]
    }

    fn x(&self, at: DateTime<Utc>) -> f64 {
        LEFT + (at - self.from()).num_seconds() as f64 / 3_600.0 * HOUR
    }

    fn colour(&self, person: &str) -> &'static str {
        let index = self.people.iter().position(|name| name == person).unwrap_or_default();
        COLOURS[index % COLOURS.len()]
    }

    /// A time on the wall.
    fn wall(&self, at: DateTime<Utc>, format: &str) -> Result<String> {
        Ok(to_local(at, self.rota.document().zone)?.format(format).to_string())
    }

    /// What each layer gives by itself, then the overrides, then who is on call in the end.
    fn lanes(&self) -> Result<Vec<(String, Vec<Shift>)>> {
        let document = self.rota.document();
        let mut lanes = Vec::new();
        for layer in &document.layers {
            let alone = RotaDocument { layers: vec![layer.clone()], overrides: vec![], ..document.clone() };
            lanes.push((layer.name.clone(), Rota::new(alone)?.shifts(self.from(), self.to())?));
        }
        let overrides = RotaDocument { layers: vec![], ..document.clone() };
        lanes.push(("Overrides".to_owned(), Rota::new(overrides)?.shifts(self.from(), self.to())?));
        lanes.push(("On call".to_owned(), self.rota.shifts(self.from(), self.to())?));
        Ok(lanes)
    }

    fn svg(&self) -> Result<String> {
        let lanes = self.lanes()?;
        let (width, height) = (self.x(self.to()) + 12.0, TOP + LANE * lanes.len() as f64 + 8.0);
        let mut svg = format!(
            "<svg viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"The week, a lane for each layer\">\n"
        );
        for (day, pair) in self.days.windows(2).enumerate() {
            let (x, end) = (self.x(pair[0]), self.x(pair[1]));
            let shade = if day >= 5 { "weekend" } else { "day" };
            let lines = height - TOP - 4.0;
            writeln!(
                svg,
                "<rect class=\"{shade}\" x=\"{x:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{lines}\"/>",
                end - x
            )?;
            let (middle, name) = ((x + end) / 2.0, self.wall(pair[0], "%a %-d %b")?);
            writeln!(svg, "<text class=\"date\" x=\"{middle:.1}\" y=\"18\">{name}</text>")?;
            let hours = (pair[1] - pair[0]).num_hours();
            let noon = pair[0] + TimeDelta::hours(hours - 12);
            writeln!(svg, "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{1:.1}\"/>", self.x(noon), TOP + lines)?;
            let note = if hours == 24 { "12:00".to_owned() } else { format!("12:00 ({hours} h)") };
            writeln!(svg, "<text class=\"hour\" x=\"{:.1}\" y=\"36\">{note}</text>", self.x(noon))?;
        }
        for (lane, (name, shifts)) in lanes.iter().enumerate() {
            let y = TOP + LANE * lane as f64 + (LANE - BAR) / 2.0;
            let class = if lane + 1 == lanes.len() { "lane last" } else { "lane" };
            let (x, base) = (LEFT - 10.0, y + BAR / 2.0 + 4.5);
            writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{base}\">{}</text>", escape(name))?;
            for shift in shifts {
                self.bar(&mut svg, shift, y)?;
            }
        }
        svg.push_str("</svg>\n");
        Ok(svg)
    }

    fn bar(&self, svg: &mut String, shift: &Shift, y: f64) -> Result<()> {
        let (x, width) = (self.x(shift.start), self.x(shift.end) - self.x(shift.start));
        let (start, end) = (self.wall(shift.start, "%a %H:%M")?, self.wall(shift.end, "%a %H:%M")?);
        let (person, colour) = (escape(&shift.person), self.colour(&shift.person));
        write!(svg, "<g><title>{person}, {start} to {end}</title>")?;
        write!(
            svg,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"3\" fill=\"{colour}\"/>",
            x + 0.5,
            width - 1.0
        )?;
        // A name that does not fit stands in the table alone.
        if width > 8.0 * shift.person.chars().count() as f64 {
            let (middle, base) = (x + width / 2.0, y + BAR / 2.0 + 4.5);
            write!(svg, "<text class=\"name\" x=\"{middle:.1}\" y=\"{base}\">{person}</text>")?;
        }
        svg.push_str("</g>\n");
        Ok(())
    }

    fn hand_offs(&self) -> Result<String> {
        let mut rows = String::new();
        for change in self.rota.hand_offs(self.from(), self.to())? {
            let at = self.wall(change.at, "%a %-d %b %H:%M")?;
            let told = self.wall(change.notify_at, "%a %-d %b %H:%M")?;
            let (leaves, next) = (self.tag(change.leaves.as_deref()), self.tag(change.takes_over.as_deref()));
            writeln!(rows, "<tr><td>{at}</td><td>{leaves}</td><td>{next}</td><td>{told}</td></tr>")?;
        }
        Ok(format!("<table><tr><th>At</th><th>Leaves</th><th>Takes over</th><th>Told</th></tr>\n{rows}</table>\n"))
    }

    fn load(&self) -> Result<String> {
        let fairness = self.rota.fairness(self.from(), self.to())?;
        let mut rows = String::new();
        for load in &fairness.people {
            writeln!(
                rows,
                "<tr><td>{}</td><td class=\"n\">{:.0}</td><td class=\"n\">{:.0}</td><td class=\"n\">{:.0}</td></tr>",
                self.tag(Some(&load.person)),
                load.hours,
                load.night_hours,
                load.weekend_hours
            )?;
        }
        writeln!(
            rows,
            "<tr><td>Together</td><td class=\"n\">{:.0}</td><td></td><td></td></tr>\n\
             <tr><td>Nobody</td><td class=\"n\">{:.0}</td><td></td><td></td></tr>",
            fairness.hours, fairness.uncovered_hours
        )?;
        Ok(format!(
            "<table class=\"load\"><tr><th>Hours</th><th>All</th><th>Night</th><th>Weekend</th></tr>\n{rows}</table>\n"
        ))
    }

    fn tag(&self, person: Option<&str>) -> String {
        let colour = person.map_or("#ffb3ab", |person| self.colour(person));
        format!("<span class=\"tag\" style=\"background:{colour}\">{}</span>", escape(person.unwrap_or("nobody")))
    }

    fn html(&self) -> Result<String> {
        let document = self.rota.document();
        let title = format!("{} on call, week of {}", escape(&document.name), self.wall(self.from(), "%-d %B %Y")?);
        Ok(format!(
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\n\
             <style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n<p>Times are those of {zone}. Where several have \
             somebody, the lower lane is on call.</p>\n{svg}<div class=\"tables\">\n<section><h2>Hand-offs</h2>\n\
             {hand_offs}</section>\n<section><h2>Load</h2>\n{load}</section>\n</div>\n</body>\n</html>\n",
            zone = document.zone,
            svg = self.svg()?,
            hand_offs = self.hand_offs()?,
            load = self.load()?,
        ))
    }
}

const STYLE: &str = "
body { font: 15px/1.4 system-ui, sans-serif; color: #1d2330; background: #fff; max-width: 1080px; margin: 24px auto; padding: 0 16px }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 16px; margin: 16px 0 6px } p { margin: 4px 0 14px; color: #525a6b }
svg { width: 100%; height: auto; display: block } svg text { font-family: inherit; font-size: 13px; fill: #1d2330 }
.day { fill: #f6f7f9; stroke: #d5d9e0 } .weekend { fill: #eceef2; stroke: #d5d9e0 }
svg line { stroke: #d5d9e0; stroke-dasharray: 2 3 } .bar { stroke: #00000033 }
svg .date { text-anchor: middle; font-weight: 600 } svg .hour { text-anchor: middle; font-size: 11px; fill: #626b7d }
svg .lane { text-anchor: end } svg .last { font-weight: 700 } svg .name { text-anchor: middle }
.tables { display: flex; gap: 48px; flex-wrap: wrap } table { border-collapse: collapse }
th { text-align: left; font-weight: 600; color: #525a6b } th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid #e3e6eb }
.load th + th, .n { text-align: right } .n { font-variant-numeric: tabular-nums } .tag { padding: 1px 8px; border-radius: 3px }
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
