//! Criteria: "Response Time: <2 seconds (Target: <1.5s)", and what stands among such lines.

use std::collections::HashSet;

use super::super::check::Holds;
use super::super::{CriterionSign, ItemState, Plan, PlanCriterion, Section};
use super::{above, has_children, head, says};

/// What the heading of a group or section of criteria says.
const WORDS: [&str; 18] = [
    "metric",
    "metrics",
    "kpi",
    "kpis",
    "objective",
    "objectives",
    "criterion",
    "criteria",
    "threshold",
    "thresholds",
    "alerts",
    "targets",
    "commitments",
    "slo",
    "slos",
    "sla",
    "slas",
    "indicators",
];

/// Reads the criteria of all items but those in `taken`, (section, item), and those of gates.
pub(super) fn read(plan: &mut Plan, holds: &[Holds], taken: &HashSet<(usize, usize)>) {
    let gates: HashSet<&str> = plan.gates.iter().map(|gate| gate.id.as_str()).collect();
    let mut in_gate: Vec<bool> = Vec::with_capacity(plan.sections.len());
    let mut criteria = Vec::new();
    for (index, (section, holds)) in plan.sections.iter().zip(holds).enumerate() {
        let around = section.parent.and_then(|parent| in_gate.get(parent).copied()).unwrap_or(false);
        let here = around || !gates.is_empty() && gates.contains(section.id.as_str());
        in_gate.push(here);
        if !here && holds.steps {
            read_section(section, index, taken, &mut criteria);
        }
    }
    plan.criteria = criteria;
}

fn read_section(section: &Section, index: usize, taken: &HashSet<(usize, usize)>, criteria: &mut Vec<PlanCriterion>) {
    let has = has_children(section);
    let titled = says(&section.title, &WORDS);
    // For each item whether a box stands above it, and whether a group above it says that these are criteria.
    let mut around: Vec<(bool, bool)> = Vec::with_capacity(section.items.len());
    for (at, (item, &group)) in section.items.iter().zip(&has).enumerate() {
        let (boxed, said) = item.parent.and_then(|parent| around.get(parent).copied()).unwrap_or((false, titled));
        let boxed = boxed || item.state != ItemState::None;
        around.push((boxed, said || group && !boxed && says(&item.title, &WORDS)));
        if boxed || group || taken.contains(&(index, at)) {
            continue;
        }
        let parts = Parts::of(&item.text, &item.title);
        if said || parts.is_measured() {
            let group = above(section, item).map_or_else(String::new, |above| head(&above.title).to_owned());
            let (sign, threshold, unit) = number(parts.value);
            criteria.push(PlanCriterion {
                section: section.id.clone(),
                group,
                text: item.text.clone(),
                name: parts.name.to_owned(),
                value: parts.value.to_owned(),
                target: parts.target.map(str::to_owned),
                sign,
                threshold,
                unit: unit.to_owned(),
                item: item.id.clone(),
                line: item.line,
            });
        }
    }
}

/// Name, sign, bound and unit of a line that compares something with a number.
pub(super) fn bound(text: &str, title: &str) -> Option<(String, CriterionSign, f64, Option<String>)> {
    let parts = Parts::of(text, title);
    let (sign, threshold, unit) = number(parts.value);
    let (sign, threshold) = sign.zip(threshold)?;
    (!parts.name.is_empty())
        .then(|| (parts.name.to_owned(), sign, threshold, Some(unit.to_owned()).filter(|unit| !unit.is_empty())))
}

/// A line in its parts.
struct Parts<'a> {
    name: &'a str,
    value: &'a str,
    target: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, title: &'a str) -> Self {
        let (text, target) = match text.find("(Target:").or_else(|| text.find("(target:")) {
            Some(at) => {
                let inner = &text[at + "(target:".len()..];
                (text[..at].trim_end(), Some(inner.split(')').next().unwrap_or(inner).trim()))
            }
            None => (text, None),
        };
        let starts = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit() || "<>≤≥".contains(sign));
        let (name, value) = if starts(text) && title.len() < text.len() {
            (text, title)
        } else if let Some((name, value)) = text.split_once(": ") {
            (name, value)
        } else if let Some(at) = text.find(['<', '>', '≤', '≥']) {
            (&text[..at], &text[at..])
        } else {
            (text, "")
        };
        // Brackets behind the value are a note: "(Peak: 5000+ req/sec)".
        let value = value.find(" (").map_or(value, |at| &value[..at]).trim();
        Self { name: name.trim(), value, target }
    }

    /// Whether the line is a criterion wherever it stands: a name, and a comparison or a target.
    fn is_measured(&self) -> bool {
        let compared = self.value.starts_with(['<', '>', '≤', '≥']);
        (compared || self.target.is_some()) && number(self.value).1.is_some() && !self.name.is_empty()
    }
}

/// Sign, first number and unit of a value: "<$1,500.50 a month", "1000+ req/sec", "60-80%".
fn number(value: &str) -> (Option<CriterionSign>, Option<f64>, &str) {
    if value.trim() == "24/7" {
        return (None, None, "");
    }
    let from = value.find(['<', '>', '≤', '≥']).unwrap_or(0);
    let rest = &value[from..];
    let signs = [
        ("<=", CriterionSign::AtMost),
        ("≤", CriterionSign::AtMost),
        ("<", CriterionSign::Below),
        (">=", CriterionSign::AtLeast),
        ("≥", CriterionSign::AtLeast),
        (">", CriterionSign::Above),
    ];
    let sign = signs.into_iter().find(|(token, _)| rest.starts_with(token));
    let rest = sign.map_or(rest, |(token, _)| &rest[token.len()..]).trim_start();
    let currency = rest.chars().next().filter(|sign| "$€£¥".contains(*sign)).map_or(0, char::len_utf8);
    let digits = &rest[currency..];
    let mut length = digits.find(|sign: char| !sign.is_ascii_digit() && !",.".contains(sign)).unwrap_or(digits.len());
    length = digits[..length].trim_end_matches([',', '.']).len();
    let threshold: Option<f64> = digits[..length].replace(',', "").parse().ok();
    if threshold.is_none() {
        return (sign.map(|(_, sign)| sign), None, "");
    }
    let mut unit = &digits[length..];
    let mut sign = sign.map(|(_, sign)| sign);
    if let Some(rest) = unit.strip_prefix('+') {
        unit = rest;
        sign = sign.or(Some(CriterionSign::AtLeast));
    }
    if let Some(rest) = unit.strip_prefix(['-', '–'])
        && rest.starts_with(|digit: char| digit.is_ascii_digit())
    {
        unit = rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || ",.".contains(sign));
    }
    let unit = unit.split([',', '(', ';']).next().unwrap_or(unit).trim();
    (sign, threshold, if unit.is_empty() && currency > 0 { &rest[..currency] } else { unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_into_sign_number_and_unit() {
        use CriterionSign::{Above, AtLeast, AtMost, Below};
        for (value, sign, threshold, unit) in [
            ("<2 seconds", Some(Below), Some(2.0), "seconds"),
            ("≤ 1,500.5 ms", Some(AtMost), Some(1500.5), "ms"),
            ("1000+ req/sec", Some(AtLeast), Some(1000.0), "req/sec"),
            ("Growth >10%/month", Some(Above), Some(10.0), "%/month"),
            ("<70% average, <90% peak", Some(Below), Some(70.0), "% average"),
            (">$10,000", Some(Above), Some(10000.0), "$"),
            ("60-80%", None, Some(60.0), "%"),
            ("4.5/5", None, Some(4.5), "/5"),
            ("24/7", None, None, ""),
            ("Weekly releases", None, None, ""),
            ("", None, None, ""),
        ] {
            assert_eq!(number(value), (sign, threshold, unit), "{value}");
        }
    }

    #[test]
    fn lines_are_split_into_name_value_and_target() {
        let split = |text: &'static str, title: &'static str| {
            let parts = Parts::of(text, title);
            (parts.name, parts.value, parts.target.unwrap_or(""))
        };
        assert_eq!(split("Load: <2 s (Target: <1 s)", "Load"), ("Load", "<2 s", "<1 s"));
        assert_eq!(split("Flow: 10+ a/s (Peak: 50+ a/s)", "x"), ("Flow", "10+ a/s", ""));
        assert_eq!(split("Errors >1%", "Errors >1%"), ("Errors", ">1%", ""));
        assert_eq!(split("99.9% up with <2 s", "99.9% up"), ("99.9% up with <2 s", "99.9% up", ""));
        assert_eq!(split("Failures", "Failures"), ("Failures", "", ""));
    }
}
