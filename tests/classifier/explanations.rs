use hypercare::tickets::{Classifier, ClassifierOptions, Explanation, TextSpan};
use proptest::prelude::*;

use super::small;

/// What each span says in each unit.
fn check(text: &str, why: &Explanation) {
    let chars: Vec<char> = text.chars().collect();
    let units: Vec<u16> = text.encode_utf16().collect();
    for piece in why.words.iter().chain(&why.pieces) {
        let TextSpan { byte_start, byte_end, char_start, char_end, utf16_start, utf16_end } = piece.span;
        assert_eq!(text[byte_start as usize..byte_end as usize], piece.text);
        assert_eq!(chars[char_start as usize..char_end as usize].iter().collect::<String>(), piece.text);
        assert_eq!(String::from_utf16(&units[utf16_start as usize..utf16_end as usize]).unwrap(), piece.text);
    }
    let sum: f64 = why.words.iter().map(|word| word.weight).sum();
    assert!((why.base + sum - why.margin).abs() < 1e-6, "{} + {sum} is not {}", why.base, why.margin);
}

#[test]
fn the_words_that_speak_for_the_label_weigh_most() {
    let model = small();
    let why = model.explain("Hello, the invoice is wrong");
    assert_eq!(why.label, "billing");
    let best = why.words.iter().max_by(|one, other| one.weight.total_cmp(&other.weight)).unwrap();
    assert_eq!(best.text, "invoice");
    check("Hello, the invoice is wrong", &why);
}

#[test]
fn spans_are_right_with_combining_characters_ligatures_and_emoji() {
    let model = small();
    for text in [
        "👩‍👩‍👧 ma i\u{301}nvoice e\u{301}st wrong 💥💥 invoice",
        "ﬁx my ｉｎｖｏｉｃｅ now",
        "I\u{307}nvoice ½ wrong\u{301}\u{301}",
        "한국어 invoice 각\u{11a8}",
        "请退款 invoice 发票金额不对",
        "\u{301}\u{301} login",
    ] {
        let why = model.explain(text);
        check(text, &why);
    }
    let text = "💥 the ｉｎｖｏｉｃｅ";
    let why = model.explain(text);
    let word = why.words.iter().max_by(|one, other| one.weight.total_cmp(&other.weight)).unwrap();
    let span = TextSpan { byte_start: 9, byte_end: 30, char_start: 6, char_end: 13, utf16_start: 7, utf16_end: 14 };
    assert_eq!((word.text.as_str(), word.span), ("ｉｎｖｏｉｃｅ", span));
}

#[test]
fn every_label_can_be_explained_and_no_other() {
    let model = small();
    assert!(model.explain_label("the invoice", "login").unwrap().margin < model.explain("the invoice").margin);
    assert_eq!(model.explain_label("x", "nonsense").unwrap_err().code(), "unknown");
}

#[test]
fn pieces_that_occur_again_count_as_they_do_in_the_answer() {
    // Of a training text every piece is known, so that the log-odds of a label are a line over its margin.
    let texts =
        ["login login broken, no login", "the invoice invoice is is wrong", "cannot log in", "charged twice twice"];
    let labels = ["login", "billing", "login", "billing"];
    let model = Classifier::train(&texts, &labels, &ClassifierOptions::default()).unwrap();
    let mut points = Vec::new();
    for text in texts {
        for found in model.labels(text, 0.0).unwrap() {
            let odds = found.probability / (1.0 - found.probability);
            points.push((model.explain_label(text, &found.label).unwrap().margin, odds.ln()));
        }
    }
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (first, last) = (points[0], points[points.len() - 1]);
    for (margin, odds) in points {
        let line = first.1 + (margin - first.0) / (last.0 - first.0) * (last.1 - first.1);
        assert!((odds - line).abs() < 1e-4, "{margin}: {odds} is not {line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_explained_in_full(text in "(\\PC|login|invoice| |\u{301}|ﬁ|\\n|👩‍🚀){0,40}") {
        let model = MODEL.with(Clone::clone);
        check(&text, &model.explain(&text));
    }
}

thread_local! {
    static MODEL: hypercare::tickets::Classifier = small();
}
