//! What the plan and the record say at an instant: the last word on each box, name and criterion.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{GateEvent, GateRecord, IgnoredGateEvent, Vote, folded};
use crate::plan::{Gate, Item, ItemState, Plan, SignOffState};

/// The last vote of a name in a role.
#[derive(Clone, Debug)]
pub(super) struct Voted<'a> {
    pub(super) vote: Vote,
    pub(super) name: &'a str,
    /// When, where that is known.
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) conditions: &'a [String],
    pub(super) until: Option<DateTime<Utc>>,
}

/// The last word on a criterion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) value: Option<f64>,
    pub(super) met: Option<bool>,
    pub(super) at: Option<DateTime<Utc>>,
}

/// A waiver that has not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waived<'a> {
    pub(super) subject: &'a str,
    pub(super) reason: &'a str,
    pub(super) by: Option<&'a str>,
    pub(super) until: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    ticks: HashMap<&'a str, bool>,
    /// By role, then by name, both folded.
    pub(super) votes: HashMap<String, HashMap<String, Voted<'a>>>,
    evidence: HashSet<&'a str>,
    waivers: HashMap<String, Waived<'a>>,
    measured: HashMap<String, Measured>,
    pub(super) ignored: Vec<IgnoredGateEvent>,
    /// The boxes of sign-offs and criteria: those are asked for by name, not as boxes.
    pub(super) asked: HashSet<&'a str>,
}

impl<'a> Facts<'a> {
    pub(super) fn at(gate: &Gate, plan: &'a Plan, record: &'a GateRecord, at: DateTime<Utc>) -> Self {
        let items: HashMap<&'a str, &'a Item> = plan.items().map(|item| (item.id.as_str(), item)).collect();
        let mut facts = Self::default();
        facts.read_plan(gate, plan, &items, at);
        let boxes = sign_off_boxes(plan);
        let all = || plan.gates.iter().flat_map(|gate| &gate.criteria);
        let boxed: HashMap<&str, &str> = all().map(|known| (known.item.as_str(), known.text.as_str())).collect();
        let criteria: HashSet<String> = all().chain(&gate.criteria).map(|known| folded(&known.text)).collect();
        let events = record.events().iter().enumerate().take_while(|(_, event)| event.at() <= at);
        for (index, event) in events {
            let unknown = |item: &str| (!items.contains_key(item)).then(|| format!("no item {item:?}"));
            let why = match event {
                GateEvent::Ticked(tick) => {
                    facts.ticks.insert(&tick.item, tick.done);
                    if let Some((role, name)) = boxes.get(tick.item.as_str()) {
                        let vote = if tick.done { Vote::Approve } else { Vote::Withdraw };
                        let voted = Voted { vote, name, at: Some(tick.at), conditions: &[], until: None };
                        facts.votes.entry(role.clone()).or_default().insert(folded(name), voted);
                    }
                    if let Some(criterion) = boxed.get(tick.item.as_str()) {
                        // An open box does not say that it is not met, but that nobody has said it is.
                        let word = Measured { value: None, met: tick.done.then_some(true), at: Some(tick.at) };
                        facts.measured.insert(folded(criterion), word);
                    }
                    unknown(&tick.item)
                }
                GateEvent::Signed(vote) if vote.gate.as_ref().is_none_or(|id| *id == gate.id) => {
                    let (role, name) = (folded(&vote.role), folded(&vote.name));
                    let quorum = gate.required.iter().find(|quorum| folded(&quorum.role) == role);
                    let may = quorum.is_none_or(|quorum| {
                        quorum.names.is_empty() || quorum.names.iter().any(|known| folded(known) == name)
                    });
                    let voted = Voted {
                        vote: vote.vote,
                        name: &vote.name,
                        at: Some(vote.at),
                        conditions: &vote.conditions,
                        until: vote.until,
                    };
                    facts.votes.entry(role).or_default().insert(name, voted);
                    (!may).then(|| format!("{:?} may not sign in the role {:?}", vote.name, vote.role))
                }
                GateEvent::Signed(_) => None,
                GateEvent::Evidence(evidence) => {
                    facts.evidence.insert(&evidence.item);
                    unknown(&evidence.item)
                }
                GateEvent::Waived(waiver) => {
                    let subject = folded(&waiver.subject);
                    let known = criteria.contains(&subject);
                    let key = if known { subject } else { waiver.subject.clone() };
                    let waived = Waived {
                        subject: &waiver.subject,
                        reason: &waiver.reason,
                        by: waiver.by.as_deref(),
                        until: waiver.until,
                    };
                    facts.waivers.insert(key, waived);
                    if known { None } else { unknown(&waiver.subject) }
                }
                GateEvent::Measured(measured) => {
                    let criterion = folded(&measured.criterion);
                    let known = criteria.contains(&criterion);
                    let word = Measured { value: measured.value, met: measured.met, at: Some(measured.at) };
                    facts.measured.insert(criterion, word);
                    (!known).then(|| format!("no criterion {:?}", measured.criterion))
                }
            };
            facts.ignored.extend(why.map(|why| IgnoredGateEvent { index, why }));
        }
        facts.waivers.retain(|_, waiver| waiver.until.is_none_or(|until| at < until));
        facts
    }

    /// What the plan says by itself.
    fn read_plan(&mut self, gate: &Gate, plan: &'a Plan, items: &HashMap<&'a str, &'a Item>, at: DateTime<Utc>) {
        let own = plan.gates.iter().any(|other| other.id == gate.id);
        let ticked = |id: &str| match items.get(id).map(|item| item.state) {
            Some(ItemState::Done) => Some(true),
            Some(ItemState::Open) => Some(false),
            _ => None,
        };
        for sign_off in &plan.sign_offs {
            if let Some(item) = &sign_off.item {
                self.asked.insert(item);
            }
            let later = sign_off.signed_at.is_some_and(|signed| signed > at);
            if (own && sign_off.gate != gate.id) || later {
                continue;
            }
            // The box may have been ticked since the text was read.
            let vote = match (sign_off.state, sign_off.item.as_deref().and_then(ticked)) {
                (SignOffState::Rejected, _) => Vote::Reject,
                (SignOffState::Abstained, _) => Vote::Abstain,
                (_, Some(true)) | (SignOffState::Approved, None) => Vote::Approve,
                _ => continue,
            };
            let voted = Voted { vote, name: &sign_off.name, at: sign_off.signed_at, conditions: &[], until: None };
            self.votes.entry(folded(&sign_off.role)).or_default().insert(folded(&sign_off.name), voted);
        }
        for criterion in plan.gates.iter().flat_map(|gate| &gate.criteria) {
            if !criterion.item.is_empty() {
                self.asked.insert(&criterion.item);
            }
        }
        let others = plan.gates.iter().filter(|other| !own || other.id == gate.id);
        for criterion in others.flat_map(|gate| &gate.criteria) {
            let met = match ticked(&criterion.item) {
                Some(done) => done.then_some(true),
                None => criterion.met,
            };
            self.measured.insert(folded(&criterion.text), Measured { value: None, met, at: None });
        }
    }

    /// Whether a box is ticked.
    pub(super) fn done(&self, item: &Item) -> bool {
        self.ticks.get(item.id.as_str()).copied().unwrap_or(item.state == ItemState::Done)
    }

    pub(super) fn has_evidence(&self, item: &Item) -> bool {
        !item.evidence.is_empty() || self.evidence.contains(item.id.as_str())
    }

    pub(super) fn waived_item(&self, id: &str) -> Option<Waived<'a>> {
        self.waivers.get(id).copied()
    }

    pub(super) fn waived_criterion(&self, text: &str) -> Option<Waived<'a>> {
        self.waivers.get(&folded(text)).copied()
    }

    pub(super) fn word_on(&self, criterion: &str) -> Option<Measured> {
        self.measured.get(&folded(criterion)).copied().filter(|word| word.value.is_some() || word.met.is_some())
    }
}

/// The boxes that are sign-offs, with role and name: ticking one is a vote.
fn sign_off_boxes(plan: &Plan) -> HashMap<&str, (String, &str)> {
    let boxed = plan.sign_offs.iter().filter_map(|sign| Some((sign.item.as_deref()?, sign)));
    boxed.map(|(item, sign)| (item, (folded(&sign.role), sign.name.as_str()))).collect()
}
