use std::time::Instant;

use hypercare::Error;
use hypercare::tickets::{Classifier, ClassifierOptions};
use proptest::prelude::*;

use super::{SMALL, small};

fn train(texts: &[&str], labels: &[&str]) -> hypercare::Result<Classifier> {
    Classifier::train(texts, labels, &ClassifierOptions::default())
}

#[test]
fn wrong_shapes_and_options_are_typed_errors() {
    assert_eq!(train(&["a"], &[]).unwrap_err().code(), "shape");
    assert_eq!(train(&[], &[]).unwrap_err().code(), "invalid");
    assert_eq!(train(&["a"], &[" \t"]).unwrap_err().code(), "invalid");
    assert_eq!(train(&["a"], &[&"x".repeat(2000)]).unwrap_err().code(), "limit");
    let wrong = [
        ClassifierOptions { error_rate: 0.0, ..ClassifierOptions::default() },
        ClassifierOptions { error_rate: f64::NAN, ..ClassifierOptions::default() },
        ClassifierOptions { cost: f64::INFINITY, ..ClassifierOptions::default() },
        ClassifierOptions { min_count: 0, ..ClassifierOptions::default() },
        ClassifierOptions { jobs: 0, ..ClassifierOptions::default() },
    ];
    for options in wrong {
        assert_eq!(Classifier::train(&["a"], &["b"], &options).unwrap_err().code(), "invalid", "{options:?}");
    }
    assert_eq!(small().labels("x", 1.5).unwrap_err().code(), "invalid");
    assert_eq!(small().learn("x", " ").unwrap_err().code(), "invalid");
}

#[test]
fn a_million_labels_are_refused_at_once() {
    let labels: Vec<String> = (0..1_000_000).map(|label| label.to_string()).collect();
    let texts = vec![""; labels.len()];
    let error = Classifier::train(&texts, &labels, &ClassifierOptions::default()).unwrap_err();
    assert_eq!(error.code(), "limit");
}

/// 2^26 pieces: their memory and time are refused before they are taken.
#[test]
fn more_pieces_than_memory_has_room_for_are_refused() {
    let text: String = "a".repeat(65_536);
    let texts = vec![text; 400];
    let labels: Vec<String> = (0..texts.len()).map(|at| format!("{}", at % 2)).collect();
    let error = Classifier::train(&texts, &labels, &ClassifierOptions::default()).unwrap_err();
    assert!(error.code() == "limit" && error.to_string().contains("pieces"), "{error}");
}

/// Strange words make an answer less sure, and change neither it nor the order behind it.
#[test]
fn one_order_of_labels_everywhere() {
    let model = small();
    for (_, text) in SMALL {
        for strange in ["", " xqzv wjkq", " ъыъ 啊 qqqq zzzz jjjj"] {
            let half: String = text.chars().take(text.len() / 2).chain(strange.chars()).collect();
            let (answer, all) = (model.classify(&half), model.labels(&half, 0.0).unwrap());
            let order: Vec<&str> = all.iter().map(|found| found.label.as_str()).collect();
            let said: Vec<&str> = answer.alternatives.iter().map(|next| next.label.as_str()).collect();
            assert_eq!((answer.label.as_str(), said.as_slice()), (order[0], &order[1..]), "{half}");
            assert!(all.is_sorted_by(|one, other| one.probability >= other.probability));
            assert_eq!(model.explain(&half).label, answer.label);
        }
    }
}

#[test]
fn texts_without_anything_known_are_not_known() {
    let model = small();
    for text in ["", "   \n\t", "\0\u{1}\u{7f}", "жжж", "💥"] {
        let answer = model.classify(text);
        assert!(!answer.known, "{text:?}: {answer:?}");
        assert!(!answer.label.is_empty());
    }
}

#[test]
fn huge_texts_take_little_time() {
    let model = small();
    let start = Instant::now();
    model.classify(&"x".repeat(10 << 20));
    model.classify(&"log in ".repeat(3 << 19));
    model.classify(&"\u{301}".repeat(5 << 20));
    model.classify(&"\0".repeat(10 << 20));
    model.explain(&"ßΩ invoice ".repeat(1 << 20));
    assert_eq!(model.classify(&format!("log in {}", " ".repeat(10 << 20))).label, "login");
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
    // What stands behind the first 65,536 bytes is not read.
    let late = format!("{}the invoice is wrong", " ".repeat(65_536));
    assert_eq!(model.classify(&late), model.classify(""));
    assert!(train(&["a", &"é\u{301}x".repeat(1 << 20)], &["a", "b"]).is_ok());
}

#[test]
fn huge_corrections_are_learned_in_bounds() {
    let mut model = small();
    model.learn(&"x".repeat(10 << 20), "noise").unwrap();
    model.learn(&"\0".repeat(1 << 20), "noise").unwrap();
    model.learn("", "nothing").unwrap();
    for round in 0..2 {
        let words: Vec<String> = (0..2000).map(|word| format!("{}", word * 7919 + round)).collect();
        model.learn(&words.join(" "), "noise").unwrap();
    }
    assert_eq!(model.classify("I cannot log in to my account").label, "login");
    let bytes = model.to_bytes();
    assert!(bytes.len() < 8 << 20 && Classifier::from_bytes(&bytes).is_ok(), "{} bytes", bytes.len());
}

#[test]
fn one_label_or_one_text_trains() {
    let model = train(&["red", "green", "blue"], &["colour"; 3]).unwrap();
    let answer = model.classify("red");
    assert_eq!((answer.label.as_str(), answer.alternatives.len()), ("colour", 0));
    assert_eq!(train(&["red"], &["colour"]).unwrap().classify("red").label, "colour");
    assert_eq!(train(&["", " "], &["a", "b"]).unwrap().classify("").alternatives.len(), 1);
}

#[test]
fn labels_and_texts_are_the_same_in_every_unicode_form() {
    let model = train(
        &["the café is closed", "the cafe\u{301} burns", "log in fails", "no log in"],
        &["Gaststa\u{308}tte", "Gaststätte", " login ", "login"],
    )
    .unwrap();
    let labels: Vec<String> = model.summary().labels.into_iter().map(|label| label.label).collect();
    assert_eq!(labels, ["Gaststätte", "login"]);
    assert_eq!(model.classify("CAFE\u{301}"), model.classify("café"));
    assert_eq!(model.classify("ＬＯＧ ｉｎ"), model.classify("log\u{a0}in"));
    assert_eq!(model.classify("Å"), model.classify("A\u{30a}"));
    assert_eq!(model.classify("가"), model.classify("\u{1100}\u{1161}"));
}

#[test]
fn six_languages_in_one_model() {
    let known = [
        ("login", "I cannot log in, the password is rejected"),
        ("billing", "the invoice is wrong, please refund the payment"),
        ("login", "Ich kann mich nicht anmelden, das Passwort wird abgelehnt"),
        ("billing", "die Rechnung ist falsch, bitte erstatten Sie die Zahlung"),
        ("login", "Не могу войти в систему, пароль не принимается"),
        ("billing", "счёт неверный, верните оплату"),
        ("login", "无法登录账户，密码被拒绝"),
        ("billing", "发票金额不对，请退款"),
        ("login", "लॉगिन नहीं हो रहा है, पासवर्ड गलत बताता है"),
        ("billing", "बिल गलत है, भुगतान वापस करें"),
        ("login", "لا أستطيع تسجيل الدخول، كلمة المرور مرفوضة"),
        ("billing", "الفاتورة خاطئة، أرجو رد المبلغ"),
    ];
    let (labels, texts): (Vec<&str>, Vec<&str>) = known.into_iter().unzip();
    let model = train(&texts, &labels).unwrap();
    let asked = [
        ("login", "log in with my password fails"),
        ("billing", "wrong amount on the invoice"),
        ("login", "Anmelden geht nicht, falsches Passwort?"),
        ("billing", "Rechnungen falsch"),
        ("login", "пароль забыл, не войти"),
        ("billing", "неверная сумма в счёте, нужна оплата назад"),
        ("login", "密码忘记了不能登录"),
        ("billing", "我要退款发票错了"),
        ("login", "पासवर्ड भूल गया लॉगिन"),
        ("billing", "भुगतान का बिल"),
        ("login", "نسيت كلمة المرور"),
        ("billing", "المبلغ في الفاتورة"),
    ];
    for (label, text) in asked {
        assert_eq!(model.classify(text).label, label, "{text}");
    }
}

#[test]
fn several_labels_are_found_together() {
    let mut texts: Vec<String> = SMALL.iter().map(|(_, text)| (*text).to_owned()).collect();
    let mut labels: Vec<Vec<&str>> = SMALL.iter().map(|(label, _)| vec![*label]).collect();
    for (one, other) in [(0, 6), (1, 8), (2, 11), (3, 7)] {
        texts.push(format!("{} and {}", SMALL[one].1, SMALL[other].1));
        labels.push(vec!["login", "billing"]);
    }
    texts.push("thanks a lot".to_owned());
    labels.push(vec![]);
    let model = Classifier::train_multi(&texts, &labels, &ClassifierOptions::default()).unwrap();
    let found = model.labels("cannot sign in with my password, also the invoice was charged twice", 0.4).unwrap();
    let mut names: Vec<&str> = found.iter().map(|found| found.label.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["billing", "login"]);
    assert!(found.iter().all(|found| (0.4..=1.0).contains(&found.probability)));
    assert_eq!(model.labels("x", 0.0).unwrap().len(), 4);
}

#[test]
fn progress_grows_to_its_end_and_its_error_ends_the_training() {
    let texts: Vec<&str> = SMALL.iter().map(|row| row.1).collect();
    for count in 1..SMALL.len() {
        let labels: Vec<Vec<String>> = (0..count).map(|at| vec![format!("label {}", at % 11)]).collect();
        for jobs in [1, 3] {
            let options = ClassifierOptions { jobs, ..ClassifierOptions::default() };
            let mut told = Vec::new();
            let mut progress = |done, of| {
                told.push((done, of));
                Ok(())
            };
            let model = Classifier::train_with(&texts[..count], &labels, &options, &mut progress).unwrap();
            assert!(told.is_sorted() && told.iter().all(|step| step.1 == told[0].1), "{told:?}");
            assert_eq!((told[0].0, told.last().unwrap().0), (0, told[0].1));
            assert_eq!(model, Classifier::train_multi(&texts[..count], &labels, &options).unwrap());

            let mut calls = 0;
            let mut stop = |_, _| {
                calls += 1;
                if calls == 3 { Err(Error::Internal { message: "enough".to_owned() }) } else { Ok(()) }
            };
            let stopped = Classifier::train_with(&texts[..count], &labels, &options, &mut stop);
            assert_eq!((stopped.unwrap_err().code(), calls), ("internal", 3));
        }
    }
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let (labels, texts): (Vec<&str>, Vec<&str>) = SMALL.into_iter().unzip();
    let options = |jobs| ClassifierOptions { jobs, ..ClassifierOptions::default() };
    let one = Classifier::train(&texts, &labels, &options(1)).unwrap();
    let many = Classifier::train(&texts, &labels, &options(5)).unwrap();
    assert_eq!(one.to_bytes(), many.to_bytes());
    assert_eq!(one.classify_batch(&texts), many.classify_batch(&texts));
    let other = ClassifierOptions { seed: 1, ..ClassifierOptions::default() };
    assert_ne!(one.to_bytes(), Classifier::train(&texts, &labels, &other).unwrap().to_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn answers_are_probabilities(text in "(\\PC|login|invoice|the | ){0,60}") {
        let model = MODEL.with(Clone::clone);
        let answer = model.classify(&text);
        let sum = answer.confidence + answer.alternatives.iter().map(|next| next.probability).sum::<f64>();
        prop_assert!((0.0..=1.0 + 1e-12).contains(&sum));
        prop_assert!(answer.alternatives.iter().all(|next| next.probability <= answer.confidence + 1e-12));
        prop_assert!(answer.alternatives.is_sorted_by(|one, other| one.probability >= other.probability));
        prop_assert!(!answer.known || answer.confidence >= 0.5);
    }

    #[test]
    fn hostile_training_never_panics(
        texts in prop::collection::vec("(\\PC|a|b| ){0,12}", 1..12),
        labels in prop::collection::vec("(\\PC| ){1,3}", 1..12),
    ) {
        let _ = Classifier::train(&texts, &labels, &ClassifierOptions::default());
    }
}

thread_local! {
    static MODEL: Classifier = small();
}
