//! How deep lists and quotes are nested, told before the Markdown parser meets them.

use memchr::memchr2_iter;

use crate::{Error, Result};

/// Fails where lists and quotes are nested deeper than `depth`, before the Markdown parser meets them: it walks through
/// all open levels at each line, so that a text of many lines below deep levels would keep it busy for minutes.
///
/// Counts at least as many levels as there are: a marker that stands at least as far to the right as the text of the
/// item above is taken to be nested in it, in code blocks too.
pub(super) fn check(text: &str, depth: u64) -> Result<()> {
    // The columns from which on text belongs to each open level.
    let mut open: Vec<usize> = Vec::new();
    let mut from = 0;
    // A bare carriage return ends a line, too (CommonMark 0.31, section 2.1).
    for end in memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]) {
        let (mut column, mut rest) = (0, text.as_bytes().get(from..end).unwrap_or_default());
        from = end + 1;
        // A horizontal rule such as "* * *" is no list.
        let dull = |mark| rest.iter().all(|&byte| byte == mark || byte == b' ' || byte == b'\t');
        if dull(b'-') || dull(b'*') {
            continue;
        }
        while let Some(&byte) = rest.first() {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let width = match byte {
                b' ' => {
                    (column, rest) = (column + 1, &rest[1..]);
                    continue;
                }
                b'\t' => {
                    (column, rest) = (column / 4 * 4 + 4, &rest[1..]);
                    continue;
                }
                b'>' => 1,
                b'-' | b'*' | b'+' if is_blank(rest.get(1)) => 1,
                _ if (1..=9).contains(&digits)
                    && matches!(rest.get(digits), Some(b'.' | b')'))
                    && is_blank(rest.get(digits + 1)) =>
                {
                    digits + 1
                }
                _ => break,
            };
            while open.last().is_some_and(|&from| column < from) {
                open.pop();
            }
            open.push(column + 1);
            Error::cap("plan, levels of lists and quotes", depth, open.len())?;
            (column, rest) = (column + width, &rest[width..]);
        }
    }
    Ok(())
}

fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_however_they_are_written() {
        let grown: String = (0..70).map(|level| format!("{}- a\n", " ".repeat(2 * level))).collect();
        let below = |end: &str| format!("x{end}{}a", ">".repeat(70));
        for deep in [
            below("\n"),
            below("\r\n"),
            below("\r"),
            ">".repeat(70),
            "- ".repeat(70) + "a",
            "1. ".repeat(70) + "a",
            "-\t> ".repeat(35) + "a",
            grown,
        ] {
            assert_eq!(check(&deep, 64).unwrap_err().code(), "limit", "{deep}");
            assert!(check(&deep, 70).is_ok());
        }
    }

    #[test]
    fn what_is_not_nested_is_not_counted() {
        for flat in [
            "- a\n".repeat(100),
            "- - -".repeat(100),
            "* ".repeat(100),
            "> a\n".repeat(100),
            "  - a\n- b\n".repeat(100),
            "-".repeat(100),
        ] {
            assert!(check(&flat, 2).is_ok(), "{flat}");
        }
    }
}
