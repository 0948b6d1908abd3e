//! Troubleshooting: symptoms, timeframes, causes that add up, questions, resolutions that learn, hostile input.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::tickets::{
    DiagnoseOptions, Diagnosis, ResolutionOutcome, RoutingTable, StepAnswer, Troubleshooter, starter_texts,
};
use hypercare::time::{format_instant, parse_instant};
use hypercare::{Error, Result};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "shared/cases.rs"]
mod cases;

/// A Tuesday afternoon.
const NOW: &str = "2026-03-17T15:30:00Z";

fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Read once: to read the knowledge takes longer than to use it.
static HELPER: LazyLock<Troubleshooter> = LazyLock::new(Troubleshooter::default);

fn diagnose(text: &str) -> Diagnosis {
    HELPER.diagnose(text, at(NOW)).unwrap_or_else(|error| panic!("{error}"))
}

fn since(text: &str, zone: &str) -> Option<String> {
    let helper = HELPER.in_zone(zone).expect("a zone");
    helper.diagnose(text, at(NOW)).expect("a diagnosis").symptoms.since.map(|frame| format_instant(frame.since))
}

fn check(found: &Diagnosis, text: &str) {
    let sum = found.causes.iter().map(|cause| cause.confidence).sum::<f64>() + found.others + found.unknown;
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    assert!(found.causes.windows(2).all(|pair| pair[0].confidence >= pair[1].confidence));
    assert!(found.steps.windows(2).all(|pair| pair[0].information_bits >= pair[1].information_bits));
    assert!(found.steps.iter().all(|step| step.information_bits <= 1.0 && (0.0..=1.0).contains(&step.yes_probability)));
    assert!(found.resolutions.windows(2).all(|pair| pair[0].success_rate >= pair[1].success_rate));
    let symptoms = &found.symptoms;
    for symptom in
        [&symptoms.keywords, &symptoms.error_codes, &symptoms.actions, &symptoms.features].into_iter().flatten()
    {
        assert_eq!(text.get(symptom.start..symptom.end), Some(symptom.text.as_str()));
    }
    if let Some(frame) = &symptoms.since {
        assert_eq!(text.get(frame.start..frame.end), Some(frame.text.as_str()));
        assert!(frame.since <= at(NOW));
    }
}

proptest! {
    #[test]
    fn any_text_gives_confidences_that_add_up_and_spans_that_hold(
        pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "since ", "for ", "yesterday ", "4 pm ", "3/14 ", "31/2 ", "february 30 ", "two hours ", "99999 years ", "ago ", "last ",
                "monday ", "the 31st ", "12:61 ", "25:00 ", "quickbooks ", "slow ", "HTTP 500 ", "ORA-00942 ", "can\u{2019}t log in ", "é🙂", ". ",
            ]).prop_map(str::to_owned),
            any::<String>(),
        ], 0..12),
    ) {
        let text = pieces.concat();
        check(&diagnose(&text), &text);
    }

    #[test]
    fn every_count_of_every_unit_is_read(count in 1_i64..500, unit in 0_usize..4, form in 0_usize..4) {
        let (unit, seconds) = [("minutes", 60), ("hours", 3_600), ("days", 86_400), ("weeks", 604_800)][unit];
        let text = [
            format!("slow for {count} {unit}"),
            format!("it broke {count} {unit} ago"),
            format!("over the last {count} {unit} nothing worked"),
            format!("down since about {count} {unit} ago, help"),
        ][form].clone();
        let expected = at(NOW) - chrono::TimeDelta::seconds(count * seconds);
        prop_assert_eq!(since(&text, "UTC"), Some(format_instant(expected)), "{}", text);
    }

    #[test]
    fn success_rates_are_the_mean_of_their_beta_posterior(outcomes in prop::collection::vec(any::<bool>(), 0..40)) {
        let mut helper = HELPER.clone();
        for solved in &outcomes {
            helper.record(&ResolutionOutcome { resolution: "unlock_account".to_owned(), solved: *solved }).expect("a rate");
        }
        let solved = outcomes.iter().filter(|solved| **solved).count();
        let count = |count: usize| f64::from(u32::try_from(count).expect("few"));
        let expected = (9.3 + count(solved)) / (10.0 + count(outcomes.len()));
        prop_assert!((helper.success_rate("unlock_account").expect("a rate") - expected).abs() < 1e-12);
        let kept = Troubleshooter::from_json(&helper.to_json().expect("a document")).expect("the same");
        prop_assert_eq!(kept, helper);
    }
}

#[test]
fn timeframes_are_instants_of_the_report_and_its_zone() {
    for (text, zone, expected) in [
        ("since yesterday 4 pm", "UTC", "2026-03-16T16:00:00Z"),
        ("since yesterday 4 pm", "America/New_York", "2026-03-16T20:00:00Z"),
        ("since yesterday at 16:00, nothing syncs", "Europe/Paris", "2026-03-16T15:00:00Z"),
        ("since yesterday 16:00 UTC", "Asia/Tokyo", "2026-03-16T16:00:00Z"),
        ("it has been slow for two hours", "UTC", "2026-03-17T13:30:00Z"),
        ("for half an hour now", "UTC", "2026-03-17T15:00:00Z"),
        ("for the past two and a half days", "UTC", "2026-03-15T03:30:00Z"),
        ("this began a couple of days ago", "UTC", "2026-03-15T15:30:00Z"),
        ("for 45min", "UTC", "2026-03-17T14:45:00Z"),
        ("started Monday morning", "UTC", "2026-03-16T08:00:00Z"),
        ("started on Tuesday", "UTC", "2026-03-17T00:00:00Z"),
        ("since last Tuesday", "UTC", "2026-03-10T00:00:00Z"),
        ("since Wednesday", "UTC", "2026-03-11T00:00:00Z"),
        ("since Friday around 9:15", "UTC", "2026-03-13T09:15:00Z"),
        ("since 3/14", "UTC", "2026-03-14T00:00:00Z"),
        ("since 12/24", "UTC", "2025-12-24T00:00:00Z"),
        ("since 14/3/2026", "UTC", "2026-03-14T00:00:00Z"),
        ("since 14.3. please", "UTC", "2026-03-14T00:00:00Z"),
        ("since 2026-03-01 12:00", "UTC", "2026-03-01T12:00:00Z"),
        ("since March 2nd, 2026", "UTC", "2026-03-02T00:00:00Z"),
        ("since the 12th of March", "UTC", "2026-03-12T00:00:00Z"),
        ("since the 20th", "UTC", "2026-02-20T00:00:00Z"),
        ("since 9am", "UTC", "2026-03-17T09:00:00Z"),
        ("since 5 pm", "UTC", "2026-03-16T17:00:00Z"),
        ("since noon", "UTC", "2026-03-17T12:00:00Z"),
        ("since last night", "UTC", "2026-03-16T22:00:00Z"),
        ("since last week", "UTC", "2026-03-09T00:00:00Z"),
        ("since this month", "UTC", "2026-03-01T00:00:00Z"),
        ("since the weekend", "UTC", "2026-03-14T00:00:00Z"),
        ("QuickBooks stopped syncing this morning", "UTC", "2026-03-17T08:00:00Z"),
        ("it crashed yesterday at 11:30pm", "UTC", "2026-03-16T23:30:00Z"),
        ("for three months", "UTC", "2025-12-17T15:30:00Z"),
        ("I waited for 5 minutes, broken since Monday", "UTC", "2026-03-16T00:00:00Z"),
        ("We are open from 9am. Broken since yesterday 4 pm", "UTC", "2026-03-16T16:00:00Z"),
        ("I got a mail from Monday. Slow for two hours", "UTC", "2026-03-17T13:30:00Z"),
        ("from Monday on nothing works", "UTC", "2026-03-16T00:00:00Z"),
        ("started 2026-12-24, slow for two hours", "UTC", "2026-03-17T13:30:00Z"),
        ("since the day before yesterday", "UTC", "2026-03-15T00:00:00Z"),
        ("it broke the day before yesterday at 4 pm", "UTC", "2026-03-15T16:00:00Z"),
        ("since 10 this morning", "UTC", "2026-03-17T10:00:00Z"),
        ("since yesterday evening at 8", "UTC", "2026-03-16T20:00:00Z"),
        ("since yesterday evening 4 tickets hang", "UTC", "2026-03-16T18:00:00Z"),
        ("since last night at 2", "UTC", "2026-03-17T02:00:00Z"),
        ("1 hour 30 minutes ago", "UTC", "2026-03-17T14:00:00Z"),
        ("1,5 hours ago", "UTC", "2026-03-17T14:00:00Z"),
        ("for 1h30m", "UTC", "2026-03-17T14:00:00Z"),
        ("for 2 days and 3 hours", "UTC", "2026-03-15T12:30:00Z"),
        ("two days ago at 4 pm", "UTC", "2026-03-15T16:00:00Z"),
        ("since 2h", "UTC", "2026-03-17T13:30:00Z"),
        ("since about half an hour", "UTC", "2026-03-17T15:00:00Z"),
        ("since Monday, March 9", "UTC", "2026-03-09T00:00:00Z"),
        ("since Monday. March 9 was fine", "UTC", "2026-03-16T00:00:00Z"),
        ("since Friday last week", "UTC", "2026-03-13T00:00:00Z"),
        ("since Monday of last week", "UTC", "2026-03-09T00:00:00Z"),
        ("since last week on Thursday", "UTC", "2026-03-12T00:00:00Z"),
        ("since the 31st", "UTC", "2026-01-31T00:00:00Z"),
        ("since Monday 4 PM EST", "UTC", "2026-03-16T21:00:00Z"),
        ("since 4 pm CET on Monday", "UTC", "2026-03-16T15:00:00Z"),
        ("since 9:30 PST", "Europe/Berlin", "2026-03-16T17:30:00Z"),
        ("since yesterday 16:00 UTC+2", "Asia/Tokyo", "2026-03-16T14:00:00Z"),
        ("since 2026-03-16T16:00:00Z", "Asia/Tokyo", "2026-03-16T16:00:00Z"),
        ("since 2026-03-16T16:00:00.25+02:00,", "Asia/Tokyo", "2026-03-16T14:00:00.250Z"),
        ("since 2026-03-16T16:00:00", "Asia/Tokyo", "2026-03-16T07:00:00Z"),
        ("since 2026-03-16 16:00:00+0200", "UTC", "2026-03-16T14:00:00Z"),
        ("since 2026-03-16 16:00:00,123Z", "Asia/Tokyo", "2026-03-16T16:00:00Z"),
        ("We have been customers for two years, slow for two hours", "UTC", "2026-03-17T13:30:00Z"),
        ("since half past 8", "UTC", "2026-03-17T08:30:00Z"),
        ("since half past 8 in the evening", "UTC", "2026-03-16T20:30:00Z"),
        ("since quarter past nine", "UTC", "2026-03-17T09:15:00Z"),
        ("since a quarter to three", "UTC", "2026-03-17T14:45:00Z"),
        ("since ten past nine pm", "UTC", "2026-03-16T21:10:00Z"),
        ("since yesterday at half past 4", "UTC", "2026-03-16T16:30:00Z"),
        ("approximately 90 minutes", "UTC", "2026-03-17T14:00:00Z"),
        ("the site is down approximately 90 minutes", "UTC", "2026-03-17T14:00:00Z"),
        ("all day nothing works", "UTC", "2026-03-17T00:00:00Z"),
        ("it failed all morning", "UTC", "2026-03-17T08:00:00Z"),
        ("slow all week", "UTC", "2026-03-16T00:00:00Z"),
        ("it broke over the weekend", "UTC", "2026-03-14T00:00:00Z"),
        ("this happened on Monday at 10:15", "UTC", "2026-03-16T10:15:00Z"),
        ("ever since the release on Thursday", "UTC", "2026-03-12T00:00:00Z"),
        ("since our migration last Friday at 9:00", "UTC", "2026-03-13T09:00:00Z"),
        ("since Christmas", "UTC", "2025-12-25T00:00:00Z"),
        ("seit gestern 16 Uhr", "UTC", "2026-03-16T16:00:00Z"),
        ("Ich bin seit drei Jahren Kunde, seit gestern geht der Login nicht", "UTC", "2026-03-16T00:00:00Z"),
        ("Je suis client depuis 3 ans, depuis hier rien ne marche", "UTC", "2026-03-16T00:00:00Z"),
        ("Soy cliente desde hace 2 años y desde ayer no funciona", "UTC", "2026-03-16T00:00:00Z"),
        ("seit gestern 16 Uhr geht nichts mehr", "Europe/Berlin", "2026-03-16T15:00:00Z"),
        ("Es ist seit Montagmorgen langsam", "UTC", "2026-03-16T08:00:00Z"),
        ("seit zwei Stunden", "UTC", "2026-03-17T13:30:00Z"),
        ("vor einer halben Stunde abgestürzt", "UTC", "2026-03-17T15:00:00Z"),
        ("seit halb neun", "UTC", "2026-03-17T08:30:00Z"),
        ("seit heute früh um 7 Uhr", "UTC", "2026-03-17T07:00:00Z"),
        ("seit dem 12. März", "UTC", "2026-03-12T00:00:00Z"),
        ("seit letztem Freitag", "UTC", "2026-03-13T00:00:00Z"),
        ("depuis hier 16h", "UTC", "2026-03-16T16:00:00Z"),
        ("depuis hier à 16h30", "UTC", "2026-03-16T16:30:00Z"),
        ("ne marche plus depuis lundi matin", "UTC", "2026-03-16T08:00:00Z"),
        ("depuis deux heures", "UTC", "2026-03-17T13:30:00Z"),
        ("il y a trois jours", "UTC", "2026-03-14T15:30:00Z"),
        ("depuis 9h", "UTC", "2026-03-17T09:00:00Z"),
        ("depuis la semaine dernière", "UTC", "2026-03-09T00:00:00Z"),
        ("desde ayer", "UTC", "2026-03-16T00:00:00Z"),
        ("desde ayer a las 4 de la tarde", "UTC", "2026-03-16T16:00:00Z"),
        ("desde las 9", "UTC", "2026-03-17T09:00:00Z"),
        ("desde las nueve y media", "UTC", "2026-03-17T09:30:00Z"),
        ("desde hace dos horas", "UTC", "2026-03-17T13:30:00Z"),
        ("desde el lunes", "UTC", "2026-03-16T00:00:00Z"),
        ("falla hace tres días", "UTC", "2026-03-14T15:30:00Z"),
        ("desde ontem às 16h", "UTC", "2026-03-16T16:00:00Z"),
        ("parou há duas horas", "UTC", "2026-03-17T13:30:00Z"),
        ("desde segunda-feira", "UTC", "2026-03-16T00:00:00Z"),
        ("desde as 9h", "UTC", "2026-03-17T09:00:00Z"),
        ("dal lunedì", "UTC", "2026-03-16T00:00:00Z"),
        ("non va da ieri sera", "UTC", "2026-03-16T18:00:00Z"),
        ("da due ore", "UTC", "2026-03-17T13:30:00Z"),
        ("due ore fa", "UTC", "2026-03-17T13:30:00Z"),
        ("dalle 9 di mattina", "UTC", "2026-03-17T09:00:00Z"),
        ("sinds gisteren 16 uur", "UTC", "2026-03-16T16:00:00Z"),
        ("sinds half tien", "UTC", "2026-03-17T09:30:00Z"),
        ("sinds maandag", "UTC", "2026-03-16T00:00:00Z"),
        ("al twee uur", "UTC", "2026-03-17T13:30:00Z"),
        ("drie dagen geleden", "UTC", "2026-03-14T15:30:00Z"),
        // 02:30 does not exist on 8 March in New York: it is read with the offset before the change.
        ("since 3/8 2:30 am", "America/New_York", "2026-03-08T07:30:00Z"),
    ] {
        assert_eq!(since(text, zone).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "it is broken",
        "since the update",
        "for our client",
        "tomorrow at 4 pm",
        "since 31/31",
        "for you since forever",
        "3/14 of them",
        "our license is valid for 30 days",
        "the report from March is missing",
        "We have been customers for two years",
        "since 2026-03-18T16:00:00Z",
        "the page takes approximately 90 seconds",
        "we need it on Monday at 10:15",
        "the meeting on Monday at 10:15",
        "all users are affected",
        "ein Kunde seit 2019",
        "hier geht nichts, um was geht es",
        "la clave de ella",
        "da kann man nichts machen",
        "vor dem Update",
        "al menos dos",
        "depuis la mise à jour",
    ] {
        assert_eq!(since(text, "UTC"), None, "{text}");
    }
}

#[test]
fn clocks_that_change_are_compared_as_instants() {
    let since = |text: &str, now: &str, zone: &str| {
        let found = HELPER.in_zone(zone).expect("a zone").diagnose(text, at(now)).expect("a diagnosis");
        found.symptoms.since.map(|frame| format_instant(frame.since))
    };
    // 02:10 for the second time: 02:45 was 25 minutes ago.
    let fold = since("since 2:45", "2026-10-25T01:10:00Z", "Europe/Paris");
    assert_eq!(fold.as_deref(), Some("2026-10-25T00:45:00Z"));
    // 03:05, just after 02:00 became 03:00: 02:30 is read with the offset that does not put it ahead.
    let gap = since("since 2:30 am", "2026-03-29T01:05:00Z", "Europe/Paris");
    assert_eq!(gap.as_deref(), Some("2026-03-29T00:30:00Z"));
    assert_eq!(since("since the 30th", "2026-02-15T12:00:00Z", "UTC").as_deref(), Some("2026-01-30T00:00:00Z"));
}

#[test]
fn a_zone_that_means_several_makes_a_clock_less_sure() {
    use hypercare::tickets::TimeframePrecision::{Minute, PartOfDay};
    let precision = |text: &str| diagnose(text).symptoms.since.map(|frame| frame.precision);
    assert_eq!(precision("since 9:30 IST"), Some(PartOfDay));
    assert_eq!(precision("since 9:30 EST"), Some(Minute));
    assert_eq!(precision("two days ago at 4 pm"), Some(Minute));
}

#[test]
fn symptoms_come_with_their_words() {
    let text = "I can't log in since 9am, SSO says AADSTS50105. Exporting reports fails with HTTP 500, too.";
    let found = diagnose(text);
    check(&found, text);
    let names = |list: &[hypercare::tickets::TextSymptom]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found.symptoms.error_codes), ["AADSTS50105", "HTTP 500"]);
    assert_eq!(names(&found.symptoms.actions), ["sign_in", "export"]);
    assert_eq!(names(&found.symptoms.features), ["authentication", "reports"]);
    assert!(names(&found.symptoms.keywords).contains(&"sso".to_owned()));
    assert_eq!(found.causes[0].id, "single_sign_on_misconfigured");
    assert!(found.causes[0].reasons.iter().any(|reason| reason.detail.contains("AADSTS50105")));
}

#[test]
fn nothing_said_is_unknown() {
    let found = diagnose("");
    check(&found, "");
    assert!((found.unknown - 0.3).abs() < 1e-12 && found.confidence < 0.05, "{found:?}");
}

#[test]
fn many_causes_are_no_unknown_one() {
    let causes: String = (0..300)
        .map(|id| format!("      - {{id: c{id}, description: d, prior: 1, signs: [{{words: [x], weight: 1000}}]}}\n"))
        .collect();
    let text = format!("version: 1\nunknown: 0.01\nissues:\n  a:\n    causes:\n{causes}");
    let helper = Troubleshooter::from_yaml(&text).expect("knowledge");
    let found = helper.diagnose("", at(NOW)).expect("a diagnosis");
    check(&found, "");
    assert!((found.unknown - 0.01).abs() < 1e-12 && (found.others - 0.99).abs() < 1e-12, "{found:?}");
    assert!(helper.diagnose("x", at(NOW)).expect("a diagnosis").unknown < 1e-4);
}

#[test]
fn extreme_answers_stay_numbers() {
    let mut text = "version: 1\nissues: {a: {causes: [{id: x, description: d, prior: 1}]}}\nsteps:\n".to_owned();
    for id in 0..4 {
        text += &format!("  - {{id: s{id}, text: t, otherwise: 1e-200, yes_if: {{x: 1e-200}}}}\n");
    }
    let answers = (0..4).map(|id| StepAnswer { step: format!("s{id}"), yes: true }).collect();
    let options = DiagnoseOptions { answers, ..DiagnoseOptions::default() };
    let found = Troubleshooter::from_yaml(&text).expect("knowledge").diagnose_with("", at(NOW), &options).expect("it");
    assert!((found.unknown - 0.3).abs() < 1e-12 && (found.confidence - 0.7).abs() < 1e-12, "{found:?}");
}

#[test]
fn the_default_knowledge_has_causes_steps_and_resolutions_for_every_issue_type() {
    let helper = Troubleshooter::default();
    let knowledge = helper.knowledge();
    let types: Vec<_> = RoutingTable::default().types().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(knowledge.issues.keys().cloned().collect::<Vec<_>>(), types);
    for (name, issue) in &knowledge.issues {
        assert!(issue.causes.len() >= 3, "{name}");
        for cause in &issue.causes {
            assert!(!cause.resolutions.is_empty() && !cause.signs.is_empty(), "{}", cause.id);
            assert!(knowledge.steps.iter().any(|step| step.yes_if.contains_key(&cause.id)), "{} has no step", cause.id);
        }
    }
}

#[test]
fn most_tickets_of_a_type_lead_to_a_cause_of_it() {
    let helper = Troubleshooter::default();
    let (mut right, mut all) = (0, 0);
    // The signs of the default knowledge are English.
    let english = starter_texts().filter(|(label, text)| *label != "none" && text.is_ascii());
    for (label, text) in english.step_by(4) {
        let found = helper.diagnose(text, at(NOW)).expect("a diagnosis");
        all += 1;
        right += usize::from(found.causes.first().is_some_and(|cause| cause.issue_type == label));
    }
    println!("{right} of {all}");
    assert!(right * 2 > all, "{right} of {all}");
}

#[test]
fn answers_move_the_causes_and_named_issues_weigh_more() {
    let helper = Troubleshooter::default();
    let text = "can't log in";
    let ask = |options: &DiagnoseOptions| helper.diagnose_with(text, at(NOW), options).expect("a diagnosis");
    let share = |found: &Diagnosis, id: &str| {
        found.causes.iter().find(|cause| cause.id == id).map_or(0.0, |cause| cause.confidence)
    };
    let answer = |yes| DiagnoseOptions {
        answers: vec![StepAnswer { step: "account_state".to_owned(), yes }],
        ..DiagnoseOptions::default()
    };
    let (yes, no) = (ask(&answer(true)), ask(&answer(false)));
    assert!(share(&yes, "account_locked") > 0.6 && share(&no, "account_locked") < 0.1);
    check(&yes, text);
    assert!(yes.steps.iter().all(|step| step.id != "account_state"));
    let named = ask(&DiagnoseOptions { issue_type: Some("MFA_issues ".to_owned()), ..DiagnoseOptions::default() });
    let bare = ask(&DiagnoseOptions::default());
    assert!(share(&named, "device_lost_or_replaced") > 10.0 * share(&bare, "device_lost_or_replaced"));
    assert_eq!((named.issue_type.as_deref(), bare.issue_type.as_deref()), (Some("mfa_issues"), None));
    let nonsense = ask(&DiagnoseOptions { issue_type: Some("nonsense".to_owned()), ..DiagnoseOptions::default() });
    assert_eq!(nonsense, bare);
    let twice = DiagnoseOptions { answers: [answer(true).answers, answer(false).answers].concat(), issue_type: None };
    assert_eq!(helper.diagnose_with(text, at(NOW), &twice).expect_err("twice").code(), "duplicate");
    let other = DiagnoseOptions { answers: vec![StepAnswer { step: "?".to_owned(), yes: true }], issue_type: None };
    assert_eq!(helper.diagnose_with(text, at(NOW), &other).expect_err("no step").code(), "unknown");
}

#[test]
fn failures_push_a_resolution_down() {
    let mut helper = Troubleshooter::default();
    let text = "Card was charged twice and the second payment is still pending, invoice unpaid";
    let first =
        |helper: &Troubleshooter| helper.diagnose(text, at(NOW)).expect("a diagnosis").resolutions[0].id.clone();
    let before = first(&helper);
    for _ in 0..200 {
        helper.record(&ResolutionOutcome { resolution: before.clone(), solved: false }).expect("a rate");
    }
    assert_ne!(first(&helper), before);
    let missing = ResolutionOutcome { resolution: "prayer".to_owned(), solved: true };
    assert_eq!(helper.record(&missing).expect_err("not there").code(), "unknown");
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "a",
        "since ",
        "not ",
        "error 500 ",
        "A_",
        "1.",
        "'",
        "é",
        "last ",
        "the ",
        "for 1 ",
        "since the ",
        "1 day 2 hours ",
        "get 500 ",
        "16:00 ",
    ] {
        let text = piece.repeat((1 << 17) / piece.len());
        let found = diagnose(&text);
        assert!(found.symptoms.error_codes.len() <= 50);
    }
    assert!(diagnose(&"slow ".repeat(2 << 20)).symptoms.keywords.len() == 1);
}

#[test]
fn documents_say_where_they_are_wrong() {
    let cause = "version: 1\nissues:\n  a:\n    causes:\n      - {id: x, description: d, prior: 1}\n";
    assert!(Troubleshooter::from_yaml(cause).is_ok());
    for (text, line) in [
        (cause.replace("version: 1", "version: 2"), 1),
        (cause.replace("prior: 1", "prior: 0"), 5),
        (cause.replace("prior: 1", "prior: .nan"), 5),
        (cause.replace("id: x", "id: ' '"), 5),
        (format!("{cause}      - {{id: x, description: e, prior: 1}}\n"), 6),
        (format!("{cause}steps:\n  - {{id: s, text: t, otherwise: 0.5, yes_if: {{zz: 0.5}}}}\n"), 7),
        (format!("{cause}outcomes: {{zz: {{solved: 1, failed: 0}}}}\n"), 6),
        (format!("{cause}  b: {{causes: []}}\n"), 6),
        (format!("{cause}extra: 1\n"), 6),
        (
            format!(
                "{cause}      - {{id: x, description: it is x, prior: 1}}\n      - {{id: y, description: x, prior: 1}}\n"
            ),
            6,
        ),
        (
            format!(
                "{cause}steps:\n  - {{id: s, otherwise: 0.5, yes_if: {{zz: 0.5}}, text: a}}\n  - {{id: t, text: is it zz?, otherwise: 0.5, yes_if: {{}}}}\n"
            ),
            7,
        ),
        (cause.replace("prior: 1", "prior: 1, signs: [{words: ['--'], weight: 2}]"), 5),
    ] {
        let error = Troubleshooter::from_yaml(&text).expect_err(&text);
        let Error::Parse { position, .. } = &error else { panic!("{error}") };
        assert_eq!(position.line, line, "{text}: {error}");
    }
}

/// The answer to a shared case: see tests/shared/README.md.
fn answer(input: &Value) -> Result<Value> {
    let helper = match &input["knowledge"] {
        Value::String(word) if word == "default" => Troubleshooter::default(),
        Value::String(yaml) => Troubleshooter::from_yaml(yaml)?,
        document => Troubleshooter::from_json(&document.to_string())?,
    };
    let mut helper = match input["zone"].as_str() {
        Some(zone) => helper.in_zone(zone)?,
        None => helper,
    };
    for outcome in input["outcomes"].as_array().into_iter().flatten() {
        helper.record(&serde_json::from_value(outcome.clone()).expect("an outcome"))?;
    }
    let Some(text) = input["text"].as_str() else {
        return Ok(serde_json::from_str(&helper.to_json()?).expect("JSON"));
    };
    let options: DiagnoseOptions = match &input["options"] {
        Value::Null => DiagnoseOptions::default(),
        options => serde_json::from_value(options.clone()).expect("options"),
    };
    let found = helper.diagnose_with(text, parse_instant(input["at"].as_str().unwrap_or(NOW))?, &options)?;
    Ok(json!(found))
}

#[test]
fn shared_cases() {
    cases::run("troubleshooting.json", answer);
}

#[test]
fn diagnoses_cross_into_other_languages() {
    assert!(to_value(&diagnose("slow since noon, HTTP 504")).is_ok());
}
