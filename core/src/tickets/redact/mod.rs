//! Which secrets and personal data does this text hold, and how does it read without them?
//!
//! ```
//! use hypercare::tickets::redact;
//! let clean = redact("Login jo@example.org, password: hunter2");
//! assert_eq!(clean.text, "Login [redacted:email], password: [redacted:password]");
//! ```
//!
//! Labels are known in some thirty languages, digits in every script; signs that nobody sees and full-width ones hide
//! nothing.
//!
//! Redact before you store a ticket, or hand it to anybody. What no shape tells, such as a person's name, stays.

mod address;
mod find;
pub(super) mod fold;
mod labels;
mod numbers;
mod shapes;

use serde::{Deserialize, Serialize};

use find::Found;

/// What [`redact_with`] looks for beside what [`redact`] always does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RedactOptions {
    /// Whether IP addresses go, too. They are personal data to some laws, and the very thing a support team needs.
    pub ips: bool,
}

/// A kind of secret or of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedactedKind {
    /// A block from `-----BEGIN ... PRIVATE KEY-----` to its end, or to the text's.
    PrivateKey,
    /// A key with the shape of a known service's, such as `AKIA...` or `ghp_...`, or behind `api_key=`.
    ApiKey,
    /// What stands behind `Authorization:`, `Bearer` or `token=`, and JSON Web Tokens.
    Token,
    /// What stands behind `password:` and its like in some thirty languages, in `https://user:HERE@host`, and codes that
    /// open a door once, behind `verification code` and its like.
    Password,
    /// A payment card: 13 to 19 digits of a known issuer with a right check digit (ISO/IEC 7812).
    Card,
    /// A bank account: an IBAN whose remainder by 97 is 1 (ISO 13616).
    Iban,
    /// The number of a bank account or of its bank, behind a word such as `account number`, `sort code` or `Kontonummer`.
    Account,
    /// An e-mail address.
    Email,
    /// A US social security number, `123-45-6789`, or one of any country behind a word such as `SSN`.
    SocialSecurity,
    /// A phone number: international with `+` or `00`, behind a word such as `phone`, or in a form that a country writes
    /// and that looks like nothing else.
    Phone,
    /// An IPv4 or IPv6 address, only if asked for.
    Ip,
}

impl RedactedKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::PrivateKey,
        Self::ApiKey,
        Self::Token,
        Self::Password,
        Self::Card,
        Self::Iban,
        Self::Account,
        Self::Email,
        Self::SocialSecurity,
        Self::Phone,
        Self::Ip,
    ];

    /// What stands in the text in place of it, such as `[redacted:card]`.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::PrivateKey => "[redacted:private_key]",
            Self::ApiKey => "[redacted:api_key]",
            Self::Token => "[redacted:token]",
            Self::Password => "[redacted:password]",
            Self::Card => "[redacted:card]",
            Self::Iban => "[redacted:iban]",
            Self::Account => "[redacted:account]",
            Self::Email => "[redacted:email]",
            Self::SocialSecurity => "[redacted:social_security]",
            Self::Phone => "[redacted:phone]",
            Self::Ip => "[redacted:ip]",
        }
    }
}

/// Where something was, without saying what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RedactedSpan {
    /// What it was.
    pub kind: RedactedKind,
    /// Where it begins in the text that was given: in bytes of UTF-8; in Python in characters, in Node in
    /// units of UTF-16.
    pub start: usize,
    /// Where it ends, counted alike: the place behind it.
    pub end: usize,
}

/// A text without its secrets and personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RedactedText {
    /// The text, with a placeholder for each thing found.
    pub text: String,
    /// The kinds found, each once.
    pub kinds: Vec<RedactedKind>,
    /// Where they were, in the order of the text; they do not overlap.
    pub spans: Vec<RedactedSpan>,
}

/// Takes secrets and personal data out of a text: keys, tokens, passwords, card and account numbers, e-mail addresses,
/// phone and social security numbers.
///
/// Doing it again changes nothing, but for texts made to defeat that. Time grows linearly with the text, whatever it is.
///
/// ```
/// use hypercare::tickets::{RedactedKind, redact};
/// let clean = redact("Card 4111 1111 1111 1111 was declined, order 4111 1111 1111 1112 is fine");
/// assert_eq!(clean.text, "Card [redacted:card] was declined, order 4111 1111 1111 1112 is fine");
/// assert_eq!(clean.kinds, [RedactedKind::Card]);
/// assert_eq!((clean.spans[0].start, clean.spans[0].end), (5, 24));
/// ```
pub fn redact(text: &str) -> RedactedText {
    redact_with(text, &RedactOptions::default())
}

/// The same as [`redact`], with options.
///
/// ```
/// use hypercare::tickets::{RedactOptions, redact_with};
/// let clean = redact_with("from 10.0.0.7 and ::1", &RedactOptions { ips: true });
/// assert_eq!(clean.text, "from [redacted:ip] and [redacted:ip]");
/// ```
pub fn redact_with(text: &str, options: &RedactOptions) -> RedactedText {
    // What is taken out can bring two remainders together that look like something: read again until nothing is found.
    // Every round takes something out; more than three are the work of an adversary, whom the cap holds to linear time.
    const ROUNDS: usize = 16;
    let mut spans: Vec<RedactedSpan> = Vec::new();
    let mut clean = text.to_owned();
    for _ in 0..ROUNDS {
        let found = find::all(&clean, options);
        if found.is_empty() {
            break;
        }
        spans = merge(spans, &found);
        clean = write(text, &spans);
    }
    let mut kinds: Vec<_> = spans.iter().map(|span| span.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    RedactedText { text: clean, kinds, spans }
}

/// Adds what was found in the text that `spans` leave to them, in places of the original text. Both are in order.
fn merge(spans: Vec<RedactedSpan>, found: &[Found]) -> Vec<RedactedSpan> {
    let mut all = Vec::with_capacity(spans.len() + found.len());
    let mut known = spans.iter().peekable();
    let (mut original, mut written) = (0, 0); // the same place in both texts, behind the last placeholder
    for found in found {
        let mut place = |offset: usize, inclusive: bool| {
            while let Some(span) = known.peek() {
                let start = written + span.start.saturating_sub(original);
                let end = start + span.kind.placeholder().len();
                if offset < end || (inclusive && offset == end && offset == start) {
                    break;
                }
                (original, written) = (span.end, end);
                known.next();
            }
            original + offset.saturating_sub(written)
        };
        let (start, end) = (place(found.start, false), place(found.end, true));
        all.push(RedactedSpan { kind: found.kind, start, end });
    }
    all.extend(spans);
    all.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut merged: Vec<RedactedSpan> = Vec::with_capacity(all.len());
    for span in all {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn write(text: &str, spans: &[RedactedSpan]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        clean.push_str(text.get(from..span.start).unwrap_or_default());
        clean.push_str(span.kind.placeholder());
        from = span.end;
    }
    clean.push_str(text.get(from..).unwrap_or_default());
    clean
}
