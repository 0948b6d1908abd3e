//! A text as the shapes read it, and where its places lie in the text as it was written.

use std::borrow::Cow;

use unicode_normalization::char::decompose_canonical;

/// A text with digits of every script and full-width signs in ASCII, Latin, Greek and Cyrillic letters without accents
/// (those beyond ASCII in lower case), any blank, dash and quotation mark as the plain one, and without signs that nobody
/// sees.
pub(in crate::tickets) struct Folded<'a> {
    pub(in crate::tickets) text: Cow<'a, str>,
    /// Places of the folded text and of the original from which on both go on alike.
    steps: Vec<(usize, usize)>,
}

impl<'a> Folded<'a> {
    pub(in crate::tickets) fn of(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text: Cow::Borrowed(text), steps: Vec::new() };
        }
        let (mut folded, mut steps) = (String::with_capacity(text.len()), Vec::<(usize, usize)>::new());
        for (at, c) in text.char_indices() {
            match fold(c) {
                Some(same) if same.len_utf8() == c.len_utf8() => folded.push(same),
                other => {
                    folded.extend(other);
                    let step = (folded.len(), at + c.len_utf8());
                    match steps.last_mut() {
                        Some(last) if step.0 == last.0 => *last = step,
                        _ => steps.push(step),
                    }
                }
            }
        }
        Self { text: Cow::Owned(folded), steps }
    }

    /// The place in the original text; signs that nobody sees belong to what stands before them.
    pub(in crate::tickets) fn original(&self, place: usize) -> usize {
        let step = self.steps.partition_point(|(folded, _)| *folded <= place).checked_sub(1);
        step.and_then(|step| self.steps.get(step)).map_or(place, |(folded, original)| original + (place - folded))
    }
}

/// The digits 0 of the scripts (Unicode 16, category Nd): the nine others follow each.
const ZEROS: [u32; 72] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0,
    0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50,
    0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2,
    0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0,
];
/// Those of the rare scripts behind them.
const LAST_ZEROS: [u32; 3] = [0x1e5f1, 0x1e950, 0x1fbf0];

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zeros = if code < LAST_ZEROS[0] { &ZEROS[..] } else { &LAST_ZEROS[..] };
    let zero = zeros.get(zeros.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    char::from_digit(code - zero, 10).filter(|_| code - zero < 10)
}

/// What the shapes read in place of a character; nothing for a sign that nobody sees.
fn fold(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\u{7f}' => c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
            return None;
        }
        // Accents, points of Hebrew, signs of Arabic vowels and the line that makes a word longer, keycaps.
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => return None,
        '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' => return None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' => '"',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
            let mut base = None;
            decompose_canonical(c, |part| base = base.or(Some(part)));
            let base = base.unwrap_or(c);
            if base.is_ascii() { base } else { base.to_lowercase().next().unwrap_or(base) }
        }
        _ => digit(c).unwrap_or(c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_digits() {
        assert!(ZEROS.iter().chain(&LAST_ZEROS).collect::<Vec<_>>().is_sorted());
        for zero in ZEROS.iter().chain(&LAST_ZEROS) {
            for value in 0..10 {
                let c = char::from_u32(zero + value).unwrap_or('x');
                assert!(c.is_numeric(), "{zero:x}");
                assert_eq!(fold(c), char::from_digit(value, 10), "{zero:x}");
            }
        }
        assert_eq!(digit('¼').or(digit('②')).or(digit('中')), None);
    }

    #[test]
    fn places_lead_back_to_the_text_as_it_was_written() {
        for (text, plain, found) in [
            ("Größe e\u{301}a x", "Große ea x", "e\u{301}a"),
            ("a \u{200b}٤١\u{200b}١ b", "a 411 b", "٤١\u{200b}١"),
            ("ｊｏ＠x.org", "jo@x.org", "ｊｏ＠x.org"),
            ("1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3} pin", "12 pin", "1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}"),
            ("ХАСЛО й ŞİFRE", "хасло и SIFRE", "й"),
        ] {
            let folded = Folded::of(text);
            assert_eq!(folded.text, plain);
            let (start, end) =
                (text.find(found).unwrap_or_default(), text.find(found).unwrap_or_default() + found.len());
            assert!((0..=plain.len()).any(|place| folded.original(place) == start), "{text}");
            assert!((0..=plain.len()).any(|place| folded.original(place) == end), "{text}");
            assert_eq!(folded.original(plain.len()), text.len());
        }
    }
}
