//! Reads a line of a plan as an objective.

use super::clause::{Clause, clause, measurable, start, worded};
use super::{Objective, ObjectiveBound, Statistic};
use crate::objectives::quantity::{Dimension, Quantity, Unit};
use crate::objectives::{Comparison, Measure};
use crate::time::Span;
use crate::{Error, Result};

/// Most bytes of a line.
const BYTES: u64 = 4_096;
/// Most lines of a text.
const LINES: u64 = 10_000;

/// Marks before a line of a list or tree; the last ones are those of a tree that was saved in the wrong encoding.
const MARKS: [&str; 16] =
    ["├", "└", "│", "─", "┌", "╰", "•", "*", "- [x]", "- [X]", "- [ ]", "- ", "#", "‚îú", "‚îî", "‚îÄ"];

impl Objective {
    /// Reads a line such as "Response Time: <2 seconds (Target: <1.5s)". Marks of lists and trees before it, and the
    /// asterisks of Markdown, are passed over.
    ///
    /// ```
    /// use hypercare::objectives::{Comparison, Objective};
    /// let cpu = Objective::parse("├── CPU Utilization: <70% average, <90% peak")?;
    /// assert_eq!(cpu.bounds.len(), 2);
    /// let uptime = Objective::parse("Uptime: 99.9% (Target: 99.95%)")?;
    /// assert_eq!((uptime.bounds[0].comparison, uptime.bounds[0].threshold.value), (Comparison::AtLeast, 0.999));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the column of what was not understood, [`Error::Limit`] over 4,096 bytes.
    pub fn parse(line: &str) -> Result<Self> {
        Error::cap("objective, bytes", BYTES, line.len())?;
        // Asterisks and backticks become blanks, so that offsets stay those of the line.
        let plain: String =
            line.chars().map(|character| if "*`\t".contains(character) { ' ' } else { character }).collect();
        let body = unmarked(&plain);
        if body.is_empty() {
            return Err(Error::parse(
                "objective",
                line,
                line.len(),
                "a name and a threshold: Response Time: <2 seconds",
            ));
        }
        let Parts { name, rest } = parts(&plain, body)?;
        let mut objective = Self {
            name: name.clone(),
            metric: metric_name(&name),
            text: body.split_whitespace().collect::<Vec<_>>().join(" "),
            bounds: Vec::new(),
            target: None,
            peak: None,
            tracking: None,
            cadence: None,
            weight: 1.0,
            key: false,
        };
        let Pieces { main, target, peak, statistic } = pieces(&plain, rest, &name)?;
        objective.read_main(&plain, &main, target)?;
        if let Some(statistic) = statistic.or_else(|| spread(&name)) {
            for bound in objective.bounds.iter_mut().chain(&mut objective.target) {
                bound.statistic = bound.statistic.or(Some(statistic));
            }
        }
        if let Some(peak) = peak {
            let unit = objective.bounds.first().map(|bound| bound.threshold.unit.clone());
            let read = clause(&plain, peak, |_| Comparison::AtLeast)?;
            objective.peak = Some(in_unit(&plain, peak, read.bound, unit.as_ref())?);
        }
        Ok(objective)
    }

    /// Reads every line of a text that is an objective: blank lines, code fences, headings (lines that end in a colon) and
    /// dates are passed over.
    ///
    /// ```
    /// use hypercare::objectives::Objective;
    /// let text = "Core KPIs:\n├── Error Rate: <0.1% (Target: <0.05%)\n└── Uptime: 99.9%\n";
    /// assert_eq!(Objective::parse_lines(text)?.len(), 2);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse), with the line; [`Error::Limit`] over 10,000 lines.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for (index, line) in text.lines().enumerate() {
            Error::cap("objectives, lines", LINES, index + 1)?;
            let bare = line.trim();
            if bare.is_empty()
                || bare.starts_with("```")
                || bare.starts_with('#')
                || bare.trim_end_matches('*').ends_with(':')
                || is_date(bare)
            {
                continue;
            }
            found.push(Self::parse(line).map_err(|error| on_line(error, index))?);
        }
        Ok(found)
    }

    fn read_main(&mut self, plain: &str, main: &[&str], target: Option<&str>) -> Result<()> {
        let name = self.name.clone();
        let near = |quantity: &Quantity| conclude(&name, quantity);
        let aimed = match target {
            Some(text) => Some((text, clause(plain, text, near)?)),
            None => None,
        };
        if !main.iter().any(|text| measurable(text)) {
            let text = main.iter().map(|text| text.trim()).collect::<Vec<_>>().join(", ");
            if let Some(bound) = released(&self.name, &text) {
                self.bounds.push(bound);
            } else if !text.trim().is_empty() {
                self.cadence = cadence(&text);
                self.tracking = Some(text.trim().to_owned());
            }
            self.target = aimed.map(|(_, clause)| clause.bound);
            return Ok(());
        }
        for text in main.iter().filter(|text| measurable(text)) {
            let mut read = if is_always(text) {
                self.tracking = Some((*text).trim().to_owned());
                continue;
            } else {
                clause(plain, text, near)?
            };
            if self.bounds.is_empty() {
                self.read_target(plain, &mut read, aimed.as_ref())?;
            }
            self.bounds.push(read.bound);
        }
        if self.target.is_none() {
            self.target = aimed.map(|(_, clause)| clause.bound);
        }
        // "99.9% (Target: 99.95%) monthly"
        let window = main.iter().filter(|text| !measurable(text)).find_map(|text| cadence(text));
        if let Some(bound) = self.bounds.first_mut() {
            bound.window = bound.window.or(window);
        }
        // "<2 Hour Response Time": the name is no qualifier of its own threshold.
        for bound in self.bounds.first_mut().into_iter().chain(&mut self.target) {
            let rest = bound.qualifier.as_ref().and_then(|words| words.strip_prefix(self.name.as_str()));
            if let Some(rest) = rest.map(|rest| rest.trim().to_owned()) {
                bound.qualifier = (!rest.is_empty()).then_some(rest);
            }
        }
        Ok(())
    }

    /// The target of the first bound, and which way is better where only the target tells.
    fn read_target(&mut self, plain: &str, read: &mut Clause, aimed: Option<&(&str, Clause)>) -> Result<()> {
        let lower = |bound: &ObjectiveBound| matches!(bound.comparison, Comparison::Below | Comparison::AtMost);
        if let Some((at, Clause { bound, .. })) = aimed {
            let mut target = in_unit(plain, at, bound.clone(), Some(&read.bound.threshold.unit))?;
            if !read.bound.stated {
                let better = target.threshold.value.partial_cmp(&read.bound.threshold.value);
                read.bound.comparison = match (target.stated, better) {
                    (true, _) if lower(&target) => Comparison::AtMost,
                    (true, _) | (false, Some(std::cmp::Ordering::Greater)) => Comparison::AtLeast,
                    (false, Some(std::cmp::Ordering::Less)) => Comparison::AtMost,
                    _ => read.bound.comparison,
                };
            }
            if !target.stated {
                target.comparison = read.bound.comparison;
            }
            self.target = Some(target);
        } else if let Some(upper) = read.upper.take() {
            let mut near = read.bound.clone();
            if lower(&read.bound) {
                read.bound.threshold = upper;
            } else {
                near.threshold = upper;
            }
            self.target = Some(near);
        }
        Ok(())
    }
}

/// Whether a line says a day: "**Launch Date:** November 24, 2026", "Review: 2026-12-08 09:00".
fn is_date(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    let value = value.trim_matches(|sign: char| sign.is_whitespace() || sign == '*');
    let day = |date: &str| chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok();
    let name = name.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    value.get(..10).is_some_and(day) || matches!(name.as_str(), "launch date" | "go-live date" | "go live date")
}

/// An error on a line of a text instead of its own.
pub(super) fn on_line(error: Error, index: usize) -> Error {
    match error {
        Error::Parse { what, mut position, expected, found } => {
            position.line = u32::try_from(index + 1).unwrap_or(u32::MAX);
            Error::Parse { what, position, expected, found }
        }
        other => other.about(&format!("line {}", index + 1)),
    }
}

fn unmarked(plain: &str) -> &str {
    let mut body = plain.trim();
    while let Some(rest) = MARKS.iter().find_map(|mark| body.strip_prefix(mark)) {
        body = rest.trim_start();
    }
    body
}

struct Parts<'a> {
    name: String,
    rest: &'a str,
}

/// The name, and what the line says of it.
fn parts<'a>(plain: &str, body: &'a str) -> Result<Parts<'a>> {
    let fail = |rest: &str, expected: &str| {
        let offset = (rest.as_ptr() as usize).saturating_sub(plain.as_ptr() as usize).min(plain.len());
        Err(Error::parse("objective", plain, offset, expected))
    };
    let mut depth = 0_i32;
    let mut colon = None;
    for (at, character) in body.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ':' if depth == 0 => {
                colon = Some(at);
                break;
            }
            _ => {}
        }
    }
    let named = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((name, rest)) = colon.and_then(|at| Some((body.get(..at)?, body.get(at + 1..)?))) {
        if name.trim().is_empty() {
            return fail(body, "a name before the colon");
        }
        if rest.trim().is_empty() {
            return fail(rest, "a threshold, such as <2 seconds, 99.9% or 1000+ requests/second");
        }
        return Ok(Parts { name: named(name), rest });
    }
    let Some(at) = start(body) else {
        return Ok(Parts { name: named(body), rest: body.get(body.len()..).unwrap_or("") });
    };
    let before = body.get(..at).unwrap_or_default();
    let (_, name) = worded(before.trim_end_matches(['(', ' ']));
    let name = name.trim_end_matches([' ', '(', '-', '–']);
    if !name.is_empty() {
        let verb =
            name.rsplit_once(' ').filter(|(_, verb)| matches!(*verb, "achieving" | "is" | "are" | "of" | "reaches"));
        let shorter = verb.map_or(name, |(name, _)| name);
        return Ok(Parts { name: named(shorter), rest: body.get(name.len()..).unwrap_or(body) });
    }
    // "<2 Hour Response Time for critical issues": the name follows its threshold.
    let behind = match crate::objectives::quantity::quantity(
        plain,
        "objective",
        strip_sign(body.get(at..).unwrap_or(body)),
        false,
    ) {
        Ok(found) => found.rest,
        Err(error) => return Err(error),
    };
    let behind = crate::objectives::objective::clause::range_rest(behind);
    let words = behind.trim_start_matches(['+', ' ']);
    let end =
        [" with ", " for ", " within ", " in ", " across ", " ("].iter().filter_map(|word| words.find(word)).min();
    let name = words.get(..end.unwrap_or(words.len())).unwrap_or(words).trim();
    if name.is_empty() || !name.contains(char::is_alphabetic) {
        return fail(words, "a name, as in Response Time: <2 seconds");
    }
    Ok(Parts { name: named(name), rest: body })
}

fn strip_sign(body: &str) -> &str {
    let body = Comparison::strip(body).map_or(body, |(_, rest)| rest);
    body.trim_start()
}

struct Pieces<'a> {
    main: Vec<&'a str>,
    target: Option<&'a str>,
    peak: Option<&'a str>,
    statistic: Option<Statistic>,
}

/// The statistic that words name and that a mean would belie: a percentile, the median, the most.
fn spread(words: &str) -> Option<Statistic> {
    let words = words.split(|sign: char| sign.is_whitespace() || ",;:()".contains(sign));
    words.filter_map(Statistic::word).find(|found| match found {
        // "P1" to "P5" are priorities.
        Statistic::Percentile(percent) => *percent >= 50.0,
        found => matches!(found, Statistic::Median | Statistic::Peak),
    })
}

/// The clauses outside of parentheses, and what stands inside by its label.
fn pieces<'a>(plain: &str, rest: &'a str, name: &str) -> Result<Pieces<'a>> {
    let mut pieces = Pieces { main: Vec::new(), target: None, peak: None, statistic: None };
    let mut text = rest;
    let mut notes = Vec::new();
    while let Some(open) = text.find('(') {
        let (before, inside) = (text.get(..open).unwrap_or_default(), text.get(open + 1..).unwrap_or_default());
        let Some(close) = inside.find(')') else {
            let offset = (inside.as_ptr() as usize).saturating_sub(plain.as_ptr() as usize);
            return Err(Error::parse("objective", plain, offset + inside.len(), "a closing parenthesis"));
        };
        pieces.main.extend(clauses(before, name));
        let inner = inside.get(..close).unwrap_or_default();
        let (label, value) = inner.split_once(':').unwrap_or(("", inner));
        match label.trim().to_lowercase().as_str() {
            "target" | "goal" | "stretch" | "aim" => pieces.target = Some(value),
            "peak" | "max" | "burst" => pieces.peak = Some(value),
            _ => {
                pieces.statistic = pieces.statistic.or_else(|| spread(inner));
                notes.push(inner);
            }
        }
        text = inside.get(close + 1..).unwrap_or_default();
    }
    pieces.main.extend(clauses(text, name));
    if !pieces.main.iter().any(|text| measurable(text)) {
        pieces.main.extend(notes.into_iter().filter(|note| measurable(note)));
    }
    Ok(pieces)
}

/// The clauses of a text: parted by commas, semicolons, and by "with" before a comparison.
fn clauses<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        let behind = text.get(at + character.len_utf8()..).unwrap_or_default();
        let comma = character == ';' || (character == ',' && !behind.starts_with(|next: char| next.is_ascii_digit()));
        let with = character == ' '
            && behind.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("with "))
            && behind.get(5..).is_some_and(|then| then.starts_with(['<', '>', '≤', '≥']));
        if comma || with {
            found.push(text.get(from..at).unwrap_or_default());
            from = at + if with { 5 } else { 1 };
        }
    }
    found.push(text.get(from..).unwrap_or_default());
    // Words without a number belong to the clause before them, unless there is no number at all.
    let any = found.iter().any(|text| measurable(text));
    found.retain(|part| !part.trim().is_empty() && part.trim() != name && (!any || measurable(part)));
    found
}

/// "24/7": always, which is no number.
fn is_always(text: &str) -> bool {
    matches!(text.trim(), "24/7" | "24x7" | "16/5" | "8/5")
}

/// Which way a bare number is meant.
fn conclude(name: &str, quantity: &Quantity) -> Comparison {
    const BAD: [&str; 26] = [
        "error",
        "failure",
        "cost",
        "churn",
        "incident",
        "violation",
        "breach",
        "latency",
        "usage",
        "utilization",
        "defect",
        "complaint",
        "downtime",
        "drop",
        "miss",
        "escalation",
        "regression",
        "loss",
        "bounce",
        "backlog",
        "bug",
        "vulnerability",
        "delay",
        "abandonment",
        "outage",
        "debt",
    ];
    const BETTER: [&str; 16] = [
        "reduction",
        "saving",
        "optimization",
        "improvement",
        "prevention",
        "recovery",
        "avoidance",
        "detection",
        "success",
        "resolution",
        "resolved",
        "fix",
        "fixed",
        "coverage",
        "handling",
        "retention",
    ];
    /// Times of which more is better.
    const LASTING: [&str; 5] = ["mtbf", "between", "session", "retention", "engagement"];
    let name = name.to_lowercase();
    let has = |known: &[&str]| {
        let words = || name.split(|character: char| !character.is_alphanumeric());
        known.iter().any(|known| words().any(|word| word == *known || word.strip_suffix('s') == Some(known)))
    };
    let most = match quantity.unit.dimension {
        _ if quantity.value == 0.0 => true,
        Dimension::Time => !has(&LASTING),
        _ => has(&BAD) && !has(&BETTER),
    };
    if most { Comparison::AtMost } else { Comparison::AtLeast }
}

/// A bound in the unit of the main one, where it has none of its own.
fn in_unit(plain: &str, text: &str, mut bound: ObjectiveBound, unit: Option<&Unit>) -> Result<ObjectiveBound> {
    let Some(unit) = unit else { return Ok(bound) };
    let value = Measure::Quantity(bound.threshold.clone()).within(unit).ok().flatten().ok_or_else(|| {
        let offset = (text.as_ptr() as usize).saturating_sub(plain.as_ptr() as usize);
        let expected = format!("a quantity that compares with {}", Quantity { value: 1.0, unit: unit.clone() });
        Error::parse("objective", plain, offset + text.len() - text.trim_start().len(), expected)
    })?;
    bound.threshold = Quantity { value, unit: unit.clone() };
    Ok(bound)
}

/// "Deployment Frequency: Weekly releases": one each week at least.
fn released(name: &str, text: &str) -> Option<ObjectiveBound> {
    let mut words = text.split_whitespace();
    let span = cadence(words.next()?)?;
    let what = words.next()?;
    if !name.to_lowercase().contains("frequency") {
        return None;
    }
    let threshold: Quantity = format!("1 {what}").parse().ok()?;
    Some(ObjectiveBound {
        comparison: Comparison::AtLeast,
        stated: false,
        threshold,
        statistic: None,
        window: Some(span),
        qualifier: None,
    })
}

/// "Weekly analysis".
fn cadence(text: &str) -> Option<Span> {
    let word = text.split_whitespace().next()?;
    let known = ["hourly", "daily", "weekly", "biweekly", "fortnightly", "monthly", "quarterly", "annually", "yearly"];
    known.iter().find(|known| word.eq_ignore_ascii_case(known)).and_then(|word| word.parse().ok())
}

/// "Response Time" as a metric: response_time.
pub(in crate::objectives) fn metric_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|character: char| !(character.is_alphanumeric() || "_.:".contains(character)));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}
