//! Redaction: nothing secret left, nothing else touched, the same again, linear time.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use hypercare::Result;
use hypercare::tickets::{RedactOptions, RedactedKind, redact, redact_with};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "shared/cases.rs"]
mod cases;
#[path = "redact/measured.rs"]
mod measured;

/// Pieces that look like secrets or stand beside them, to be put together in every order.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "4111 1111 1111 1111",
        "5555-5555-5555-4444",
        "DE89 3704 0044 0532 0130 00",
        "jo@example.org",
        "a@b",
        "@",
        "+49 30 1234567",
        "(212) 555-0199",
        "123-45-6789",
        "password: ",
        "Password=",
        "pw: x",
        "pin is 1234",
        "Bearer abc123def456",
        "Authorization: Basic ",
        "token=",
        "sk_live_4242424242424242",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END RSA PRIVATE KEY-----",
        "MIIBOgIBAAJB",
        "\n",
        " ",
        "-",
        ".",
        ":",
        "/",
        "https://me:secret@host/",
        "[redacted:card]",
        "[redacted:",
        "]",
        "\"",
        "'",
        "4111",
        "1111",
        "phone 030 1234567",
        "10.0.0.7",
        "fe80::1",
        "é",
        "🙂",
        "e\u{301}",
        "x",
        "_",
        "0",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[0-9 -]{1,24}", 1 => "[A-Z0-9 ]{1,34}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_second_time_changes_nothing(text in text(), ips in any::<bool>()) {
        let options = RedactOptions { ips };
        let once = redact_with(&text, &options);
        let twice = redact_with(&once.text, &options);
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert!(twice.spans.is_empty(), "{:?}", twice.spans);
    }

    #[test]
    fn spans_are_in_order_and_rebuild_the_text(text in text()) {
        let clean = redact(&text);
        let (mut rebuilt, mut from) = (String::new(), 0);
        for span in &clean.spans {
            prop_assert!(from <= span.start && span.start < span.end && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            rebuilt.push_str(&text[from..span.start]);
            rebuilt.push_str(span.kind.placeholder());
            from = span.end;
        }
        rebuilt.push_str(&text[from..]);
        prop_assert_eq!(rebuilt, clean.text);
        let mut kinds: Vec<_> = clean.spans.iter().map(|span| span.kind).collect();
        kinds.sort();
        kinds.dedup();
        prop_assert_eq!(kinds, clean.kinds);
    }

    #[test]
    fn a_card_never_survives_among_other_words(prefix in "[a-z ]{0,12} ", suffix in " [a-z ]{0,12}", digits in prop::collection::vec(0_u8..10, 14)) {
        let mut card: Vec<u8> = [vec![4], digits].concat();
        let sum: u32 = card.iter().rev().enumerate().map(|(place, digit)| {
            let digit = u32::from(*digit);
            if place % 2 == 0 { if digit > 4 { digit * 2 - 9 } else { digit * 2 } } else { digit }
        }).sum();
        card.push(u8::try_from((10 - sum % 10) % 10).expect("a digit"));
        let card: String = card.iter().map(|digit| char::from(b'0' + digit)).collect();
        let clean = redact(&format!("{prefix}{card}{suffix}"));
        prop_assert!(!clean.text.contains(&card), "{}", clean.text);
    }
}

#[test]
fn each_kind_is_found_in_a_sentence() {
    use RedactedKind::{ApiKey, Card, Email, Iban, Password, Phone, PrivateKey, SocialSecurity, Token};
    for (text, expected, kind) in [
        ("mail me: müller.jo+x@exämple.co.uk.", "mail me: [redacted:email].", Email),
        ("Card: 5555-5555-5555-4444!", "Card: [redacted:card]!", Card),
        ("IBAN GB82 WEST 1234 5698 7654 32 please", "IBAN [redacted:iban] please", Iban),
        ("SSN 123-45-6789.", "SSN [redacted:social_security].", SocialSecurity),
        ("call +1 (212) 555-0199 now", "call [redacted:phone] now", Phone),
        ("Call 212-555-0199, ext 4", "Call [redacted:phone], ext 4", Phone),
        ("Telefon: 030 / 123 45 67", "Telefon: [redacted:phone]", Phone),
        ("password: hunter2", "password: [redacted:password]", Password),
        ("my password is hunter2 ok", "my password is [redacted:password] ok", Password),
        ("DB_PASSWORD='a b c' next", "DB_PASSWORD='[redacted:password]' next", Password),
        (r#"{"password": "x\"}"#, r#"{"password": "[redacted:password]"}"#, Password),
        ("user jo, pw: x, é pin=1", "user jo, pw: [redacted:password], é pin=[redacted:password]", Password),
        ("Kennwort: Geheim", "Kennwort: [redacted:password]", Password),
        ("contraseña: hola", "contraseña: [redacted:password]", Password),
        ("postgres://app:s3cr3t@db/ledger", "postgres://app:[redacted:password]@db/ledger", Password),
        ("key AKIAIOSFODNN7EXAMPLE leaked", "key [redacted:api_key] leaked", ApiKey),
        ("x-api-key: 1234abcd", "x-api-key: [redacted:api_key]", ApiKey),
        ("use ghp_0123456789abcdefghij0123", "use [redacted:api_key]", ApiKey),
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer [redacted:token]", Token),
        ("curl -H 'authorization: Basic dTpw'", "curl -H 'authorization: Basic [redacted:token]'", Token),
        ("sent Bearer 0a1b2c3d4e", "sent Bearer [redacted:token]", Token),
        ("access_token=abc&x=1", "access_token=[redacted:token]&x=1", Token),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "jwt [redacted:token]", Token),
        (
            "a\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\nb",
            "a\n[redacted:private_key]\nb",
            PrivateKey,
        ),
        ("-----BEGIN PRIVATE KEY-----\nMIIB cut off", "[redacted:private_key]", PrivateKey),
    ] {
        let clean = redact(text);
        assert_eq!(clean.text, expected);
        assert_eq!(clean.kinds, [kind], "{text}");
    }
}

#[test]
fn what_a_support_team_needs_stays() {
    for text in [
        "HTTP 500 from POST /v2/documents, request id 7f3c-1102",
        "Login failed with error 0x80070005 at 2024-04-02 08:11:03",
        "I forgot my password, the reset link is expired",
        "The password is wrong",
        "basic troubleshooting done, bearer certificates are fine",
        "order 4111 1111 1111 1112 for 1,250.00",
        "from 10.0.0.7:443, version 10.4.2",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "ORA-00942, SQLSTATE 23505, invoice INV-2207",
        "@here please, 5@",
        "token: expired, Error: invalid token: expected string, auth token=null",
        "password: please reset it, access key: not found, secret: none",
        "my password is locked, the password is expired, our password was rejected",
        "npm i lodash@4.17.21, icon@2x.png",
        "order 0012345678901, ref 001234567890, +1234567 rows",
        "hotel 1234567, cell 12 34567 89 in the sheet, phone 2026-11-22 10:30",
        "bearer authentication and basic settings",
    ] {
        assert_eq!(redact(text).text, text);
    }
}

#[test]
fn ips_go_only_if_asked() {
    let options = RedactOptions { ips: true };
    let clean = redact_with("10.0.0.7:443 and 2001:db8::1, not 10.0.0.777, 12:30 or 1.2.3", &options);
    assert_eq!(clean.text, "[redacted:ip] and [redacted:ip], not 10.0.0.777, 12:30 or 1.2.3");
}

#[test]
fn what_stands_around_a_placeholder_goes_too() {
    for (text, clean) in [
        ("password: hunter2[redacted:card]", "password: [redacted:password][redacted:card]"),
        ("password: [redacted:password]", "password: [redacted:password]"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n\n> On Monday [redacted:email] wrote",
            "[redacted:private_key][redacted:email][redacted:private_key]",
        ),
        ("password is: hunter22", "password is: [redacted:password]"),
        ("password: \"not closed", "password: \"[redacted:password]"),
        (r#"{"password": "abc\"def"}"#, r#"{"password": "[redacted:password]"}"#),
        ("пароль: секрет1", "пароль: [redacted:password]"),
        ("密码：abc123", "密码：[redacted:password]"),
    ] {
        assert_eq!(redact(text).text, clean);
        assert_eq!(redact(clean).text, clean);
    }
}

#[test]
fn secrets_are_found_however_they_are_written() {
    for (text, clean) in [
        ("Password:\nhunter2", "Password:\n[redacted:password]"),
        ("PASSWORD hunter2", "PASSWORD [redacted:password]"),
        ("My password is letmein", "My password is [redacted:password]"),
        ("the password was \"Correct Horse 9\"", "the password was \"[redacted:password]\""),
        ("contraseña es hola123", "contraseña es [redacted:password]"),
        ("passphrase: correct horse battery staple", "passphrase: [redacted:password]"),
        (r#"{\"password\": \"hunter2\"}"#, r#"{\"password\": \"[redacted:password]\"}"#),
        ("mysql://app:p@ss/w0rd@db", "mysql://app:[redacted:password]@db"),
        ("my otp is 482913, cvc 123", "my otp is [redacted:password], cvc [redacted:password]"),
        ("curl -u bob:hunter2 https://x", "curl -u bob:[redacted:password] https://x"),
        ("Cookie: a=b; session=deadbeef", "Cookie: [redacted:token]"),
        ("Authorization: Digest username=\"a\", response=\"b\"", "Authorization: Digest [redacted:token]"),
        ("eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn", "[redacted:token]"),
        ("Bearer abcdefghijklmnop", "Bearer [redacted:token]"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic [redacted:token]"),
        ("AKIAIOSFODNN7EXAMPLE_", "[redacted:api_key]_"),
        ("https://x.blob/a?sig=abcdefghij0123456789%3D&b", "https://x.blob/a?sig=[redacted:api_key]&b"),
        ("AWS secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS secret [redacted:api_key]"),
        ("我的账户无法登录请联系jo@example.org谢谢", "我的账户无法登录请联系[redacted:email]谢谢"),
        ("+49 171/2345678, +49 (0) 171 / 2345678", "[redacted:phone], [redacted:phone]"),
        ("+1 (212) - 555 0199, +493012345ext5", "[redacted:phone], [redacted:phone]ext5"),
        ("WhatsApp 0171 2345678, 0171/1234567", "WhatsApp [redacted:phone], [redacted:phone]"),
        ("0049 30 1234567", "[redacted:phone]"),
        ("card ４１１１１１１１１１１１１１１１", "card [redacted:card]"),
    ] {
        assert_eq!(redact(text).text, clean);
        assert_eq!(redact(clean).text, clean);
    }
    let phones = "+493012345678".repeat(40);
    assert_eq!(redact(&phones).text, "[redacted:phone]".repeat(40));
}

/// The answer to a shared case: see tests/shared/README.md.
fn answer(input: &Value) -> Result<Value> {
    let options = match &input["options"] {
        Value::Null => RedactOptions::default(),
        options => serde_json::from_value(options.clone()).expect("options"),
    };
    let clean = redact_with(input["text"].as_str().expect("a text"), &options);
    Ok(json!({"text": clean.text, "kinds": clean.kinds}))
}

#[test]
fn shared_cases() {
    cases::run("redact.json", answer);
}

#[test]
fn hostile_sizes_take_linear_time() {
    let pieces = [
        "a",
        "4111 ",
        "password: x ",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN x",
        "-----BEGIN PRIVATE KEY----------END----- ",
        "a@b.cc ",
        "DE89 ",
        "+1 ",
        "://a:",
        "[redacted:card]",
        "a.a@",
        ": ",
        "\"@a",
        "@[1",
        "password is ",
        "aws ",
        "Cookie: a",
        "-u a:",
        "password:\n",
        "\\\"",
        "０",
        "://a:b@",
        "4111\n",
        "DE89\n",
        "account 1 ",
        "01 ",
        "passwort ist ",
        "密码",
        "密码是a",
        "\u{200b}",
        "tel.",
    ];
    for piece in pieces {
        let text = piece.repeat((1 << 16) / piece.len());
        let clean = redact(&text);
        assert!(!clean.text.is_empty());
    }
}
