//! From a plan back to Markdown: the text that it was read from with its boxes as they are now, or a fresh one.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{ItemState, Plan, fresh};

/// How to write Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownOptions {
    /// Write the id of every item and section behind its words, so that it stays when the words change: `{#load-test}`.
    pub ids: bool,
}

impl Plan {
    /// The plan as Markdown. The text that it was read from is kept byte for byte but for the boxes that were ticked or
    /// unticked since; without one ([`source`](Self::source)) the text is written anew.
    ///
    /// Other changes to the plan are not written into a text that is kept: take `source` away to have it written anew.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let mut plan = Plan::from_markdown("Orchard\n=======\n\n*  [ ] DNS,  lowered\n\n(words)\n")?;
    /// plan.tick("orchard/dns-lowered", true)?;
    /// assert_eq!(plan.to_markdown(), "Orchard\n=======\n\n*  [x] DNS,  lowered\n\n(words)\n");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        self.to_markdown_with(&MarkdownOptions::default())
    }

    /// The same with options.
    pub fn to_markdown_with(&self, options: &MarkdownOptions) -> String {
        match &self.source {
            Some(source) => self.patch(source, *options),
            None => fresh::markdown(self, *options),
        }
    }

    fn patch(&self, source: &str, options: MarkdownOptions) -> String {
        let mut lines = vec![0];
        lines.extend(source.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1));
        let start = |line: u32| lines.get(usize::try_from(line).ok()?.checked_sub(1)?).copied();
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        for section in &self.sections {
            if options.ids && section.level > 0 {
                let range = start(section.line).zip(Some(section.end_line));
                changes.extend(range.and_then(|(from, _)| id_at(source, from, &section.id, true)));
            }
            for item in &section.items {
                let Some(from) = start(item.line) else { continue };
                if item.state != ItemState::None {
                    changes.extend(tick_at(source, from, item.column, item.state == ItemState::Done));
                }
                if options.ids && !item.id.is_empty() {
                    let to = start(item.end_line.saturating_add(1)).unwrap_or(source.len());
                    let known = source.get(from..to).is_some_and(|text| text.contains("{#"));
                    changes.extend(id_at(source, from, &item.id, false).filter(|_| !known));
                }
            }
        }
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(source.len() + changes.len());
        let mut from = 0;
        for (range, change) in changes {
            if let Some(kept) = source.get(from..range.start) {
                text.push_str(kept);
                text.push_str(&change);
                from = range.end;
            }
        }
        text.push_str(source.get(from..).unwrap_or_default());
        text
    }
}

/// The sign of the box of the item at a column of the line that starts at `from`, if it has to change.
fn tick_at(source: &str, from: usize, column: u32, done: bool) -> Option<(Range<usize>, String)> {
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    let bullet = source.get(from..)?.split('\n').next()?.char_indices().nth(column)?.0;
    // Between the bullet and its box stand blanks, more bullets or the branch of a tree; a few hundred at most.
    let rest = source.get(from + bullet..)?;
    let skipped = |sign: char| {
        !"☐☑".contains(sign)
            && (!sign.is_ascii() || sign.is_ascii_whitespace() || "-*+.)>|`".contains(sign) || sign.is_ascii_digit())
    };
    let at = from + bullet + rest.char_indices().take(400).find(|&(_, sign)| !skipped(sign))?.0;
    let text = source.get(at..)?;
    let (range, known, signs) = if text.starts_with('[') {
        let inner = text.get(1..)?.chars().next()?;
        let known = match inner {
            'x' | 'X' => true,
            _ if inner.is_whitespace() => false,
            _ => return None,
        };
        text.get(1 + inner.len_utf8()..)?.starts_with(']').then_some(())?;
        (at + 1..at + 1 + inner.len_utf8(), known, ["x", " "])
    } else if let Some(sign) = text.chars().next().filter(|sign| "☐☑".contains(*sign)) {
        (at..at + sign.len_utf8(), sign == '☑', ["☑", "☐"])
    } else {
        return None;
    };
    (known != done).then(|| (range, signs[usize::from(!done)].to_owned()))
}

/// Where the id of an item or heading goes: behind the words of its first line, if it has none.
fn id_at(source: &str, from: usize, id: &str, heading: bool) -> Option<(Range<usize>, String)> {
    let line = source.get(from..)?.split(['\n', '\r']).next()?;
    let mut words = line.trim_end();
    if heading && line.trim_start().starts_with('#') {
        // Closing signs: "## Title ##".
        let open = words.trim_end_matches('#');
        if open.ends_with(char::is_whitespace) && !open.trim().is_empty() {
            words = open.trim_end();
        }
    }
    let words = words.trim_end_matches('\\');
    // Behind the fence of a code block stands its language, and no id.
    let fence =
        line.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_ascii_digit() || "-*+.)>".contains(sign));
    if words.contains("{#") || !heading && (fence.starts_with("```") || fence.starts_with("~~~")) {
        return None;
    }
    let at = from + words.len();
    Some((at..at, format!(" {{#{id}}}")))
}
