//! Error codes of the common shapes.

use std::sync::LazyLock;

use regex::Regex;

use super::TextSymptom;

/// Most codes that one report gives: a pasted log repeats itself.
const MOST: usize = 50;

/// How the code is written in the end: as it stands, or behind a word.
#[derive(Clone, Copy)]
enum Form {
    AsIs,
    Behind(&'static str),
}

/// The last group that matched is the code. In the order of their weight: what a former shape took, a later one leaves.
static SHAPES: LazyLock<Vec<(Form, Regex)>> = LazyLock::new(|| {
    use Form::{AsIs, Behind};
    let phrases = "bad gateway|bad request|internal server|not found|forbidden|unauthori[sz]ed|service unavailable|service temporarily|too many requests|gateway time|method not allowed|conflict|unprocessable|payload too large|payment required|unsupported media|gone|errors?|responses?|status";
    let shapes = [
        (Behind("SQLSTATE"), r"(?i-u:sqlstate)[ \t:=(\[]*([0-9A-Z]{5})".to_owned()),
        (Behind("HTTP"), r"(?i-u:https?)(?:/[0-9](?:\.[0-9])?)?[ -]?(?i-u:status|error|code|response)?[ :#-]*([1-5][0-9]{2})".to_owned()),
        (Behind("HTTP"), r"(?i-u:status(?: ?code)?|response(?: code)?|returns?|returned|returning|answers?(?: with)?|gives?|throws?|get|getting|got)[ :=#]*(?i-u:an? |us )?([45][0-9]{2})s?".to_owned()),
        (Behind("HTTP"), format!(r"([45][0-9]{{2}})s?[ :-]+(?i-u:{phrases})")),
        (Behind("HTTP"), r"(?i-u:error|errors|fehler)[ :#]*([45][0-9]{2})".to_owned()),
        (AsIs, r"0[xX][0-9A-Fa-f]{4,16}".to_owned()),
        (AsIs, r"CVE-[0-9]{4}-[0-9]{4,7}".to_owned()),
        (AsIs, r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+".to_owned()),
        (AsIs, r"(?:ECONN(?:REFUSED|RESET|ABORTED)|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|EACCES|EPERM|ENOENT|EEXIST|ENOSPC|EMFILE|EIO|EADDRINUSE|ESOCKETTIMEDOUT|EPROTO)".to_owned()),
        (AsIs, r"[A-Z]{2,10}-[0-9]{2,6}".to_owned()),
        (AsIs, r"[A-Z]{3,10}[0-9]{3,6}".to_owned()),
        (AsIs, r"[A-Z][A-Za-z0-9]+(?:Exception|Error|Fault)".to_owned()),
        (AsIs, r"invalid_(?:grant|client|request|scope|token)|unauthorized_client|insufficient_(?:scope|funds)|card_declined|do_not_honor|requires_action|token_(?:expired|rejected)".to_owned()),
        (AsIs, r"(?i-u:error|err|code|fehler|reason)(?i-u: ?code| ?no\.?| ?number| ?nr\.?)?[ \t:=#(]*([A-Z]?-?[0-9]{2,6})".to_owned()),
        (AsIs, r"\((-[0-9]{3,5})\)".to_owned()),
    ];
    shapes.into_iter().filter_map(|(form, shape)| Regex::new(&shape).ok().map(|shape| (form, shape))).collect()
});

/// Prefixes of things that are numbered and no errors.
const NO_ERROR: [&str; 22] = [
    "INV", "PO", "ISO", "RFC", "FY", "SOC", "GB", "US", "EU", "UTF", "SHA", "VAT", "TLS", "AES", "SEPA", "IRS", "FORM",
    "BASE", "ID", "MFA", "UTC", "COVID",
];

/// The codes in a text, in its order, each once.
pub(super) fn codes(text: &str) -> Vec<TextSymptom> {
    let mut found: Vec<TextSymptom> = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let bytes = text.as_bytes();
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    for (form, shape) in SHAPES.iter() {
        let mut count = 0;
        for groups in shape.captures_iter(text) {
            let Some(whole) = groups.get(0) else { continue };
            let code = groups.get(1).unwrap_or(whole);
            let alone = !word(whole.start().checked_sub(1).and_then(|before| bytes.get(before)))
                && !word(bytes.get(code.end()));
            let letters = code.as_str().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            let numbered = code.as_str().bytes().any(|byte| byte.is_ascii_digit()) && NO_ERROR.contains(&letters);
            let place = taken.partition_point(|(_, end)| *end <= code.start());
            let free = taken.get(place).is_none_or(|(start, _)| *start >= code.end());
            if !alone || numbered || !free {
                continue;
            }
            let name = match form {
                Form::AsIs if code.as_str().starts_with("0X") => code.as_str().replacen("0X", "0x", 1),
                Form::AsIs => code.as_str().to_owned(),
                Form::Behind(kind) => format!("{kind} {}", code.as_str()),
            };
            taken.insert(place, (code.start(), code.end()));
            found.push(TextSymptom::new(name, text, whole.start(), code.end()));
            count += 1;
            if count == MOST {
                break;
            }
        }
    }
    found.sort_by_key(|code| code.start);
    let mut seen = std::collections::HashSet::new();
    found.retain(|code| seen.insert(code.name.clone()));
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_valid_expression() {
        assert_eq!(SHAPES.len(), 15);
    }

    #[test]
    fn codes_of_every_common_shape() {
        for (text, expected) in [
            ("HTTP 500 since noon", vec!["HTTP 500"]),
            ("we get 429 Too Many Requests", vec!["HTTP 429"]),
            ("status=503, HTTP/1.1 502 Bad Gateway", vec!["HTTP 503", "HTTP 502"]),
            ("a 404 not found and an error 500", vec!["HTTP 404", "HTTP 500"]),
            ("ORA-00942: table or view", vec!["ORA-00942"]),
            ("connection failed: E_CONN_RESET", vec!["E_CONN_RESET"]),
            ("failed with 0x80070005", vec!["0x80070005"]),
            ("SQLSTATE[23505]: unique violation", vec!["SQLSTATE 23505"]),
            ("ERR_TOO_MANY_REDIRECTS in Chrome", vec!["ERR_TOO_MANY_REDIRECTS"]),
            ("connect ECONNREFUSED 10.0.0.7:443", vec!["ECONNREFUSED"]),
            ("AADSTS50105 and QBWC1085", vec!["AADSTS50105", "QBWC1085"]),
            ("java.lang.NullPointerException", vec!["NullPointerException"]),
            ("Error 6240 from Intuit", vec!["6240"]),
            ("Authentication failed (-1009)", vec!["-1009"]),
            ("invoice INV-2207, ISO-27001, 500 clients, in 2024", vec![]),
            ("I called 3 times about 400 files", vec![]),
        ] {
            let found: Vec<_> = codes(text).into_iter().map(|code| code.name).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
