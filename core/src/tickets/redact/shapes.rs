//! The shapes. Every expression runs in linear time (the `regex` crate's promise), and needs no Unicode tables: it reads
//! what [`Folded`](super::fold::Folded) gives.

use std::sync::LazyLock;

use regex::Regex;

use super::RedactedKind;
use super::labels::{
    ACCOUNT, ACCOUNTS, CODES, FOR, IS, IS_OF, IS_UNSPACED, MINE, OURS, PASSWORDS, PEOPLE, PHONES, SHORT, any_of,
    beyond_ascii,
};

/// What a match must be, beside its shape.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// Nothing.
    Any,
    /// No letter or digit before and behind.
    Whole,
    /// The same, and at least one digit in it: words of a sentence have none.
    Digit,
    /// The same, and a number alone has at least four digits and is no date: "password 3 times wrong".
    Loose,
    /// No word that says how a secret is instead of what it is: "token: expired", "password: not accepted".
    Secret,
    /// Nor one that ends like such words: "my password is locked".
    Said,
    /// Letters of both cases and at least a digit or a `=`, four by four: base64 (RFC 4648).
    Base64,
    /// Neither a letter nor a digit around, 7 to 15 digits in it (ITU-T E.164), and no date.
    Phone,
    /// The same, and no further group of digits around: a dump of bytes goes on.
    Lone,
    /// Neither a letter nor a digit around, and neither a date nor an address of a machine.
    Number,
}

const API_KEYS: &str = r"(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|glpat-[0-9A-Za-z_-]{16,}|[spr]k_(?:live|test)_[0-9A-Za-z]{10,}|sk-[0-9A-Za-z_-]{20,}|xox[abcdeprs]-[0-9A-Za-z-]{10,}|AIza[0-9A-Za-z_-]{35}|whsec_[0-9A-Za-z+/=]{16,}|SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|npm_[0-9A-Za-z]{30,}|pypi-[0-9A-Za-z_-]{30,}|hf_[0-9A-Za-z]{30,}|shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{20,}|do[opr]_v1_[0-9a-f]{40,}|ya29\.[0-9A-Za-z_-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,}|xapp-[0-9A-Za-z-]{10,}|dckr_pat_[0-9A-Za-z_-]{20,}|sq0(?:atp|csp)-[0-9A-Za-z_-]{20,}|hooks\.slack\.com/services/[0-9A-Za-z/]{20,}|discord(?:app)?\.com/api/webhooks/[0-9]{5,}/[0-9A-Za-z_-]{20,}|[0-9A-Za-z_.~-]{3}[0-9]Q~[0-9A-Za-z_.~-]{31,34}|SK[0-9a-f]{32}|key-[0-9a-f]{32}|hvs\.[0-9A-Za-z_-]{20,}|dapi[0-9a-f]{32}|gl(?:rt|dt|cbt|ptt)-[0-9A-Za-z_-]{16,}|lin_api_[0-9A-Za-z]{20,}|ntn_[0-9A-Za-z]{30,}|ATATT3x[0-9A-Za-z_=-]{20,}|[0-9]{8,10}:AA[0-9A-Za-z_-]{33}";

/// National numbers that look like nothing else, country by country.
const NATIONAL: [&str; 15] = [
    r"0[1-9](?:(?: [0-9]{2}){4}|(?:\.[0-9]{2}){4}|(?:-[0-9]{2}){4})", // France
    r"0[1-9][0-9]?-[0-9]{3,4}-[0-9]{4}",                              // Japan, Korea
    r"1[3-9][0-9]-[0-9]{4}-[0-9]{4}",                                 // China
    r"01[567][0-9][ -][0-9]{7,8}",                                    // Germany
    r"06[ -][0-9]{8}",                                                // Netherlands
    r"06 [1-9][0-9]? [0-9]{3} [0-9]{3,4}",                            // Hungary
    r"07[0-9]{3} [0-9]{6}",                                           // United Kingdom
    r"0[1-9][0-9]{1,3} [0-9]{3,4} [0-9]{3,4}",                        // the same, Australia
    r"0[1-9][0-9]{2} [0-9]{3} [0-9]{2} [0-9]{2}",                     // Turkey
    r"0[1-9][0-9]{0,2}-[0-9]{2,3} [0-9]{2} [0-9]{2}",                 // Sweden
    r"\(0[1-9][0-9]{1,4}\) ?[0-9]{2,5}[ -]?[0-9]{3,6}",
    r"05[0-9]-[0-9]{7}",                    // Israel
    r"[67][0-9]{2}(?: [0-9]{2}){3}",        // Spain
    r"\([1-9][0-9]\) ?9?[0-9]{4}-[0-9]{4}", // Brazil
    r"8 ?\([0-9]{3,4}\) ?[0-9]{2,3}-[0-9]{2}-[0-9]{2}|8[ -]9[0-9]{2}[ -][0-9]{3}[ -][0-9]{2}[ -][0-9]{2}", // Russia
];

/// The first group that took part, or else the whole match, is what goes.
pub(super) static SHAPES: LazyLock<Vec<(RedactedKind, Check, Regex)>> = LazyLock::new(|| {
    use RedactedKind::{Account, ApiKey, Password, Phone, SocialSecurity, Token};
    let is = any_of(IS);
    // "password to", "password on" are English.
    let own: Vec<&str> = IS.split('|').filter(|word| IS_OF.iter().all(|(_, of)| of != word)).collect();
    let own = any_of(&own.join("|"));
    // A sign behind a name, which may stand in quotes: "password": , password =>, Kennwort lautet:
    let sign = format!(r#"\\?["'`]?[ \t]*(?:{is}[ \t]*)?(?::|=>?|->)[ \t]*"#);
    let value =
        r#"(?:\\+"([^"\r\n]+?)\\+"|"((?:[^"\\\r\n]|\\[^\r\n])+)"|"([^"\r\n]+)"?|'([^'\r\n]+)'|([^ \t\r\n"<>]+))"#;
    let bare = r"([0-9A-Za-z!#$%&*+./?@_-]{2,63}[0-9A-Za-z!#$%&*+/@_-])";
    let (short, codes, mine) = (any_of(SHORT), any_of(CODES), any_of(MINE));
    let long = format!(r"{}(?:[ \t]+{mine})?", any_of(PASSWORDS));
    let unspaced = any_of(&beyond_ascii(&[PASSWORDS, CODES]));
    let start = "(?:^|[^0-9A-Za-z])";
    let mut shapes = vec![
        (ApiKey, Check::Whole, API_KEYS.to_owned()),
        (ApiKey, Check::Any, r"[?&](?:sig|X-Amz-Signature)=([0-9A-Za-z%+/=_-]{20,})".to_owned()),
        (ApiKey, Check::Whole, r"(?i-u:aws)[^\r\n]{1,30}?([0-9A-Za-z/+]{40})".to_owned()),
        (Token, Check::Whole, r"eyJ[0-9A-Za-z_-]{5,}(?:\.[0-9A-Za-z_-]*){0,3}\.[0-9A-Za-z_-]+".to_owned()),
        (Token, Check::Any, format!(r"(?i-u:authorization){sign}(?i-u:digest) +([^\r\n]+)")),
        (
            Token,
            Check::Secret,
            format!(
                r"(?i-u:authorization){sign}(?:(?i-u:basic|bearer|digest|negotiate|token|apikey|hawk|oauth|aws4-hmac-sha256) +)?{value}"
            ),
        ),
        (Token, Check::Digit, r"(?i-u:bearer)[ \t]+([0-9A-Za-z._~+/=-]{8,})".to_owned()),
        (Token, Check::Whole, r"(?i-u:bearer)[ \t]+([0-9A-Za-z._~+/=-]{16,})".to_owned()),
        (Token, Check::Base64, r"(?i-u:basic)[ \t]+([0-9A-Za-z+/]{8,}={0,2})".to_owned()),
        (Token, Check::Any, r"(?i-u:cookie):[ \t]*([^ \t\r\n=;]+=[^\r\n]+)".to_owned()),
        (
            ApiKey,
            Check::Secret,
            format!(
                r"(?i-u:(?:api|access|account|subscription|encryption|signing)[_ -]?keys?|secret(?:[_ -]?(?:access[_ -]?)?key)?){sign}{value}"
            ),
        ),
        (Token, Check::Secret, format!(r"(?i-u:token|session[_ -]?id|cookie){sign}{value}")),
        (Password, Check::Any, format!(r"(?i-u:passphrase){sign}([^\r\n]+)")),
        (Password, Check::Secret, format!("{long}{sign}{value}")),
        (Password, Check::Secret, format!("{start}{short}{sign}{value}")),
        // On the next line, or without a sign, where it looks like one.
        (Password, Check::Digit, format!(r"(?:{long}|{start}{short})[ \t]*:[ \t]*\r?\n[ \t]*([^ \t\r\n]{{4,64}})")),
        (
            Password,
            Check::Digit,
            format!(
                r"(?m:^)[ \t]*(?:{long}|{short})[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]*([^ \t\r\n]{{4,64}})[ \t]*\r?(?m:$)"
            ),
        ),
        (Password, Check::Loose, format!(r"{start}{long}[ \t]+{bare}")),
        (Password, Check::Digit, format!(r"{start}{short}[ \t]+{bare}")),
        (Password, Check::Said, format!(r"(?i-u:{OURS})[ \t]+(?:{long}|{short})[ \t]+{own}[ \t]+{value}")),
        (Password, Check::Loose, format!(r"{start}(?:{long}|{short}|{codes})[ \t]+{own}[ \t]+{value}")),
        (
            Password,
            Check::Loose,
            format!(r"{unspaced}[ \t]*(?:{IS_UNSPACED})?[ \t]*([!#-&*+0-9@A-Z^_a-z~][!#-&(-~]{{2,63}})"),
        ),
        // "Password for the portal: x9".
        (
            Password,
            Check::Loose,
            format!(
                r"{start}(?:{long}|{short})[ \t]+{link}(?:[ \t]+[^ \t\r\n:=]{{1,20}}){{0,2}}(?:{sign}|[ \t]+{own}[ \t]+){value}",
                link = any_of(FOR)
            ),
        ),
        (Password, Check::Digit, format!("{start}{codes}{sign}{value}")),
        (
            Password,
            Check::Whole,
            format!(r"{start}(?:{codes}|[Oo][Tt][Pp])(?:[ \t]+[A-Za-z]+){{1,3}}[ \t]+{own}[ \t]+([0-9]{{4,8}})"),
        ),
        (
            Password,
            Check::Whole,
            format!(
                r"{start}{codes}(?:[ \t]+{own})?[ \t]+((?:[A-Z]{{1,3}}-)?(?:[0-9]{{4,10}}|[0-9]{{3}}[ -][0-9]{{3}}))"
            ),
        ),
        (
            Password,
            Check::Whole,
            format!(
                r"{start}([0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}})[ \t]+{own}[ \t]+[A-Za-z]+[ \t]+(?:[0-9A-Za-z-]+[ \t]+){{0,2}}(?:{codes}|[Cc]ode)"
            ),
        ),
        (Password, Check::Any, r#"(?:^|[ \t])(?:-u|--user)[ \t=]+["']?[^ \t\r\n:"']+:([^ \t\r\n"']+)"#.to_owned()),
        (SocialSecurity, Check::Digit, r"[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}".to_owned()),
        (SocialSecurity, Check::Whole, "[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]".to_owned()), // Italy
        (
            SocialSecurity,
            Check::Number,
            format!(
                r"{start}{people}{count}((?:[A-Z]{{2}} ?)?[0-9](?:[ ./-]?[0-9]){{5,14}}(?:[ -]?[A-Z](?: ?[0-9]{{3}})?)?)(?-u:\b)",
                people = any_of(PEOPLE),
                count = count(&sign, &is),
            ),
        ),
        (Phone, Check::Phone, r"\+[1-9](?:[ ()/.-]{0,4}[0-9]){7,13}".to_owned()),
        (
            Phone,
            Check::Lone,
            r"00(?:1[ ()/.-]{1,3}[2-9]|[2-9][0-9]{0,2}[ ()/.-]{1,3}(?:0\)[ /.-]{0,2})?[1-9])(?:[ ()/.-]{0,4}[0-9]){6,12}"
                .to_owned(),
        ),
        (Phone, Check::Phone, r"0[1-9][0-9]{1,4} ?/ ?[0-9]{5,9}".to_owned()),
        (
            Phone,
            Check::Phone,
            r"(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}".to_owned(),
        ),
        (
            Phone,
            Check::Phone,
            format!(
                r"{start}(?:{phones}|(?i-u:cell:|call (?:me|us)(?: back)? (?:at|on))){count}(\(?[0-9](?:[ ()/.-]{{0,3}}[0-9]){{6,13}})",
                phones = any_of(PHONES),
                count = count(&sign, &is),
            ),
        ),
    ];
    for (labels, is) in IS_OF {
        let (labels, is) = (any_of(labels), any_of(is));
        shapes.push((Password, Check::Loose, format!(r"{start}{labels}[ \t]+{is}[ \t]+{value}")));
        shapes.push((Password, Check::Said, format!(r"(?i-u:{OURS})[ \t]+{labels}[ \t]+{is}[ \t]+{value}")));
    }
    shapes.extend(NATIONAL.map(|shape| (Phone, Check::Lone, shape.to_owned())));
    for (accounts, least) in [(ACCOUNTS, 5), (ACCOUNT, 7)] {
        let shape = format!(r"((?:[A-Z]{{4}}0)?[0-9](?:[ ./-]?[0-9]){{{least},27}})");
        shapes.push((Account, Check::Number, format!("{start}{}{}{shape}", any_of(accounts), count(&sign, &is))));
    }
    shapes
        .into_iter()
        .filter_map(|(kind, check, shape)| Regex::new(&shape).ok().map(|shape| (kind, check, shape)))
        .collect()
});

/// What stands between a name and a number: "no.:", "is", "#", nothing.
fn count(sign: &str, is: &str) -> String {
    let number = "(?i-u:numbers?|nummer|no|nr|num|numaram|numarasi|numara|#)|番号|号码|號碼|번호|नंबर|संख्या|номер";
    format!(r"[ -]?(?:{number})?\.?(?:{sign}|[ \t]*(?:{is}|{IS_UNSPACED}|#)?[ \t]*\.?[ \t]*)")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_shape_is_a_valid_expression() {
        assert_eq!(super::SHAPES.len(), 61);
    }
}
