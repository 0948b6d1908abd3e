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

/// What must stand around a code, beside its shape.
#[derive(Clone, Copy)]
enum Check {
    /// Nothing.
    Any,
    /// No thing that is counted: "it returned 500" is a state, "it returned 500 rows" is not.
    Uncounted,
    /// No length of time: "500 errors on login" names a state, "500 errors a day" does not.
    Unmeasured,
    /// Talk of an error before it in the sentence, a colon behind it, or another code before it in a list: "see JIRA-1234"
    /// has none of them.
    Told,
    /// No name of a setting, such as `CLIENT_SECRET`.
    NoSetting,
}

const ERRNO: &str = "E(?:2BIG|ACCES|ADDRINUSE|ADDRNOTAVAIL|AFNOSUPPORT|AGAIN|AI_[A-Z]+|ALREADY|BADF|BADMSG|BUSY|CANCELED|CHILD|CONNABORTED|CONNREFUSED|CONNRESET|DEADLK|DESTADDRREQ|DOM|DQUOT|EXIST|FAULT|FBIG|HOSTDOWN|HOSTUNREACH|IDRM|ILSEQ|INPROGRESS|INTR|INVAL|IO|ISCONN|ISDIR|LOOP|MFILE|MLINK|MSGSIZE|NAMETOOLONG|NETDOWN|NETRESET|NETUNREACH|NFILE|NOBUFS|NODATA|NODEV|NOENT|NOEXEC|NOLCK|NOMEM|NOMSG|NOPROTOOPT|NOSPC|NOSYS|NOTCONN|NOTDIR|NOTEMPTY|NOTFOUND|NOTRECOVERABLE|NOTSOCK|NOTSUP|NOTTY|NXIO|OPNOTSUPP|OVERFLOW|OWNERDEAD|PERM|PIPE|PROTO|PROTONOSUPPORT|PROTOTYPE|RANGE|ROFS|SOCKETTIMEDOUT|SPIPE|SRCH|STALE|TIME|TIMEDOUT|TXTBSY|WOULDBLOCK|XDEV)";

/// The last group that matched is the code. In the order of their weight: what a former shape took, a later one leaves.
static SHAPES: LazyLock<Vec<(Form, Check, Regex)>> = LazyLock::new(|| {
    use Check::{Any, NoSetting, Told, Uncounted, Unmeasured};
    use Form::{AsIs, Behind};
    let phrases = "bad gateway|bad request|internal server|not found|forbidden|unauthori[sz]ed|service unavailable|service temporarily|too many requests|gateway time|method not allowed|conflict|unprocessable|payload too large|payment required|unsupported media|gone|errors?|responses?|status";
    // Those of RFC 9110 and of its registry, and of nginx, IIS and Cloudflare.
    let states = "4(?:0[0-9]|1[0-8]|2[1-689]|31|40|49|51|9[4-9])|5(?:0[0-8]|1[01]|2[0-7]|30)";
    let shapes = [
        (Behind("SQLSTATE"), Any, r"(?i-u:sqlstate)[ \t:=(\[]*([0-9A-Z]{5})".to_owned()),
        (Behind("SQLSTATE"), Any, r"\[([0-9]{2}(?:[A-Z][0-9A-Z]{2}|[0-9][A-Z][0-9A-Z]|[0-9]{2}[A-Z]))\]".to_owned()),
        (Behind("HTTP"), Any, r"(?i-u:https?)(?:/[0-9](?:\.[0-9])?)?[ -]?(?i-u:status|error|code|response)?[ :#-]*([1-5][0-9]{2})".to_owned()),
        (Behind("HTTP"), Any, r"(?i-u:status(?: ?code)?|response code)[ :=#]*([1-5][0-9]{2})".to_owned()),
        (Behind("HTTP"), Uncounted, format!(r"(?i-u:response|returns?|returned|returning|answers?(?: with)?|gives?|throws?|get|getting|got)[ :=#]*(?i-u:an? |us )?({states})s?")),
        (Behind("HTTP"), Unmeasured, format!(r"({states})s?[ :-]+(?i-u:{phrases})")),
        (Behind("HTTP"), Any, format!(r"(?i-u:error|errors|fehler)[ :#]*({states})")),
        (AsIs, Any, r"0[xX][0-9A-Fa-f]{4,16}".to_owned()),
        (AsIs, Any, r"CVE-[0-9]{4}-[0-9]{4,7}".to_owned()),
        (AsIs, Any, ERRNO.to_owned()),
        (AsIs, NoSetting, r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+".to_owned()),
        (AsIs, Any, r"[A-Z]{3}-[0-9]{5}".to_owned()), // Oracle's
        (AsIs, Any, r"(?:QB|QBO|QBWC|PCI|TNS|PLS|ERR)-[0-9]{2,6}(?:-[0-9]{1,6})*".to_owned()),
        (AsIs, Any, r"SIG(?:ABRT|ALRM|BUS|CHLD|FPE|HUP|ILL|INT|KILL|PIPE|QUIT|SEGV|STOP|SYS|TERM|TRAP|USR[12]|XCPU|XFSZ)".to_owned()),
        (AsIs, Told, r"[A-Z]{1,10}-[0-9]{1,6}(?:-[0-9]{1,6})?".to_owned()),
        (AsIs, Any, r"[A-Z]{3,10}[0-9]{3,6}|[A-Z]{2}[0-9]{4,7}|E[0-9]{4,6}".to_owned()),
        (AsIs, Any, r"[A-Z][A-Za-z0-9]+(?:Exception|Error|Fault)".to_owned()),
        (AsIs, Any, r"[A-Z][A-Za-z]+ErrorDomain[ ,:]*(?i-u:code[ =:]*)?(-?[0-9]{1,6})".to_owned()),
        (AsIs, Any, r"invalid_(?:grant|client|request|scope|token)|unauthorized_client|insufficient_(?:scope|funds)|card_declined|do_not_honor|requires_action|token_(?:expired|rejected)".to_owned()),
        (AsIs, Any, r"(?i-u:error|err|code|fehler|reason)(?i-u: ?code| ?no\.?| ?number| ?nr\.?)?[ \t:=#(]*([A-Z]?-?[0-9]{2,10})".to_owned()),
        // The second of "Error -6123, 0" and of "ERROR 1045 (28000)".
        (AsIs, Any, r"(?i-u:error|err|code|fehler)(?i-u: ?code)?[ \t:=#(]*-[0-9]{2,10}, ?(-?[0-9]{1,6})".to_owned()),
        (Behind("SQLSTATE"), Any, r"(?i-u:error|fehler)[ \t:#]*[0-9]{4} \(([0-9]{2}(?:000|[0-9A-Z]{3}))\)".to_owned()),
        (AsIs, Any, r"\((-[0-9]{3,10})\)".to_owned()),
    ];
    shapes
        .into_iter()
        .filter_map(|(form, check, shape)| Regex::new(&shape).ok().map(|shape| (form, check, shape)))
        .collect()
});

/// Prefixes of things that are numbered and no errors.
const NO_ERROR: [&str; 22] = [
    "INV", "PO", "ISO", "RFC", "FY", "SOC", "GB", "US", "EU", "UTF", "SHA", "VAT", "TLS", "AES", "SEPA", "IRS", "FORM",
    "BASE", "ID", "MFA", "UTC", "COVID",
];

impl Check {
    /// `taken`: the codes found so far, in order.
    fn holds(self, text: &str, start: usize, end: usize, taken: &[(usize, usize)]) -> bool {
        let behind = || text.get(end..).unwrap_or_default().trim_start_matches([' ', '\t']);
        match self {
            Self::Any => true,
            // What goes on with the sentence is no thing that is counted.
            Self::Uncounted => {
                const ON: &str = "a after again all an and as at because but by every error errors for from if in instead now on or \
                                  response since sometimes status the then till to today too until via when whenever while with";
                let next = behind().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
                next.is_empty() || ON.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(next))
            }
            Self::Unmeasured => {
                let mut words = behind().split(|c: char| !c.is_alphabetic()).take(2).map(str::to_ascii_lowercase);
                let each =
                    words.next().is_some_and(|word| matches!(word.as_str(), "a" | "an" | "per" | "each" | "every"));
                let time =
                    |word: String| matches!(word.as_str(), "second" | "minute" | "hour" | "day" | "week" | "month");
                !(each && words.next().is_some_and(time))
            }
            Self::Told => {
                let from = text.ceil_char_boundary(start.saturating_sub(40));
                let before = text.get(from..start).unwrap_or_default();
                let clause = before.rsplit(['.', ';', '\n']).next().unwrap_or_default().to_ascii_lowercase();
                let told =
                    ["error", "code", "exception", "fail", "crash", "fehler"].iter().any(|word| clause.contains(word));
                let before =
                    taken.partition_point(|(_, end)| *end <= start).checked_sub(1).and_then(|last| taken.get(last));
                let between = before.and_then(|(_, end)| text.get(*end..start));
                let listed = between
                    .is_some_and(|between| matches!(between.trim(), "," | "and" | "/" | "+" | "&" | "und" | ", and"));
                told || listed || text.get(end..).is_some_and(|rest| rest.starts_with(": "))
            }
            Self::NoSetting => {
                const FAILED: &str = "E ERR ERROR BAD DENIED EXPIRED FAILED INVALID MISSING NO NOT UNKNOWN WRONG";
                const SETTING: &str = "SECRET KEY TOKEN ID URL URI PASSWORD USER HOST PORT PATH NAME ENV DIR";
                let among = |list: &str, part: &str| list.split(' ').any(|word| word == part);
                let mut parts = text.get(start..end).unwrap_or_default().split('_');
                let setting = parts.clone().next_back().is_some_and(|part| among(SETTING, part));
                !setting || parts.any(|part| among(FAILED, part))
            }
        }
    }
}

/// The codes in a text, in its order, each once.
pub(super) fn codes(text: &str) -> Vec<TextSymptom> {
    let mut found: Vec<TextSymptom> = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let bytes = text.as_bytes();
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    for (form, check, shape) in SHAPES.iter() {
        let mut count = 0;
        for groups in shape.captures_iter(text) {
            let Some(whole) = groups.get(0) else { continue };
            let code = groups.get(1).unwrap_or(whole);
            let alone = !word(whole.start().checked_sub(1).and_then(|before| bytes.get(before)))
                && !word(bytes.get(whole.end()));
            let letters = code.as_str().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            let numbered = code.as_str().bytes().any(|byte| byte.is_ascii_digit()) && NO_ERROR.contains(&letters);
            let place = taken.partition_point(|(_, end)| *end <= code.start());
            let free = taken.get(place).is_none_or(|(start, _)| *start >= code.end());
            if !alone || numbered || !free || !check.holds(text, whole.start(), whole.end(), &taken) {
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
        assert_eq!(SHAPES.len(), 23);
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
            ("it returned 500 rows, gives 400 dollars back, we get 450 orders and 500 errors a day", vec![]),
            ("see JIRA-1234 for ORDER-12345 of CUST-0099, set CLIENT_SECRET", vec![]),
            ("it returned 500. Then we got a 404 again, 500 errors on login", vec!["HTTP 500", "HTTP 404"]),
            ("status code 200 but INVALID_TOKEN", vec!["HTTP 200", "INVALID_TOKEN"]),
            (
                "TS2304, CS0246 and E11000, [42P01], KB5005565",
                vec!["TS2304", "CS0246", "E11000", "SQLSTATE 42P01", "KB5005565"],
            ),
            ("EBUSY, then ENOMEM and EAI_AGAIN", vec!["EBUSY", "ENOMEM", "EAI_AGAIN"]),
            ("Heroku error H12, printing fails with E-13", vec!["H12", "E-13"]),
            ("NSURLErrorDomain -1009", vec!["-1009"]),
            ("error code: -2147467259", vec!["-2147467259"]),
            ("PAY-1042: declined", vec!["PAY-1042"]),
            ("the agent died with SIGSEGV, QB-6000-83 and PCI-3200 before", vec!["SIGSEGV", "QB-6000-83", "PCI-3200"]),
            ("error PAY-1042, PAY-1043 and CARD-7 at once", vec!["PAY-1042", "PAY-1043", "CARD-7"]),
            ("Error -6123, 0: cannot open the file", vec!["-6123", "0"]),
            ("ERROR 1045 (28000): access denied", vec!["1045", "SQLSTATE 28000"]),
            ("invoice QBX-2207-1, PO-2207-83, design and SIGNAL", vec![]),
        ] {
            let found: Vec<_> = codes(text).into_iter().map(|code| code.name).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
