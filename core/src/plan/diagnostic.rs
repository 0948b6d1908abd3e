use serde::{Deserialize, Serialize};

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
}
