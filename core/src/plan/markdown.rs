//! From Markdown events to sections and items; what is not taken in becomes a diagnostic.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::attributes;
use super::check::Holds;
use super::fields::{self, Problem, shorten};
use super::heading::Heading;
use super::inline::{self, Aside, Events, Inline, TextLine};
use super::items::{Frame, SIGNS, looks_like_box};
use super::mojibake::{self, Repaired, Wrong};
use super::pending::Pending;
use super::references::Index;
use super::source::Source;
use super::window::Fault;
use super::{
    Diagnostic, DiagnosticCode as Code, DiagnosticLevel, Field, Plan, PlanTable, Section, SectionKind, check, derive,
    nesting, tree,
};
use crate::document::Limits;
use crate::{Error, Position, Result};

use DiagnosticLevel::{Info, Warning};

/// The caps of a text unless others are given: a million items, and as many headings, fields and the like.
pub(super) const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 64, nodes: 2_000_000 };

pub(super) fn read(text: &str, limits: Limits) -> Result<Plan> {
    Error::cap("plan, bytes", limits.bytes, text.len())?;
    nesting::check(text, limits.depth)?;
    let repaired = mojibake::repair(text);
    let mut reader = Reader::new(text, &repaired, limits);
    for wrong in &repaired.wrong {
        reader.report_repair(wrong)?;
    }
    reader.run()?;
    let mut plan = reader.finish()?;
    plan.source = Some(text.to_owned());
    Ok(plan)
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) source: Source<'a>,
    pub(super) limits: Limits,
    pub(super) index: Index,
    title: String,
    /// Fields that stand before the first heading.
    pub(super) fields: Vec<Field>,
    pub(super) sections: Vec<Section>,
    pub(super) tables: Vec<PlanTable>,
    /// Attributes, read when the whole text is known.
    pub(super) pending: Vec<Pending>,
    diagnostics: Vec<Diagnostic>,
    /// How many sections, items, fields and diagnostics there are.
    count: usize,
    /// Indices of the sections around the place that is read.
    pub(super) around: Vec<usize>,
    pub(super) frames: Vec<Frame>,
    /// The section of the first heading, which names the plan.
    title_section: Option<usize>,
    /// The section whose heading follows that one with nothing between.
    subtitle_section: Option<usize>,
    pub(super) after_title: bool,
    /// The lines of the text that was taken last, emptied and kept for their memory.
    pub(super) spare: Vec<TextLine>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(original: &'a str, repaired: &'a Repaired<'a>, limits: Limits) -> Self {
        Self {
            text: &repaired.text,
            source: Source::new(original, repaired),
            limits,
            index: Index::default(),
            title: String::new(),
            fields: Vec::new(),
            sections: Vec::new(),
            tables: Vec::new(),
            pending: Vec::new(),
            diagnostics: Vec::new(),
            count: 0,
            around: Vec::new(),
            frames: Vec::new(),
            title_section: None,
            subtitle_section: None,
            after_title: false,
            spare: Vec::new(),
        }
    }

    pub(super) fn count(&mut self) -> Result<()> {
        self.count += 1;
        Error::cap("plan, sections, items, fields and diagnostics", self.limits.nodes, self.count)
    }

    pub(super) fn report(
        &mut self,
        level: DiagnosticLevel,
        code: Code,
        range: &Range<usize>,
        message: String,
        hint: &str,
    ) -> Result<()> {
        let Position { line, column } = self.source.position(range.start);
        let end_line = self.source.last_line(range);
        self.report_at(level, code, (line, column, end_line), message, hint)
    }

    pub(super) fn report_at(
        &mut self,
        level: DiagnosticLevel,
        code: Code,
        (line, column, end_line): (u32, u32, u32),
        message: String,
        hint: &str,
    ) -> Result<()> {
        self.count()?;
        self.diagnostics.push(Diagnostic { level, code, line, column, end_line, message, hint: hint.to_owned() });
        Ok(())
    }

    /// Reports a part of the text that the plan does not hold.
    pub(super) fn set_aside(
        &mut self,
        level: DiagnosticLevel,
        code: Code,
        range: &Range<usize>,
        message: String,
        hint: &str,
    ) -> Result<()> {
        self.source.cover(range);
        self.report(level, code, range, message, hint)
    }

    fn report_repair(&mut self, wrong: &Wrong) -> Result<()> {
        let (before, after, offset) = &wrong.first;
        let runs = if wrong.runs == 1 { "1 run".to_owned() } else { format!("{} runs", wrong.runs) };
        let message = format!(
            "{runs} of characters were UTF-8 read as {} and have been put right, the first from {before:?} to {after:?}",
            wrong.decoding
        );
        self.report(Warning, Code::RepairedText, &(*offset..*offset + 1), message, "Save the text as UTF-8 again.")
    }

    /// A block that is indented by a tab is said to start at the end of the line before.
    pub(super) fn without_blanks_before(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        range.start + (text.len() - text.trim_start().len())..range.end
    }

    pub(super) fn block(&mut self, event: Event<'_>, range: Range<usize>, events: &mut Events<'_>) -> Result<()> {
        if !matches!(event, Event::Start(Tag::Heading { .. }) | Event::End(_)) {
            self.after_title = false;
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inline = inline::collect(events);
                self.heading(level as u8, &range, inline)
            }
            Event::Start(Tag::Item) => self.open_item(&range),
            Event::End(TagEnd::Item) => {
                self.name_item(None)?;
                self.frames.pop();
                Ok(())
            }
            Event::Rule => {
                self.source.cover(&range);
                self.name_item(None)
            }
            Event::Start(Tag::List(_) | Tag::Paragraph) | Event::End(_) => Ok(()),
            Event::Start(Tag::Table(_)) => {
                self.name_item(None)?;
                self.table(&range, events)
            }
            Event::Start(Tag::CodeBlock(kind)) if tree::is_plain(&kind) => {
                skip(events);
                self.name_item(None)?;
                match tree::read(self.text, &range) {
                    Some(lines) => self.tree(&range, lines),
                    None => self.skipped_block(Code::CodeBlock, "a code block", &range),
                }
            }
            Event::Start(tag) => {
                skip(events);
                self.name_item(None)?;
                let (code, what) = match tag {
                    Tag::CodeBlock(CodeBlockKind::Indented) => (Code::Unread, "indented text, which is code,"),
                    Tag::CodeBlock(_) => (Code::CodeBlock, "a code block"),
                    Tag::BlockQuote(_) => (Code::Quote, "a quote"),
                    Tag::HtmlBlock => (Code::Html, "HTML"),
                    _ => (Code::Unread, "a block"),
                };
                self.skipped_block(code, what, &range)
            }
            _ => self.skipped_block(Code::Html, "HTML", &range),
        }
    }

    fn skipped_block(&mut self, code: Code, what: &str, range: &Range<usize>) -> Result<()> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let boxes = ["[ ]", "[x]", "[X]"].into_iter().map(|sign| text.matches(sign).count()).sum::<usize>();
        let boxes = boxes + text.matches(SIGNS).count();
        let lines = text.trim_end().lines().count().max(1);
        let size = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        if boxes > 0 && code != Code::CodeBlock {
            let message = format!("{what} of {size} was not taken in, with {boxes} that look like task boxes");
            return self.set_aside(Warning, code, range, message, "Make it a list, so that its boxes count.");
        }
        self.set_aside(Info, code, range, format!("{what} of {size} was not taken in"), "")
    }

    pub(super) fn heading(&mut self, level: u8, range: &Range<usize>, mut inline: Inline) -> Result<()> {
        if let Some(frame) = self.frames.last() {
            if !frame.named {
                // The line under a heading belongs to it.
                inline.range = range.clone();
                return self.name_item(Some(inline));
            }
            let message = format!("the heading {:?} inside a list item was not taken in", shorten(&inline.text()));
            self.asides(&inline)?;
            return self.set_aside(
                Warning,
                Code::Heading,
                range,
                message,
                "End the list before it: start it at column 1.",
            );
        }
        self.source.cover(range);
        self.asides(&inline)?;
        self.count()?;
        let stripped = attributes::strip(&inline.text());
        let title = stripped.as_ref().map_or_else(|| inline.text(), |found| found.text.clone());
        let facts = Heading::read(&title);
        while self.around.last().and_then(|&index| self.sections.get(index)).is_some_and(|above| above.level >= level) {
            self.around.pop();
        }
        let parent = self.around.last().copied();
        let index = self.sections.len();
        let subtitle = std::mem::take(&mut self.after_title);
        if subtitle {
            self.subtitle_section = Some(index);
        }
        let unnamed = parent.is_none() || parent == self.title_section;
        let above = parent.filter(|_| !unnamed).and_then(|parent| self.sections.get(parent));
        let above = above.map_or(String::new(), |section| section.id.clone());
        let explicit = stripped.as_ref().and_then(|found| found.id.clone());
        let claimed = explicit.as_ref().is_none_or(|id| self.index.claim(id, (index, None)));
        let (id, twice) = match explicit.filter(|_| claimed) {
            Some(id) => (id, false),
            None => self.index.assign(&above, &facts.name, "section", (index, None)),
        };
        let Position { line, column } = self.source.position(range.start);
        let end_line = self.source.last_line(range);
        if !claimed {
            self.report_id_twice(&id, (line, column, end_line))?;
        }
        if let Some(found) = stripped {
            self.pend(index, None, found, (line, column, end_line))?;
        }
        if twice {
            self.report_twice("heading", &title, &id, (line, column, end_line))?;
        }
        for (fault, text) in &facts.faults {
            let code = if *fault == Fault::Reversed { Code::ReversedWindow } else { Code::Window };
            let message = format!("{:?} is not understood as a window: expected {}", shorten(text), fault.expected());
            let hint = "Boxes below it count as if it had none.";
            self.report_at(Warning, code, (line, column, end_line), message, hint)?;
        }
        if looks_like_box(&title) {
            let message = format!("{:?} looks like a task box but is a heading", shorten(&title));
            self.report_at(
                Warning,
                Code::Box,
                (line, column, end_line),
                message,
                "Write \"- \" instead of the \"#\".",
            )?;
        }
        let mut window = facts.window;
        if self.title_section.is_none() && !self.sections.iter().any(|section| section.level > 0) {
            if facts.kind == SectionKind::Other && level == 1 {
                self.title_section = Some(index);
                self.after_title = true;
                if let Some(window) = window.take() {
                    let message = format!("the title of the plan names {window}, which is not taken for a window");
                    let hint =
                        "Name windows in the headings of phases and days: that of the title would be that of all.";
                    self.report_at(Warning, Code::Window, (line, column, end_line), message, hint)?;
                }
            }
            if facts.kind == SectionKind::Other {
                self.title.clone_from(&title);
            }
        }
        self.sections.push(Section {
            title,
            level,
            end_line,
            kind: facts.kind,
            number: facts.number,
            parent,
            window,
            duration: facts.duration,
            ..Section::at(id, line, column)
        });
        self.around.push(index);
        Ok(())
    }

    pub(super) fn report_twice(&mut self, what: &str, title: &str, id: &str, place: (u32, u32, u32)) -> Result<()> {
        let message = format!("another {what} here has the name {:?}: this one is {id:?}", shorten(title));
        self.report_at(Warning, Code::DuplicateTitle, place, message, "Give each its own name.")
    }

    pub(super) fn asides(&mut self, inline: &Inline) -> Result<()> {
        for (aside, range) in &inline.asides {
            match aside {
                Aside::Html => self.set_aside(Info, Code::Html, range, "HTML was not taken in".to_owned(), "")?,
                Aside::Image => {
                    let message = "a picture was not taken in; its description was".to_owned();
                    self.set_aside(Info, Code::Image, range, message, "")?;
                }
            }
        }
        Ok(())
    }

    /// A paragraph, or the text of a list item.
    pub(super) fn text(&mut self, inline: Inline) -> Result<()> {
        if self.frames.last().is_some_and(|frame| !frame.named) {
            return self.name_item(Some(inline));
        }
        self.asides(&inline)?;
        if inline.lines.is_empty() && inline.asides.is_empty() {
            let message = "a paragraph that shows nothing was not taken in".to_owned();
            return self.set_aside(Info, Code::Unread, &inline.range, message, "");
        }
        let mut paragraph: Option<Range<usize>> = None;
        let mut fields: Vec<(Field, Range<usize>)> = Vec::new();
        let item = self.frames.last().map(|frame| frame.item);
        for line in &inline.lines {
            let boxed = looks_like_box(&line.text);
            if boxed && line.range.start > inline.range.start {
                let message = format!("{:?} looks like a task box but is no list item", shorten(&line.text));
                let hint = "Put an empty line and \"- \" before it.";
                self.report(Warning, Code::Box, &line.range, message, hint)?;
            }
            if let Some((name, value)) = fields::split(line).filter(|_| !boxed) {
                let Position { line: at, column } = self.source.position(line.range.start);
                let (name, value) = (name.to_owned(), value.to_owned());
                self.count()?;
                fields.push((Field { name, value, line: at, column, end_line: at }, line.range.clone()));
            } else if let Some((field, range)) = fields.last_mut() {
                if !field.value.is_empty() {
                    field.value.push(' ');
                }
                field.value.push_str(&line.text);
                range.end = line.range.end;
            } else {
                // From the very start, as lines of nothing but blanks such as "&nbsp;" are no lines here.
                paragraph = Some(inline.range.start..line.range.end);
            }
        }
        match (fields.last_mut(), &mut paragraph) {
            (Some((_, last)), _) | (None, Some(last)) => last.end = last.end.max(inline.range.end),
            (None, None) => {}
        }
        if let (Some(range), Some(first)) = (paragraph, inline.lines.first()) {
            self.paragraph(first, &range)?;
        }
        let section = self.around.last().copied();
        match section.or(item.map(|_| 0)) {
            Some(section) => self.add_fields(section, item, fields)?,
            None => self.add_head_fields(fields),
        }
        Ok(())
    }

    fn paragraph(&mut self, first: &TextLine, range: &Range<usize>) -> Result<()> {
        if looks_like_box(&first.text) {
            let message = format!("{:?} looks like a task box but is no list item", shorten(&first.text));
            return self.set_aside(Warning, Code::Box, range, message, "Put \"- \" before it.");
        }
        let message = format!("a paragraph was not taken in: {:?}", shorten(&first.text));
        self.set_aside(Info, Code::Paragraph, range, message, "")
    }

    /// Settles what only the whole text tells.
    pub(super) fn finish(mut self) -> Result<Plan> {
        for range in self.source.left_over() {
            let text = self.text.get(range.clone()).unwrap_or_default().trim();
            let message = format!("text that shows nothing was not taken in: {:?}", shorten(text));
            self.report(Info, Code::Unread, &range, message, "")?;
        }
        if self.sections.is_empty() {
            let hint = "Headings are phases, and list items such as \"- [ ] Backups tested\" are what is to be done.";
            let message = "there is no heading and no list item".to_owned();
            self.report_at(Warning, Code::EmptyPlan, (1, 1, 1), message, hint)?;
        }
        let mut plan = Plan {
            title: std::mem::take(&mut self.title),
            fields: std::mem::take(&mut self.fields),
            sections: std::mem::take(&mut self.sections),
            tables: std::mem::take(&mut self.tables),
            ..Plan::empty()
        };
        let subtitle = self.subtitle_section.filter(|&index| is_subtitle(&plan.sections, index));
        for index in [self.title_section, subtitle].into_iter().flatten() {
            if let Some(section) = plan.sections.get_mut(index) {
                plan.fields.append(&mut section.fields);
            }
        }
        let mut known = fields::read(&plan.fields);
        (plan.risk, plan.duration, plan.launch) = (known.risk, known.duration, known.launch);
        let problems = std::mem::take(&mut known.problems);
        self.problems(&plan.fields, problems)?;
        for section in &mut plan.sections {
            let known = fields::read(&section.fields);
            section.risk = known.risk;
            section.duration = section.duration.or(known.duration);
            self.problems(&section.fields, known.problems)?;
            if known.launch.is_some() {
                let message =
                    format!("{:?} holds a launch date, which is not that of the plan", shorten(&section.title));
                let place = (section.line, section.column, section.end_line);
                self.report_at(Warning, Code::LaunchDate, place, message, "Write it below the title.")?;
            }
        }
        let zone = plan.launch.map(|launch| launch.zone).or(known.zone);
        let pending = std::mem::take(&mut self.pending);
        let stated = self.settle(&mut plan, pending, zone)?;
        let holds = check::mark(&mut plan, &stated.blocking);
        self.contradictions(&plan, &holds)?;
        self.diagnostics.append(&mut derive::all(&mut plan, &stated, &self.index, &holds, zone));
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column, diagnostic.code));
        plan.diagnostics = self.diagnostics;
        Ok(plan)
    }

    fn problems(&mut self, fields: &[Field], problems: Vec<Problem>) -> Result<()> {
        for Problem { level, code, field, message, hint } in problems {
            if let Some(field) = fields.get(field) {
                self.report_at(level, code, (field.line, field.column, field.end_line), message, hint)?;
            }
        }
        Ok(())
    }

    fn contradictions(&mut self, plan: &Plan, holds: &[Holds]) -> Result<()> {
        for (section, _) in plan.sections.iter().zip(holds).filter(|(_, holds)| holds.nested) {
            for (index, open) in check::open_below_done(&section.items) {
                let Some(item) = section.items.get(index) else { continue };
                let boxes = if open == 1 { "1 box".to_owned() } else { format!("{open} boxes") };
                let message = format!("{:?} is ticked, and {boxes} below it not", shorten(&item.title));
                let place = (item.line, item.column, item.end_line);
                self.report_at(Warning, Code::OpenBelowDone, place, message, "Each box counts by itself.")?;
            }
        }
        for (index, inner, outer) in check::windows_outside(plan) {
            let Some(section) = plan.sections.get(index) else { continue };
            let message = format!("{:?} is at {inner}, outside of {outer} around it", shorten(&section.title));
            let place = (section.line, section.column, section.end_line);
            self.report_at(Warning, Code::WindowOutside, place, message, "The inner window holds.")?;
        }
        Ok(())
    }
}

/// Whether the heading after the title is a second line of it: of no kind, and nothing is to be done below it.
fn is_subtitle(sections: &[Section], index: usize) -> bool {
    let plain =
        |section: &Section| section.kind == SectionKind::Other && section.window.is_none() && section.items.is_empty();
    sections.get(index).is_some_and(plain) && !sections.iter().any(|section| section.parent == Some(index))
}

/// Passes over the rest of a block.
fn skip(events: &mut Events<'_>) {
    let mut open = 1_usize;
    while open > 0 {
        match events.next() {
            Some((Event::Start(_), _)) => open += 1,
            Some((Event::End(_), _)) => open -= 1,
            Some(_) => {}
            None => break,
        }
    }
}
