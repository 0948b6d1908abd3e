//! A plan written as a Markdown of its own: what has no text to keep.

use std::collections::HashMap;
use std::fmt::Write;

use chrono_tz::Tz;

use super::heading::Heading;
use super::ids::Ids;
use super::{
    Due, Field, Item, ItemState, MarkdownOptions, Plan, PlanRisk, PlanTable, Section, Window, attributes, check, values,
};

/// Writes headings, fields, items and tables.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// How many lines are written.
    pub(super) lines: u32,
    in_list: bool,
}

/// Names and values of attributes.
pub(super) type Attributes = Vec<(&'static str, String)>;

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines += 1;
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.line("");
        }
        self.in_list = false;
    }

    /// A line that says nothing, so that what follows is no second line of the title.
    pub(super) fn rule(&mut self) {
        self.gap();
        self.line("---");
    }

    pub(super) fn heading(&mut self, level: u8, title: &str, attributes: &Attributes, id: Option<&str>) {
        self.gap();
        let (group, fields) = split(attributes);
        let mut line = "#".repeat(level.clamp(1, 6).into());
        line.push(' ');
        line.push_str(&escape(title));
        line.push_str(&group);
        if let Some(id) = id {
            let _ = write!(line, " {{#{id}}}");
        }
        self.line(&line);
        fields.into_iter().for_each(|(name, value)| self.field(name, &value));
    }

    pub(super) fn field(&mut self, name: &str, value: &str) {
        // Each on its own: the next line would go on with the value.
        self.gap();
        let line = format!("**{}:** {}", escape(name), escape(value));
        self.line(line.trim_end());
    }

    /// An item, with the fields of it that are no attributes.
    pub(super) fn item(&mut self, depth: usize, item: &Words<'_>) {
        if !self.in_list {
            self.gap();
        }
        self.in_list = true;
        let (group, below) = split(&item.attributes);
        let indent = "  ".repeat(depth);
        let mark = match item.state {
            ItemState::Done => "- [x] ",
            ItemState::Open => "- [ ] ",
            ItemState::None => "- ",
        };
        let mut line = format!("{indent}{mark}{}{group}", bold(item.title, item.text));
        if let Some(id) = item.id {
            let _ = write!(line, " {{#{id}}}");
        }
        self.line(line.trim_end());
        for (name, value) in below {
            self.line(&format!("{indent}  - {}: {}", capital(name), escape(&value)));
        }
        for field in item.fields.iter().filter(|field| attributes::key(&field.name).is_none()) {
            self.line("");
            let line = format!("{indent}  **{}:** {}", escape(&field.name), escape(&field.value));
            self.line(line.trim_end());
            self.line("");
        }
    }

    pub(super) fn table(&mut self, table: &PlanTable) {
        self.gap();
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        self.line(&row(&table.head));
        self.line(&format!("|{}", "---|".repeat(table.head.len().max(1))));
        table.rows.iter().for_each(|cells| self.line(&row(cells)));
        self.gap();
    }
}

/// What is written of an item.
pub(super) struct Words<'a> {
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) state: ItemState,
    pub(super) attributes: Attributes,
    pub(super) fields: &'a [Field],
    pub(super) id: Option<&'a str>,
}

/// The title in bold and what follows it, or the text alone where that is its title.
fn bold(title: &str, text: &str) -> String {
    match text.strip_prefix(title).filter(|rest| !rest.is_empty() && !title.is_empty()) {
        Some(rest) => format!("**{}**{}", escape(title), escape_inner(rest)),
        None => escape(text),
    }
}

/// Whether an attribute would be read back from a group in brackets.
pub(super) fn fits_group(name: &str, value: &str) -> bool {
    let plain = |text: &str| !text.contains([',', ';', '(', ')', '{', '}']);
    let link = value.strip_suffix(')').and_then(|value| value.rsplit_once(" ("));
    plain(value) || name == "evidence" && link.is_some_and(|(title, url)| plain(title) && plain(url))
}

/// The attributes as one group in brackets, and those that would not be read back from there.
fn split(attributes: &Attributes) -> (String, Attributes) {
    let mut group: Vec<String> = Vec::new();
    let mut rest = Attributes::new();
    for (name, value) in attributes {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        if fits_group(name, value) {
            group.push(format!("{name}: {}", escape_inner(value)));
        } else {
            rest.push((name, value.to_owned()));
        }
    }
    let group = if group.is_empty() { String::new() } else { format!(" ({})", group.join(", ")) };
    (group, rest)
}

pub(super) fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text as Markdown that shows it, with one blank for each run of them.
pub(super) fn escape(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let mut escaped = escape_inner(&text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) {
        escaped.insert(digits, '\\');
    } else if text.starts_with(['-', '+', '=', ':']) {
        escaped.insert(0, '\\');
    }
    escaped
}

pub(super) fn escape_inner(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        if "\\`*_[]<>&~|#".contains(sign) {
            escaped.push('\\');
        }
        escaped.push(if sign.is_whitespace() { ' ' } else { sign });
    }
    escaped
}

/// The plan in Markdown that reads back to it.
pub(super) fn markdown(plan: &Plan, options: MarkdownOptions) -> String {
    let mut writer = Writer::default();
    let mut ids = Ids::default();
    let mut plain = plan.clone();
    let zone = plan.zone();
    plain.sections.iter_mut().flat_map(|section| &mut section.items).for_each(|item| item.stated_blocking = None);
    check::mark_blocking(&mut plain);
    let mut tables: HashMap<&str, Vec<&PlanTable>> = HashMap::new();
    for table in &plan.tables {
        tables.entry(&table.section).or_default().push(table);
    }
    let mut risks: HashMap<&str, &PlanRisk> = HashMap::new();
    for risk in &plan.risks {
        risks.extend(risk.item.as_deref().map(|item| (item, risk)));
    }
    let first = plan.sections.iter().position(|section| section.level > 0);
    let titled = first.filter(|&first| is_title(plan, first));
    if titled.is_none() {
        plan.fields.iter().for_each(|field| writer.field(&field.name, &field.value));
    }
    for table in tables.get("").into_iter().flatten() {
        writer.table(table);
    }
    for (index, (section, bare)) in plan.sections.iter().zip(&plain.sections).enumerate() {
        let id = (section.level > 0).then(|| {
            let above =
                section.parent.filter(|&parent| Some(parent) != titled).and_then(|above| plan.sections.get(above));
            let name = Heading::read(&section.title).name;
            let above = above.map_or("", |above| above.id.as_str());
            taken(&mut ids, above, &name, "section", &section.id, options)
        });
        if section.level == 0 {
            ids.assign("", "preamble", "preamble");
        }
        if let Some(id) = id {
            let after_title = titled.is_some_and(|title| index == title + 1);
            if after_title && plan.fields.is_empty() && !section.fields.is_empty() {
                writer.rule();
            }
            writer.heading(section.level, &section.title, &of_section(section, zone), id.as_deref());
        }
        let fields = if Some(index) == titled { &plan.fields } else { &section.fields };
        for field in fields.iter().filter(|field| Some(index) == titled || attributes::key(&field.name).is_none()) {
            writer.field(&field.name, &field.value);
        }
        let mut depths: Vec<usize> = Vec::with_capacity(section.items.len());
        let mut optional: Vec<Option<bool>> = Vec::with_capacity(section.items.len());
        for (item, bare) in section.items.iter().zip(&bare.items) {
            let depth = item.parent.and_then(|parent| depths.get(parent)).map_or(0, |depth| depth + 1);
            depths.push(depth);
            let above = item.parent.and_then(|parent| section.items.get(parent)).map_or(&section.id, |item| &item.id);
            let id = taken(&mut ids, above, &item.title, "item", &item.id, options);
            let mut attributes = of_item(item, zone);
            if let Some(risk) = risks.get(item.id.as_str()) {
                attributes.extend(of_risk(risk));
            }
            // What "blocking" says goes down to the items below it.
            let said = item.parent.and_then(|parent| optional.get(parent).copied().flatten());
            let known = said.map_or(bare.blocking, |blocking| blocking && bare.blocking);
            let differs = item.state != ItemState::None && item.blocking != known;
            let stated = if differs { Some(item.blocking) } else { item.stated_blocking };
            optional.push(stated.or(said));
            attributes.extend(stated.map(|blocking| ("blocking", if blocking { "yes" } else { "no" }.to_owned())));
            let words = Words {
                title: &item.title,
                text: &item.text,
                state: item.state,
                attributes,
                fields: &item.fields,
                id: id.as_deref(),
            };
            writer.item(depth, &words);
        }
        for table in tables.get(section.id.as_str()).into_iter().flatten() {
            writer.table(table);
        }
    }
    writer.text
}

/// Whether a section is that of the title of the plan.
fn is_title(plan: &Plan, index: usize) -> bool {
    plan.sections
        .get(index)
        .is_some_and(|section| section.level == 1 && Heading::read(&section.title).kind == super::SectionKind::Other)
}

/// The id to write: the one that reading would not give by itself, or every one.
fn taken(ids: &mut Ids, above: &str, name: &str, fallback: &str, id: &str, options: MarkdownOptions) -> Option<String> {
    let usable = !id.is_empty() && id.chars().all(attributes::is_id);
    if ids.peek(above, name, fallback) == id || !usable {
        ids.assign(above, name, fallback);
        return (options.ids && usable).then(|| id.to_owned());
    }
    ids.claim(id);
    Some(id.to_owned())
}

fn relative(window: Window) -> String {
    // Hours are counted from the window around them, which says the day.
    Window { day: 0, ..window }.to_string()
}

fn due(due: &Due, zone: Option<Tz>) -> Option<String> {
    due.window.map(relative).or_else(|| due.at.map(|at| values::moment_text(at, zone, true)))
}

pub(super) fn of_section(section: &Section, zone: Option<Tz>) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.extend(section.owner.clone().map(|owner| ("owner", owner)));
    attributes.extend(section.estimate.map(|estimate| ("estimate", estimate.to_string())));
    for one in &section.after {
        let text = one.to_string();
        let value = text.split_once(": ").map_or("", |(_, value)| value);
        attributes.push((one.kind.word(), value.to_owned()));
    }
    let window = section
        .window
        .filter(|window| Heading::read(&section.title).window.is_none_or(|known| relative(known) != relative(*window)));
    attributes.extend(window.map(|window| ("window", relative(window))));
    attributes.extend(section.period.map(|period| ("period", period.to_string())));
    attributes.extend(section.due.as_ref().and_then(|found| due(found, zone)).map(|due| ("due", due)));
    attributes
}

pub(super) fn of_item(item: &Item, zone: Option<Tz>) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.extend(item.owner.clone().map(|owner| ("owner", owner)));
    attributes.extend(item.estimate.map(|estimate| ("estimate", estimate.to_string())));
    for one in &item.after {
        let text = one.to_string();
        let value = text.split_once(": ").map_or("", |(_, value)| value);
        attributes.push((one.kind.word(), value.to_owned()));
    }
    let known = super::items::window_at_start(&item.text).map(relative);
    let window = item.window.map(relative).filter(|window| known.as_ref() != Some(window));
    attributes.extend(window.map(|window| ("window", window)));
    attributes.extend(item.period.map(|period| ("period", period.to_string())));
    attributes.extend(item.due.as_ref().and_then(|found| due(found, zone)).map(|due| ("due", due)));
    for link in &item.evidence {
        let title = link.title.as_str();
        let value = if title.is_empty() { link.url.clone() } else { format!("{title} ({})", link.url) };
        attributes.push(("evidence", value));
    }
    let done = match (item.ticked_at.map(|at| values::moment_text(at, zone, false)), &item.ticked_by) {
        (Some(at), Some(by)) => Some(format!("{at} by {by}")),
        (Some(at), None) => Some(at),
        (None, Some(by)) => Some(format!("by {by}")),
        (None, None) => None,
    };
    attributes.extend(done.map(|done| ("done", done)));
    attributes
}

fn of_risk(risk: &PlanRisk) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.extend(risk.probability.map(|probability| ("probability", probability.to_string())));
    let impact = risk.impact.map(|impact| ["low", "medium", "high", "critical"][impact as usize].to_owned());
    attributes.extend(impact.map(|impact| ("impact", impact)));
    if !risk.mitigation.is_empty() {
        attributes.push(("mitigation", risk.mitigation.clone()));
    }
    attributes.extend(risk.delays.iter().map(|id| ("delays", id.clone())));
    attributes.extend(risk.delay.map(|delay| ("delay", delay.to_string())));
    attributes
}
