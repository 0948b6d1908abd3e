use hypercare::Error;
use hypercare::stats::Stream;
use hypercare::tickets::{Classifier, ClassifierOptions};

use super::small;

/// The checksum that the format describes, written a second time.
fn sealed(mut content: Vec<u8>) -> Vec<u8> {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64 ^ content.len() as u64;
    let mut padded = content.clone();
    padded.resize((content.len() / 8 + 1) * 8, 0);
    for word in padded.chunks(8) {
        sum = (sum ^ u64::from_le_bytes(word.try_into().unwrap())).wrapping_mul(0x0100_0000_01b3);
    }
    content.extend(sum.to_le_bytes());
    content
}

#[test]
fn a_model_comes_back_as_it_was() {
    let model = small();
    let back = Classifier::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(back, model);
}

#[test]
fn a_model_that_learned_comes_back_and_learns_on_alike() {
    let mut model = small();
    model.learn("the printer is on fire", "facilities").unwrap();
    model.learn("my login burns", "login").unwrap();
    let mut back = Classifier::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(back.to_bytes(), model.to_bytes());
    for text in ["the printer", "log in", "fire", "", "wrong invoice"] {
        assert_eq!(back.classify(text), model.classify(text));
        back.learn(text, "other").unwrap();
        model.learn(text, "other").unwrap();
    }
    assert_eq!(back.to_bytes(), model.to_bytes());
}

#[test]
fn the_test_seals_as_the_library_does() {
    let bytes = small().to_bytes();
    assert_eq!(sealed(bytes[..bytes.len() - 8].to_vec()), bytes);
}

#[test]
fn damage_is_noticed_wherever_it_is() {
    let bytes = small().to_bytes();
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(matches!(Classifier::from_bytes(&changed), Err(Error::Format { .. })), "byte {at}");
    }
    for length in (0..bytes.len()).step_by(11) {
        assert!(matches!(Classifier::from_bytes(&bytes[..length]), Err(Error::Format { .. })), "{length} bytes");
    }
}

#[test]
fn forged_bytes_with_the_right_checksum_are_refused_or_harmless() {
    let texts = ["red apple", "green pear", "red cherry", "blue plum"];
    let mut model = Classifier::train(&texts, &["a", "b", "a", "b"], &ClassifierOptions::default()).unwrap();
    let narrow = model.to_bytes();
    model.learn("a purple fig", "c").unwrap();
    let mut stream = Stream::new(7, 0);
    let mut accepted = 0;
    for base in [narrow, model.to_bytes()] {
        let content = &base[..base.len() - 8];
        for _ in 0..2500 {
            let mut forged = content.to_vec();
            for _ in 0..=stream.below(3) {
                // Most of the checks look at the first 300 bytes.
                let reach = if stream.below(2) == 0 { 300.min(forged.len()) } else { forged.len() };
                let at = stream.below(reach as u64) as usize;
                match stream.below(4) {
                    0 => forged[at] = stream.next_u32() as u8,
                    1 => forged[at] ^= 1 << stream.below(8),
                    2 => forged.insert(at, stream.next_u32() as u8),
                    _ => {
                        forged.remove(at);
                    }
                }
            }
            if let Ok(mut model) = Classifier::from_bytes(&sealed(forged)) {
                accepted += 1;
                let answer = model.classify("red apple, purple fig");
                assert!((0.0..=1.0).contains(&answer.confidence), "{answer:?}");
                if accepted % 16 != 0 {
                    continue;
                }
                model.explain("red apple");
                model.learn("red", "x").unwrap();
                assert!(Classifier::from_bytes(&model.to_bytes()).is_ok());
            }
        }
    }
    assert!(accepted > 100, "{accepted} accepted: the test no longer reaches past the checks");
}

#[test]
fn numbers_that_promise_more_than_the_bytes_hold_take_no_memory() {
    for numbers in [[0xff, 0xff, 0xff, 0xff, 0x0f].repeat(4), [0xff, 0x1f].repeat(4), vec![1, 0xff, 0xff, 0x7f, 1, 1]] {
        let mut content = b"HCTC\x03\x01\0\0".to_vec();
        content.extend(numbers);
        assert!(Classifier::from_bytes(&sealed(content)).is_err());
    }
}
