//! Addresses as the headers of mails write them (RFC 5322, section 3.4).

/// The addresses of a list of mailboxes, without the names before them: `"Doe, Jo" <jo@example.org>, desk@example.org`.
pub(super) fn mailboxes(list: &str) -> Vec<&str> {
    let (mut found, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (place, c) in list.char_indices().chain([(list.len(), ',')]) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            ',' | ';' if !quoted || place == list.len() => {
                found.extend(list.get(from..place).map(bare).filter(|address| !address.is_empty()));
                from = place + 1;
            }
            _ => {}
        }
    }
    found
}

fn bare(mailbox: &str) -> &str {
    let inside = mailbox.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(mailbox, |(inside, _)| inside).trim()
}

/// What stands before the `@`, without what some add behind a plus.
pub(super) fn local(address: &str) -> &str {
    address.split(['@', '+']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_mailboxes_are_read() {
        for (list, expected) in [
            ("security@a.org", vec!["security@a.org"]),
            (" Desk <desk@a.org> ", vec!["desk@a.org"]),
            (r#""Doe, \"Jo\"; x" <jo@a.org>, <b@a.org>;c+d@a.org"#, vec!["jo@a.org", "b@a.org", "c+d@a.org"]),
            ("\"open, jo@a.org", vec!["\"open, jo@a.org"]),
            (" , ;", vec![]),
        ] {
            assert_eq!(mailboxes(list), expected, "{list}");
        }
        assert_eq!((local("a+b@c"), local("a@c"), local("a")), ("a", "a", "a"));
    }
}
