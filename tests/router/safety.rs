//! What must never be routed too low: unknown types, several safeguards, rules behind them, languages, mere talk.

use hypercare::Priority;
use hypercare::tickets::{IncomingTicket, IssueSource, Router, TicketLevel};

use super::{guess, route, ticket};

#[test]
fn a_type_that_the_table_does_not_know_switches_nothing_off() {
    let named = |name: &str, text: &str| IncomingTicket { issue_type: Some(name.to_owned()), ..ticket(text) };
    let danger = route(&named("other", "We were hacked"));
    assert_eq!((danger.department.as_str(), danger.tier, danger.priority), ("security", 3, Priority::High));
    let asked =
        Router::default().route_with(&named("question", "no login"), &[], |_| guess("api_errors", 0.9)).unwrap();
    assert_eq!((asked.issue_type.as_deref(), asked.issue_source), (Some("api_errors"), IssueSource::Classified));
    assert!(asked.reasons.iter().any(|reason| reason.rule == "issue_type"), "{:?}", asked.reasons);
    // A rule may know the word.
    let router = Router::from_yaml(
        "{version: 1, rules: [{name: ideas, when: {issue_types: [idea]}, then: {department: product}}]}",
    );
    let idea = router.unwrap().route(&named("Idea", "more colours"), &[]).unwrap();
    assert_eq!((idea.department.as_str(), idea.issue_source), ("product", IssueSource::Given));
    assert_eq!(idea.issue_type.as_deref(), Some("idea"));
}

#[test]
fn no_matrix_lowers_what_an_inbox_asks_for() {
    let low = Some(TicketLevel::Low);
    let address = Some("Security Team <security+abc@example.org>".to_owned());
    let routed = route(&IncomingTicket { address, impact: low, urgency: low, ..ticket("hi") });
    assert_eq!((routed.priority, routed.department.as_str()), (Priority::High, "security"));
}

#[test]
fn the_strictest_safeguard_has_the_ticket_and_the_others_are_told() {
    let both = route(&ticket("ransomware, and all files are gone"));
    assert_eq!((both.department.as_str(), both.inform.as_slice()), ("security", &["infrastructure".to_owned()][..]));
    let own = IncomingTicket { classification: guess("security_breach", 0.9), ..ticket("all files are gone") };
    assert_eq!((route(&own).department.as_str(), route(&own).tier), ("security", 4));
    let named = IncomingTicket { issue_type: Some("password_reset".to_owned()), ..ticket("we were hacked") };
    let named = route(&named);
    assert_eq!((named.department.as_str(), named.tier, named.priority), ("user_support", 3, Priority::High));
    assert_eq!(named.inform, ["security"]);
    let strict = Router::from_yaml(
        "
version: 1
safeguards:
  - {name: a, words: [smoke], priority_at_least: P2, tier_at_least: 2, department: facilities}
  - {name: b, words: [fire], priority_at_least: P1, tier_at_least: 1, department: fire brigade}
",
    );
    let burning = strict.unwrap().route(&ticket("smoke and fire"), &[]).unwrap();
    assert_eq!((burning.department.as_str(), burning.priority, burning.tier), ("fire brigade", Priority::Critical, 2));
}

#[test]
fn a_safeguard_raises_the_tier_of_its_own_types_and_rules_see_what_it_raised() {
    let router = Router::from_yaml(
        "
version: 1
table: {version: 1, default: {tier: 1, priority: P3, department: all}, types: {security_breach: {tier: 1, priority: P4, department: desk}}}
rules:
  - {name: night, when: {in_hours: false, priority_at_least: P2}, then: {queue: night desk}}
  - {name: quiet, when: {words: [hacked]}, then: {department: archive, priority: P5}}
",
    )
    .unwrap();
    let typed = IncomingTicket { issue_type: Some("security_breach".to_owned()), ..ticket("") };
    let typed = router.route(&typed, &[]).unwrap();
    assert_eq!((typed.tier, typed.priority, typed.department.as_str()), (3, Priority::High, "desk"));
    assert_eq!(typed.inform, ["security"]);
    let night = router.route(&IncomingTicket { in_hours: Some(false), ..ticket("we were hacked") }, &[]).unwrap();
    assert_eq!((night.queue.as_str(), night.department.as_str()), ("night desk", "security"));
    assert_eq!((night.priority, night.tier), (Priority::High, 3));
    assert!(night.reasons.iter().any(|reason| reason.rule == "safeguards"), "{:?}", night.reasons);
}

#[test]
fn danger_is_seen_in_many_languages_forms_and_places() {
    for text in [
        "Wir wurden gehackt, alle Daten sind weg",
        "Notre compte a été piraté",
        "Nos robaron los datos, fuga de datos",
        "Roubaram: vazamento de dados",
        "Il sistema è stato hackerato",
        "Нас взломали",
        "все данные пропали",
        "Veritabanımız silindi",
        "Hesabımız ele geçirildi",
        "我的账户被盗了",
        "数据全部丢失了，怎么办",
        "データが全部消えました",
        "アカウントが乗っ取られました",
        "계정이 해킹당했어요",
        "تم اختراق حسابي",
        "ｗｅ ｗｅｒｅ ｈａｃｋｅｄ",
        "we were hac\u{ad}ked",
        "we were ha\u{200b}cked",
        "nous avons e\u{301}te\u{301} pirate\u{301}s",
        "we were h\u{430}\u{441}k\u{435}d", // Cyrillic letters among the Latin ones
        "\u{3c1}hishing",                   // a Greek one
        "нас взл\u{6f}мали",                // a Latin one among the Cyrillic ones
        "we were h a c k e d",
        "we were H-A-C-K-E-D, r.a.n.s.o.m.w.a.r.e",
        "w e  w e r e  h a c k e d",
        "\u{feff}RANSOMWARE!",
    ] {
        let routed = route(&ticket(text));
        assert!(routed.priority <= Priority::High && routed.tier >= 3, "{text}: {routed:?}");
    }
    let log = "INFO request 200 in 3 ms\n".repeat(20_000);
    for text in [format!("we were hacked\n{log}"), format!("{log}\nwe were hacked")] {
        assert_eq!(route(&ticket(&text)).department, "security");
    }
}

#[test]
fn talk_of_danger_is_no_danger() {
    for text in [
        "Is there a webinar on phishing?",
        "h a, c k e d",
        "drives c d e f g h are full",
        "you are invited: webinar about ransomware, register now",
        "When is the next phishing training?",
        "My colleague exposed me to your product and I love it",
    ] {
        assert_eq!(route(&ticket(text)).department, "general", "{text}");
    }
    for text in [
        "After the webinar on phishing we were hacked",
        "webinar on phishing: the phishing mail came from you",
        "We held a phishing test. Now our data was leaked",
        "The training, hacked yesterday, is offline",
    ] {
        assert_eq!(route(&ticket(text)).department, "security", "{text}");
    }
}
