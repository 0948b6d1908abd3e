//! Texts that Prometheus fills in, by the templates of Go: `{{ $value }}`, `{{ printf "%.2f" $value }}`,
//! `{{ with query "up" }}{{ . | first | value }}{{ end }}`.

/// The braces of an action, as an action that writes them.
const ESCAPED: &str = "{{\"{{\"}}";

/// What Go and Prometheus know by name in a template.
const FUNCTIONS: [&str; 49] = [
    "and",
    "args",
    "call",
    "eq",
    "externalURL",
    "false",
    "first",
    "ge",
    "graphLink",
    "gt",
    "html",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "index",
    "js",
    "label",
    "le",
    "len",
    "lt",
    "match",
    "ne",
    "not",
    "now",
    "or",
    "parseDuration",
    "pathPrefix",
    "print",
    "printf",
    "println",
    "query",
    "reReplaceAll",
    "safeHtml",
    "slice",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "toLower",
    "toTime",
    "toUpper",
    "true",
    "urlQueryEscape",
    "urlquery",
    "value",
];
/// No action is longer, in bytes, and no text declares more variables: reading stays linear.
const LONGEST: usize = 1024;
const MOST: usize = 64;
const VARIABLES: [&str; 4] = ["value", "labels", "externalLabels", "externalURL"];

/// What an action is to those around it.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Alone,
    Opens,
    Else,
    ElseIf,
    Ends,
}

/// A text as Prometheus is to read it: braces that are no action known here are written as text, as Prometheus refuses a
/// file with any that it cannot read.
pub(super) fn write(text: &str) -> String {
    let pieces = pieces(text);
    let mut open = Vec::new();
    let paired = pieces.iter().all(|(_, role)| match role {
        Some(Role::Opens) => {
            open.push(false);
            true
        }
        Some(Role::Else) => open.last_mut().is_some_and(|closed| !std::mem::replace(closed, true)),
        Some(Role::ElseIf) => open.last().is_some_and(|closed| !closed),
        Some(Role::Ends) => open.pop().is_some(),
        _ => true,
    }) && open.is_empty();
    let mut written = String::new();
    for (piece, role) in pieces {
        match (piece.strip_prefix("{{"), role) {
            (Some(rest), None) => written.extend([ESCAPED, rest]),
            (Some(rest), Some(role)) if role != Role::Alone && !paired => written.extend([ESCAPED, rest]),
            _ => written.push_str(piece),
        }
    }
    written
}

/// A text as it is written here.
pub(super) fn read(text: &str) -> String {
    let plain = text.replace(ESCAPED, "{{");
    if write(&plain) == text { plain } else { text.to_owned() }
}

/// The text in pieces: actions, braces that are none (no role), and what is between.
fn pieces(text: &str) -> Vec<(&str, Option<Role>)> {
    let mut pieces = Vec::new();
    let mut variables = VARIABLES.to_vec();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (before, braces) = rest.split_at(at);
        pieces.push((before, None));
        let near = &braces[..braces.floor_char_boundary(LONGEST)];
        let action = Action::read(near, &mut variables);
        let (piece, after) = braces.split_at(action.map_or(2, |(_, length)| length));
        pieces.push((piece, action.map(|(role, _)| role)));
        rest = after;
    }
    pieces.push((rest, None));
    pieces
}

/// How far an action has been read.
struct Action<'a, 'v> {
    rest: &'a str,
    /// The variables that are known so far.
    variables: &'v mut Vec<&'a str>,
    /// The parentheses that are open.
    depth: usize,
    /// Whether a command has just begun, and whether what comes into it is another's result.
    fresh: bool,
    piped: bool,
}

impl<'a, 'v> Action<'a, 'v> {
    /// The action that a text begins with, and its length, if Prometheus can read it.
    fn read(text: &'a str, variables: &'v mut Vec<&'a str>) -> Option<(Role, usize)> {
        let inside = text.strip_prefix("{{")?;
        let inside = inside.strip_prefix("- ").unwrap_or(inside);
        if let Some(note) = inside.strip_prefix("/*") {
            let after = note.split_once("*/")?.1;
            let after = after.strip_prefix("}}").or_else(|| after.strip_prefix(" -}}"))?;
            return Some((Role::Alone, text.len() - after.len()));
        }
        let mut action = Action { rest: inside.trim_start(), variables, depth: 0, fresh: true, piped: false };
        let role = match action.word() {
            Some("if" | "with" | "range") => Role::Opens,
            Some("else") => Role::Else,
            Some("end") => Role::Ends,
            _ => Role::Alone,
        };
        let role = match role {
            Role::Else if action.pass() == Some("if") => Role::ElseIf,
            Role::Opens | Role::Ends => {
                action.pass();
                role
            }
            _ => role,
        };
        if role == Role::ElseIf {
            action.pass();
        }
        let complete = matches!(role, Role::Else | Role::Ends) || {
            action.declare();
            action.pipeline()?
        };
        let rest = action.rest.trim_start();
        let spaced = rest.len() < action.rest.len();
        let after = rest.strip_prefix("}}").or_else(|| rest.strip_prefix("-}}").filter(|_| spaced))?;
        complete.then_some((role, text.len() - after.len()))
    }

    fn word(&self) -> Option<&'a str> {
        self.rest.get(..word(self.rest)?)
    }

    /// Passes over a word and blanks, and gives the next word.
    fn pass(&mut self) -> Option<&'a str> {
        let rest = self.rest.get(word(self.rest).unwrap_or(0)..).unwrap_or_default();
        self.rest = rest.trim_start();
        self.word()
    }

    /// Passes over `$one :=` or `$one, $two :=`, and knows these variables from then on, wherever in the text.
    fn declare(&mut self) {
        let Some((names, rest)) = self.rest.split_once(":=") else { return };
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        let named = |name: &str| name.strip_prefix('$').is_some_and(|name| word(name) == Some(name.len()));
        if names.len() <= 2 && self.variables.len() < MOST && names.iter().all(|name| named(name)) {
            self.variables.extend(names.iter().map(|name| &name[1..]));
            self.rest = rest;
        }
    }

    /// Passes over commands with their operands up to the closing braces, and says whether something is there; `None` where
    /// something else stands.
    fn pipeline(&mut self) -> Option<bool> {
        loop {
            let rest = self.rest.trim_start();
            let Some(first) = rest.chars().next() else { return Some(false) };
            if rest.starts_with("}}") || rest.starts_with("-}}") {
                return Some(!self.fresh && self.depth == 0);
            }
            let function = first.is_ascii_alphabetic();
            if self.fresh && self.piped && !function {
                return None;
            }
            let length = match first {
                '|' | ')' if self.fresh => return None,
                '|' => 1,
                '(' => 1,
                ')' if self.depth > 0 => 1,
                '"' => quoted(rest)?,
                '`' => rest.get(1..)?.find('`')? + 2,
                '$' | '.' => chain(rest, self.variables)?,
                _ if function => word(rest).filter(|length| rest.get(..*length).is_some_and(is_function))?,
                _ if first.is_ascii_digit() => number(rest)?,
                _ => return None,
            };
            let after = rest.get(length..)?;
            let parted = |next: char| next.is_whitespace() || "|)}".contains(next);
            if !matches!(first, '|' | '(') && !after.starts_with(parted) {
                return None;
            }
            match first {
                '(' => (self.depth, self.fresh, self.piped) = (self.depth + 1, true, false),
                '|' => (self.fresh, self.piped) = (true, true),
                ')' => (self.depth, self.fresh) = (self.depth - 1, false),
                _ => self.fresh = false,
            }
            self.rest = after;
        }
    }
}

fn is_function(name: &str) -> bool {
    FUNCTIONS.binary_search(&name).is_ok()
}

/// The length of a name.
fn word(text: &str) -> Option<usize> {
    let length = text.find(|next: char| !next.is_ascii_alphanumeric() && next != '_').unwrap_or(text.len());
    (length > 0 && !text.starts_with(|first: char| first.is_ascii_digit())).then_some(length)
}

/// The length of a variable or field with the fields behind it: `$labels.job`, `.Value`, `.`.
fn chain(text: &str, variables: &[&str]) -> Option<usize> {
    let mut length = 0;
    if let Some(variable) = text.strip_prefix('$') {
        length = 1 + word(variable)?;
        variables.contains(&text.get(1..length)?).then_some(())?;
    }
    while let Some(field) = text.get(length..)?.strip_prefix('.') {
        match word(field) {
            Some(more) => length += 1 + more,
            None if length == 0 => return Some(1),
            None => return None,
        }
    }
    Some(length)
}

/// The length of a number in digits, with one point at most.
fn number(text: &str) -> Option<usize> {
    let length = text.find(|next: char| !next.is_ascii_digit() && next != '.').unwrap_or(text.len());
    text.get(..length)?.parse::<f64>().is_ok().then_some(length)
}

/// The length of a text in double quotes, on one line, whose escapes Go knows.
fn quoted(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some(at + 1),
            '\\' => {
                let (_, escaped) = characters.next()?;
                "abfnrtv\\\"".contains(escaped).then_some(())?;
            }
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_in_order() {
        assert!(FUNCTIONS.is_sorted());
    }

    #[test]
    fn templates_stay_and_other_braces_are_text() {
        for kept in [
            "{{ $value }} on {{ $labels.job }}",
            "{{$value|humanize}}",
            "{{ humanizePercentage $value }}",
            r#"at {{ printf "%.2f" $value }} on {{ $labels.instance | reReplaceAll "(.*):.*" "$1" }}"#,
            "{{- $value -}} {{ .Value }} {{ .Labels.job }} {{ 1.5 }}",
            r#"{{ with printf "up{job='%s'}" $labels.job | query }}{{ . | first | value | humanize }}{{ else }}none{{ end }}"#,
            "{{ if gt (len $labels.job) 3 }}long{{ end }}",
            "{{ if $value }}a{{ else if .Value }}b{{ else }}c{{ end }}",
            "{{ range query `up` }}{{ .Labels.instance }} {{ end }}",
            r#"{{ range $i, $s := query "up" }}{{ $s.Labels.job }}{{ end }}{{ with $x := query "up" | first }}{{ $x.Value }}{{ end }}"#,
            r#"{{/* a note */}}{{ safeHtml "x" }}{{ $x := 1 }}{{ $x }}"#,
            "no braces } { at }} all",
            r#"{{"{{"}} $value }}"#,
            "",
        ] {
            assert_eq!(write(kept), kept);
            assert_eq!(read(kept), kept);
        }
        let long = format!("{{{{ \"{}\" }}}}", "a".repeat(LONGEST));
        assert_eq!(write(&long), long.replacen("{{", ESCAPED, 1), "too long for an action");
        for (text, written) in [
            ("{{ $value", r#"{{"{{"}} $value"#),
            ("{{ $other }}", r#"{{"{{"}} $other }}"#),
            ("{{}} {{ | title }} {{ $value | }}", r#"{{"{{"}}}} {{"{{"}} | title }} {{"{{"}} $value | }}"#),
            ("{{{{ $value }}}}", r#"{{"{{"}}{{ $value }}}}"#),
            ("{{ 1.2.3 }} {{ 1humanize }}", r#"{{"{{"}} 1.2.3 }} {{"{{"}} 1humanize }}"#),
            ("{{ $value$value }}", r#"{{"{{"}} $value$value }}"#),
            ("{{ lookup $value }}", r#"{{"{{"}} lookup $value }}"#),
            ("{{ $value | 3 }} {{ (title }} {{ \"a }}", r#"{{"{{"}} $value | 3 }} {{"{{"}} (title }} {{"{{"}} "a }}"#),
            ("{{ if $value }} and {{ $value }}", r#"{{"{{"}} if $value }} and {{ $value }}"#),
            ("{{ $value }} and {{ end }}", r#"{{ $value }} and {{"{{"}} end }}"#),
            (
                "{{ if . }}{{ else }}{{ else }}{{ end }}",
                r#"{{"{{"}} if . }}{{"{{"}} else }}{{"{{"}} else }}{{"{{"}} end }}"#,
            ),
            ("{{ \"\\q\" }} {{ $value-}}", r#"{{"{{"}} "\q" }} {{"{{"}} $value-}}"#),
        ] {
            assert_eq!(write(text), written);
            assert_eq!(read(written), text);
        }
    }
}
