//! Writes rule files.

use std::fmt::Write;

use super::{PrometheusRules, check_name, duration, template};
use crate::objectives::AlertRule;
use crate::objectives::matcher::selector;
use crate::time::Span;
use crate::{Error, Result};

pub(super) fn yaml(rules: &PrometheusRules) -> Result<String> {
    if rules.groups.is_empty() {
        return Ok("groups: []\n".to_owned());
    }
    let mut text = "groups:\n".to_owned();
    for group in &rules.groups {
        let _ = writeln!(text, "  - name: {}", quoted(&group.name));
        if let Some(interval) = group.interval {
            let _ = writeln!(text, "    interval: {}", written(&group.name, "interval", interval)?);
        }
        text.push_str(if group.rules.is_empty() { "    rules: []\n" } else { "    rules:\n" });
        for document in &group.rules {
            write_rule(&mut text, &document.rule()?)?;
        }
    }
    Ok(text)
}

fn write_rule(text: &mut String, rule: &AlertRule) -> Result<()> {
    let name = format!("alert {}", rule.name);
    check_name(&rule.name, "metric", &rule.metric, true)?;
    if let Some(end) = &rule.resolve {
        let found = format!("resolve {} {}", end.comparison.as_str(), end.threshold_text);
        return Err(Error::invalid(name, "no resolve threshold, which Prometheus does not know", found));
    }
    if let Some(span) = rule.no_data {
        let found = format!("no data after {span}");
        return Err(Error::invalid(name, "no state for missing data, which Prometheus does not know", found));
    }
    let _ = writeln!(text, "      - alert: {}", quoted(&rule.name));
    // Quoted, as a metric's name may end in a colon.
    let metric = selector(&rule.metric, &rule.matchers);
    let expression = format!("{metric} {} {}", rule.comparison.as_str(), rule.threshold);
    let _ = writeln!(text, "        expr: {}", quoted(&expression));
    if rule.lasting != Span::ZERO {
        let _ = writeln!(text, "        for: {}", written(&rule.name, "for", rule.lasting)?);
    }
    if rule.keep_firing != Span::ZERO {
        let _ =
            writeln!(text, "        keep_firing_for: {}", written(&rule.name, "keep_firing_for", rule.keep_firing)?);
    }
    let _ = writeln!(text, "        labels:\n          severity: {}", rule.severity);
    for (label, value) in &rule.labels {
        check_name(&rule.name, "label", label, false)?;
        if label == "severity" {
            return Err(Error::invalid(name, "no label `severity` beside the rule's own", value));
        }
        let _ = writeln!(text, "          {}: {}", quoted(label), quoted(&template::write(value)));
    }
    if !rule.annotations.is_empty() {
        text.push_str("        annotations:\n");
    }
    for (label, value) in &rule.annotations {
        check_name(&rule.name, "annotation", label, false)?;
        let _ = writeln!(text, "          {}: {}", quoted(label), quoted(&template::write(value)));
    }
    Ok(())
}

fn written(name: &str, what: &str, span: Span) -> Result<String> {
    duration::write(span)
        .ok_or_else(|| Error::invalid(format!("alert {name}, {what}"), "whole milliseconds, no months", span))
}

/// A double-quoted scalar of YAML; what no YAML text may hold is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' => {
                quoted.push(character)
            }
            '\u{10000}'..='\u{10ffff}' => quoted.push(character),
            other => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(other));
            }
        }
    }
    quoted.push('"');
    quoted
}
