//! Texts that Prometheus fills in: `{{ $value }}`.

/// The braces of an action, as an action that writes them.
const ESCAPED: &str = "{{\"{{\"}}";

/// A text as Prometheus is to read it: braces that are no action of those known here are written as text, as Prometheus
/// refuses a file with any that it cannot read.
pub(super) fn write(text: &str) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (before, braces) = rest.split_at(at);
        written.push_str(before);
        let action = braces.find("}}").and_then(|end| braces.get(..end + 2)).filter(|action| is_action(action));
        match action {
            Some(action) => written.push_str(action),
            None => written.push_str(ESCAPED),
        }
        rest = braces.get(action.map_or(2, str::len)..).unwrap_or_default();
    }
    written + rest
}

/// A text as it is written here.
pub(super) fn read(text: &str) -> String {
    text.replace(ESCAPED, "{{")
}

/// Whether it is the value or a label, in one of the forms that rules have: `{{ $labels.job }}`,
/// `{{ $value | humanize }}`.
fn is_action(action: &str) -> bool {
    const FORMS: [&str; 7] =
        ["humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "title", "toUpper"];
    let inside = action.trim_start_matches("{{").trim_end_matches("}}");
    let mut parts = inside.split('|').map(|part| part.trim_matches(' '));
    let first = |character: char| character.is_ascii_alphabetic() || character == '_';
    let label = |name: &str| name.starts_with(first) && name.chars().all(|next| first(next) || next.is_ascii_digit());
    let known = |part: &str| part == "$value" || part.strip_prefix("$labels.").is_some_and(label);
    parts.next().is_some_and(known) && parts.all(|form| FORMS.contains(&form))
}
