//! A ticket whose client named a type: what the text tells still counts for the safeguards.

use std::sync::LazyLock;

use hypercare::Priority;
use hypercare::tickets::{
    Classifier, IncomingTicket, IssueSource, LabelProbability, Router, RoutingTable, TicketGuess, starter_texts,
};
use proptest::prelude::*;

use super::{ROUTER, route, ticket, unsure};

static STARTER: LazyLock<Classifier> = LazyLock::new(|| Classifier::starter().expect("the starter"));
static TEXTS: LazyLock<Vec<&str>> = LazyLock::new(|| starter_texts().map(|(_, text)| text).collect());

fn types() -> Vec<String> {
    RoutingTable::default().types().map(|(name, _)| name.to_owned()).collect()
}

fn named(name: &str, ticket: IncomingTicket) -> IncomingTicket {
    IncomingTicket { issue_type: Some(name.to_owned()), ..ticket }
}

/// Whether the default router's safeguards have a type of this name.
fn is_guarded(label: &str) -> bool {
    let mut safeguards = ROUTER.document().safeguards.iter();
    safeguards.any(|safeguard| safeguard.issue_types.iter().any(|name| name == label))
}

fn guesses() -> impl Strategy<Value = TicketGuess> {
    let label = prop::sample::select([types(), vec!["none".to_owned()]].concat());
    let others = prop::collection::vec((label.clone(), 0.0..=1.0_f64), 0..4);
    (label, 0.0..=1.0_f64, any::<bool>(), others).prop_map(|(label, confidence, known, others)| {
        let alternatives = others.into_iter().map(|(label, probability)| LabelProbability { label, probability });
        TicketGuess { label, confidence, known, alternatives: alternatives.collect(), words: Vec::new() }
    })
}

proptest! {
    #[test]
    fn no_type_lowers_what_a_classifier_is_sure_of(guess in guesses(), name in prop::sample::select(types())) {
        let silent = IncomingTicket { classification: Some(guess.clone()), ..ticket("hello") };
        let (silent, named) = (route(&silent), route(&named(&name, silent.clone())));
        let flat = guess.alternatives.len() > 2;
        if silent.issue_source == IssueSource::Classified && is_guarded(&guess.label) && !flat {
            let given: f64 = guess.alternatives.iter().filter(|other| other.label == name).map(|other| other.probability).sum();
            if given < guess.confidence {
                prop_assert!(named.priority <= silent.priority && named.tier >= silent.tier, "{:?}", named.reasons);
            }
        }
        prop_assert_eq!((named.issue_type, named.issue_source), (Some(name), IssueSource::Given));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_type_lowers_what_the_starter_is_sure_of(index in any::<prop::sample::Index>(), name in prop::sample::select(types())) {
        let sent = ticket(TEXTS[index.index(TEXTS.len())]);
        let silent = ROUTER.route_by(&sent, &[], &STARTER).unwrap();
        let sent = named(&name, sent);
        let named = ROUTER.route_by(&sent, &[], &STARTER).unwrap();
        if silent.issue_source == IssueSource::Classified && silent.issue_type.as_deref().is_some_and(is_guarded) {
            prop_assert!(named.priority <= silent.priority && named.tier >= silent.tier, "{}: {:?}", sent.text, named.reasons);
            prop_assert!(named.department == silent.department || named.inform.contains(&silent.department), "{}", sent.text);
        }
        // As with what the classifier says handed in, but for the words of what it suspects beside its answer.
        let handed = IncomingTicket { classification: Some(STARTER.guess(&sent.text)), ..sent.clone() };
        let handed = ROUTER.route(&handed, &[]).unwrap();
        prop_assert_eq!((handed.priority, handed.tier, handed.inform), (named.priority, named.tier, named.inform));
    }
}

#[test]
fn a_leak_told_under_another_type_is_raised_and_security_is_told() {
    let text = "There are two sessions on my account that I never opened";
    let sent = named("password_reset", ticket(text));
    let routed = ROUTER.route_by(&sent, &[], &STARTER).unwrap();
    assert_eq!((routed.issue_type.as_deref(), routed.issue_source), (Some("password_reset"), IssueSource::Given));
    assert_eq!(routed.department, "user_support");
    assert!(routed.priority <= Priority::High && routed.tier >= 3, "{routed:?}");
    assert_eq!(routed.inform, ["security"]);
    let reason = routed.reasons.iter().find(|reason| reason.rule == "safeguards[0]").unwrap();
    assert!(reason.detail.contains("unauthorized_access: ") && reason.detail.contains("sessions"), "{reason:?}");
    let run =
        ROUTER.dry_run_by(&Router::from_yaml("{version: 1, safeguards: []}").unwrap(), &[sent], &STARTER).unwrap();
    assert_eq!((run.lowered, run.changes[0].after.priority), (1, Priority::Low));
}

#[test]
fn what_is_suspected_must_outweigh_the_named_type() {
    let with = |name: &str, classification| route(&named(name, IncomingTicket { classification, ..ticket("hello") }));
    let raised = with("password_reset", unsure("security_breach", 0.9, "data_loss", 0.1));
    assert_eq!((raised.department.as_str(), raised.priority, raised.tier), ("user_support", Priority::High, 3));
    assert_eq!(raised.inform, ["security"]);
    let sure = unsure("security_breach", 0.9, "data_loss", 0.1).map(|guess| TicketGuess { known: true, ..guess });
    let sure = with("password_reset", sure);
    assert_eq!((sure.department.as_str(), sure.priority, sure.tier), ("user_support", Priority::Critical, 4));
    let rather = with("login_failed", unsure("login_failed", 0.5, "unauthorized_access", 0.4));
    assert_eq!((rather.priority, rather.inform.len()), (Priority::Medium, 0));
    let other = with("password_reset", unsure("login_failed", 0.5, "unauthorized_access", 0.4));
    assert_eq!((other.priority, other.inform.as_slice()), (Priority::High, &["security".to_owned()][..]));
}

#[test]
fn a_guess_that_says_nothing_suspects_nothing() {
    let alternatives = |probabilities: [f64; 3]| {
        let labels = ["security_breach", "data_leak", "unauthorized_access"];
        let alternatives = labels.iter().zip(probabilities);
        alternatives.map(|(label, probability)| LabelProbability { label: (*label).to_owned(), probability }).collect()
    };
    let with = |confidence, others| {
        let guess = TicketGuess {
            label: "none".to_owned(),
            confidence,
            alternatives: alternatives(others),
            ..TicketGuess::default()
        };
        route(&IncomingTicket { classification: Some(guess), ..ticket("x") }).priority
    };
    assert_eq!(with(0.2, [0.2, 0.2, 0.2]), Priority::Medium);
    assert_eq!(with(0.3, [0.2, 0.2, 0.2]), Priority::High);
    for text in ["", " ", "x", "?", "नमस्ते", "\u{1f44d}", "qzx vvk", "0"] {
        let routed = ROUTER.route_by(&ticket(text), &[], &STARTER).unwrap();
        assert_eq!(
            (routed.priority, routed.department.as_str()),
            (Priority::Medium, "general"),
            "{text:?}: {:?}",
            routed.reasons
        );
    }
}

#[test]
fn a_type_that_is_nearly_known_is_named() {
    for (name, meant) in [
        ("Payment Failures", "payment_failures"),
        ("payment-failures", "payment_failures"),
        ("pasword_reset", "password_reset"),
        ("QuickBooks Sync failed", "quickbooks_sync_failed"),
    ] {
        let routed = route(&named(name, ticket("")));
        let reason = routed.reasons.iter().find(|reason| reason.rule == "default").unwrap();
        assert!(reason.detail.ends_with(&format!("; is {meant:?} meant?")), "{reason:?}");
    }
    for name in ["idea", "--", &"x".repeat(100_000)] {
        let routed = route(&named(name, ticket("")));
        assert!(routed.reasons.iter().all(|reason| !reason.detail.contains("meant")), "{:?}", routed.reasons);
    }
}
