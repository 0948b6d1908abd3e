use hypercare::tickets::SimilarTexts;

use super::SMALL;

fn index() -> SimilarTexts {
    let mut index = SimilarTexts::new();
    for (_, text) in SMALL {
        index.add(text).unwrap();
    }
    index
}

#[test]
fn a_text_is_most_like_itself() {
    let index = index();
    assert_eq!(index.len(), SMALL.len());
    for (at, (_, text)) in SMALL.iter().enumerate() {
        let found = index.similar(&text.to_uppercase(), 3);
        assert_eq!(found[0].index as usize, at);
        assert!(found[0].similarity > 0.999, "{found:?}");
        assert!(found.is_sorted_by(|one, other| one.similarity >= other.similarity));
        assert!(found.iter().skip(1).all(|next| next.similarity < 0.9));
    }
}

#[test]
fn what_shares_rare_words_is_similar_and_nothing_is_like_a_strange_text() {
    let index = index();
    assert_eq!(index.similar("QuickBooks customers not syncing", 1)[0].index, 16);
    assert!(index.similar("", 5).is_empty());
    assert!(index.similar("жжж", 5).is_empty());
    assert!(SimilarTexts::new().similar("x", 5).is_empty());
    assert!(index.similar("log in", 0).is_empty());
}

#[test]
fn duplicates_with_typos_stand_out() {
    let index = index();
    let found = index.similar("I was chargd twice this month!", 2);
    assert_eq!(found[0].index, 6);
    assert!(found[0].similarity > 0.7 && found[1].similarity < 0.4, "{found:?}");
}
