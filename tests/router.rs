//! The router: what beats what, safeguards that only raise, rules, hours, agents, dry runs, errors.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::LazyLock;

use hypercare::tickets::{
    AgentState, Classifier, IncomingTicket, IssueSource, LabelProbability, PriorityMatrix, RoutedTicket, Router,
    RouterDocument, RoutingTable, TicketChannel, TicketGuess, TicketLevel, starter_texts,
};
use hypercare::time::parse_instant;
use hypercare::{Error, Priority, Result};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "shared/cases.rs"]
mod cases;
#[path = "router/given.rs"]
mod given;
#[path = "router/safety.rs"]
mod safety;

fn ticket(text: &str) -> IncomingTicket {
    IncomingTicket { text: text.to_owned(), ..IncomingTicket::default() }
}

fn guess(label: &str, confidence: f64) -> Option<TicketGuess> {
    Some(TicketGuess { label: label.to_owned(), confidence, known: true, ..TicketGuess::default() })
}

/// Made once: to make it takes longer than to use it.
static ROUTER: LazyLock<Router> = LazyLock::new(Router::default);

fn route(ticket: &IncomingTicket) -> RoutedTicket {
    ROUTER.route(ticket, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn agent(id: &str, open: u32, skills: &[&str], languages: &[&str]) -> AgentState {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    AgentState {
        id: id.to_owned(),
        departments: Vec::new(),
        skills: texts(skills),
        languages: texts(languages),
        tier: 4,
        open,
        capacity: 10,
    }
}

proptest! {
    #[test]
    fn a_given_type_beats_text_and_classifier(index in 0_usize..15, other in 0_usize..15, text in any::<String>(), confidence in 0.0..=1.0_f64) {
        let table = RoutingTable::default();
        let names: Vec<_> = table.types().map(|(name, _)| name.to_owned()).collect();
        let ticket = IncomingTicket { issue_type: Some(names[index].clone()), classification: guess(&names[other], confidence), ..ticket(&text) };
        let (routed, plain) = (route(&ticket), table.route(Some(&names[index])));
        prop_assert_eq!((routed.issue_type, routed.department, routed.issue_source), (Some(names[index].clone()), plain.department, IssueSource::Given));
        prop_assert!(routed.priority <= plain.priority && routed.tier >= plain.tier);
    }

    #[test]
    fn words_of_danger_never_lower(text in "[a-z ]{0,20}", danger in prop::sample::select(vec![
        "we were hacked", "ransomware!", "malware found", "a data leak", "our data was leaked", "intruder in the system", "lost everything", "the files are gone",
    ]), index in prop::option::of(0_usize..15), inbox in prop::sample::select(vec!["billing@a", "support@a", "x@a"])) {
        let table = RoutingTable::default();
        let label = index.and_then(|index| table.types().nth(index)).map(|(name, _)| name.to_owned());
        let ticket = |text: String| IncomingTicket {
            classification: label.as_deref().and_then(|label| guess(label, 0.9)),
            address: Some(inbox.to_owned()),
            ..ticket(&text)
        };
        let (calm, danger) = (route(&ticket(text.clone())), route(&ticket(format!("{text} {danger}"))));
        prop_assert!(danger.priority <= calm.priority && danger.tier >= calm.tier);
        prop_assert!(danger.priority <= Priority::High);
    }

    #[test]
    fn protected_types_are_never_below_high(index in 0_usize..6, impact in 0_usize..3, urgency in 0_usize..3) {
        let levels = [TicketLevel::High, TicketLevel::Medium, TicketLevel::Low];
        let label = ["security_breach", "unauthorized_access", "data_leak", "data_loss", "data_corruption", "compliance_violation"][index];
        let text = "{version: 1, rules: [{name: all low, when: {}, then: {priority: P5}}]}";
        let router = Router::from_yaml(text).expect("a router");
        let ticket = IncomingTicket { classification: guess(label, 0.8), impact: Some(levels[impact]), urgency: Some(levels[urgency]), ..ticket("") };
        prop_assert!(router.route(&ticket, &[]).expect("a route").priority <= Priority::High);
    }

    #[test]
    fn a_router_against_itself_changes_nothing(texts in prop::collection::vec(any::<String>(), 0..5)) {
        let tickets: Vec<_> = texts.iter().map(|text| ticket(text)).collect();
        let run = ROUTER.dry_run(&ROUTER, &tickets).expect("a run");
        prop_assert_eq!((run.tickets, run.changes.len(), run.raised, run.lowered, run.moved), (texts.len(), 0, 0, 0, 0));
    }
}

#[test]
fn the_classifier_counts_if_it_is_sure_and_the_table_knows_its_word() {
    for (confidence, known, label, source) in [
        (0.9, true, "api_errors", IssueSource::Classified),
        (0.4, true, "api_errors", IssueSource::None),
        (0.9, false, "api_errors", IssueSource::None),
        (0.9, true, "none", IssueSource::None),
    ] {
        let classification = Some(TicketGuess { label: label.to_owned(), confidence, known, ..TicketGuess::default() });
        let routed = route(&IncomingTicket { classification, ..ticket("") });
        assert_eq!(routed.issue_source, source, "{label} {confidence} {known}");
        assert_eq!(routed.department, if source == IssueSource::None { "general" } else { "technical" });
    }
    let wrong = IncomingTicket { classification: guess("api_errors", f64::NAN), ..ticket("") };
    assert_eq!(Router::default().route(&wrong, &[]).expect_err("no confidence").code(), "invalid");
}

/// An unsure guess with one alternative.
fn unsure(label: &str, confidence: f64, other: &str, probability: f64) -> Option<TicketGuess> {
    let alternatives = vec![LabelProbability { label: other.to_owned(), probability }];
    Some(TicketGuess { label: label.to_owned(), confidence, alternatives, ..TicketGuess::default() })
}

#[test]
fn what_the_classifier_suspects_raises_and_moves_only_what_nobody_knows() {
    let with = |classification| route(&IncomingTicket { classification, ..ticket("hello") });
    let suspected = with(unsure("login_failed", 0.4, "security_breach", 0.35));
    assert_eq!((suspected.department.as_str(), suspected.priority, suspected.tier), ("security", Priority::High, 3));
    let reason = suspected.reasons.iter().find(|reason| reason.rule == "safeguards[0]").unwrap();
    assert_eq!(reason.detail, "security: the classifier suspects security_breach");
    let together = with(unsure("unauthorized_access", 0.2, "data_leak", 0.15));
    assert_eq!((together.department.as_str(), together.priority), ("security", Priority::High));
    let hardly = with(unsure("login_failed", 0.4, "security_breach", 0.1));
    assert_eq!((hardly.department.as_str(), hardly.priority), ("general", Priority::Medium));
    let known = with(unsure("login_failed", 0.6, "data_loss", 0.35).map(|guess| TicketGuess { known: true, ..guess }));
    assert_eq!((known.department.as_str(), known.priority), ("user_support", Priority::High));
    let wrong = IncomingTicket { classification: unsure("api_errors", 0.5, "none", 1.5), ..ticket("") };
    assert_eq!(Router::default().route(&wrong, &[]).expect_err("no probability").code(), "invalid");
    assert!(Router::from_yaml("{version: 1, safeguards: [{name: a, priority_at_least: P1, tier_at_least: 1, department: b, suspicion: 0}]}").is_err());
}

#[test]
fn a_router_asks_its_classifier_and_names_the_words() {
    let (router, starter) = (Router::default(), Classifier::starter().unwrap());
    let text = "QuickBooks stopped syncing this morning, mail jo@example.org";
    let routed = router.route_by(&ticket(text), &[], &starter).unwrap();
    assert_eq!(
        (routed.issue_type.as_deref(), routed.issue_source),
        (Some("quickbooks_sync_failed"), IssueSource::Classified)
    );
    assert!(routed.reasons[0].detail.contains("\"QuickBooks\""), "{:?}", routed.reasons[0]);
    assert!(routed.reasons.iter().all(|reason| !reason.detail.contains("example")), "{:?}", routed.reasons);
    let named = IncomingTicket { issue_type: Some("api_errors".to_owned()), ..ticket(text) };
    assert_eq!(router.route_by(&named, &[], &starter).unwrap(), router.route(&named, &[]).unwrap());
    let past = [ticket(text), named, ticket("hello")];
    let changed = Router::from_yaml("{version: 1, minimum_confidence: 1.0}").unwrap();
    let run = router.dry_run_by(&changed, &past, &starter).unwrap();
    assert_eq!((run.changes.len(), run.changes[0].index), (1, 0));
    assert_eq!(router.dry_run(&changed, &past).unwrap().changes.len(), 0);
}

#[test]
fn huge_texts_are_routed() {
    let (router, starter) = (Router::default(), Classifier::starter().unwrap());
    for text in ["x".repeat(10 << 20), "hacked ".repeat(1 << 20), "\0".repeat(1 << 20), String::new()] {
        let routed = router.route_by(&ticket(&text), &[], &starter).unwrap();
        assert!(routed.reasons.iter().all(|reason| reason.detail.len() < 500), "{:?}", routed.reasons);
    }
}

#[test]
fn reasons_name_the_words_and_no_secrets() {
    let routed = route(&ticket("We were HACKED by an intruder, hacked!"));
    let reason = routed.reasons.iter().find(|reason| reason.rule == "safeguards[0]").unwrap();
    assert_eq!(reason.detail, "security: the text holds one of its words, be it in a denial: \"HACKED\", \"intruder\"");
    let words = vec!["jo@example.org".to_owned(), "printer".to_owned()];
    let classification = guess("api_errors", 0.9).map(|guess| TicketGuess { words, ..guess });
    let routed = route(&IncomingTicket { classification, ..ticket("") });
    let detail = &routed.reasons[0].detail;
    assert!(detail.contains("\"printer\"") && !detail.contains("jo@"), "{detail}");
}

#[test]
fn an_inbox_decides_only_where_the_type_is_not_known() {
    for (address, department, tier, priority) in [
        ("billing@example.org", "billing", 1, Priority::Medium),
        (" Security@Example.org", "security", 3, Priority::High),
        ("technical@example.org", "technical", 2, Priority::Medium),
        ("hello@example.org", "general", 1, Priority::Medium),
    ] {
        let routed = route(&IncomingTicket { address: Some(address.to_owned()), ..ticket("hi") });
        assert_eq!(
            (routed.department.as_str(), routed.tier, routed.priority),
            (department, tier, priority),
            "{address}"
        );
    }
    let known = IncomingTicket {
        address: Some("billing@a".to_owned()),
        classification: guess("api_errors", 0.9),
        ..ticket("")
    };
    assert_eq!(route(&known).department, "technical");
    let raised = IncomingTicket {
        address: Some("security@a".to_owned()),
        issue_type: Some("password_reset".to_owned()),
        ..ticket("")
    };
    let raised = route(&raised);
    assert_eq!((raised.department.as_str(), raised.priority), ("user_support", Priority::High));
    assert_eq!(raised.inform, ["security"], "whose inbox it came to");
    assert_eq!(route(&known).inform, [""; 0]);
}

#[test]
fn impact_and_urgency_decide_without_a_type_and_raise_with_one() {
    use TicketLevel::{High, Low};
    let matrix = PriorityMatrix::default();
    assert_eq!((matrix.priority(High, High), matrix.priority(Low, Low)), (Priority::Critical, Priority::Planning));
    let with = |issue_type: Option<&str>, level| {
        let issue_type = issue_type.map(str::to_owned);
        route(&IncomingTicket { issue_type, impact: Some(level), urgency: Some(level), ..ticket("") }).priority
    };
    assert_eq!((with(None, Low), with(None, High)), (Priority::Planning, Priority::Critical));
    assert_eq!((with(Some("api_errors"), Low), with(Some("api_errors"), High)), (Priority::High, Priority::Critical));
}

#[test]
fn rules_see_channel_customer_language_history_and_hours() {
    let router = Router::from_yaml(
        "
version: 1
hours: {version: 1, zone: Europe/Paris, weekly: {mon: [09:00-18:00]}}
rules:
  - {name: phone, when: {channels: [phone]}, then: {priority_at_least: P2}}
  - {name: plan, when: {plans: [Enterprise], past_tickets_at_least: 3}, then: {queue: key accounts, tier_at_least: 2}}
  - {name: German, when: {languages: [de]}, then: {skills: [german]}}
  - {name: printers, when: {words: [printer, 'paper jam*']}, then: {department: facilities, priority: P5}}
  - {name: many, when: {affected_users_at_least: 50}, then: {priority_at_least: P1}}
  - {name: night, when: {in_hours: false, priority_at_least: P2}, then: {department: night shift}}
",
    )
    .expect("a router");
    let route = |ticket: IncomingTicket| router.route(&ticket, &[]).expect("a route");
    let phone = route(IncomingTicket { channel: Some(TicketChannel::Phone), ..ticket("") });
    assert_eq!(phone.priority, Priority::High);
    let key = IncomingTicket { plan: Some("enterprise".to_owned()), past_tickets: 3, ..ticket("") };
    assert_eq!((route(key.clone()).queue.as_str(), route(key.clone()).tier), ("key accounts", 2));
    assert_eq!(route(IncomingTicket { past_tickets: 2, ..key }).queue, "general");
    let jam = route(ticket("Paper jams again"));
    assert_eq!((jam.department.as_str(), jam.priority), ("facilities", Priority::Planning));
    let many = |at: &str| IncomingTicket {
        affected_users: 50,
        at: Some(parse_instant(at).expect("an instant")),
        ..ticket("")
    };
    let (day, night) = (route(many("2026-03-16T10:00:00Z")), route(many("2026-03-16T20:00:00Z")));
    assert_eq!((day.queue.as_str(), day.department.as_str()), ("general", "general"));
    assert_eq!((night.queue.as_str(), night.department.as_str()), ("on_call", "night shift"));
    let told = route(IncomingTicket { in_hours: Some(true), ..many("2026-03-16T20:00:00Z") });
    assert_eq!(told.queue, "general");
    let agents = [agent("ann", 0, &[], &[]), agent("ben", 9, &["German"], &["DE"])];
    let german = IncomingTicket { language: Some("de-AT".to_owned()), ..ticket("") };
    assert_eq!(router.route(&german, &agents).expect("a route").agent.as_deref(), Some("ben"));
}

#[test]
fn the_least_loaded_expert_who_speaks_the_language_gets_it() {
    let router = Router::default();
    let sent =
        IncomingTicket { issue_type: Some("api_errors".to_owned()), language: Some("en".to_owned()), ..ticket("") };
    let pick = |agents: &[AgentState]| router.route(&sent, agents).expect("a route").agent;
    let expert = |id, open| agent(id, open, &["api_errors"], &["en", "fr"]);
    assert_eq!(pick(&[agent("a", 0, &[], &[]), expert("b", 5), expert("c", 4)]).as_deref(), Some("c"));
    assert_eq!(pick(&[agent("a", 0, &[], &["fr"]), agent("b", 10, &[], &[])]), None);
    assert_eq!(pick(&[AgentState { tier: 1, ..agent("a", 0, &[], &[]) }]), None);
    assert_eq!(pick(&[AgentState { departments: vec!["billing".to_owned()], ..agent("a", 0, &[], &[]) }]), None);
    assert_eq!(pick(&[AgentState { capacity: 0, ..agent("a", 0, &[], &[]) }]), None);
    assert_eq!(pick(&[agent("a", 1, &[], &[]), agent("b", 1, &[], &[])]).as_deref(), Some("a"));
    let twice = router.route(&sent, &[agent("a", 1, &[], &[]), agent("a", 2, &[], &[])]).expect_err("one id");
    assert_eq!((twice.code(), twice.to_string().contains("\"a\"")), ("duplicate", true), "{twice}");
}

#[test]
fn few_calm_texts_raise_an_alarm() {
    let (mut raised, mut all) = (0, 0);
    for (_, text) in starter_texts().filter(|(label, _)| *label == "none") {
        all += 1;
        raised += usize::from(route(&ticket(text)).priority < Priority::Medium);
    }
    println!("{raised} of {all}");
    assert!(raised * 20 < all, "{raised} of {all}");
}

#[test]
fn documents_round_trip_and_say_where_they_are_wrong() {
    let router = Router::default();
    let text = router.to_json().expect("a document");
    assert_eq!(Router::from_json(&text).expect("the same"), router);
    assert_eq!(Router::from_yaml(&text).expect("the same"), router);
    assert_eq!(Router::from_yaml("version: 1\n").expect("defaults"), router);
    for (text, line) in [
        ("version: 2\n", 1),
        ("version: 1\nminimum_confidence: 1.5\n", 2),
        ("version: 1\nrules:\n  - {name: a, when: {}, then: {tier_at_least: 5}}\n", 3),
        ("version: 1\nrules:\n  - {name: a, when: {plan: x}, then: {}}\n", 3),
        ("version: 1\nrules:\n  - {name: a, when: {channels: [fax]}, then: {}}\n", 3),
        ("version: 1\nmatrix: {high: {high: P1, medium: P9, low: P3}}\n", 2),
    ] {
        let error = Router::from_yaml(text).expect_err(text);
        let Error::Parse { position, .. } = &error else { panic!("{error}") };
        assert_eq!(position.line, line, "{error}");
    }
}

#[test]
fn mails_name_their_receivers_in_many_ways() {
    let to = |address: &str| route(&IncomingTicket { address: Some(address.to_owned()), ..ticket("hi") });
    for address in [
        "Security Team <security@example.org>",
        "security+abc@example.org",
        "\"Desk, first\" <support@example.org>, SECURITY@example.org",
        "billing@example.org; security@example.org",
    ] {
        assert_eq!(to(address).department, "security", "{address}");
    }
    assert_eq!(to("\"security@example.org\" <hello@example.org>").department, "general");
    let router = Router::from_yaml(
        "{version: 1, rules: [{name: vip, when: {addresses: [vip@a.org]}, then: {queue: vip}}, {name: jo, when: {addresses: [jo]}, then: {skills: [jo]}}]}",
    );
    let address = Some("Jo <jo+x@a.org>, V <VIP@a.org>".to_owned());
    let routed = router.unwrap().route(&IncomingTicket { address, ..ticket("") }, &[]).unwrap();
    assert_eq!((routed.queue.as_str(), routed.reasons.len()), ("vip", 3));
}

#[test]
fn a_document_is_checked_however_it_comes() {
    type Change = fn(&mut RouterDocument);
    let changes: [(&str, Change); 6] = [
        ("router.version", |document| document.version = 9),
        ("router.minimum_confidence", |document| document.minimum_confidence = f64::NAN),
        ("router.out_of_hours_queue", |document| document.out_of_hours_queue = " ".to_owned()),
        ("router.safeguards[0].tier_at_least", |document| document.safeguards[0].tier_at_least = 200),
        ("router.safeguards[1].department", |document| document.safeguards[1].department = String::new()),
        ("router.safeguards[0].words[0]", |document| document.safeguards[0].words[0] = "***".to_owned()),
    ];
    for (place, change) in changes {
        let mut document = RouterDocument::default();
        change(&mut document);
        let error = Router::new(document).expect_err(place);
        assert!(error.code() == "invalid" && error.to_string().starts_with(place), "{place}: {error}");
    }
    assert_eq!(Router::new(RouterDocument::default()).unwrap(), Router::default());
    for wrong in [
        "rules: [{name: a, when: {}, then: {department: ''}}]",
        "rules: [{name: a, when: {}, then: {queue: ' '}}]",
        "rules: [{name: a, when: {words: ['++']}, then: {queue: b}}]",
        "rules: [{name: a, when: {}, then: {}}]",
        "rules: [{name: a, when: {words: [b]}, then: {skills: []}}]",
        "inboxes: {Security: {department: a, tier: 1}, security: {department: b, tier: 1}}",
    ] {
        let error = Router::from_yaml(&format!("version: 1\n{wrong}\n")).expect_err(wrong);
        assert_eq!(error.position().map(|position| position.line), Some(2), "{wrong}: {error}");
    }
    assert!(serde_json::from_value::<AgentState>(json!({"id": "a", "capacity": 1, "tier": 200})).is_err());
}

#[test]
fn what_is_null_is_left_out() {
    let ticket = json!({"text": null, "past_tickets": null, "language": null, "affected_users": null});
    assert_eq!(serde_json::from_value::<IncomingTicket>(ticket).unwrap(), IncomingTicket::default());
}

#[test]
fn a_dry_run_says_which_ticket_is_wrong() {
    let past = [ticket("a"), IncomingTicket { classification: guess("api_errors", 7.0), ..ticket("b") }];
    let error = Router::default().dry_run(&Router::default(), &past).expect_err("no confidence");
    assert!(error.to_string().contains("tickets[1]"), "{error}");
}

/// The answer to a shared case: see tests/shared/README.md.
fn answer(input: &Value) -> Result<Value> {
    let read = |document: &Value| match document {
        Value::String(word) if word == "default" => Ok(Router::default()),
        Value::String(yaml) => Router::from_yaml(yaml),
        document => Router::from_json(&document.to_string()),
    };
    let router = read(&input["router"])?;
    let tickets = |value: &Value| serde_json::from_value::<Vec<IncomingTicket>>(value.clone()).expect("tickets");
    if input["changed"] != Value::Null {
        return Ok(json!(router.dry_run(&read(&input["changed"])?, &tickets(&input["tickets"]))?));
    }
    let agents: Vec<AgentState> = match &input["agents"] {
        Value::Null => Vec::new(),
        agents => serde_json::from_value(agents.clone()).expect("agents"),
    };
    if input["tickets"] == Value::Null {
        return Ok(serde_json::from_str(&router.to_json()?).expect("JSON"));
    }
    let routed: Result<Vec<_>> =
        tickets(&input["tickets"]).iter().map(|ticket| router.route(ticket, &agents)).collect();
    Ok(json!(routed?))
}

#[test]
fn shared_cases() {
    cases::run("router.json", answer);
}
