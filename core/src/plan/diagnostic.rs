use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::Plan;

/// Something in the text of a plan that was not taken in, was not understood or looks contradictory.
///
/// ```
/// use hypercare::plan::{DiagnosticCode, Plan};
/// let plan = Plan::from_markdown("# Orchard\n\nBring cake.\n")?;
/// let diagnostic = &plan.diagnostics[0];
/// assert_eq!((diagnostic.code, diagnostic.line), (DiagnosticCode::Paragraph, 3));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: DiagnosticLevel,
    /// What kind of thing it is.
    pub code: DiagnosticCode,
    /// Line of the original text, from 1.
    pub line: u32,
    /// Column of the original text in characters, from 1.
    pub column: u32,
    /// Last line it is about.
    pub end_line: u32,
    /// What was found. The wording may change between versions.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Diagnostic {
    /// What a compiler would print: level, code, message, place, the line of the source with a caret, and the hint.
    /// `name` is that of the text, such as a path.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let text = "# Orchard\n\nBring cake.\n";
    /// let plan = Plan::from_markdown(text)?;
    /// assert_eq!(plan.diagnostics[0].render("plan.md", text), "\
    /// info[paragraph]: a paragraph was not taken in: \"Bring cake.\"
    ///  --> plan.md:3:1
    ///   |
    /// 3 | Bring cake.
    ///   | ^
    /// ");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn render(&self, name: &str, source: &str) -> String {
        let line = usize::try_from(self.line).unwrap_or(usize::MAX).saturating_sub(1);
        self.render_line(name, &mut Walk::of(source.split('\n').nth(line).unwrap_or_default()))
    }

    fn render_line(&self, name: &str, line: &mut Walk<'_>) -> String {
        let mut text = format!("{}[{}]: {}\n", self.level.word(), self.code.word(), self.message);
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let place = usize::try_from(self.column).unwrap_or(usize::MAX).saturating_sub(1);
        // A window on the line, so that no message repeats a whole hostile text.
        let skipped = place.saturating_sub(WIDTH / 2);
        let mut characters = line.from(skipped).chars();
        let shown = characters.by_ref().take(WIDTH).map(|sign| if sign.is_control() { ' ' } else { sign });
        let shown: String = shown.collect();
        let (before, after) =
            (if skipped > 0 { "..." } else { "" }, if characters.next().is_some() { "..." } else { "" });
        let indent = " ".repeat(before.len() + (place - skipped).min(WIDTH));
        let _ = write!(
            text,
            "{margin}--> {name}:{}:{}\n{margin} |\n{number} | {before}{shown}{after}\n{margin} | {indent}^\n",
            self.line, self.column
        );
        if !self.hint.is_empty() {
            let _ = writeln!(text, "{margin} = help: {}", self.hint);
        }
        text
    }
}

/// A line, and how far it was walked along: a long line may have as many diagnostics as words.
struct Walk<'a> {
    line: &'a str,
    character: usize,
    byte: usize,
}

impl<'a> Walk<'a> {
    fn of(line: &'a str) -> Self {
        Self { line: line.trim_end(), character: 0, byte: 0 }
    }

    /// The line from this character on.
    fn from(&mut self, character: usize) -> &'a str {
        if character < self.character {
            (self.character, self.byte) = (0, 0);
        }
        let rest = self.line.get(self.byte..).unwrap_or_default();
        let steps = character - self.character;
        (self.character, self.byte) = match rest.char_indices().nth(steps) {
            Some((at, _)) => (character, self.byte + at),
            None => (self.character + rest.chars().count(), self.line.len()),
        };
        self.line.get(self.byte..).unwrap_or_default()
    }
}

/// Most characters of a source line that a report shows.
const WIDTH: usize = 120;

impl Plan {
    /// All diagnostics as a compiler would print them, warnings and notes in the order of the text, with a count at the
    /// end; empty without any. `name` is that of the text, such as a path. `text` is the text that the plan was read from;
    /// a plan that was read from Markdown knows it ([`source`](Self::source)).
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_markdown("# Orchard\n- [ ] Load test (estimate: soon)\n")?;
    /// assert_eq!(plan.report("plan.md", None), "\
    /// warning[attribute]: \"soon\" is not understood
    ///  --> plan.md:2:1
    ///   |
    /// 2 | - [ ] Load test (estimate: soon)
    ///   | ^
    ///   = help: Write a length of time such as 4 h, 2-8 h or 2-4-8 h.
    ///
    /// 1 warning
    /// ");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn report(&self, name: &str, text: Option<&str>) -> String {
        let source = text.or(self.source.as_deref()).unwrap_or_default();
        let mut text = String::new();
        let mut lines = source.split('\n').zip(1_u32..);
        let mut last = lines.next();
        let mut walk = (0, Walk::of(""));
        for diagnostic in &self.diagnostics {
            // Diagnostics stand in the order of the text: one pass over its lines is enough.
            while last.is_some_and(|(_, number)| number < diagnostic.line) {
                last = lines.next();
            }
            let line = last.filter(|&(_, number)| number == diagnostic.line).map_or("", |(line, _)| line);
            if walk.0 != diagnostic.line {
                walk = (diagnostic.line, Walk::of(line));
            }
            text.push_str(&diagnostic.render_line(name, &mut walk.1));
            text.push('\n');
        }
        let of = |level| self.diagnostics.iter().filter(|one| one.level == level).count();
        let counts = [(of(DiagnosticLevel::Warning), "warning"), (of(DiagnosticLevel::Info), "note")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|&(count, _)| count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect();
        if !counts.is_empty() {
            text.push_str(&counts.join(", "));
            text.push('\n');
        }
        text
    }
}

/// How much a [`Diagnostic`] matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiagnosticLevel {
    /// Text that the plan does not hold; nothing is wrong.
    Info,
    /// The plan may say something else than its author meant.
    Warning,
}

/// The kinds of [`Diagnostic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiagnosticCode {
    /// There is no heading and no list item.
    EmptyPlan,
    /// UTF-8 had been read as another encoding and was put right.
    RepairedText,
    /// A paragraph was not taken in.
    Paragraph,
    /// A code block was not taken in.
    CodeBlock,
    /// A table was not taken in.
    Table,
    /// HTML was not taken in.
    Html,
    /// A picture was not taken in; its description was.
    Image,
    /// A quote was not taken in.
    Quote,
    /// A heading inside a list item was not taken in.
    Heading,
    /// Text that shows nothing, such as the definition of a link, was not taken in.
    Unread,
    /// Something looks like a task box and is none.
    Box,
    /// An item has no text.
    EmptyItem,
    /// A box is ticked while one below it is open.
    OpenBelowDone,
    /// A heading or item has the name of one before it in the same place.
    DuplicateTitle,
    /// A field comes twice in one place.
    DuplicateField,
    /// A text begins like a window and is not understood as one.
    Window,
    /// A window ends before it begins.
    ReversedWindow,
    /// A window reaches beyond that of the section around.
    WindowOutside,
    /// A duration is not understood.
    Duration,
    /// A risk level is not understood.
    RiskLevel,
    /// A launch date is not understood, or not complete.
    LaunchDate,
    /// A time zone is not understood, or missing.
    TimeZone,
    /// The value of an attribute is not understood.
    Attribute,
    /// Something that stands among attributes is none.
    UnknownAttribute,
    /// An attribute names an item or section that is not there.
    Reference,
    /// An attribute names an item or section, and several have that name.
    AmbiguousReference,
    /// Items or sections wait for each other in a ring.
    Cycle,
    /// An id is given twice.
    DuplicateId,
    /// A sign-off or quorum is not understood, or cannot be reached.
    SignOff,
}

impl DiagnosticLevel {
    fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
        }
    }
}

impl DiagnosticCode {
    /// The word by which documents name it.
    fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }
}
