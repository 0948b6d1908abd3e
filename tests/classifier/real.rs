use hypercare::tickets::{Classifier, ClassifierOptions};

use super::{accuracy, public};

/// Every sixth label and a third of its texts: quick in debug builds, and far from what a broken model would reach.
#[test]
fn banking_tickets_are_told_apart() {
    let (Some((labels, texts)), Some((test_labels, test_texts))) =
        (public("banking77/train"), public("banking77/test"))
    else {
        return;
    };
    let mut names = labels.clone();
    names.sort();
    names.dedup();
    let kept = |label: &String| names.binary_search(label).is_ok_and(|at| at % 6 == 0);
    let rows = labels.into_iter().zip(texts).filter(|row| kept(&row.0));
    let (labels, texts): (Vec<String>, Vec<String>) = rows.step_by(3).unzip();
    let rows = test_labels.into_iter().zip(test_texts).filter(|row| kept(&row.0));
    let (test_labels, test_texts): (Vec<String>, Vec<String>) = rows.unzip();
    let options = ClassifierOptions { jobs: 2, ..ClassifierOptions::default() };
    let model = Classifier::train(&texts, &labels, &options).unwrap();
    let reached = accuracy(&model, &test_labels, &test_texts);
    assert!(reached >= 0.9, "{reached:.4}");

    // At most about the stated share of what is given as known is wrong, and most answers are known.
    let answers = model.classify_batch(&test_texts);
    let known: Vec<bool> = answers
        .iter()
        .zip(&test_labels)
        .filter(|(answer, _)| answer.known)
        .map(|(answer, label)| answer.label == *label)
        .collect();
    let wrong = known.iter().filter(|right| !**right).count() as f64 / known.len() as f64;
    let share = known.len() as f64 / answers.len() as f64;
    assert!(wrong <= 0.07 && share >= 0.7, "{wrong:.4} of {share:.4} wrong");
    println!("accuracy {reached:.4}, known {share:.4}, wrong among them {wrong:.4}");

    let mean = answers.iter().map(|answer| answer.confidence).sum::<f64>() / answers.len() as f64;
    assert!((mean - reached).abs() < 0.06, "confidence {mean:.4}, accuracy {reached:.4}");
    let bytes = model.to_bytes();
    assert!(bytes.len() < 500_000, "{} bytes", bytes.len());
    assert_eq!(Classifier::from_bytes(&bytes).unwrap().to_bytes(), bytes);
}
