//! UTF-8 that was read as another encoding, put right.
//!
//! "→" is three bytes in UTF-8; read as Mac Roman they become "‚Üí", read as Windows-1252 "â†’". Going back is exact:
//! write the characters in the encoding they were read in, and read the bytes as UTF-8. What needs care is to leave
//! text alone that was meant as it stands: in French, "’é" happens to be the Mac Roman reading of an Armenian letter.

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// A piece of the text that was replaced, or left out: where it stands in the text read on and in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) start: usize,
    pub(super) length: usize,
    pub(super) original_start: usize,
    pub(super) original_length: usize,
}

/// What was put right for one wrong decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The encoding that the bytes were read as.
    pub(super) decoding: &'static str,
    /// How many runs of characters were put right.
    pub(super) runs: usize,
    /// The first, as it stood and as it is now; the offset is one of the repaired text.
    pub(super) first: (String, String, usize),
}

pub(super) struct Repaired<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) patches: Vec<Patch>,
    pub(super) wrong: Vec<Wrong>,
}

const DECODINGS: [(&str, &Encoding); 2] = [("Mac Roman", MACINTOSH), ("Windows-1252", WINDOWS_1252)];

const MARK: char = '\u{feff}';

/// What one run of characters outside ASCII says about one decoding.
enum Verdict {
    /// Nothing: the encoding has no such characters.
    Silent,
    /// It was not read wrongly: the bytes are no UTF-8.
    Against,
    /// The bytes are UTF-8, but two characters may be that by chance.
    Perhaps { telling: bool, decoded: String },
    /// Nobody writes this on purpose.
    Surely(String),
}

/// How the whole text speaks about one decoding. A run that may be UTF-8 by chance is put right only in a text that was
/// plainly read wrongly: at least ten runs say so for each one that says the opposite.
#[derive(Clone, Copy, Default)]
struct Evidence {
    in_favour: usize,
    against: usize,
}

impl Evidence {
    fn convicts(self) -> bool {
        self.in_favour > 0 && self.against.saturating_mul(10) <= self.in_favour
    }
}

/// Repairs the text run by run, and leaves out a byte order mark at its start.
pub(super) fn repair(text: &str) -> Repaired<'_> {
    if text.is_ascii() {
        return Repaired { text: Cow::Borrowed(text), patches: Vec::new(), wrong: Vec::new() };
    }
    let evidence = DECODINGS.map(|(_, encoding)| {
        let mut evidence = Evidence::default();
        for (start, run) in runs(text) {
            match judge(encoding, run, text[..start].chars().next_back()) {
                Verdict::Against => evidence.against += 1,
                Verdict::Surely(_) | Verdict::Perhaps { telling: true, .. } => evidence.in_favour += 1,
                Verdict::Silent | Verdict::Perhaps { .. } => {}
            }
        }
        evidence
    });
    let mut output = String::new();
    let mut patches = Vec::new();
    let mut wrong: [Option<Wrong>; 2] = [None, None];
    let mut done = 0;
    for (start, run) in runs(text) {
        let before = text[..start].chars().next_back();
        let found =
            DECODINGS.iter().zip(evidence).zip(&mut wrong).find_map(
                |(((name, encoding), evidence), wrong)| match judge(encoding, run, before) {
                    Verdict::Surely(decoded) => Some((*name, wrong, decoded)),
                    Verdict::Perhaps { decoded, .. } if evidence.convicts() => Some((*name, wrong, decoded)),
                    _ => None,
                },
            );
        let marked = start == 0 && run.starts_with(MARK);
        if found.is_none() && !marked {
            continue;
        }
        output.push_str(&text[done..start]);
        let mut patch = Patch { start: output.len(), length: 0, original_start: start, original_length: run.len() };
        if let Some((decoding, wrong, decoded)) = found {
            let wrong = wrong.get_or_insert_with(|| {
                let shorten = |text: &str| text.chars().take(12).collect();
                Wrong { decoding, runs: 0, first: (shorten(run), shorten(&decoded), output.len()) }
            });
            wrong.runs += 1;
            output.push_str(if start == 0 { decoded.trim_start_matches(MARK) } else { &decoded });
        } else {
            patch.original_length = MARK.len_utf8();
        }
        patch.length = output.len() - patch.start;
        done = start + patch.original_length;
        patches.push(patch);
    }
    if patches.is_empty() {
        return Repaired { text: Cow::Borrowed(text), patches, wrong: Vec::new() };
    }
    output.push_str(&text[done..]);
    Repaired { text: Cow::Owned(output), patches, wrong: wrong.into_iter().flatten().collect() }
}

/// The longest runs of characters outside ASCII, with their offsets.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.as_bytes().get(at..)?.iter().position(|byte| !byte.is_ascii())?;
        let length = text.as_bytes()[start..].iter().position(u8::is_ascii).unwrap_or(text.len() - start);
        at = start + length;
        Some((start, &text[start..at]))
    })
}

fn judge(encoding: &'static Encoding, run: &str, before: Option<char>) -> Verdict {
    let (bytes, _, unmappable) = encoding.encode(run);
    if unmappable {
        return Verdict::Silent;
    }
    let Ok(decoded) = std::str::from_utf8(&bytes) else {
        return Verdict::Against;
    };
    let count = decoded.chars().count();
    let all = |low: char, high: char| decoded.chars().all(|character| (low..=high).contains(&character));
    let any = |low: char, high: char| decoded.chars().any(|character| (low..=high).contains(&character));
    let after_letter = before.is_some_and(|character| character.is_ascii_alphabetic());
    let surely = count >= 3
        || count == 2 && all('\u{800}', char::MAX)
        || any('\u{10000}', char::MAX)
        // Dashes, quotes, ellipses, the emoji selector and the byte order mark: "â€™" stands within words.
        || any('\u{2000}', '\u{206f}') || any('\u{fe0f}', '\u{fe0f}') || any(MARK, MARK)
        // Arrows, boxes and pictures do not; a letter before one may belong to a word such as "hâlâ".
        || any('\u{2190}', '\u{2bff}') && !after_letter;
    if surely {
        return Verdict::Surely(decoded.to_owned());
    }
    // "caf√©" and "cafÃ©": no word goes on from a small letter like this.
    let telling = all('\u{a0}', '\u{17f}') && before.is_some_and(|character| character.is_ascii_lowercase());
    Verdict::Perhaps { telling, decoded: decoded.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_as(encoding: &'static Encoding, text: &str) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn text_that_was_meant_is_left_alone() {
        for text in [
            "é",
            "Ü",
            "naïve",
            "日本",
            "l’été à l’école",
            "«été»",
            "« état », l’étude",
            "CAFÉ»",
            "MANHÃ” NÃO",
            "hâlâ…” hâlâ”—dedi",
            "2√π and √π",
            "≈±5 ms",
            "congé…» “état”",
            "Ærøskøbing",
            "→ ├── 🎯 ✅",
            "„Übung“ ‚Öl‘",
            "¿Qué? ¡Sí!",
            "50 €–60 €",
            "«é»",
        ] {
            let repaired = repair(text);
            assert_eq!(repaired.text, text);
            assert!(repaired.patches.is_empty() && repaired.wrong.is_empty(), "{text}");
        }
    }

    #[test]
    fn text_read_wrongly_is_put_right() {
        for encoding in [MACINTOSH, WINDOWS_1252] {
            for text in [
                "→",
                "├── a",
                "# 🎯 Goals",
                "don’t",
                "café",
                "naïve café",
                "日本",
                "✅ done",
                "Привет",
                "10 – 20 € à Noël, déjà → là",
            ] {
                let broken = read_as(encoding, text);
                assert_eq!(repair(&broken).text, text, "{broken}");
            }
        }
        let wrong = repair("‚Üí and ‚Üí").wrong;
        assert_eq!(wrong, [Wrong { decoding: "Mac Roman", runs: 2, first: ("‚Üí".to_owned(), "→".to_owned(), 0) }]);
    }

    #[test]
    fn a_right_text_with_a_wrong_piece_keeps_the_rest() {
        let repaired = repair("l’été ‚Üí «é» â€œoui");
        assert_eq!(repaired.text, "l’été → «é» “oui");
        assert_eq!(
            repaired.wrong.iter().map(|wrong| wrong.decoding).collect::<Vec<_>>(),
            ["Mac Roman", "Windows-1252"]
        );
    }

    #[test]
    fn a_byte_order_mark_is_left_out_read_rightly_or_wrongly() {
        for (text, wrong) in [("\u{feff}# A", 0), ("Ôªø# A", 1), ("ï»¿# A", 1), ("\u{feff}é # A", 0)] {
            let repaired = repair(text);
            assert!(!repaired.text.contains(MARK) && repaired.text.ends_with("# A"), "{}", repaired.text);
            assert_eq!((repaired.wrong.len(), repaired.patches.len()), (wrong, 1));
        }
    }

    proptest! {
        #[test]
        fn patches_lead_from_the_repaired_text_back_to_the_original(text in "([a-z \n]|é|’|‚Üí|â†’|🎯|√©){0,40}") {
            let repaired = repair(&text);
            let mut rebuilt = String::new();
            let mut done = 0;
            for patch in &repaired.patches {
                rebuilt.push_str(&repaired.text[done..patch.start]);
                prop_assert_eq!(rebuilt.len(), patch.original_start);
                rebuilt.push_str(&text[patch.original_start..patch.original_start + patch.original_length]);
                done = patch.start + patch.length;
            }
            rebuilt.push_str(&repaired.text[done..]);
            prop_assert_eq!(rebuilt, text);
        }

        #[test]
        fn symbols_survive_being_read_wrongly(text in "([a-z ]|→|—|✅|🎯|├──){1,40}", mac in any::<bool>()) {
            let broken = read_as(if mac { MACINTOSH } else { WINDOWS_1252 }, &text);
            let repaired = repair(&broken);
            // A single arrow right after a letter may be meant, unless the rest of the text tells.
            prop_assert!(repaired.text == text || repaired.wrong.is_empty());
        }
    }
}
