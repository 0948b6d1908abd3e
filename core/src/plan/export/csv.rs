use std::collections::HashMap;

use super::super::owners::owners;
use super::super::when::slots;
use super::ExportOptions;
use crate::Result;
use crate::plan::{ItemState, Plan, Schedule, ScheduledTask};
use crate::time::format_instant;

const HEAD: [&str; 15] = [
    "id",
    "section",
    "title",
    "text",
    "state",
    "blocking",
    "owner",
    "estimate",
    "start",
    "end",
    "due",
    "ticked_at",
    "ticked_by",
    "after",
    "line",
];

impl Plan {
    /// The items as comma-separated values (RFC 4180), one row each, under a head: id, section, title, text, state (done,
    /// open, none), blocking, owner, estimate, start, end, due, ticked_at, ticked_by, after and line. The owner may be that of
    /// what stands around; `after` is written as in Markdown, `dns +30 min; start-to-start: import`. Instants are in UTC and
    /// empty where they are not known.
    ///
    /// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a return,
    /// gets an apostrophe in front.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_markdown("# Orchard\n## Checks\n- [x] Backups, \"all\"\n")?;
    /// let csv = plan.to_csv();
    /// assert_eq!(csv.lines().nth(1), Some(r#"checks/backups-all,checks,"Backups, ""all""","Backups, ""all""",done,true,,,,,,,,,3"#));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn to_csv(&self) -> String {
        self.write_csv(None)
    }

    /// The same by other options: with a start, start and end are those of the schedule.
    ///
    /// # Errors
    ///
    /// As for [`schedule_with`](Self::schedule_with), with a start.
    pub fn to_csv_with(&self, options: &ExportOptions) -> Result<String> {
        Ok(self.write_csv(options.schedule(self)?.as_ref()))
    }

    fn write_csv(&self, schedule: Option<&Schedule>) -> String {
        let tasks = schedule.into_iter().flat_map(|schedule| &schedule.tasks);
        let tasks: HashMap<&str, &ScheduledTask> = tasks.map(|task| (task.id.as_str(), task)).collect();
        let mut csv = HEAD.join(",") + "\r\n";
        let slots = slots(self, self.launch.as_ref()).into_iter().zip(owners(self));
        for (section, ((_, slots), (_, owners))) in self.sections.iter().zip(slots) {
            for (item, (slot, owner)) in section.items.iter().zip(slots.into_iter().zip(owners)) {
                let state = match item.state {
                    ItemState::Done => "done",
                    ItemState::Open => "open",
                    ItemState::None => "none",
                };
                let of_schedule = tasks.get(item.id.as_str()).map(|task| (task.begin, task.early_finish));
                let period = of_schedule.or(slot.period);
                let instant = |at: Option<_>| at.map(format_instant).unwrap_or_default();
                let after = item.after.iter().map(|on| {
                    let text = on.to_string();
                    text.strip_prefix("after: ").map(str::to_owned).unwrap_or(text)
                });
                let after: Vec<String> = after.collect();
                let cells = [
                    item.id.clone(),
                    section.id.clone(),
                    item.title.clone(),
                    item.text.clone(),
                    state.to_owned(),
                    item.blocking.to_string(),
                    owner.unwrap_or_default().to_owned(),
                    item.estimate.map(|estimate| estimate.to_string()).unwrap_or_default(),
                    instant(period.map(|period| period.0)),
                    instant(period.map(|period| period.1)),
                    instant(slot.due),
                    instant(item.ticked_at),
                    item.ticked_by.clone().unwrap_or_default(),
                    after.join("; "),
                    item.line.to_string(),
                ];
                let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
                csv += &cells.join(",");
                csv += "\r\n";
            }
        }
        csv
    }
}

fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}
