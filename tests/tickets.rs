//! Routing tables: the default, documents, hostile names.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use hypercare::document::value::{Keys, from_value, to_value};
use hypercare::tickets::RoutingTable;
use hypercare::{Error, Priority};
use proptest::prelude::*;

#[path = "shared/cases.rs"]
mod cases;

const TABLE: &str = "version: 1
default: {tier: 1, priority: medium, department: general}
types:
  login_failed: {tier: 2, priority: P1, department: access}
";

fn position(error: &Error) -> (u32, u32) {
    let position = error.position().unwrap_or_else(|| panic!("{error} has no position"));
    (position.line, position.column)
}

proptest! {
    #[test]
    fn any_name_routes_and_only_known_types_leave_the_default(name in any::<String>()) {
        let table = RoutingTable::default();
        let route = table.route(Some(&name));
        let folded = name.trim().to_ascii_lowercase();
        prop_assert_eq!(route.known, table.types().any(|(known, _)| known == folded));
        if !route.known {
            let fallback = table.route(None);
            prop_assert_eq!((route.tier, route.priority, route.department), (fallback.tier, fallback.priority, fallback.department));
            prop_assert_eq!(route.reason.rule, "default");
        }
    }

    #[test]
    fn case_and_blanks_do_not_matter(index in 0_usize..15, upper in proptest::collection::vec(any::<bool>(), 30), pad in "[ \t\r\n]{0,3}") {
        let table = RoutingTable::default();
        let (name, rule) = table.types().nth(index).expect("15 types");
        let mixed: String = name.chars().zip(upper).map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c }).collect();
        let route = table.route(Some(&format!("{pad}{mixed}{pad}")));
        prop_assert!(route.known);
        prop_assert_eq!(route.reason.rule, format!("types.{name}"));
        prop_assert_eq!((route.tier, route.priority, &route.department), (rule.tier, rule.priority, &rule.department));
    }

    #[test]
    fn documents_round_trip_in_both_forms(
        rules in proptest::collection::btree_map("[a-z_]{1,12}", (1_u8..=4, 0_usize..5, "[a-zA-Z][ -~]{0,8}[a-zA-Z]"), 0..20),
        fallback in (1_u8..=4, 0_usize..5),
    ) {
        let rule = |(tier, priority, department): &(u8, usize, String)| {
            serde_json::json!({"tier": tier, "priority": Priority::ALL[*priority].short(), "department": department})
        };
        let document = serde_json::json!({
            "version": 1,
            "default": rule(&(fallback.0, fallback.1, "all".to_owned())),
            "types": rules.iter().map(|(name, value)| (name.clone(), rule(value))).collect::<serde_json::Map<_, _>>(),
        });
        let table = RoutingTable::from_json(&document.to_string()).expect("a table");
        let text = table.to_json().expect("a document");
        prop_assert_eq!(&RoutingTable::from_json(&text).expect("the same table"), &table);
        prop_assert_eq!(&RoutingTable::from_yaml(&text).expect("JSON is YAML"), &table);
        let value = to_value(&table).expect("a value");
        prop_assert_eq!(&from_value::<RoutingTable>(value, "routing table", Keys::Snake).expect("the same table"), &table);
        prop_assert_eq!(table.types().count(), rules.len());
    }
}

#[test]
fn the_default_table_is_the_support_framework() {
    use Priority::{Critical, High, Low, Medium};
    let table = RoutingTable::default();
    let all = [
        ("login_failed", 1, Medium, "user_support"),
        ("password_reset", 1, Low, "user_support"),
        ("mfa_issues", 1, Medium, "user_support"),
        ("quickbooks_sync_failed", 2, High, "integrations"),
        ("api_errors", 2, High, "technical"),
        ("webhook_failures", 2, Medium, "integrations"),
        ("slow_response_times", 3, High, "infrastructure"),
        ("system_unavailable", 3, Critical, "infrastructure"),
        ("data_corruption", 3, Critical, "database"),
        ("security_breach", 4, Critical, "security"),
        ("unauthorized_access", 3, Critical, "security"),
        ("data_leak", 4, Critical, "security"),
        ("payment_failures", 3, Critical, "billing"),
        ("data_loss", 4, Critical, "infrastructure"),
        ("compliance_violation", 4, Critical, "compliance"),
    ];
    for (name, tier, priority, department) in all {
        let route = table.route(Some(name));
        assert_eq!(
            (route.tier, route.priority, route.department.as_str(), route.known),
            (tier, priority, department, true)
        );
    }
    let names: BTreeSet<&str> = table.types().map(|(name, _)| name).collect();
    assert_eq!(names, all.iter().map(|(name, ..)| *name).collect());
    for missing in [None, Some(""), Some(" \t"), Some("nothing of the kind")] {
        let route = table.route(missing);
        assert_eq!((route.tier, route.priority, route.department.as_str(), route.known), (1, Medium, "general", false));
    }
    assert_eq!(table.fallback().department, "general");
}

#[test]
fn hostile_names_are_only_unknown() {
    let table = RoutingTable::default();
    let huge = "x".repeat(1 << 20);
    for name in [
        huge.as_str(),
        "\0",
        "login\u{0}failed",
        "\u{202e}deliaf_nigol",
        "__proto__",
        "login_failed\u{301}",
        "ＬＯＧＩＮ_failed",
    ] {
        let route = table.route(Some(name));
        assert!(!route.known, "{name:.20}");
        assert!(route.reason.detail.len() < 600, "{} bytes", route.reason.detail.len());
    }
}

#[test]
fn the_canonical_document_names_version_default_and_types() {
    let text = RoutingTable::default().to_json().expect("a document");
    assert!(text.starts_with("{\n  \"version\": 1,\n  \"default\": {\n    \"tier\": 1,\n    \"priority\": \"medium\",\n    \"department\": \"general\"\n  },\n  \"types\": {\n    \"api_errors\": {"), "{text}");
    assert_eq!(RoutingTable::from_yaml(&text).expect("a table"), RoutingTable::default());
}

#[test]
fn errors_stand_where_the_mistake_is() {
    assert!(RoutingTable::from_yaml(TABLE).is_ok());
    for (from, to, at, says) in [
        ("version: 1", "version: 2", (1, 1), "expected 1"),
        ("version: 1", "version: one", (1, 1), "expected 1"),
        ("version: 1\n", "", (2, 1), "version"),
        ("tier: 2", "tier: 5", (4, 18), "1 to 4"),
        ("tier: 2", "tier: 0", (4, 18), "1 to 4"),
        ("tier: 2", "tier: -1", (4, 18), "1 to 4"),
        ("tier: 2", "tier: 1.5", (4, 18), "1 to 4"),
        ("priority: P1", "priority: urgent", (4, 37), "P1 to P5"),
        ("department: access", "department: ' '", (4, 53), "not blank"),
        ("department: access", "department: access, team: red", (4, 61), "team"),
        ("  login_failed: {", "  ' ': {", (4, 3), "not blank"),
        (
            "department: access}\n",
            "department: access}\n  ' LOGIN_failed': {tier: 1, priority: low, department: x}\n",
            (5, 3),
            "already",
        ),
        (
            "department: access}\n",
            "department: access}\n  login_failed: {tier: 1, priority: low, department: x}\n",
            (5, 3),
            "again",
        ),
    ] {
        let text = TABLE.replacen(from, to, 1);
        let error = RoutingTable::from_yaml(&text).expect_err(to);
        assert_eq!(error.code(), "parse", "{to}: {error}");
        assert!(error.to_string().contains(says), "{to}: {error}");
        assert_eq!(position(&error), at, "{to}: {error}");
    }
}

#[test]
fn json_errors_stand_on_the_right_line() {
    let rule = "{\"tier\": 1, \"priority\": \"low\", \"department\": \"x\"}";
    let document = |version: &str, types: &str| {
        format!("{{\"version\": {version},\n\"default\": {rule},\n\"types\": {{\n{types}}}}}")
    };
    assert!(RoutingTable::from_json(&document("1", "")).is_ok());
    for (text, line, says) in [
        (document("3", ""), 1, "expected 1"),
        (document("1", &format!("\"a\": {rule},\n\"A\": {rule}")), 5, "already"),
        (document("1", &format!("\"a\": {rule},\n\"b\": {}", rule.replace("\"tier\": 1", "\"tier\": 9"))), 5, "1 to 4"),
        (document("1", "\"a\": 7"), 4, "a map of fields"),
    ] {
        let error = RoutingTable::from_json(&text).expect_err("an error");
        assert_eq!((error.code(), position(&error).0), ("parse", line), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let deep = "[".repeat(1000);
    assert_eq!(RoutingTable::from_json(&deep).expect_err("an error").code(), "limit");
    assert_eq!(RoutingTable::from_yaml(&" ".repeat(17 << 20)).expect_err("an error").code(), "limit");
}

#[test]
fn shared_cases() {
    cases::run("routing.json", |input| {
        let table = match input["table"].as_str() {
            Some("default") => RoutingTable::default(),
            Some(text) => RoutingTable::from_yaml(text)?,
            None => RoutingTable::from_json(&input["table"].to_string())?,
        };
        let routes: Vec<_> = match input.get("routes") {
            Some(names) => names.as_array().expect("a list").iter().map(|name| table.route(name.as_str())).collect(),
            None => return Ok(serde_json::from_str(&table.to_json()?).expect("JSON")),
        };
        Ok(serde_json::to_value(routes).expect("JSON"))
    });
}
