//! The text of one heading, paragraph or list item: its lines without markup, and what stands at their starts.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::EvidenceLink;

pub(super) type Events<'a> = Peekable<Box<dyn Iterator<Item = (Event<'a>, Range<usize>)> + 'a>>;

/// One source line of a text.
#[derive(Debug, Default)]
pub(super) struct TextLine {
    pub(super) range: Range<usize>,
    /// The bold text that the line begins with, unless it goes on in the next.
    pub(super) lead: String,
    /// The whole line, bold included, without markup; the address of a link stands in brackets after its words.
    pub(super) text: String,
}

/// What cannot be kept in a plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    Html,
    Image,
}

#[derive(Debug, Default)]
pub(super) struct Inline {
    /// Whether a task box stands first, and whether it is ticked.
    pub(super) ticked: Option<bool>,
    /// The lines that are not empty.
    pub(super) lines: Vec<TextLine>,
    /// The bold text that it all begins with.
    pub(super) lead: String,
    pub(super) range: Range<usize>,
    pub(super) asides: Vec<(Aside, Range<usize>)>,
    /// Where it leads, in the order of the text.
    pub(super) links: Vec<EvidenceLink>,
}

impl Inline {
    /// The lines joined by blanks.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&line.text);
        }
        text
    }

    /// Takes the lines joined by blanks, and before them the title: the bold text at the start, without a colon at its
    /// end, or else all.
    pub(super) fn take_words(&mut self) -> (String, String) {
        let text = match self.lines.as_mut_slice() {
            [line] => std::mem::take(&mut line.text),
            _ => self.text(),
        };
        let lead = self.lead.trim().trim_end_matches(':').trim_end();
        (if lead.is_empty() { text.clone() } else { lead.to_owned() }, text)
    }
}

/// Takes inline events up to the first event that is none.
pub(super) fn collect(events: &mut Events<'_>) -> Inline {
    let mut inline = Inline::default();
    let mut line = TextLine::default();
    // Within bold words at the start of the line, and at the start of it all.
    let (mut bold, mut leading, mut empty) = (false, false, true);
    // For each open link, where its words begin and where it leads.
    let mut links: Vec<(usize, String, bool)> = Vec::new();
    loop {
        // Where blank lines are between the items of a list, what stands in the line below a box is a paragraph.
        let lone = inline.ticked.is_some() && inline.lines.is_empty() && line.text.is_empty();
        let taken = |event: &Event<'_>| is_inline(event) || lone && matches!(event, Event::Start(Tag::Paragraph));
        let Some((event, range)) = events.next_if(|(event, _)| taken(event)) else { break };
        if empty {
            inline.range = range.clone();
            empty = false;
        }
        inline.range.end = inline.range.end.max(range.end);
        inline.range.start = inline.range.start.min(range.start);
        if line.range.is_empty() {
            line.range = range.clone();
        }
        line.range.end = line.range.end.max(range.end);
        match event {
            Event::TaskListMarker(ticked) => inline.ticked = Some(ticked),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                if bold {
                    line.lead.push_str(&text);
                }
                if leading {
                    inline.lead.push_str(&text);
                }
                line.text.push_str(&text);
            }
            Event::Start(Tag::Strong) => {
                bold = line.text.trim().is_empty();
                leading = bold && inline.lines.is_empty();
            }
            Event::End(TagEnd::Strong) => (bold, leading) = (false, false),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let shown = matches!(link_type, LinkType::Autolink | LinkType::Email);
                links.push((line.text.len(), dest_url.into_string(), shown));
            }
            Event::End(TagEnd::Link) => {
                if let Some((from, url, shown)) = links.pop().filter(|(_, url, _)| !url.is_empty()) {
                    let words = line.text.get(from..).unwrap_or_default();
                    let bare = shown || words == url;
                    let title = if bare { String::new() } else { words.trim().to_owned() };
                    if !bare {
                        line.text.push_str(&format!(" ({url})"));
                    }
                    inline.links.push(EvidenceLink { title, url });
                }
            }
            Event::Start(Tag::Image { .. }) => inline.asides.push((Aside::Image, range)),
            Event::InlineHtml(_) => inline.asides.push((Aside::Html, range)),
            Event::SoftBreak | Event::HardBreak => {
                line.range.end = range.start.max(line.range.start);
                if bold {
                    line.lead.clear();
                }
                if leading {
                    inline.lead.push(' ');
                }
                finish(&mut inline.lines, &mut line);
                links.iter_mut().for_each(|(from, _, _)| *from = 0);
                bold = false;
            }
            _ => {}
        }
    }
    finish(&mut inline.lines, &mut line);
    inline
}

fn finish(lines: &mut Vec<TextLine>, line: &mut TextLine) {
    let mut line = std::mem::take(line);
    trim(&mut line.text);
    trim(&mut line.lead);
    if !line.text.is_empty() {
        lines.push(line);
    }
}

fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.drain(..text.len() - text.trim_start().len());
}

pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::TaskListMarker(_) => true,
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
    }
}
