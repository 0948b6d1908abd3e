//! Which safeguards hold for a ticket, and what they ask for together.

use std::cmp::Reverse;

use super::document::Safeguard;
use super::said::{Said, quoted};
use super::ticket::{RoutedTicket, TicketGuess};
use crate::{Priority, Reason};

/// What the safeguards that hold for a ticket ask for.
#[derive(Default)]
pub(super) struct Floor<'a> {
    priority: Option<Priority>,
    tier: u8,
    /// Of those that may move the ticket the strictest's; none where that is its own already.
    department: Option<&'a str>,
    /// Of all that hold.
    departments: Vec<&'a str>,
}

impl<'a> Floor<'a> {
    /// Finds those that hold, with a reason for each. `named`: whether the client named the issue type; `known`: whether
    /// there is one at all.
    pub(super) fn of(
        safeguards: &'a [Safeguard],
        said: &Said<'_>,
        guess: Option<&TicketGuess>,
        (named, known): (bool, bool),
        routed: &mut RoutedTicket,
    ) -> Self {
        let mut floor = Self::default();
        let (mut strictest, mut takes) = (None, None);
        for (place, safeguard) in safeguards.iter().enumerate() {
            let (words, own) = (said.get(&place), routed.issue_type.as_deref());
            let typed =
                own.is_some_and(|own| safeguard.issue_types.iter().any(|one| one.trim().eq_ignore_ascii_case(own)));
            let suspected = guess.map_or(0.0, |guess| guess.probability(&safeguard.issue_types));
            if words.is_none() && !typed && suspected < safeguard.suspicion {
                continue;
            }
            floor.priority = floor.priority.into_iter().chain([safeguard.priority_at_least]).min();
            floor.tier = floor.tier.max(safeguard.tier_at_least);
            floor.departments.push(&safeguard.department);
            // Words do not move a ticket whose type the client named; what is no more than suspected moves it only
            // where nothing better is known.
            let moves = if words.is_some() { !named } else { !known };
            let strictness = (safeguard.priority_at_least, Reverse(safeguard.tier_at_least));
            if (typed || moves) && strictest.is_none_or(|strictest| strictness < strictest) {
                strictest = Some(strictness);
                takes = (!typed).then_some(safeguard.department.as_str());
            }
            let detail = match words {
                _ if typed => "the issue type is one of its own".to_owned(),
                Some(words) => format!("the text holds one of its words{}", quoted(words.iter().copied())),
                None => "the classifier suspects one of its issue types".to_owned(),
            };
            let mut reason = Reason::new(format!("safeguards[{place}]"), format!("{}: {detail}", safeguard.name));
            if !typed && words.is_none() {
                reason = reason.number("probability", suspected).number("minimum", safeguard.suspicion);
            }
            routed.reasons.push(reason);
        }
        floor.department = takes;
        floor
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
