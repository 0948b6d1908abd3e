//! How much is found, and how much that is none: on texts in secrets.txt and traps.txt.

use hypercare::tickets::redact;

fn lines(file: &'static str) -> impl Iterator<Item = String> {
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.replace("\\n", "\n").replace("\\r", "\r"))
}

/// What letters and digits of a secret are left, and which of what stands around it went along.
fn wrong(line: &str) -> Option<String> {
    let mut parts = line.splitn(3, ' ');
    let (language, kind, marked) = (parts.next()?, parts.next()?, parts.next()?);
    let (before, rest) = marked.split_once('⟦').expect("a secret");
    let (secret, behind) = rest.split_once('⟧').expect("its end");
    let text = format!("{before}{secret}{behind}");
    let clean = redact(&text);
    let place = before.len()..before.len() + secret.len();
    let gone = |at: usize| clean.spans.iter().any(|span| (span.start..span.end).contains(&at));
    let exact = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).all(|(at, _)| gone(at) == place.contains(&at));
    let kinds = clean.spans.iter().all(|span| span.kind.placeholder() == format!("[redacted:{kind}]"));
    (!exact || !kinds).then(|| format!("{language} {kind}: {text:?} became {:?}", clean.text))
}

#[test]
fn most_secrets_go_alone_and_under_their_kind() {
    let wrong: Vec<String> = lines(include_str!("secrets.txt")).filter_map(|line| wrong(&line)).collect();
    let count = lines(include_str!("secrets.txt")).count();
    let languages: std::collections::BTreeSet<_> =
        lines(include_str!("secrets.txt")).map(|line| line.split(' ').next().map(str::to_owned)).collect();
    assert!(count >= 150 && languages.len() >= 20);
    println!("recall {} of {count} in {} languages", count - wrong.len(), languages.len());
    assert!(wrong.len() * 100 <= count, "{} of {count} missed:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_secret_stays() {
    let texts: Vec<String> = lines(include_str!("traps.txt")).collect();
    let hits: Vec<String> = texts.iter().map(|text| redact(text).text).filter(|clean| !texts.contains(clean)).collect();
    assert!(texts.len() >= 150);
    println!("{} of {} taken out", hits.len(), texts.len());
    assert!(hits.is_empty(), "{} of {} taken out:\n{}", hits.len(), texts.len(), hits.join("\n"));
}
