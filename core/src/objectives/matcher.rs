//! Which sets of labels does this speak of?

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use regex::{Regex, RegexBuilder};
use serde::Serialize;

use crate::{Error, Result};

/// Most bytes of a regular expression's text, and of what is made of it.
const PATTERN: u64 = 1_000;
const COMPILED: usize = 1 << 16;
/// Most matchers in one pair of braces.
const MATCHERS: u64 = 16;

/// How a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MatchOperator {
    /// The same text.
    #[serde(rename = "=")]
    Equal,
    /// Another text.
    #[serde(rename = "!=")]
    Unequal,
    /// A regular expression that holds for the whole text.
    #[serde(rename = "=~")]
    Matches,
    /// A regular expression that does not.
    #[serde(rename = "!~")]
    MatchesNot,
}

impl MatchOperator {
    /// The longer ones first, as one begins the other.
    const ALL: [Self; 4] = [Self::Matches, Self::MatchesNot, Self::Unequal, Self::Equal];

    /// Its sign: "=", "!=", "=~" or "!~".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Matches => "=~",
            Self::MatchesNot => "!~",
        }
    }
}

/// One label and what it must be, as Prometheus and Alertmanager write it: `code=~"5.."`.
///
/// A label that is missing counts as an empty text. Regular expressions are those of RE2, hold for the whole text, and
/// take time that grows with it alone; `\d`, `\w`, `\s` and `\b` know ASCII. What RE2 and this crate read differently
/// (one class inside of another, `--`, `&&` or `~~` in one) and `(?i)` are refused.
///
/// ```
/// use hypercare::objectives::LabelMatcher;
/// let matcher = LabelMatcher::parse(r#"code=~"5..""#)?;
/// assert!(matcher.matches(&[("code".to_owned(), "503".to_owned())].into()));
/// assert!(!matcher.matches(&[("code".to_owned(), "404".to_owned())].into()));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelMatcher {
    /// The label's name.
    name: String,
    /// How it is compared.
    operator: MatchOperator,
    /// What it is compared with.
    value: String,
    #[serde(skip)]
    regex: Option<Regex>,
}

impl PartialEq for LabelMatcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.operator, &self.value) == (&other.name, other.operator, &other.value)
    }
}

impl LabelMatcher {
    /// A matcher of a label.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for what is no label's name or no regular expression, [`Error::Limit`] for one over 1,000
    /// bytes.
    pub fn new(name: &str, operator: MatchOperator, value: &str) -> Result<Self> {
        let first = |character: char| character.is_ascii_alphabetic() || character == '_';
        let named = name.starts_with(first) && name.chars().all(|next| first(next) || next.is_ascii_digit());
        if !named || name == "__name__" {
            return Err(Error::invalid("label", "letters, digits and underscores, no digit first, not __name__", name));
        }
        Self::of(name, operator, value)
    }

    /// The same for any name, as the labels of a document have them.
    fn of(name: &str, operator: MatchOperator, value: &str) -> Result<Self> {
        let regex = match operator {
            MatchOperator::Equal | MatchOperator::Unequal => None,
            MatchOperator::Matches | MatchOperator::MatchesNot => Some(compile(value)?),
        };
        Ok(Self { name: name.to_owned(), operator, value: value.to_owned(), regex })
    }

    /// Reads `code=~"5.."`, with the quotes of Prometheus: double, single or backticks.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the column of what was not understood.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = |rest: &str, expected: &str| Error::parse("label matcher", text, text.len() - rest.len(), expected);
        let (matcher, rest) = one(text.trim_start(), &fail)?;
        if rest.trim().is_empty() { Ok(matcher) } else { Err(fail(rest, "nothing behind a matcher")) }
    }

    /// Whether a set of labels is one of those that it speaks of.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.name).map_or("", String::as_str);
        match (self.operator, &self.regex) {
            (MatchOperator::Equal, _) => value == self.value,
            (MatchOperator::Unequal, _) => value != self.value,
            (MatchOperator::MatchesNot, Some(regex)) => !regex.is_match(value),
            (_, regex) => regex.as_ref().is_some_and(|regex| regex.is_match(value)),
        }
    }

    /// The label's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it is compared.
    pub fn operator(&self) -> MatchOperator {
        self.operator
    }

    /// What it is compared with.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for LabelMatcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}\"", self.name, self.operator.as_str())?;
        for character in self.value.chars() {
            match character {
                '"' | '\\' => write!(formatter, "\\{character}")?,
                '\n' => formatter.write_str("\\n")?,
                other => formatter.write_char(other)?,
            }
        }
        formatter.write_char('"')
    }
}

/// A metric with its matchers: `errors{job="api",code=~"5.."}`.
pub(super) fn selector(metric: &str, matchers: &[LabelMatcher]) -> String {
    if matchers.is_empty() {
        return metric.to_owned();
    }
    let matchers: Vec<String> = matchers.iter().map(LabelMatcher::to_string).collect();
    format!("{metric}{{{}}}", matchers.join(","))
}

/// Several matchers, all of which must hold; none holds always.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matchers(Vec<LabelMatcher>);

impl Matchers {
    /// Labels that must be equal, and texts of further matchers.
    pub(super) fn of(what: &str, equal: &BTreeMap<String, String>, texts: &[String]) -> Result<Self> {
        Error::cap(&format!("matchers of {what}"), MATCHERS, texts.len())?;
        let equal = equal.iter().map(|(name, value)| LabelMatcher::of(name, MatchOperator::Equal, value));
        equal.chain(texts.iter().map(|text| LabelMatcher::parse(text))).collect::<Result<_>>().map(Self)
    }

    pub(super) fn match_all(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|matcher| matcher.matches(labels))
    }

    /// Labels and the texts that they must have.
    pub(super) fn equal(&self) -> impl Iterator<Item = (&String, &String)> {
        let equal = |one: &&LabelMatcher| one.operator == MatchOperator::Equal && !one.value.is_empty();
        self.0.iter().filter(equal).map(|matcher| (&matcher.name, &matcher.value))
    }

    /// How many of them are regular expressions.
    pub(super) fn patterns(&self) -> usize {
        self.0.iter().filter(|matcher| matcher.regex.is_some()).count()
    }
}

/// Reads what stands in braces behind a metric: `{job="api", code=~"5.."}`; gives what follows it, too. `fail` makes an
/// error of the rest of a text and what was expected there.
pub(super) fn braces<'a>(text: &'a str, fail: &impl Fn(&str, &str) -> Error) -> Result<(Vec<LabelMatcher>, &'a str)> {
    let mut matchers = Vec::new();
    let Some(inside) = text.strip_prefix('{') else { return Ok((matchers, text)) };
    let mut rest = inside.trim_start();
    loop {
        if let Some(behind) = rest.strip_prefix('}') {
            return Ok((matchers, behind));
        }
        let (matcher, behind) = one(rest, fail)?;
        matchers.push(matcher);
        Error::cap("matchers of a rule", MATCHERS, matchers.len())?;
        let behind = behind.trim_start();
        rest = match behind.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if behind.starts_with('}') => behind,
            None => return Err(fail(behind, "a comma or } behind a matcher")),
        };
    }
}

/// One matcher, and what follows it.
fn one<'a>(text: &'a str, fail: &impl Fn(&str, &str) -> Error) -> Result<(LabelMatcher, &'a str)> {
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let sign = rest.trim_start();
    let operator = MatchOperator::ALL.into_iter().find(|operator| sign.starts_with(operator.as_str()));
    let operator = operator.filter(|_| !name.is_empty()).ok_or_else(|| {
        let at = if name.is_empty() { text } else { sign };
        fail(at, "a label and =, !=, =~ or !~")
    })?;
    let quoted = sign.get(operator.as_str().len()..).unwrap_or_default().trim_start();
    let (value, rest) = unquote(quoted, fail)?;
    match LabelMatcher::new(name, operator, &value) {
        Ok(matcher) => Ok((matcher, rest)),
        Err(Error::Invalid { expected, .. }) => Err(fail(if operator.is_pattern() { quoted } else { text }, &expected)),
        Err(other) => Err(other),
    }
}

impl MatchOperator {
    pub(super) fn is_pattern(self) -> bool {
        matches!(self, Self::Matches | Self::MatchesNot)
    }
}

/// A quoted text, and what follows it.
fn unquote<'a>(text: &'a str, fail: &impl Fn(&str, &str) -> Error) -> Result<(String, &'a str)> {
    let none = || fail(text, "a text in quotes");
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, quote)| quote).filter(|quote| "\"'`".contains(*quote)).ok_or_else(none)?;
    let mut value = String::new();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((value, text.get(at + 1..).unwrap_or_default())),
            '\\' if quote != '`' => {
                let escaped = characters.next().map(|(_, escaped)| escaped);
                value.push(match escaped {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some(same @ ('\\' | '"' | '\'')) => same,
                    _ => {
                        let rest = text.get(at..).unwrap_or_default();
                        return Err(fail(rest, "\\\\, \\\", \\n, \\t or \\r; a backslash of an expression is doubled"));
                    }
                });
            }
            other => value.push(other),
        }
    }
    Err(none())
}

/// A regular expression of RE2 for a whole text.
fn compile(pattern: &str) -> Result<Regex> {
    Error::cap("bytes of a regular expression", PATTERN, pattern.len())?;
    let wrong = |why: &str| Error::invalid("regular expression", format!("a regular expression; {why}"), pattern);
    let translated = translate(pattern).ok_or_else(|| wrong("this one is read in more than one way"))?;
    let built =
        RegexBuilder::new(&format!("^(?s:{translated})$")).size_limit(COMPILED).dfa_size_limit(COMPILED).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => wrong("this one takes too much memory"),
        _ => wrong("this one is none that is known here"),
    })
}

/// The same with classes of ASCII; `None` where RE2 and this crate differ.
fn translate(pattern: &str) -> Option<String> {
    let mut translated = String::new();
    let (mut inside, mut last, mut open) = (false, ' ', 0_usize);
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let escaped = characters.next()?;
                match escaped {
                    'd' => translated.push_str("[0-9]"),
                    'D' => translated.push_str("[^0-9]"),
                    'w' => translated.push_str("[0-9A-Za-z_]"),
                    'W' => translated.push_str("[^0-9A-Za-z_]"),
                    's' => translated.push_str("[\\t\\n\\f\\r ]"),
                    'S' => translated.push_str("[^\\t\\n\\f\\r ]"),
                    'b' if !inside && characters.peek() != Some(&'{') => translated.push_str("(?-u:\\b)"),
                    '<' | '>' => translated.push(escaped),
                    // Classes of Unicode, and what is Unicode's by default.
                    'b' | 'B' | 'p' | 'P' => return None,
                    other => translated.extend(['\\', other]),
                }
                last = ' ';
                continue;
            }
            '[' if inside && characters.peek() != Some(&':') => return None,
            '[' if inside => {
                // A class by its name: [:alpha:].
                translated.push('[');
                for named in characters.by_ref() {
                    translated.push(named);
                    if named == ']' {
                        break;
                    }
                }
                continue;
            }
            '[' => {
                inside = true;
                translated.push('[');
                translated.extend(characters.next_if_eq(&'^'));
                // The first character of a class is one of it, even if it is its end.
                if characters.next_if_eq(&']').is_some() {
                    translated.push_str("\\]");
                }
                last = ' ';
                continue;
            }
            ']' if inside => inside = false,
            '(' if !inside => {
                open += 1;
                if characters.next_if_eq(&'?').is_some() {
                    translated.push('(');
                    translated.push('?');
                    // Of the flags that both know, `i` would be ASCII's or Unicode's.
                    while let Some(flag) = characters.next_if(|flag| "smU-".contains(*flag)) {
                        translated.push(flag);
                    }
                    match characters.peek() {
                        Some(':' | ')' | 'P' | '<') => continue,
                        _ => return None,
                    }
                }
            }
            // What it does not open it must not close: there is something around it.
            ')' if !inside => open = open.checked_sub(1)?,
            '&' | '~' | '-' if inside && last == character => return None,
            _ => {}
        }
        translated.push(character);
        last = character;
    }
    Some(translated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(pattern: &str, text: &str) -> bool {
        let matcher = LabelMatcher::new("a", MatchOperator::Matches, pattern).unwrap_or_else(|error| panic!("{error}"));
        let labels = [("a".to_owned(), text.to_owned())].into();
        let not = LabelMatcher::new("a", MatchOperator::MatchesNot, pattern).expect("the same");
        assert_ne!(not.matches(&labels), matcher.matches(&labels));
        matcher.matches(&labels)
    }

    #[test]
    fn patterns_are_those_of_re2() {
        for (pattern, text, expected) in [
            ("5..", "503", true),
            ("5..", "1503", false),
            ("5..", "5äö", true),
            ("a|b", "ab", false),
            ("", "", true),
            (".*", "a\nb", true),
            ("\\d+", "12", true),
            ("\\d+", "٣", false),
            ("[\\d.]+", "1.2", true),
            ("[^\\s]+", "a\u{a0}b", true),
            ("[]a]+", "]a", true),
            ("[^]a]", "b", true),
            ("[[:alpha:]]+", "ab", true),
            ("\\bapi\\b.*", "api-1", true),
            ("(?:x|y){2}", "xy", true),
            ("(?P<a>x)(?s:.)\\<", "x\n<", true),
        ] {
            assert_eq!(holds(pattern, text), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn what_two_engines_read_in_two_ways_is_refused() {
        for pattern in [
            "[a[b]]",
            "[a&&b]",
            "[a--b]",
            "(",
            "a)(b",
            "(?i)a",
            "(?s-i:a)",
            "(?x)a",
            "\\pL",
            "\\B",
            "\\b{start}a",
            "a{1000}{1000}",
            "\\",
            "[",
            "\\123",
        ] {
            let code = LabelMatcher::new("a", MatchOperator::Matches, pattern).expect_err(pattern).code();
            assert!(code == "invalid" || code == "limit", "{pattern}: {code}");
        }
        assert_eq!(
            LabelMatcher::new("a", MatchOperator::Matches, &"a".repeat(1_001)).expect_err("long").code(),
            "limit"
        );
        assert_eq!(LabelMatcher::new("1", MatchOperator::Equal, "").expect_err("a digit").code(), "invalid");
        assert_eq!(LabelMatcher::new("__name__", MatchOperator::Equal, "x").expect_err("a metric").code(), "invalid");
    }

    #[test]
    fn a_missing_label_is_an_empty_text() {
        for (text, expected) in [("a=\"\"", true), ("a!=\"x\"", true), ("a=~\"x|\"", true), ("a=\"x\"", false)] {
            assert_eq!(LabelMatcher::parse(text).expect(text).matches(&BTreeMap::new()), expected, "{text}");
        }
    }

    #[test]
    fn texts_are_read_and_written() {
        for (text, written) in [
            ("a=\"b\"", "a=\"b\""),
            (" a !~ 'it\\'s' ", "a!~\"it's\""),
            ("a=~`\\d\"`", "a=~\"\\\\d\\\"\""),
            ("_1!=\"\\n\"", "_1!=\"\\n\""),
        ] {
            let matcher = LabelMatcher::parse(text).expect(text);
            assert_eq!(matcher.to_string(), written);
            assert_eq!(LabelMatcher::parse(written), Ok(matcher));
        }
        for (text, column) in
            [("a", 2), ("=\"b\"", 1), ("a=b", 3), ("a=\"b", 3), ("a=\"b\" c", 6), ("a=\"\\d\"", 4), ("a=~\"(\"", 4)]
        {
            let error = LabelMatcher::parse(text).expect_err(text);
            assert_eq!(error.position().map(|position| position.column), Some(column), "{text}: {error}");
        }
    }
}
