//! Gates: sections such as "Launch Readiness Sign-Off", who signs there, and what must hold.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;

use super::super::fields::shorten;
use super::super::{
    CriterionSign, Diagnostic, DiagnosticCode, DiagnosticLevel, Gate, GateCriterion, Item, ItemState, Plan, PlanTable,
    RoleQuorum, Section, SignOff, SignOffState, values,
};
use super::{above, has_children, head, measures, says};

/// What the heading of a gate says.
const GATES: [&str; 12] = [
    "sign-off",
    "sign-offs",
    "sign off",
    "signoff",
    "go/no-go",
    "go / no-go",
    "go-no-go",
    "gate",
    "gates",
    "launch authorization",
    "launch approval",
    "final approval",
];
/// What a group of criteria says.
const CRITERIA: [&str; 4] = ["criteria", "criterion", "conditions", "requirements"];
/// Words of a heading that do not name a role.
const NO_ROLE: [&str; 14] = [
    "validation",
    "sign-off",
    "sign-offs",
    "signoff",
    "approval",
    "approvals",
    "approvers",
    "owners",
    "owner",
    "signatures",
    "authorization",
    "launch",
    "final",
    "readiness",
];

/// The gates that were found, and where their roles and names are.
#[derive(Default)]
struct Book {
    gates: Vec<Gate>,
    sign_offs: Vec<SignOff>,
    /// (gate, role) to the index of its quorum.
    roles: HashMap<(usize, String), usize>,
    names: HashSet<(usize, usize, String)>,
}

pub(super) fn read(plan: &mut Plan, zone: Option<Tz>) -> Vec<Diagnostic> {
    // For each section the gate that it belongs to.
    let mut within: Vec<Option<usize>> = Vec::with_capacity(plan.sections.len());
    let mut book = Book::default();
    for section in &plan.sections {
        let around = section.parent.and_then(|parent| within.get(parent).copied().flatten());
        let own = around.is_none() && section.level > 0 && says(&section.title, &GATES);
        let gate = if own { Some(book.open(section)) } else { around };
        within.push(gate);
        if let Some(gate) = gate {
            book.read_section(section, gate, own, zone);
        }
    }
    if plan.tables.iter().any(|table| columns(&table.head, true).is_some()) {
        let places: HashMap<&str, usize> =
            plan.sections.iter().enumerate().map(|(index, section)| (section.id.as_str(), index)).collect();
        for table in &plan.tables {
            let place = places.get(table.section.as_str()).copied();
            let Some(place) = place else { continue };
            let (Some(section), Some(within)) = (plan.sections.get(place), within.get_mut(place)) else { continue };
            let Some(columns) = columns(&table.head, within.is_some()) else { continue };
            let gate = *within.get_or_insert_with(|| book.open(section));
            book.read_table(table, &columns, gate, &role_words(head(&section.title)), zone);
        }
    }
    let mut problems = Vec::new();
    for (section, gate) in plan.sections.iter().zip(&within) {
        if let Some(gate) = *gate {
            book.quorum(section, gate, &mut problems);
        }
    }
    book.gates.retain(|gate| !gate.required.is_empty() || !gate.criteria.is_empty());
    plan.gates = book.gates;
    plan.sign_offs = book.sign_offs;
    problems
}

impl Book {
    fn open(&mut self, section: &Section) -> usize {
        self.gates.push(Gate {
            id: section.id.clone(),
            title: section.title.clone(),
            deadline: section.due,
            all_blocking: !section.fields.iter().any(|field| {
                field.name.eq_ignore_ascii_case("blocking boxes") && field.value.trim().eq_ignore_ascii_case("no")
            }),
            line: section.line,
            ..Gate::default()
        });
        self.gates.len() - 1
    }

    fn add(&mut self, gate: usize, sign_off: SignOff) {
        let Some(found) = self.gates.get_mut(gate) else { return };
        let next = found.required.len();
        let role = *self.roles.entry((gate, sign_off.role.clone())).or_insert(next);
        if role == next {
            let role = sign_off.role.clone();
            found.required.push(RoleQuorum { role, veto: true, ..RoleQuorum::default() });
        }
        if self.names.insert((gate, role, sign_off.name.clone()))
            && let Some(quorum) = found.required.get_mut(role)
        {
            quorum.names.push(sign_off.name.clone());
            quorum.needed += 1;
        }
        self.sign_offs.push(sign_off);
    }

    /// Fields of a section in a gate: "Quorum: 3 of 5", "Veto: no".
    fn quorum(&mut self, section: &Section, gate: usize, problems: &mut Vec<Diagnostic>) {
        let field = |name: &str| section.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        let (number, veto) = (field("quorum"), field("veto"));
        if number.is_none() && veto.is_none() {
            return;
        }
        let Some(found) = self.gates.get_mut(gate) else { return };
        let role = self.roles.get(&(gate, role_words(head(&section.title)))).copied();
        let chosen = match role {
            Some(role) => found.required.get_mut(role..=role),
            None if found.id == section.id => Some(found.required.as_mut_slice()),
            None => None,
        };
        if let Some(number) = number.filter(|_| chosen.as_ref().is_none_or(|chosen| chosen.is_empty())) {
            let message = "a quorum of nobody: nobody is asked to sign here".to_owned();
            let hint = "Name who signs: boxes with bold names, lines with a date to fill in, or a table.".to_owned();
            let (line, column, end_line) = (number.line, number.column, number.end_line);
            let (level, code) = (DiagnosticLevel::Warning, DiagnosticCode::SignOff);
            problems.push(Diagnostic { level, code, line, column, end_line, message, hint });
        }
        for quorum in chosen.into_iter().flatten() {
            if let Some(veto) = veto {
                quorum.veto = !veto.value.trim().eq_ignore_ascii_case("no");
            }
            if let Some(number) = number {
                let most = u32::try_from(quorum.names.len()).unwrap_or(u32::MAX);
                let needed = needed(&number.value, most);
                quorum.needed = needed.unwrap_or(most).clamp(1.min(most), most);
                let message = match needed {
                    Some(needed) if needed == quorum.needed => continue,
                    Some(needed) => format!("{needed} of {most} cannot be reached: {} are asked for", quorum.needed),
                    None => format!("the quorum {:?} is not understood: all are asked for", shorten(&number.value)),
                };
                let (line, column, end_line) = (number.line, number.column, number.end_line);
                let hint = "Write all, majority, or a number such as 3 of 5.".to_owned();
                let (level, code) = (DiagnosticLevel::Warning, DiagnosticCode::SignOff);
                problems.push(Diagnostic { level, code, line, column, end_line, message, hint });
            }
        }
    }

    fn read_section(&mut self, section: &Section, gate: usize, own: bool, zone: Option<Tz>) {
        let has = has_children(section);
        let section_role = role_words(head(&section.title));
        let section_role = if section_role.is_empty() { "Final" } else { &section_role };
        for (item, &group) in section.items.iter().zip(&has) {
            let parent = above(section, item);
            let heading = head(parent.map_or(section.title.as_str(), |parent| parent.title.as_str()));
            let criteria = says(heading, &CRITERIA) && !(parent.is_none() && own);
            if group && item.state == ItemState::None {
                continue;
            }
            let id = &self.gates.get(gate).map_or_else(String::new, |gate| gate.id.clone());
            if let Some(signature) = signature(&item.text) {
                let role = parent.map_or_else(|| section_role.to_owned(), |parent| role_words(head(&parent.title)));
                let role = if role.is_empty() { "Final".to_owned() } else { role };
                self.add(gate, signature.sign_off(id, role, item, zone));
            } else if parent.is_none()
                && item.state != ItemState::None
                && !criteria
                && (!own || item.title != item.text)
            {
                self.add(gate, boxed(id, section_role, item));
            } else if criteria || parent.is_none() && item.state != ItemState::None {
                let (text, mark) = mark(&item.text);
                let met = match item.state {
                    ItemState::Done => Some(true),
                    ItemState::Open => Some(false),
                    ItemState::None => mark,
                };
                // What the gate decides is not asked for by it.
                if let Some(gate) = self.gates.get_mut(gate).filter(|_| !is_decision(text)) {
                    let criterion = GateCriterion { met, item: item.id.clone(), ..bounded(text, &item.title) };
                    gate.criteria.push(criterion);
                }
            }
        }
    }

    fn read_table(&mut self, table: &PlanTable, columns: &Columns, gate: usize, role: &str, zone: Option<Tz>) {
        for (row, line) in table.rows.iter().zip(table.line.saturating_add(2)..) {
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.trim()).unwrap_or_default();
            let name = cell(Some(columns.name));
            if name.is_empty() {
                continue;
            }
            let own = cell(columns.role);
            let by = cell(columns.by.filter(|&by| by != columns.name));
            let signed_at = values::moment(cell(columns.date), zone).map(|moment| moment.start);
            let said = cell(columns.state);
            // One cell may hold the word or the signature; a signature with its date is an approval.
            let known = state(said);
            let by = if columns.by == columns.state && (known.is_some() || is_blank(said)) { "" } else { by };
            // Without a date, words may say anything: "on leave", "next week".
            let signed = !is_blank(by)
                && (signed_at.is_some() || columns.date.is_none() && columns.by == columns.state && is_name(by));
            let unsaid = columns.by == columns.state || is_blank(said);
            let state = match known {
                Some(known) => known,
                None if signed && unsaid => SignOffState::Approved,
                None => SignOffState::Pending,
            };
            let role = [own, role, "Final"].into_iter().find(|role| !role.is_empty()).unwrap_or_default();
            let sign_off = SignOff {
                gate: self.gates.get(gate).map_or_else(String::new, |gate| gate.id.clone()),
                role: role.to_owned(),
                name: name.to_owned(),
                statement: String::new(),
                state,
                signed_by: Some(by.to_owned()).filter(|by| !is_blank(by)),
                signed_at,
                item: None,
                line,
            };
            self.add(gate, sign_off);
        }
    }
}

/// What may follow a count of those who approve.
const FOLLOW: [&str; 20] = [
    "of",
    "out",
    "the",
    "them",
    "all",
    "to",
    "go",
    "approve",
    "approvals",
    "approvers",
    "signatures",
    "signers",
    "votes",
    "voters",
    "people",
    "names",
    "owners",
    "members",
    "required",
    "needed",
];

/// How many approve of so many: "3", "3 of 5", "two", "all", "majority".
fn needed(text: &str, most: u32) -> Option<u32> {
    const WORDS: [&str; 11] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let text = text.trim().to_lowercase();
    let mut words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let count = match words.next()? {
        "all" | "unanimous" => most,
        "majority" => most / 2 + 1,
        word => {
            let known = WORDS.iter().position(|known| *known == word).and_then(|number| u32::try_from(number).ok());
            known.or_else(|| word.parse().ok())?
        }
    };
    // "of them", "of 5", "approvals"; not "3.5", "2/3", "50 %" or "two thirds".
    let count_of = |word: &str| word.parse::<u32>().is_ok() || WORDS.contains(&word);
    let mut before = "";
    let plain = words.all(|word| {
        let follows = FOLLOW.contains(&word) || before == "of" && count_of(word);
        before = word;
        follows
    });
    (plain && !text.contains(['%', '/'])).then_some(count)
}

/// "Go/No-Go decision: ...".
fn is_decision(text: &str) -> bool {
    const WORDS: [&str; 6] = ["go/no-go", "go / no-go", "go-no-go", "decision", "final decision", "launch decision"];
    let name = text.split(':').next().unwrap_or(text).chars().take(40).collect::<String>().to_lowercase();
    WORDS.iter().any(|word| name.trim() == *word || name.trim().strip_suffix(" decision") == Some(word))
}

/// "Error rate: <0.5%" with its bounds, by the name of what is measured; other words as they are.
fn bounded(text: &str, title: &str) -> GateCriterion {
    let Some((name, sign, bound, unit)) = measures::bound(text, title) else {
        return GateCriterion::confirmed(text);
    };
    let mut criterion = GateCriterion { unit, ..GateCriterion::confirmed(name) };
    match sign {
        CriterionSign::Below => criterion.below = Some(bound),
        CriterionSign::AtMost => criterion.at_most = Some(bound),
        CriterionSign::Above => criterion.above = Some(bound),
        CriterionSign::AtLeast => criterion.at_least = Some(bound),
    }
    criterion
}

/// "- [ ] **Security Team**: controls verified".
fn boxed(gate: &str, role: &str, item: &Item) -> SignOff {
    let statement = item.text.strip_prefix(&item.title).unwrap_or(&item.text);
    let statement = statement.trim_start_matches([':', '-', '–', '—', ' ']).to_owned();
    SignOff {
        gate: gate.to_owned(),
        role: role.to_owned(),
        name: item.title.clone(),
        statement,
        state: if item.state == ItemState::Done { SignOffState::Approved } else { SignOffState::Pending },
        signed_by: item.ticked_by.clone(),
        signed_at: item.ticked_at,
        item: Some(item.id.clone()),
        line: item.line,
    }
}

/// Whether there is nothing but a line to write on.
fn is_blank(text: &str) -> bool {
    text.trim_matches(|sign: char| matches!(sign, '_' | '.' | '-' | '–' | '—') || sign.is_whitespace()).is_empty()
}

/// Whether words look like a name: "A. Lee", "Ludwig van Beethoven", at most five of them and none that begins small but
/// for those inside.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let large = |word: &&str| word.chars().next().is_some_and(|sign| sign.is_alphabetic() && !sign.is_lowercase());
    words.len() <= 5 && words.first().is_some_and(large) && words.last().is_some_and(large)
}

/// What a cell says of a sign-off, if its words say so: all of them, or the first where that takes back or puts off what
/// might follow ("declined: backups untested", "not approved").
fn state(said: &str) -> Option<SignOffState> {
    let said = said.trim_matches(|sign: char| "[]".contains(sign)).to_lowercase();
    let first = said.split(|sign: char| !sign.is_alphanumeric() && sign != '-').find(|word| !word.is_empty());
    match first.unwrap_or_default() {
        "rejected" | "reject" | "rejects" | "declined" | "declines" | "denied" | "refused" | "refuses" | "vetoed"
        | "veto" | "vetoes" | "withheld" | "withdrawn" | "revoked" | "no" | "no-go" | "not" | "failed" | "blocked" => {
            return Some(SignOffState::Rejected);
        }
        "pending" | "waiting" | "waits" | "awaiting" | "tbd" | "tbc" | "later" | "deferred" | "unsigned" | "open"
        | "todo" | "if" | "unless" | "conditional" | "conditionally" => return Some(SignOffState::Pending),
        "abstained" | "abstains" => return Some(SignOffState::Abstained),
        _ => {}
    }
    Some(match said.as_str() {
        "approved" | "yes" | "signed" | "done" | "ok" | "go" | "x" | "✅" | "✔" | "☑" => SignOffState::Approved,
        "❌" | "✗" => SignOffState::Rejected,
        "n/a" => SignOffState::Abstained,
        "to do" | "⏳" | "☐" | "?" => SignOffState::Pending,
        _ => return None,
    })
}

/// The role that a heading names: "Technical Validation" as "Technical".
fn role_words(title: &str) -> String {
    let words = title.split_whitespace().filter(|word| {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
        !word.is_empty() && !NO_ROLE.contains(&word.as_str())
    });
    words.collect::<Vec<_>>().join(" ").trim_end_matches(':').to_owned()
}

/// "Technical Lead: ________ Date: _____", "Technical Lead: Ana Date: 2026-11-20".
struct Signature<'a> {
    name: &'a str,
    by: Option<&'a str>,
    date: &'a str,
}

fn signature(text: &str) -> Option<Signature<'_>> {
    let (name, rest) = text.split_once(':')?;
    let blank =
        |text: &str| text.trim_matches(|sign: char| sign == '_' || sign == '.' || sign.is_whitespace()).is_empty();
    let (by, date) = match rest.split_once("Date:").or_else(|| rest.split_once("date:")) {
        Some((by, date)) => (by.trim().trim_end_matches([',', ';']), date.trim()),
        None if rest.contains("___") => (rest.trim(), ""),
        None => return None,
    };
    let by = Some(by.trim_matches('_').trim()).filter(|by| !blank(by));
    Some(Signature { name: name.trim(), by, date: if blank(date) { "" } else { date } })
}

impl Signature<'_> {
    fn sign_off(self, gate: &str, role: String, item: &Item, zone: Option<Tz>) -> SignOff {
        let signed_at = values::moment(self.date, zone).map(|moment| moment.start);
        let state = if self.by.is_some() && signed_at.is_some() || item.state == ItemState::Done {
            SignOffState::Approved
        } else {
            SignOffState::Pending
        };
        SignOff {
            gate: gate.to_owned(),
            role,
            name: self.name.to_owned(),
            statement: String::new(),
            state,
            signed_by: self.by.map(str::to_owned),
            signed_at,
            item: Some(item.id.clone()),
            line: item.line,
        }
    }
}

/// A criterion without the mark behind it, and what the mark says.
fn mark(text: &str) -> (&str, Option<bool>) {
    const MARKS: [(&str, Option<bool>); 9] = [
        ("✅", Some(true)),
        ("✔", Some(true)),
        ("☑", Some(true)),
        ("❌", Some(false)),
        ("✗", Some(false)),
        ("☐", Some(false)),
        ("[PENDING]", None),
        ("[pending]", None),
        ("⏳", None),
    ];
    let text = text.trim_end_matches('\u{fe0f}');
    for (sign, met) in MARKS {
        if let Some(rest) = text.strip_suffix(sign) {
            return (rest.trim_end().trim_end_matches(':').trim_end(), met);
        }
    }
    (text, None)
}

/// The columns of a table of sign-offs: name, role, state, date, by whom.
struct Columns {
    name: usize,
    role: Option<usize>,
    state: Option<usize>,
    date: Option<usize>,
    by: Option<usize>,
}

fn column(head: &[String], words: &[&str]) -> Option<usize> {
    head.iter().position(|cell| says(cell, words))
}

/// Those of a table whose head says that it holds signatures; inside of a gate, names with a status are enough.
fn columns(head: &[String], inside: bool) -> Option<Columns> {
    let by = column(head, &["signed by", "signature", "by"]);
    let state = column(head, &["status", "state", "approved", "decision", "signed", "sign-off", "signature"]);
    let who = column(head, &["approver", "signatory", "sign-off by", "name", "team", "person", "stakeholder"]);
    let role = column(head, &["role", "function", "title"]);
    let asked = column(head, &["approver", "signatory", "sign-off", "sign-off by", "signature", "signed", "approved"]);
    let name = who.or(role)?;
    asked.or(state.filter(|_| inside))?;
    Some(Columns {
        name,
        role: role.filter(|&role| role != name),
        state,
        date: column(head, &["date", "when", "signed at"]),
        by,
    })
}

pub(in super::super) fn is_sign_off_table(head: &[String]) -> bool {
    columns(head, false).is_some()
}
