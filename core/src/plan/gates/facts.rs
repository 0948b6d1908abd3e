//! What the plan and the record say at an instant: the last word on each box, name and criterion.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{GateEvent, GateRecord, IgnoredGateEvent, Vote, folded};
use crate::error::shorten;
use crate::plan::{Gate, Item, ItemState, Plan, SignOff, SignOffState, ids};

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

/// What the plan says whatever the gate, looked up once for all of them.
#[derive(Debug)]
pub(super) struct Index<'a> {
    items: HashMap<&'a str, &'a Item>,
    /// The boxes of sign-offs and criteria: those are asked for by name, not as boxes.
    pub(super) asked: HashSet<&'a str>,
    /// The gates, roles and names whose votes boxes are.
    signed: HashMap<&'a str, &'a SignOff>,
    /// The texts of the criteria that boxes are.
    boxed: HashMap<&'a str, &'a str>,
    gates: HashSet<&'a str>,
    roles: HashSet<String>,
    criteria: HashSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let criteria = || plan.gates.iter().flat_map(|gate| &gate.criteria);
        let boxed = criteria().filter(|known| !known.item.is_empty());
        let boxed: HashMap<_, _> = boxed.map(|known| (known.item.as_str(), known.text.as_str())).collect();
        let signed = plan.sign_offs.iter().filter_map(|sign| Some((sign.item.as_deref()?, sign)));
        let signed: HashMap<_, _> = signed.collect();
        Self {
            items: plan.items().map(|item| (item.id.as_str(), item)).collect(),
            asked: boxed.keys().chain(signed.keys()).copied().collect(),
            signed,
            boxed,
            gates: plan.gates.iter().map(|gate| gate.id.as_str()).collect(),
            roles: plan.gates.iter().flat_map(|gate| &gate.required).map(|quorum| folded(&quorum.role)).collect(),
            criteria: criteria().map(|known| folded(&known.text)).collect(),
        }
    }

    /// The last word of the plan on a box at an instant: whether it is ticked, and since when, where that is known. One
    /// that is ticked later is open.
    fn ticked(&self, id: &str, at: DateTime<Utc>) -> Option<(bool, Option<DateTime<Utc>>)> {
        let item = self.items.get(id)?;
        match item.state {
            ItemState::None => None,
            ItemState::Done if item.ticked_at.is_none_or(|ticked| ticked <= at) => Some((true, item.ticked_at)),
            _ => Some((false, None)),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    at: DateTime<Utc>,
    ticks: HashMap<&'a str, (bool, DateTime<Utc>)>,
    /// By role, then by name, both folded.
    pub(super) votes: HashMap<String, HashMap<String, Voted<'a>>>,
    evidence: HashSet<&'a str>,
    waivers: HashMap<String, Waived<'a>>,
    measured: HashMap<String, Measured>,
    pub(super) ignored: Vec<IgnoredGateEvent>,
}

impl<'a> Facts<'a> {
    pub(super) fn at(
        gate: &Gate,
        plan: &'a Plan,
        index: &Index<'a>,
        record: &'a GateRecord,
        at: DateTime<Utc>,
    ) -> Self {
        let mut facts = Self { at, ..Self::default() };
        let own = index.gates.contains(gate.id.as_str());
        facts.read_plan(gate, plan, index, own);
        let rules = Rules::of(gate);
        for (number, event) in record.events().iter().enumerate().take_while(|(_, event)| event.at() <= at) {
            let unknown =
                |item: &str| (!index.items.contains_key(item)).then(|| format!("no item {:?}", shorten(item)));
            let why = match event {
                GateEvent::Ticked(tick) => {
                    facts.ticks.insert(&tick.item, (tick.done, tick.at));
                    if let Some(sign) = index.signed.get(tick.item.as_str()).filter(|sign| !own || sign.gate == gate.id)
                    {
                        let vote = if tick.done { Vote::Approve } else { Vote::Withdraw };
                        let voted = Voted { vote, name: &sign.name, at: Some(tick.at), conditions: &[], until: None };
                        facts.vote(folded(&sign.role), folded(&sign.name), voted);
                    }
                    if let Some(criterion) = index.boxed.get(tick.item.as_str()) {
                        // An open box does not say that it is not met, but that nobody has said it is.
                        let word = Measured { value: None, met: tick.done.then_some(true), at: Some(tick.at) };
                        facts.measure(folded(criterion), word);
                    }
                    unknown(&tick.item)
                }
                GateEvent::Signed(vote) => match &vote.gate {
                    Some(id) if *id != gate.id => None,
                    named => {
                        let (role, name) = (folded(&vote.role), folded(&vote.name));
                        let known = rules.names.get(role.as_str());
                        let voted = Voted {
                            vote: vote.vote,
                            name: &vote.name,
                            at: Some(vote.at),
                            conditions: &vote.conditions,
                            until: vote.until,
                        };
                        let stray = known.is_none() && (named.is_some() || !index.roles.contains(&role));
                        let barred = known.is_some_and(|names| !names.is_empty() && !names.contains(&name));
                        let why = if stray {
                            Some(no_role(gate, &vote.role))
                        } else if barred {
                            Some(format!(
                                "{:?} may not sign in the role {:?}",
                                shorten(&vote.name),
                                shorten(&vote.role)
                            ))
                        } else {
                            None
                        };
                        facts.vote(role, name, voted);
                        why
                    }
                },
                GateEvent::Evidence(evidence) => {
                    facts.evidence.insert(&evidence.item);
                    unknown(&evidence.item)
                }
                GateEvent::Waived(waiver) => {
                    let subject = folded(&waiver.subject);
                    let known = rules.criteria.contains(&subject) || index.criteria.contains(&subject);
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
                    let known = rules.criteria.contains(&criterion) || index.criteria.contains(&criterion);
                    let word = Measured { value: measured.value, met: measured.met, at: Some(measured.at) };
                    facts.measure(criterion, word);
                    (!known).then(|| format!("no criterion {:?}", shorten(&measured.criterion)))
                }
            };
            facts.ignored.extend(why.map(|why| IgnoredGateEvent { index: number, why }));
        }
        facts.waivers.retain(|_, waiver| waiver.until.is_none_or(|until| at < until));
        facts
    }

    /// Keeps a vote, unless a later one of the same name is known: the plan may carry one that was made after it.
    fn vote(&mut self, role: String, name: String, voted: Voted<'a>) {
        let votes = self.votes.entry(role).or_default();
        let later = votes.get(&name).is_some_and(|known| known.at > voted.at);
        if !later {
            votes.insert(name, voted);
        }
    }

    /// The same for the word on a criterion.
    fn measure(&mut self, criterion: String, word: Measured) {
        if self.measured.get(&criterion).is_none_or(|known| known.at <= word.at) {
            self.measured.insert(criterion, word);
        }
    }

    /// What the plan says by itself.
    fn read_plan(&mut self, gate: &Gate, plan: &'a Plan, index: &Index<'a>, own: bool) {
        for sign_off in plan.sign_offs.iter().filter(|sign| !own || sign.gate == gate.id) {
            let of_box = sign_off.item.as_deref().and_then(|item| index.ticked(item, self.at));
            // The box may have been ticked since the text was read.
            let (vote, signed) = match (sign_off.state, of_box) {
                (SignOffState::Rejected, _) => (Vote::Reject, sign_off.signed_at),
                (SignOffState::Abstained, _) => (Vote::Abstain, sign_off.signed_at),
                (_, Some((true, since))) => (Vote::Approve, since),
                (SignOffState::Approved, None) => (Vote::Approve, sign_off.signed_at),
                _ => continue,
            };
            if signed.is_none_or(|signed| signed <= self.at) {
                let voted = Voted { vote, name: &sign_off.name, at: signed, conditions: &[], until: None };
                self.vote(folded(&sign_off.role), folded(&sign_off.name), voted);
            }
        }
        let gates = plan.gates.iter().filter(|other| !own || other.id == gate.id);
        for criterion in gates.flat_map(|gate| &gate.criteria).chain(&gate.criteria) {
            let (met, at) = match index.ticked(&criterion.item, self.at) {
                Some((done, since)) => (done.then_some(true), since),
                None => (criterion.met, None),
            };
            let text = folded(&criterion.text);
            // Where nothing is said, what another says stands.
            if met.is_some() || !self.measured.contains_key(&text) {
                self.measure(text, Measured { value: None, met, at });
            }
        }
    }

    /// Whether a box is ticked: by the later word of plan and record.
    pub(super) fn done(&self, item: &Item) -> bool {
        let of_plan = item.state == ItemState::Done && item.ticked_at.is_none_or(|ticked| ticked <= self.at);
        match self.ticks.get(item.id.as_str()) {
            Some(&(done, at)) if !(of_plan && item.ticked_at.is_some_and(|ticked| ticked > at)) => done,
            _ => of_plan,
        }
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

/// The names of a gate as they are compared.
struct Rules {
    names: HashMap<String, HashSet<String>>,
    criteria: HashSet<String>,
}

impl Rules {
    fn of(gate: &Gate) -> Self {
        let mut names: HashMap<String, HashSet<String>> = HashMap::new();
        for quorum in &gate.required {
            names.entry(folded(&quorum.role)).or_default().extend(quorum.names.iter().map(|name| folded(name)));
        }
        Self { names, criteria: gate.criteria.iter().map(|known| folded(&known.text)).collect() }
    }
}

fn no_role(gate: &Gate, role: &str) -> String {
    let roles: Vec<String> = gate.required.iter().map(|quorum| folded(&quorum.role)).collect();
    let near = ids::near(&folded(&shorten(role)), roles.iter().map(String::as_str));
    let near = near.first().and_then(|near| gate.required.iter().find(|quorum| folded(&quorum.role) == *near));
    match near {
        Some(near) => format!("no role {:?}: did you mean {:?}?", shorten(role), shorten(&near.role)),
        None => format!("no role {:?}", shorten(role)),
    }
}
