//! What a reader's message says, in the words of documents rather than of Rust or serde.

/// What chrono says of texts that are no instants.
const INSTANTS: [&str; 6] = [
    "premature end of input",
    "input contains invalid characters",
    "trailing input",
    "input is out of range",
    "input is not enough for unique date and time",
    "no possible date and time matching input",
];
const INSTANT: &str = "an instant such as 2026-11-22T09:00:00Z";

/// What was expected and what was found, by the message of a reader; `what` names the document.
pub(super) fn told(message: &str, what: &str) -> (String, String) {
    if let Some(field) = quoted(message, "missing field ") {
        return (format!("a field `{field}`"), "none".to_owned());
    }
    if let Some(key) = message.strip_prefix("duplicate mapping key: ") {
        let key = key.split_once(", set ").map_or(key, |(key, _)| key);
        return ("each key once".to_owned(), format!("{key:?} again"));
    }
    if INSTANTS.contains(&message) {
        return (INSTANT.to_owned(), format!("a text that is none: {message}"));
    }
    if let Some(expected) = message.strip_prefix("expected ").filter(|rest| !rest.contains(", found ")) {
        return (plainly(expected), "something else".to_owned());
    }
    let of_serde = ["invalid type: ", "invalid value: ", "invalid length ", "unknown field ", "unknown variant "];
    if !of_serde.iter().any(|start| message.starts_with(start))
        && let Some((_, said)) = message.split_once(": expected ")
        && let Some((expected, found)) = said.rsplit_once(", found ")
    {
        // An error of ours that came up through serde.
        return (expected.to_owned(), found.to_owned());
    }
    match message.rsplit_once(", expected ") {
        Some((found, expected)) => (room(found, expected).unwrap_or_else(|| plainly(expected)), seen(found)),
        None => (format!("a valid {what}"), message.to_owned()),
    }
}

/// The message with the fields that it names in camelCase, as JavaScript spells them; words that are values stay.
pub(super) fn camel_fields(message: &str) -> String {
    if !["unknown field ", "missing field ", "duplicate field "].iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    let mut words = message.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let end = word.chars().next().map_or(0, char::len_utf8);
        text + &word[..end].to_uppercase() + &word[end..]
    })
}

/// What stands between backticks behind the beginning of a message.
fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_prefix('`')?.split('`').next()
}

/// What was expected of a whole number that is only too large.
fn room(found: &str, expected: &str) -> Option<String> {
    quoted(found, "invalid value: integer ")?.parse::<u128>().ok()?;
    let most = match expected {
        "u8" => "255",
        "u16" => "65,535",
        "u32" => "4,294,967,295",
        _ => return None,
    };
    Some(format!("a whole number from 0 to {most}"))
}

/// What serde expected, without the names of Rust types.
fn plainly(expected: &str) -> String {
    let length = ["a tuple of size ", "an array of length ", "a tuple of "].iter().find_map(|start| {
        let count = expected.strip_prefix(start)?;
        Some(count.strip_suffix(" elements").unwrap_or(count))
    });
    let plain = match expected {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number of 0 or more",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" | "a borrowed string" | "string" => "a text",
        "a character" => "one character",
        "a boolean" => "true or false",
        "a sequence" | "sequence start" => "a list",
        "a map" | "mapping start" => "a map of fields",
        "unit" => "nothing",
        "an RFC 3339 formatted date and time string" => INSTANT,
        _ if expected.starts_with("struct ") => "a map of fields",
        _ if expected.contains("tagged enum ") => "a map of fields, its `type` among them",
        _ => match length {
            Some(count) => return format!("a list of {count}"),
            None => expected,
        },
    };
    plain.to_owned()
}

/// What serde found, likewise.
fn seen(found: &str) -> String {
    let found = found.strip_prefix("invalid type: ").or(found.strip_prefix("invalid value: ")).unwrap_or(found);
    let number = ["integer ", "floating point ", "boolean "].iter().find_map(|kind| quoted(found, kind));
    match found {
        "unit value" | "null" | "Option value" => "nothing".to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        _ => match (number, found.strip_prefix("string "), found.strip_prefix("invalid length ")) {
            (Some(value), ..) => value.to_owned(),
            (_, Some(text), _) => text.to_owned(),
            (.., Some(length)) => format!("{length} items"),
            _ => found.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_spelled_as_javascript_spells_them() {
        let message = "unknown field `calender`, expected one of `work_day`, `ignore_windows`";
        assert_eq!(camel_fields(message), "unknown field `calender`, expected one of `workDay`, `ignoreWindows`");
        assert_eq!(camel_fields("missing field `launch_at`"), "missing field `launchAt`");
        assert_eq!(camel_fields("duplicate field `error_rate`"), "duplicate field `errorRate`");
        assert_eq!(camel_fields("unknown variant `a_b`, expected `c_d`"), "unknown variant `a_b`, expected `c_d`");
    }

    #[test]
    fn messages_speak_of_documents() {
        for (message, expected, found) in [
            ("invalid type: unit value, expected a string", "a text", "nothing"),
            ("invalid type: null, expected struct Policy", "a map of fields", "nothing"),
            ("invalid value: integer `-1`, expected u32", "a whole number of 0 or more", "-1"),
            (
                "invalid value: integer `5000000000`, expected u32",
                "a whole number from 0 to 4,294,967,295",
                "5000000000",
            ),
            ("invalid type: floating point `2.5`, expected usize", "a whole number of 0 or more", "2.5"),
            ("invalid type: string \"a, expected b\", expected f64", "a number", "\"a, expected b\""),
            ("invalid type: boolean `true`, expected a sequence", "a list", "true"),
            ("invalid length 3, expected a tuple of size 2", "a list of 2", "3 items"),
            ("invalid length 3, expected fewer items", "fewer items", "3 items"),
            ("missing field `type`", "a field `type`", "none"),
            ("unknown field `who`, expected `at` or `id`", "`at` or `id`", "unknown field `who`"),
            ("duplicate mapping key: title, set DuplicateKeyPolicy in Options", "each key once", "\"title\" again"),
            ("expected mapping start", "a map of fields", "something else"),
            ("quantity, line 1, column 1: expected a number, found \"abc\"", "a number", "\"abc\""),
            ("n_jobs: expected 1 to 4, or -1, found 0", "1 to 4, or -1", "0"),
            ("duration \"soon\", expected a number such as 15", "a number such as 15", "duration \"soon\""),
            ("premature end of input", INSTANT, "a text that is none: premature end of input"),
            ("nobody is on call", "a valid start", "nobody is on call"),
        ] {
            assert_eq!(told(message, "start"), (expected.to_owned(), found.to_owned()), "{message}");
        }
    }
}
