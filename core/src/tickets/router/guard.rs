//! Which safeguards hold for a ticket, and what they ask for together.

use std::cmp::Reverse;

use super::document::Safeguard;
use super::said::{Said, quoted};
use super::ticket::{RoutedTicket, TicketGuess};
use crate::tickets::Route;
use crate::{Priority, Reason};

/// What a classifier says, as safeguards hear it.
pub(super) struct Suspicion<'a> {
    pub(super) guess: &'a TicketGuess,
    /// The type that the client named.
    pub(super) given: Option<&'a str>,
    /// The route of the type that the classifier is sure of.
    pub(super) sure: Option<Route>,
    /// The words of the text that speak for a label.
    pub(super) words: &'a dyn Fn(&str) -> Vec<String>,
}

impl Suspicion<'_> {
    /// How probable the types of a safeguard are, and the most probable of them; none where the guess says nothing, or
    /// speaks rather for the type that the client named.
    fn of(&self, safeguard: &Safeguard) -> Option<(f64, &str)> {
        let (probability, label) = self.guess.probability(&safeguard.issue_types);
        let given = self.given.map_or(0.0, |given| self.guess.probability(&[given]).0);
        let counts = probability >= safeguard.suspicion && probability > given && !self.guess.is_flat();
        counts.then_some((probability, label))
    }

    fn reason(&self, safeguard: &Safeguard, place: usize, (probability, label): (f64, &str)) -> Reason {
        let own = label == self.guess.label.trim();
        let words = if own && !self.guess.words.is_empty() { self.guess.words.clone() } else { (self.words)(label) };
        let words = quoted(words.iter().map(String::as_str));
        let detail = format!("{}: the classifier suspects {}{words}", safeguard.name, crate::error::shorten(label));
        let reason = Reason::new(format!("safeguards[{place}]"), detail);
        reason.number("probability", probability).number("minimum", safeguard.suspicion)
    }
}

/// What the safeguards that hold for a ticket ask for.
#[derive(Default)]
pub(super) struct Floor<'a> {
    priority: Option<Priority>,
    tier: u8,
    /// Of those that may move the ticket the strictest's; none where that is its own already.
    department: Option<&'a str>,
    /// Who should know of the ticket: the departments of all that hold, and of others.
    pub(super) departments: Vec<&'a str>,
}

impl<'a> Floor<'a> {
    /// Finds those that hold, with a reason for each. `known`: whether the table knows the ticket's type; `named`: whether
    /// the client named it.
    pub(super) fn of(
        safeguards: &'a [Safeguard],
        said: &Said<'_>,
        heard: Option<&Suspicion<'_>>,
        (named, known): (bool, bool),
        routed: &mut RoutedTicket,
    ) -> Self {
        let mut floor = Self::default();
        let (mut strictest, mut takes) = (None, None);
        for (place, safeguard) in safeguards.iter().enumerate() {
            let (words, own) = (said.get(&place), routed.issue_type.as_deref());
            let typed =
                own.is_some_and(|own| safeguard.issue_types.iter().any(|one| one.trim().eq_ignore_ascii_case(own)));
            let suspected = heard.and_then(|heard| Some((heard, heard.of(safeguard)?)));
            if words.is_none() && !typed && suspected.is_none() {
                continue;
            }
            floor.ask(safeguard.priority_at_least, safeguard.tier_at_least);
            // Of what the classifier is sure is as urgent as if the client had named nothing.
            let sure = suspected.filter(|(heard, found)| named && found.1 == heard.guess.label.trim());
            if let Some(sure) = sure.and_then(|(heard, _)| heard.sure.as_ref()) {
                floor.ask(sure.priority, sure.tier);
            }
            floor.departments.push(&safeguard.department);
            // Words do not move a ticket whose type the client named; what is no more than suspected moves it only
            // where nothing better is known.
            let moves = if words.is_some() { !named } else { !known };
            let strictness = (safeguard.priority_at_least, Reverse(safeguard.tier_at_least));
            if (typed || moves) && strictest.is_none_or(|strictest| strictness < strictest) {
                strictest = Some(strictness);
                takes = (!typed).then_some(safeguard.department.as_str());
            }
            let reason =
                |detail: &str| Reason::new(format!("safeguards[{place}]"), format!("{}: {detail}", safeguard.name));
            if typed {
                routed.reasons.push(reason("the issue type is one of its own"));
            } else if let Some(words) = words {
                let words = quoted(words.iter().copied());
                routed.reasons.push(reason(&format!("the text holds one of its words, be it in a denial{words}")));
            }
            let told = if typed { named } else { named || words.is_none() };
            let other = |label: &str| own.is_none_or(|own| !own.eq_ignore_ascii_case(label));
            if let Some((heard, found)) = suspected.filter(|(_, found)| told && other(found.1)) {
                routed.reasons.push(heard.reason(safeguard, place, found));
            }
        }
        floor.department = takes;
        floor
    }

    fn ask(&mut self, priority: Priority, tier: u8) {
        self.priority = self.priority.into_iter().chain([priority]).min();
        self.tier = self.tier.max(tier);
    }

    /// Raises the ticket, and says whether that changed anything.
    pub(super) fn raise(&self, routed: &mut RoutedTicket) -> bool {
        let priority = self.priority.map_or(routed.priority, |least| routed.priority.min(least));
        let tier = routed.tier.max(self.tier);
        let department = self.department.unwrap_or(&routed.department).to_owned();
        let changed = (priority, tier, &department) != (routed.priority, routed.tier, &routed.department);
        (routed.priority, routed.tier, routed.department) = (priority, tier, department);
        changed
    }

    /// The departments that hold for a ticket which goes elsewhere, each once.
    pub(super) fn inform(&self, routed: &RoutedTicket) -> Vec<String> {
        let mut inform: Vec<String> = Vec::new();
        for department in &self.departments {
            if *department != routed.department && inform.iter().all(|known| known != department) {
                inform.push((*department).to_owned());
            }
        }
        inform
    }
}
