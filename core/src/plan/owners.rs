//! Who is responsible for what: the owner of an item, of the nearest item above, or of the nearest section around that has one.

use super::Plan;

/// For each section its owner and those of its items.
pub(super) fn owners(plan: &Plan) -> Vec<(Option<&str>, Vec<Option<&str>>)> {
    let mut owners: Vec<(Option<&str>, Vec<Option<&str>>)> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        let around = section.parent.and_then(|parent| owners.get(parent)).and_then(|around| around.0);
        let here = section.owner.as_deref().or(around);
        let mut items: Vec<Option<&str>> = Vec::with_capacity(section.items.len());
        for item in &section.items {
            let above = item.parent.and_then(|parent| items.get(parent).copied()).unwrap_or(here);
            items.push(item.owner.as_deref().or(above));
        }
        owners.push((here, items));
    }
    owners
}
