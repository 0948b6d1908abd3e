//! What an index is good for: its definition as PostgreSQL writes it.

use super::sql::quote;

/// Most bytes of a definition.
const MOST_BYTES: usize = 1 << 16;

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct IndexKey {
    /// The column, or the expression over it, as it stands in an index.
    pub(super) text: String,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
    /// Whether it has the default operators and collation: only then it serves ranges and orders.
    pub(super) plain: bool,
}

/// What the definition of an index says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct IndexShape {
    pub(super) unique: bool,
    pub(super) method: String,
    pub(super) keys: Vec<IndexKey>,
    /// All behind the keys: INCLUDE, WHERE and the like, and the keys' own words.
    pub(super) rest: String,
    /// The keys as they are written.
    pub(super) written: Vec<String>,
    pub(super) partial: bool,
}

impl IndexKey {
    pub(super) fn new(text: impl Into<String>, descending: bool, nulls_first: bool) -> Self {
        Self { text: text.into(), descending, nulls_first, plain: true }
    }

    /// As it is written in CREATE INDEX.
    pub(super) fn sql(&self) -> String {
        let order = match (self.descending, self.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        };
        format!("{}{order}", self.text)
    }

    fn read(written: &str) -> Self {
        let mut text = written.trim();
        let mut nulls_first = None;
        for (ending, first) in [(" NULLS FIRST", true), (" NULLS LAST", false)] {
            if let Some(front) = text.strip_suffix(ending) {
                (text, nulls_first) = (front, Some(first));
            }
        }
        let descending = text.strip_suffix(" DESC");
        text = descending.unwrap_or_else(|| text.strip_suffix(" ASC").unwrap_or(text));
        let descending = descending.is_some();
        let (end, _) = split(text, |byte| byte == b' ');
        let (key, words) = (text.get(..end).unwrap_or(text), text.get(end..).unwrap_or_default());
        let text = normal(key);
        Self { text, descending, nulls_first: nulls_first.unwrap_or(descending), plain: words.trim().is_empty() }
    }
}

/// A key without what PostgreSQL adds: `lower((email)::text)` is `lower(email)`, `"id"` is `id`.
fn normal(key: &str) -> String {
    for call in ["lower", "upper"] {
        let inner =
            key.strip_prefix(call).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner {
            let bare = inner.strip_suffix("::text").unwrap_or(inner);
            let bare = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(bare);
            return format!("{call}({})", quote(&unquoted(bare)));
        }
    }
    if key.contains('(') { key.to_owned() } else { quote(&unquoted(key)) }
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

/// The first place outside of quotes and brackets where a byte ends a part, or the end; and whether all were closed.
fn split(text: &str, ends: impl Fn(u8) -> bool) -> (usize, bool) {
    let (mut depth, mut quoted) = (0_usize, None);
    for (place, byte) in text.bytes().enumerate() {
        match quoted {
            Some(quote) if byte == quote => quoted = None,
            Some(_) => {}
            None if depth == 0 && ends(byte) => return (place, true),
            None => match byte {
                b'"' | b'\'' => quoted = Some(byte),
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    (text.len(), depth == 0 && quoted.is_none())
}

impl IndexShape {
    /// Reads what `pg_get_indexdef` gives; none for anything else.
    pub(super) fn read(definition: &str) -> Option<Self> {
        if definition.len() > MOST_BYTES {
            return None;
        }
        let rest = definition.strip_prefix("CREATE ")?;
        let (unique, rest) = match rest.strip_prefix("UNIQUE ") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.strip_prefix("INDEX ")?;
        let mut rest = rest;
        // The name, ON, perhaps ONLY, the table: words up to USING.
        for _ in 0..6 {
            let (end, _) = split(rest, |byte| byte == b' ');
            let word = rest.get(..end)?;
            rest = rest.get(end + 1..)?;
            if word == "USING" {
                let (end, _) = split(rest, |byte| byte == b' ');
                let method = rest.get(..end)?.to_owned();
                let rest = rest.get(end..)?.trim_start().strip_prefix('(')?;
                return Self::keys(unique, method, rest);
            }
        }
        None
    }

    /// Reads the keys behind their opening bracket, and what follows.
    fn keys(unique: bool, method: String, mut rest: &str) -> Option<Self> {
        let mut written = Vec::new();
        loop {
            let (end, closed) = split(rest, |byte| byte == b',' || byte == b')');
            written.push(rest.get(..end)?.trim().to_owned());
            let next = rest.get(end + 1..)?;
            if !closed || written.len() > 32 {
                return None;
            }
            if rest.as_bytes().get(end) == Some(&b')') {
                rest = next;
                break;
            }
            rest = next;
        }
        let keys = written.iter().map(|key| IndexKey::read(key)).collect();
        let partial = rest.contains(" WHERE ");
        Some(Self { unique, method, keys, rest: rest.trim().to_owned(), written, partial })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_as_postgresql_writes_them() {
        let read = |text: &str| IndexShape::read(text).unwrap_or_else(|| panic!("{text}"));
        let texts = |shape: &IndexShape| shape.keys.iter().map(|key| key.text.clone()).collect::<Vec<_>>();
        let plain = read("CREATE INDEX i ON public.orders USING btree (customer_id, created_at DESC)");
        assert_eq!(texts(&plain), ["customer_id", "created_at"]);
        assert!(!plain.unique && !plain.partial && plain.keys[1].descending && plain.keys[1].nulls_first);
        assert_eq!(plain.keys[1].sql(), "created_at DESC");
        let odd = read(
            "CREATE UNIQUE INDEX \"My index, 1\" ON ONLY \"My \"\"S\"\"\".\"T(\" USING btree (\"A, (b\" varchar_pattern_ops NULLS FIRST, lower((email)::text), ((a || 'x,y)'::text)) COLLATE \"C\") INCLUDE (z) WHERE (NOT done)",
        );
        assert!(odd.unique && odd.partial);
        assert_eq!(texts(&odd), ["\"A, (b\"", "lower(email)", "((a || 'x,y)'::text))"]);
        assert!(!odd.keys[0].plain && odd.keys[0].nulls_first && odd.keys[1].plain && !odd.keys[2].plain);
        assert_eq!(odd.rest, "INCLUDE (z) WHERE (NOT done)");
        assert_eq!(read("CREATE INDEX i ON t USING gin (doc)").method, "gin");
        for wrong in
            ["", "DROP INDEX i", "CREATE INDEX i ON t USING btree (a", "CREATE INDEX", "CREATE INDEX i ON t (a)"]
        {
            assert_eq!(IndexShape::read(wrong), None, "{wrong}");
        }
    }
}
