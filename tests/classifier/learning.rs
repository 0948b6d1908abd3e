use hypercare::tickets::{Classifier, ClassifierOptions, starter_texts};

use super::{SMALL, accuracy, public, small};

#[test]
fn a_correction_holds_and_nothing_else_is_forgotten() {
    let mut model = small();
    let text = "the invoice page needs my password";
    for label in ["slow", "login"] {
        model.learn(text, label).unwrap();
        model.learn(text, label).unwrap();
        assert_eq!(model.classify(text).label, label);
    }
    let right = SMALL.iter().filter(|(label, text)| model.classify(text).label == *label).count();
    assert!(right >= 23, "{right} of 24");
}

#[test]
fn a_new_label_is_known_at_once_and_only_where_it_belongs() {
    let mut model = small();
    for (text, label) in [
        ("the printer is on fire", "facilities"),
        ("coffee machine broken in the kitchen", "facilities"),
        ("the door of the office is jammed", "facilities"),
    ] {
        model.learn(text, label).unwrap();
    }
    assert_eq!(model.classify("printer burns in the office").label, "facilities");
    assert_eq!(model.summary().labels.last().unwrap().texts, 3);
    let right = SMALL.iter().filter(|(label, text)| model.classify(text).label == *label).count();
    assert!(right >= 23, "{right} of 24");
}

#[test]
fn many_new_labels_find_room() {
    const WORDS: &str =
        "apple bridge candle dolphin engine forest guitar hammer island jungle kettle lantern mirror needle orchid";
    let mut model = small();
    for word in WORDS.split(' ') {
        model.learn(word, word).unwrap();
    }
    for word in WORDS.split(' ') {
        assert_eq!(model.classify(&format!("my {word}")).label, word);
    }
    assert_eq!(model.classify("the invoice is wrong").label, "billing");
}

/// Each label has been taught one text, and all texts share most of their words: the newest must not win for what the
/// others were taught.
#[test]
fn the_newest_of_many_new_labels_does_not_win() {
    const THINGS: [&str; 12] = [
        "printer",
        "scanner",
        "coffee machine",
        "projector",
        "elevator",
        "heating",
        "door",
        "window",
        "telephone",
        "shredder",
        "lamp",
        "dishwasher",
    ];
    let mut model = small();
    for thing in THINGS {
        model.learn(&format!("the {thing} in the meeting room is broken again"), thing).unwrap();
    }
    let right = THINGS.iter().filter(|thing| {
        let taught = model.classify(&format!("the {thing} in the meeting room is broken again"));
        let asked = model.classify(&format!("our {thing} is broken"));
        taught.label == **thing && asked.label == **thing
    });
    assert_eq!(right.count(), THINGS.len());
}

#[test]
fn memory_is_bounded_and_the_same_text_is_one_correction() {
    let mut model = small();
    assert_eq!(model.summary().remembered, SMALL.len());
    for _ in 0..3 {
        model.learn("log in", "login").unwrap();
    }
    assert_eq!(model.summary().remembered, SMALL.len() + 1);
    for number in 0..2048 {
        model.learn(&format!("{number}"), "login").unwrap();
    }
    assert_eq!(model.summary().remembered, 2048);
    let back = Classifier::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!((back.summary(), back.to_bytes()), (model.summary(), model.to_bytes()));
    // What goes is the oldest of the label that has the most.
    let right = SMALL.iter().filter(|(label, text)| model.classify(text).label == *label).count();
    assert!(right >= 22, "{right} of 24");
}

#[test]
fn what_was_taught_is_not_kept_as_text() {
    let mut model = small();
    model.learn("card 4111111111111111 of Zebediah", "billing").unwrap();
    let bytes = model.to_bytes();
    assert!(!bytes.windows(8).any(|part| part == b"Zebediah" || part == b"zebediah" || part == b"41111111"));
}

/// An outage: tickets of one type in a row, rightly labelled. What does not belong to it must not be drawn to it.
#[test]
fn many_corrections_of_one_label_in_a_row_leave_the_others_alone() {
    let rows: Vec<(&str, &str)> = starter_texts().collect();
    let (labels, texts): (Vec<&str>, Vec<&str>) = rows.iter().copied().step_by(16).unzip();
    let trained = Classifier::train(&texts, &labels, &ClassifierOptions::default()).unwrap();
    for outage in ["system_unavailable", "none"] {
        let others = rows.iter().copied().skip(5).step_by(16).filter(|row| row.0 != outage);
        let (labels, texts): (Vec<String>, Vec<String>) = others.map(|row| (row.0.into(), row.1.into())).unzip();
        let mut model = trained.clone();
        let before = accuracy(&model, &labels, &texts);
        for (label, text) in rows.iter().skip(1).step_by(2).filter(|row| row.0 == outage).take(40) {
            model.learn(text, label).unwrap();
        }
        let after = accuracy(&model, &labels, &texts);
        println!("{outage}: before {before:.4}, after {after:.4}");
        assert!(after >= before - 0.06, "{outage}: before {before:.4}, after {after:.4}");
    }
}

/// Some of the labels of a public set with all their texts, so that debug builds stay quick.
fn some_labels(name: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (labels, texts) = public(name)?;
    let mut names = labels.clone();
    names.sort();
    names.dedup();
    let kept: Vec<&String> = names.iter().step_by(8).collect();
    Some(labels.iter().cloned().zip(texts).filter(|(label, _)| kept.contains(&label)).unzip())
}

#[test]
fn a_stream_of_corrections_comes_near_a_full_training() {
    let (Some((labels, texts)), Some((test_labels, test_texts))) =
        (some_labels("banking77/train"), some_labels("banking77/test"))
    else {
        return;
    };
    let part = |keep: &dyn Fn(usize) -> bool| -> (Vec<String>, Vec<String>) {
        labels
            .iter()
            .cloned()
            .zip(texts.iter().cloned())
            .enumerate()
            .filter(|(at, _)| keep(*at))
            .map(|row| row.1)
            .unzip()
    };
    let options = ClassifierOptions { jobs: 2, ..ClassifierOptions::default() };
    // Half is there at first, without the label of the first text; the rest comes as corrections.
    let late = labels[0].clone();
    let (first_labels, first_texts) = part(&|at| at % 4 == 0 && labels[at] != late);
    let (then_labels, then_texts) = part(&|at| at % 8 == 1 || at % 4 == 0 && labels[at] == late);
    let (all_labels, all_texts) =
        ([first_labels.clone(), then_labels.clone()].concat(), [first_texts.clone(), then_texts.clone()].concat());

    let mut model = Classifier::train(&first_texts, &first_labels, &options).unwrap();
    let before = accuracy(&model, &test_labels, &test_texts);
    let mut order: Vec<usize> = (0..then_texts.len()).collect();
    hypercare::stats::Stream::new(1, 0).shuffle(&mut order);
    for at in order {
        model.learn(&then_texts[at], &then_labels[at]).unwrap();
    }
    let after = accuracy(&model, &test_labels, &test_texts);
    let full = Classifier::train(&all_texts, &all_labels, &options).unwrap();
    let full = accuracy(&full, &test_labels, &test_texts);
    println!("before {before:.4}, after {} corrections {after:.4}, trained anew {full:.4}", then_texts.len());
    assert!(after >= before && after >= full - 0.02, "before {before:.4}, after {after:.4}, trained anew {full:.4}");
    let first = accuracy(&model, &first_labels, &first_texts);
    assert!(first >= 0.95, "{first:.4} of what was trained first is still right");
}
