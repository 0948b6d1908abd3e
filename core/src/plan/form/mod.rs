//! The form of a plan that people write by hand in YAML or JSON. It is turned into Markdown and read as such: one text,
//! one meaning.

mod problems;
mod types;

use super::fresh::{Attributes, Words, Writer};
use super::{ItemState, Plan, PlanTable, RecurringKind, attributes, markdown};
use crate::document::{self, Limits};
use crate::{Error, Position, Result};

pub use types::PlanForm;
use types::{At, Entry, GateForm, ItemForm, PhaseForm, RiskForm, ScheduleForm, Text};

/// Reads a form from YAML.
pub(super) fn read(text: &str, limits: Limits) -> Result<Plan> {
    let form: PlanForm =
        document::from_yaml(text, "plan", limits).map_err(|error| problems::all(text, limits, error))?;
    // Headings have six levels, and the title is the first.
    Error::cap("plan, levels of phases", 5, levels(&form.phases))?;
    let mut printer = Printer::default();
    printer.plan(&form);
    let Printer { writer, places } = printer;
    // The text is longer than the form by signs and names alone.
    let mut plan = markdown::read(&writer.text, Limits { bytes: u64::MAX, ..limits })?;
    plan.source = None;
    replace(&mut plan, &places);
    Ok(plan)
}

/// How deep phases stand in phases.
fn levels(phases: &[At<PhaseForm>]) -> usize {
    phases.iter().map(|phase| 1 + levels(&phase.value.phases)).max().unwrap_or(0)
}

/// Reads a form from JSON, which is YAML but for a few signs.
pub(super) fn read_json(text: &str, limits: Limits) -> Result<Plan> {
    // Errors of JSON itself stand where JSON has them.
    document::from_json::<serde::de::IgnoredAny>(text, "plan", limits)?;
    read(&as_yaml(text), limits)
}

/// JSON with blanks for tabs between values, and characters for pairs of surrogates, which YAML does not know.
fn as_yaml(text: &str) -> String {
    let mut yaml = String::with_capacity(text.len());
    let (mut quoted, mut rest) = (false, text);
    while let Some(sign) = rest.chars().next() {
        let escape = rest.get(..2).filter(|_| quoted && sign == '\\');
        if let Some(found) = rest.get(..12).filter(|_| escape == Some("\\u")).and_then(surrogates) {
            yaml.push(found);
            rest = &rest[12..];
        } else if let Some(escape) = escape {
            yaml.push_str(escape);
            rest = &rest[2..];
        } else {
            quoted ^= sign == '"';
            yaml.push(if sign == '\t' && !quoted { ' ' } else { sign });
            rest = &rest[sign.len_utf8()..];
        }
    }
    yaml
}

/// The character of "\ud83d\ude00".
fn surrogates(escape: &str) -> Option<char> {
    let unit = |from: usize| u16::from_str_radix(escape.get(from..from + 4)?, 16).ok();
    let pair = [unit(2)?, escape.get(6..8).filter(|sign| *sign == "\\u").and_then(|_| unit(8))?];
    (0xd800..0xdc00).contains(&pair[0]).then(|| char::decode_utf16(pair).next()?.ok())?
}

/// Writes the Markdown of a form, and remembers what stands where.
#[derive(Default)]
struct Printer {
    writer: Writer,
    /// Lines of the Markdown, ascending, and what of the form they say.
    places: Vec<(u32, Position)>,
}

impl Printer {
    fn at<T>(&mut self, at: &At<T>) {
        // Blank lines may come first: all of them belong to what follows.
        self.places.push((self.writer.lines + 1, at.position));
    }

    fn plan(&mut self, form: &PlanForm) {
        let mut head: Vec<(&str, &Text)> = vec![
            ("Launch Date", &form.launch),
            ("Time Zone", &form.time_zone),
            ("Risk Level", &form.risk),
            ("Duration", &form.duration),
        ];
        head.extend(form.fields.iter().map(|(name, value)| (name.as_str(), value)));
        head.retain(|(_, value)| !value.0.is_empty());
        if !form.title.0.is_empty() {
            self.writer.heading(1, &form.title.0, &Attributes::new(), None);
        }
        head.iter().for_each(|(name, value)| self.writer.field(name, &value.0));
        if head.is_empty() {
            // The first phase is no second line of the title.
            self.writer.rule();
        }
        self.items(&form.items, 0);
        form.phases.iter().for_each(|phase| self.phase(phase, 2));
        if !form.criteria.is_empty() {
            self.writer.heading(2, "Success Criteria", &Attributes::new(), None);
            for one in &form.criteria {
                self.at(one);
                self.plain(0, &one.value.0, ItemState::None, Attributes::new());
            }
        }
        self.risks(&form.risks);
        self.schedules(&form.schedules);
        form.gates.iter().for_each(|gate| self.gate(gate));
    }

    fn phase(&mut self, phase: &At<PhaseForm>, level: u8) {
        self.at(phase);
        let phase = &phase.value;
        let mut attributes = Attributes::new();
        push(&mut attributes, "owner", &phase.owner);
        push(&mut attributes, "estimate", &phase.estimate);
        phase.after.0.iter().for_each(|one| attributes.push((one.name(), one.value())));
        push(&mut attributes, "window", &phase.window);
        push(&mut attributes, "due", &phase.due);
        self.writer.heading(level, &phase.title.0, &attributes, phase.id.usable());
        let known = [("Risk Level", &phase.risk), ("Duration", &phase.duration)];
        let known = known.into_iter().filter(|(_, value)| !value.0.is_empty());
        let named = phase.fields.iter().map(|(name, value)| (name.as_str(), value));
        known.chain(named).for_each(|(name, value)| self.writer.field(name, &value.0));
        self.items(&phase.items, 0);
        phase.phases.iter().for_each(|inner| self.phase(inner, level.saturating_add(1)));
    }

    fn items(&mut self, items: &[At<Entry>], depth: usize) {
        for item in items {
            self.at(item);
            match &item.value {
                Entry::Short(text) => {
                    let (state, text) = boxed(text);
                    self.plain(depth, text, state, Attributes::new());
                }
                Entry::Full(item) => self.full(item, depth),
            }
        }
    }

    fn plain(&mut self, depth: usize, text: &str, state: ItemState, attributes: Attributes) {
        self.writer.item(depth, &Words { title: text, text, state, attributes, fields: &[], id: None });
    }

    fn full(&mut self, item: &ItemForm, depth: usize) {
        let mut attributes = Attributes::new();
        push(&mut attributes, "owner", &item.owner);
        push(&mut attributes, "estimate", &item.estimate);
        item.after.0.iter().for_each(|one| attributes.push((one.name(), one.value())));
        push(&mut attributes, "window", &item.window);
        push(&mut attributes, "due", &item.due);
        item.evidence.0.iter().for_each(|one| push(&mut attributes, "evidence", one));
        let (state, title) = boxed(&item.title.0);
        let state = match item.done.0.as_str() {
            "" if item.step => ItemState::None,
            "" => state,
            "false" | "no" => ItemState::Open,
            "true" | "yes" => ItemState::Done,
            note => {
                attributes.push(("done", note.to_owned()));
                ItemState::Done
            }
        };
        push(&mut attributes, "blocking", &item.blocking);
        let joined = format!("{title}: {}", item.text.0);
        let text = if item.text.0.is_empty() { title } else { &joined };
        self.writer.item(depth, &Words { title, text, state, attributes, fields: &[], id: item.id.usable() });
        self.items(&item.items, depth + 1);
    }

    fn risks(&mut self, risks: &[At<RiskForm>]) {
        if risks.is_empty() {
            return;
        }
        self.writer.heading(2, "Risks", &Attributes::new(), None);
        let mut category = "";
        for risk in risks {
            if risk.value.category.0 != category {
                category = &risk.value.category.0;
                self.at(risk);
                self.writer.heading(3, &format!("{category} Risks"), &Attributes::new(), None);
            }
            self.at(risk);
            let risk = &risk.value;
            let mut attributes = Attributes::new();
            push(&mut attributes, "owner", &risk.owner);
            push(&mut attributes, "probability", &risk.probability);
            push(&mut attributes, "impact", &risk.impact);
            push(&mut attributes, "mitigation", &risk.mitigation);
            risk.delays.0.iter().for_each(|one| push(&mut attributes, "delays", one));
            push(&mut attributes, "delay", &risk.delay);
            self.plain(0, &risk.title.0, ItemState::None, attributes);
        }
    }

    fn schedules(&mut self, schedules: &[At<ScheduleForm>]) {
        let kinds = [
            (RecurringKind::Training, "Training"),
            (RecurringKind::Communication, "Communication"),
            (RecurringKind::Reporting, "Reporting"),
            (RecurringKind::Review, "Review"),
        ];
        for (kind, name) in kinds {
            let mut of_kind = schedules.iter().filter(|one| one.value.kind == kind).peekable();
            let Some(first) = of_kind.peek() else { continue };
            self.at(first);
            self.writer.heading(2, &format!("{name} Schedule"), &Attributes::new(), None);
            let rows = of_kind.map(|one| {
                let ScheduleForm { title, when, who, audience, .. } = &one.value;
                [title, when, who, audience].map(|cell| cell.0.clone()).to_vec()
            });
            let head = ["What", "When", "Who", "Audience"].map(str::to_owned).to_vec();
            let rows = rows.collect();
            let section = String::new();
            self.writer.table(&PlanTable { section, head, rows, line: 0, column: 0, end_line: 0 });
        }
    }

    fn gate(&mut self, gate: &At<GateForm>) {
        self.at(gate);
        let gate = &gate.value;
        let mut attributes = Attributes::new();
        push(&mut attributes, "due", &gate.deadline);
        self.writer.heading(2, &format!("Gate: {}", gate.title.0), &attributes, gate.id.usable());
        for role in &gate.required {
            self.at(role);
            let role = &role.value;
            self.writer.heading(3, &role.role.0, &Attributes::new(), None);
            if let Some(needed) = role.needed {
                self.writer.field("Quorum", &needed.to_string());
            }
            if let Some(veto) = role.veto {
                self.writer.field("Veto", if veto { "yes" } else { "no" });
            }
            for name in &role.names {
                self.at(name);
                let (state, name) = boxed(&name.value.0);
                self.plain(0, name, state, Attributes::new());
            }
        }
        if !gate.criteria.is_empty() {
            self.writer.heading(3, "Criteria", &Attributes::new(), None);
            for one in &gate.criteria {
                self.at(one);
                let (state, text) = boxed(&one.value.0);
                self.plain(0, text, state, Attributes::new());
            }
        }
    }
}

fn push(attributes: &mut Attributes, name: &'static str, value: &Text) {
    if !value.0.is_empty() {
        attributes.push((name, value.0.clone()));
    }
}

impl Text {
    /// The text as an id, if it can be one.
    fn usable(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|id| !id.is_empty() && id.chars().all(attributes::is_id))
    }
}

/// A text with the box before it; an item is open without one.
fn boxed(text: &str) -> (ItemState, &str) {
    let text = text.trim();
    for (sign, state) in [("[x]", ItemState::Done), ("[X]", ItemState::Done), ("[ ]", ItemState::Open)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (state, rest.trim_start());
        }
    }
    (ItemState::Open, text)
}

/// Puts the lines and columns of the form in the place of those of the Markdown.
fn replace(plan: &mut Plan, places: &[(u32, Position)]) {
    let find = |line: u32| {
        let after = places.partition_point(|&(start, _)| start <= line);
        after.checked_sub(1).and_then(|at| places.get(at)).map_or(Position { line: 1, column: 1 }, |(_, place)| *place)
    };
    let all = |line: &mut u32, column: &mut u32, end_line: &mut u32| {
        let place = find(*line);
        (*line, *column, *end_line) = (place.line, place.column, place.line);
    };
    plan.fields.iter_mut().for_each(|one| all(&mut one.line, &mut one.column, &mut one.end_line));
    for section in &mut plan.sections {
        all(&mut section.line, &mut section.column, &mut section.end_line);
        section.fields.iter_mut().for_each(|one| all(&mut one.line, &mut one.column, &mut one.end_line));
        for item in &mut section.items {
            all(&mut item.line, &mut item.column, &mut item.end_line);
            item.fields.iter_mut().for_each(|one| all(&mut one.line, &mut one.column, &mut one.end_line));
        }
    }
    plan.tables.iter_mut().for_each(|one| all(&mut one.line, &mut one.column, &mut one.end_line));
    plan.diagnostics.iter_mut().for_each(|one| all(&mut one.line, &mut one.column, &mut one.end_line));
    let lines = plan.gates.iter_mut().map(|one| &mut one.line);
    let lines = lines.chain(plan.sign_offs.iter_mut().map(|one| &mut one.line));
    let lines = lines.chain(plan.criteria.iter_mut().map(|one| &mut one.line));
    let lines = lines.chain(plan.risks.iter_mut().map(|one| &mut one.line));
    let lines = lines.chain(plan.schedules.iter_mut().map(|one| &mut one.line));
    lines.for_each(|line| *line = find(*line).line);
    for timeline in &mut plan.timelines {
        timeline.line = find(timeline.line).line;
        timeline.steps.iter_mut().for_each(|step| step.line = find(step.line).line);
    }
    plan.diagnostics.sort_by_key(|one| (one.line, one.column, one.code));
}
