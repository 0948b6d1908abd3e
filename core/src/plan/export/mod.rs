//! The plan in the forms that other programs read: Mermaid, Graphviz, iCalendar, CSV, GitHub issues, SVG and HTML.

mod csv;
mod dot;
mod gantt;
mod github;
mod ics;
mod mermaid;
mod options;
mod svg;

pub use github::IssueChecklist;
pub use options::ExportOptions;

/// A text on one line: control characters and other breaks of lines become blanks, one between words, and directions
/// of writing are not turned round.
fn one_line(text: &str) -> String {
    let hostile = |character: char| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let plain: String = text.chars().map(|character| if hostile(character) { ' ' } else { character }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, never empty.
fn name(text: &str) -> String {
    let name = one_line(text);
    if name.is_empty() { "(untitled)".to_owned() } else { name }
}
