use std::collections::HashMap;
use std::fmt::Write;

use super::gantt::gantt;
use super::{ExportOptions, name};
use crate::Result;
use crate::plan::Plan;

/// With these words a line of a gantt chart is no task: the lexer takes the first rule that fits, in any case.
const KEYWORDS: [&str; 20] = [
    "accdescr",
    "acctitle",
    "axisformat",
    "call",
    "click",
    "dateformat",
    "excludes",
    "gantt",
    "href",
    "includes",
    "inclusiveenddates",
    "section",
    "style",
    "tickinterval",
    "title",
    "todaymarker",
    "topaxis",
    "weekday",
    "weekend",
    "accdescription",
];

impl Plan {
    /// The plan as a gantt chart for Mermaid: a bar for every box that stands below no other, in its window on the clock
    /// of the launch's zone. Ticked ones are `done`, those that still block the go-live `crit`; a box without a window
    /// is a milestone at the instant it is due, or at the go-live. Without a launch, Day 0 is drawn as the first day that
    /// the plan names, or as 2000-01-01, and a comment says so.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// # use hypercare::time::{parse_instant, parse_zone};
    /// let plan = Plan::from_markdown("# Orchard\n## Phase 1 (Day -7 to -1)\n- [x] Backups\n- [ ] DNS: 60 s\n")?;
    /// let plan = plan.with_launch(parse_instant("2026-11-24T09:00:00Z")?, parse_zone("UTC")?)?;
    /// assert_eq!(plan.to_mermaid()?, "\
    /// gantt
    ///     title Orchard
    ///     dateFormat YYYY-MM-DD HH:mm
    ///     axisFormat %m-%d %H:%M
    ///     section Phase 1 (Day -7 to -1)
    ///     Backups :done, t1, 2026-11-17 00:00, 2026-11-24 00:00
    ///     DNS#58; 60 s :crit, t2, 2026-11-17 00:00, 2026-11-24 00:00
    ///     section Go-live
    ///     Go-live :milestone, launch, 2026-11-24 09:00, 0m
    /// ");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Range`](crate::Error::Range) for instants that no clock can show.
    pub fn to_mermaid(&self) -> Result<String> {
        self.to_mermaid_with(&ExportOptions::default())
    }

    /// The same by other options: with a start, bars run as scheduled, `crit` are those on the critical path, and a comment
    /// behind each names what it waits for, as Mermaid draws no lines in these charts.
    ///
    /// ```
    /// use hypercare::plan::{ExportOptions, Plan};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("# Orchard\n## Checks\n- [ ] A (estimate: 2 h)\n- [ ] B (estimate: 1 h, after: A +30 min)\n")?;
    /// let text = plan.to_mermaid_with(&ExportOptions::scheduled(parse_instant("2026-11-20T09:00:00Z")?))?;
    /// assert!(text.contains("    B :crit, t2, 2026-11-20 11:30, 2026-11-20 12:30\n    %% t2 after t1\n"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`to_mermaid`](Self::to_mermaid) and, with a start, [`schedule_with`](Self::schedule_with).
    pub fn to_mermaid_with(&self, options: &ExportOptions) -> Result<String> {
        let schedule = options.schedule(self)?;
        let gantt = gantt(self, schedule.as_ref());
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let bars = gantt.rows.iter().flat_map(|row| &row.bars);
        numbers.extend(bars.enumerate().map(|(number, bar)| (bar.id, number + 1)));
        let mut text = String::from("gantt\n");
        _ = writeln!(text, "    title {}", escape(&name(&self.title)));
        if gantt.launch.is_none() && schedule.is_none() {
            let day = gantt.nominal.format("%Y-%m-%d");
            _ = writeln!(text, "    %% The launch is not known: Day 0 is drawn as {day}.");
        }
        text.push_str("    dateFormat YYYY-MM-DD HH:mm\n    axisFormat %m-%d %H:%M\n");
        let mut number = 0;
        for row in &gantt.rows {
            _ = writeln!(text, "    section {}", escape(&name(&row.section.title)));
            for bar in &row.bars {
                number += 1;
                _ = write!(text, "    {} :", escape(&name(bar.title)));
                let tags = [
                    (bar.done, "done"),
                    (if schedule.is_some() { bar.critical } else { bar.blocking }, "crit"),
                    (bar.is_milestone(), "milestone"),
                ];
                for (_, tag) in tags.into_iter().filter(|(holds, _)| *holds) {
                    _ = write!(text, "{tag}, ");
                }
                let (start, end) = (gantt.local(bar.start)?, gantt.local(bar.end)?);
                _ = write!(text, "t{number}, {}, ", start.format("%Y-%m-%d %H:%M"));
                // On the night the clocks go back an end may look as if it were before its start.
                if end > start {
                    _ = writeln!(text, "{}", end.format("%Y-%m-%d %H:%M"));
                } else {
                    _ = writeln!(text, "{}m", (bar.end - bar.start).num_minutes());
                }
                let after: Vec<String> =
                    bar.after.iter().filter_map(|id| Some(format!("t{}", numbers.get(id)?))).collect();
                if !after.is_empty() {
                    _ = writeln!(text, "    %% t{number} after {}", after.join(", "));
                }
            }
        }
        if let Some(launch) = gantt.launch {
            let launch = gantt.local(launch)?.format("%Y-%m-%d %H:%M");
            _ = write!(text, "    section Go-live\n    Go-live :milestone, launch, {launch}, 0m\n");
        }
        Ok(text)
    }
}

/// What would end a title becomes a character entity, as Mermaid writes them: a sign, the number, a semicolon.
fn escape(text: &str) -> String {
    let lower = text.to_lowercase();
    let keyword = KEYWORDS.iter().any(|word| lower.starts_with(word));
    let date = text.starts_with(|character: char| character.is_ascii_digit() || character == '-');
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        let first = index == 0 && (keyword || date);
        if first || matches!(character, '#' | ';' | ':' | '%' | '"' | '<' | '>' | '{' | '}' | '&' | '\\' | '`') {
            _ = write!(escaped, "#{};", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}
