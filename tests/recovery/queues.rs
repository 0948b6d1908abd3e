//! Dead letters, bulkheads, fallbacks.

use std::collections::BTreeMap;

use hypercare::recovery::{
    Bulkhead, BulkheadOptions, BulkheadPlace, DeadLetter, DeadLetterOptions, DeadLetterState, DeadLetters,
    FallbackChain, FallbackState, FullQueue,
};
use proptest::prelude::*;

use super::second;

fn letter(id: &str, at: i64) -> DeadLetter {
    DeadLetter::new(id, "{}", "timeout", second(at))
}

#[test]
fn a_letter_is_replayed_with_growing_waits_until_it_is_poison() {
    let mut letters = DeadLetters::default();
    assert!(letters.put(&letter("a", 0)).expect("a place").kept);
    let mut at = 0;
    for (replay, wait) in [(1, 60), (2, 120), (3, 240)] {
        assert_eq!(letters.next_wakeup(), Some(second(at)));
        assert!(letters.replay(second(at - 1), 9).expect("letters").is_empty(), "not due yet");
        assert_eq!(letters.replay(second(at), 9).expect("letters").len(), 1);
        assert!(letters.replay(second(at), 9).expect("letters").is_empty(), "it is given out once");
        let state = letters.replayed("a", second(at), Some("schema")).expect("a state");
        let expected = if replay == 3 { DeadLetterState::Poisoned } else { DeadLetterState::Waiting };
        assert_eq!(state, Some(expected));
        at += wait;
    }
    let entry = letters.get("a").expect("a letter");
    assert_eq!((entry.replays, entry.failures, entry.kind.as_str()), (3, 4, "schema"));
    assert!(letters.replay(second(1_000_000), 9).expect("letters").is_empty(), "poison is not replayed");
    assert_eq!(letters.next_wakeup(), None);
    letters.release("a", second(at)).expect("a letter");
    assert_eq!(letters.replay(second(at), 9).expect("letters").len(), 1);
    assert_eq!(letters.replayed("a", second(at), None), Ok(None));
    assert_eq!(letters.summary().letters, 0);
}

#[test]
fn a_clock_that_was_wrong_once_holds_no_letter_back() {
    let mut letters = DeadLetters::default();
    let ahead = second(10 * 365 * 86_400);
    letters.put(&DeadLetter { at: ahead, ..letter("a", 0) }).expect("an answer");
    letters.release("a", second(0)).expect("a letter");
    assert_eq!(letters.replay(second(0), 9).expect("letters").len(), 1);
    letters.replayed("a", second(5), Some("timeout")).expect("a state");
    assert_eq!((letters.get("a").expect("a letter").last, letters.next_wakeup()), (second(5), Some(second(65))));
}

#[test]
fn a_bulkhead_that_waits_beside_free_places_is_no_state() {
    let mut bulkhead =
        Bulkhead::new(BulkheadOptions { concurrent: 1, waiting: 1, ..BulkheadOptions::default() }).expect("a bulkhead");
    for id in ["runs", "waits"] {
        bulkhead.enter(id, second(0)).expect("an answer");
    }
    let text = bulkhead.snapshot().expect("a text");
    assert_eq!(Bulkhead::restore(&text), Ok(bulkhead));
    for wrong in [text.replace("\"runs\"", ""), text.replace("\"runs\"", "\" \"")] {
        assert_eq!(Bulkhead::restore(&wrong).unwrap_err().code(), "invalid", "{wrong}");
    }
}

#[test]
fn a_full_queue_refuses_or_drops() {
    let options = DeadLetterOptions { letters: 2, bytes: 100, ..DeadLetterOptions::default() };
    let mut letters = DeadLetters::new(options).expect("a queue");
    for id in ["a", "b"] {
        assert!(letters.put(&letter(id, 0)).expect("an answer").kept);
    }
    assert!(!letters.put(&letter("c", 0)).expect("an answer").kept);
    assert!(letters.put(&letter("a", 1)).expect("an answer").kept, "it is there already");
    assert_eq!((letters.summary().refused, letters.get("a").expect("a letter").failures), (1, 2));
    let mut letters = DeadLetters::new(DeadLetterOptions { full: FullQueue::DropOldest, ..options }).expect("a queue");
    for id in ["a", "b"] {
        letters.put(&letter(id, 0)).expect("an answer");
    }
    let large = DeadLetter { payload: "x".repeat(99), ..letter("c", 0) };
    assert_eq!(letters.put(&large).expect("an answer").dropped, ["a", "b"]);
    let larger = DeadLetter { payload: "x".repeat(101), ..letter("d", 0) };
    assert_eq!(letters.put(&larger).unwrap_err().code(), "limit");
    assert_eq!((letters.summary().dropped, letters.summary().bytes), (2, 99));
    assert_eq!(letters.put(&letter(" ", 0)).unwrap_err().code(), "invalid");
    assert_eq!(letters.replayed("c", second(0), None).unwrap_err().code(), "invalid");
    assert_eq!(letters.replayed("z", second(0), None).unwrap_err().code(), "unknown");
    assert_eq!(letters.discard("c").expect("a letter").payload.len(), 99);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Against a map: nothing is lost, nothing comes twice, and the caps hold.
    #[test]
    fn letters_are_kept_until_they_went_well(steps in prop::collection::vec((0_u8..6, 0_u8..12, 0_i64..90), 1..150)) {
        let options = DeadLetterOptions { letters: 8, ..DeadLetterOptions::default() };
        let mut letters = DeadLetters::new(options).unwrap();
        let mut model: BTreeMap<String, u32> = BTreeMap::new();
        let mut at = 0;
        for (step, number, wait) in steps {
            at += wait;
            let id = format!("letter {number}");
            match step {
                0 | 1 => {
                    let known = model.contains_key(&id);
                    let kept = letters.put(&letter(&id, at)).unwrap().kept;
                    prop_assert_eq!(kept, known || model.len() < 8);
                    if kept { *model.entry(id).or_default() += 1 }
                }
                2 | 3 => for given in letters.replay(second(at), 3).unwrap() {
                    prop_assert!(given.due <= second(at) && given.replays < 3);
                    let error = (given.failures % 2 == 1).then_some("again");
                    let state = letters.replayed(&given.id, second(at), error).unwrap();
                    prop_assert_eq!(state.is_none(), error.is_none());
                    if state.is_some() { *model.get_mut(&given.id).unwrap() += 1 } else { model.remove(&given.id); }
                },
                4 => if letters.release(&id, second(at)).is_ok() { prop_assert!(model.contains_key(&id)) },
                _ => letters = DeadLetters::restore(&letters.snapshot().unwrap()).unwrap(),
            }
            let found: BTreeMap<_, _> = letters.entries().map(|entry| (entry.id.clone(), entry.failures)).collect();
            prop_assert_eq!(&found, &model);
            let summary = letters.summary();
            prop_assert_eq!(summary.waiting + summary.replaying + summary.poisoned, summary.letters);
            prop_assert_eq!(summary.kinds.values().sum::<u32>(), summary.letters);
        }
    }

    /// Never more at once than there are places; who waits comes in order or is out in time; a restart changes nothing.
    #[test]
    fn a_bulkhead_holds_its_bounds(places in 1_u32..4, waiting in 0_u32..4, steps in prop::collection::vec((0_u8..3, 0_u8..10, 0_i64..30), 1..120)) {
        let options = BulkheadOptions { concurrent: places, waiting, wait: hypercare::time::Span::minutes(1) };
        let mut bulkhead = Bulkhead::new(options).unwrap();
        let (mut running, mut queue, mut at): (Vec<String>, Vec<(String, i64)>, i64) = (Vec::new(), Vec::new(), 0);
        for (step, number, wait) in steps {
            at += wait;
            let id = format!("call {number}");
            let known = running.contains(&id) || queue.iter().any(|(name, until)| *name == id && *until > at);
            let (answer, entering) = match step {
                0 | 1 if known => { prop_assert_eq!(bulkhead.enter(&id, second(at)).unwrap_err().code(), "duplicate"); (bulkhead.advance(second(at)).unwrap(), false) }
                0 | 1 => (bulkhead.enter(&id, second(at)).unwrap(), true),
                _ => match bulkhead.leave(&id, second(at)) {
                    Ok(answer) => { running.retain(|name| *name != id); queue.retain(|(name, _)| *name != id); (answer, false) }
                    Err(error) => { prop_assert_eq!(error.code(), "unknown"); (bulkhead.advance(second(at)).unwrap(), false) }
                },
            };
            let out: Vec<String> = queue.iter().filter(|(_, until)| *until <= at).map(|(name, _)| name.clone()).collect();
            queue.retain(|(_, until)| *until > at);
            prop_assert_eq!(&answer.expired, &out);
            if entering {
                let place = if running.len() < places as usize { running.push(id); BulkheadPlace::Entered }
                    else if queue.len() < waiting as usize { queue.push((id, at + 60)); BulkheadPlace::Waiting }
                    else { BulkheadPlace::Rejected };
                prop_assert_eq!(answer.place, Some(place));
            } else if step == 2 {
                while running.len() < places as usize && !queue.is_empty() { running.push(queue.remove(0).0); }
            }
            prop_assert_eq!((answer.running as usize, answer.waiting as usize), (running.len(), queue.len()));
            prop_assert_eq!(bulkhead.next_wakeup(), queue.first().map(|(_, until)| second(*until)));
            prop_assert_eq!(&Bulkhead::restore(&bulkhead.snapshot().unwrap()).unwrap(), &bulkhead);
        }
    }

    #[test]
    fn a_chain_ends_at_the_first_way_that_answers(ways in 1_usize..6, fails in prop::collection::vec(0_u8..4, 0..8)) {
        let names: Vec<String> = (0..ways).map(|way| format!("way {way}")).collect();
        let steps: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut run = FallbackChain::new(&steps, &["fatal"]).unwrap().run().unwrap();
        let mut failed = 0;
        for dice in fails {
            if run.status().state != FallbackState::Trying {
                break;
            }
            prop_assert_eq!(run.current(), Some(steps[failed]));
            let status = match dice {
                0 => run.succeeded().unwrap(),
                1 => run.failed("fatal").unwrap(),
                _ => run.failed("timeout").unwrap(),
            };
            failed += usize::from(dice > 0);
            let expected = match dice { 0 => FallbackState::Answered, 1 => FallbackState::GivenUp, _ if failed == ways => FallbackState::Exhausted, _ => FallbackState::Trying };
            prop_assert_eq!((status.state, status.degraded, status.failures.len()), (expected, failed > 0, failed));
        }
        if run.status().state != FallbackState::Trying {
            prop_assert_eq!(run.failed("x").unwrap_err().code(), "invalid");
        }
    }
}

#[test]
fn chains_are_checked() {
    assert_eq!(FallbackChain::new(&[], &[]).unwrap_err().code(), "invalid");
    assert_eq!(FallbackChain::new(&["a", "a"], &[]).unwrap_err().code(), "duplicate");
    assert_eq!(FallbackChain::new(&["a", ""], &[]).unwrap_err().code(), "invalid");
}

#[test]
fn a_host_that_tries_by_itself_is_told_of_poison() {
    let mut letters = DeadLetters::default();
    let states: Vec<_> = (0..5).map(|at| letters.put(&letter("a", at)).expect("an answer").state).collect();
    let (waiting, poisoned) = (Some(DeadLetterState::Waiting), Some(DeadLetterState::Poisoned));
    assert_eq!(states, [waiting, waiting, waiting, poisoned, poisoned], "the first failure and three more tries");
    letters.release("a", second(9)).expect("a letter");
    assert_eq!(letters.put(&letter("a", 9)).expect("an answer").state, waiting);
}

#[test]
fn what_is_given_out_is_never_dropped_and_poison_last() {
    let options = DeadLetterOptions { letters: 3, full: FullQueue::DropOldest, poison_after: 1, ..Default::default() };
    let mut letters = DeadLetters::new(options).expect("a queue");
    for id in ["given", "poison", "waits"] {
        letters.put(&letter(id, 0)).expect("an answer");
    }
    letters.put(&letter("poison", 1)).expect("an answer");
    assert_eq!(letters.replay(second(0), 1).expect("letters")[0].id, "given");
    assert_eq!(letters.put(&letter("b", 2)).expect("an answer").dropped, ["waits"]);
    assert_eq!(letters.replay(second(2), 1).expect("letters")[0].id, "b");
    assert_eq!(letters.put(&letter("c", 2)).expect("an answer").dropped, ["poison"]);
    assert_eq!(letters.replay(second(2), 1).expect("letters")[0].id, "c");
    let put = letters.put(&letter("d", 2)).expect("an answer");
    assert_eq!((put.kept, put.dropped.len(), letters.summary().replaying), (false, 0, 3));
    assert_eq!(letters.replayed("given", second(3), None), Ok(None));
    assert!(letters.put(&letter("d", 3)).expect("an answer").kept);
}

/// Each step looks at what it is about alone: at the cap a walk over all would take minutes.
#[test]
fn full_queues_are_as_fast_as_empty_ones() {
    const MOST: u32 = 100_000;
    let options = DeadLetterOptions { letters: MOST / 2, full: FullQueue::DropOldest, ..Default::default() };
    let mut letters = DeadLetters::new(options).expect("a queue");
    for at in 0..i64::from(MOST) {
        letters.put(&letter(&at.to_string(), at)).expect("an answer");
    }
    for at in 0..i64::from(MOST / 10) {
        let given = letters.replay(second(200_000 + at), 1).expect("letters");
        letters.replayed(&given[0].id, second(200_000), (at % 2 == 0).then_some("again")).expect("an answer");
    }
    let summary = letters.summary();
    assert_eq!((summary.dropped, summary.letters, summary.waiting), (u64::from(MOST / 2), 45_000, 45_000));

    let wait = hypercare::time::Span::minutes(1);
    let mut bulkhead = Bulkhead::new(BulkheadOptions { concurrent: 1, waiting: MOST, wait }).expect("a bulkhead");
    for at in 0..=MOST {
        bulkhead.enter(&at.to_string(), second(0)).expect("a place");
    }
    // The last leave first.
    for at in (MOST / 2..=MOST).rev() {
        bulkhead.leave(&at.to_string(), second(1)).expect("a place");
    }
    let answer = bulkhead.advance(second(60)).expect("an answer");
    assert_eq!((answer.expired.len(), answer.running, answer.waiting), (49_999, 1, 0));
}

#[test]
fn what_is_written_is_read_again_however_long_it_is() {
    // Each of these characters takes six to be written.
    let name = |at: u32| format!("{}{at}", "\u{1}".repeat(190));
    let mut bulkhead =
        Bulkhead::new(BulkheadOptions { concurrent: 1, waiting: 20_000, ..Default::default() }).expect("a bulkhead");
    (0..20_000).for_each(|at| drop(bulkhead.enter(&name(at), second(0)).expect("a place")));
    let text = bulkhead.snapshot().expect("a text");
    assert!(text.len() > 20 << 20, "{}", text.len());
    assert_eq!(Bulkhead::restore(&text), Ok(bulkhead));
}

#[test]
fn a_wrong_clock_does_not_move_a_bulkhead_for_good() {
    let mut bulkhead =
        Bulkhead::new(BulkheadOptions { concurrent: 1, waiting: 5, ..Default::default() }).expect("a bulkhead");
    let wrong = second(7_200);
    for (id, at) in [("a", wrong), ("b", second(0)), ("c", second(0))] {
        bulkhead.enter(id, at).expect("a place");
    }
    assert_eq!(bulkhead.next_wakeup(), Some(second(60)), "the second right instant put the clock back");
    assert_eq!(bulkhead.advance(second(60)).expect("an answer").expired, ["b", "c"]);
}
