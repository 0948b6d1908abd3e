use hypercare::anomaly::StreamDetector;
use hypercare::stats::Stream;

use super::{detector, instant, noise, run};

#[test]
fn damaged_bytes_are_errors() {
    let mut detector = detector();
    run(&mut detector, &noise(400, 1));
    let bytes = detector.to_bytes();
    let code = |bytes: &[u8]| StreamDetector::from_bytes(bytes).map(|_| ()).unwrap_err().code();
    assert_eq!(code(b""), "format");
    for cut in (0..bytes.len()).step_by(97) {
        assert_eq!(code(&bytes[..cut]), "format");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(code(&longer), "format");
    for place in (0..bytes.len()).step_by(13) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        assert_eq!(code(&flipped), "format", "byte {place}");
    }
}

/// With the checksum made right, so that only the checks behind it stand.
#[test]
fn hostile_bytes_never_break_a_detector() {
    let mut detector = detector();
    run(&mut detector, &noise(300, 2));
    let bytes = detector.to_bytes();
    let mut stream = Stream::new(1, 0);
    let mut restored = 0;
    for round in 0..3_000 {
        let mut hostile = bytes[..bytes.len() - 8].to_vec();
        for _ in 0..=stream.below(3) {
            // The head of the bytes holds the counts.
            let bound = if stream.below(2) == 0 { 500 } else { hostile.len() as u64 };
            let place = stream.below(bound) as usize / 8 * 8 + 5;
            let word = match stream.below(5) {
                0 => f64::NAN.to_bits(),
                1 => u64::MAX,
                2 => 1 << 40,
                3 => f64::MAX.to_bits(),
                _ => stream.next_u64(),
            };
            if let Some(target) = hostile.get_mut(place..place + 8) {
                target.copy_from_slice(&word.to_le_bytes());
            }
        }
        hostile.extend(checksum(&hostile).to_le_bytes());
        if let Ok(mut detector) = StreamDetector::from_bytes(&hostile) {
            restored += 1;
            for point in 0..3 {
                let values = vec![round as f64; detector.options().metrics as usize];
                let score = detector.update_many(instant(40_000_000 + point), &values).expect("a score");
                assert!((0.0..=1.0).contains(&score.score), "{score:?}");
            }
            let bytes = detector.to_bytes();
            assert_eq!(StreamDetector::from_bytes(&bytes).expect("what it wrote itself").to_bytes(), bytes);
        }
    }
    assert!(restored > 100, "only {restored} were read at all");
}

fn checksum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    let (words, rest) = bytes.as_chunks();
    let sum = words.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &word| mix(sum, u64::from_le_bytes(word)));
    rest.iter().fold(mix(sum, bytes.len() as u64), |sum, &byte| mix(sum, u64::from(byte)))
}
