//! What of a plan its text does not say.

use super::super::{Dependency, Due, EvidenceLink, Field, Item, Plan, Section, Window};
use super::super::{attributes, fields};

/// What of `plan` is not in `read`, the plan that its text now gives: in words, in the order of the text. Lists that
/// follow from the rest are not looked at: where they are not as in the text, they are the program's.
pub(super) fn lost(plan: &Plan, read: &Plan, before: &Plan) -> Vec<String> {
    let mut lost: Vec<String> = Vec::new();
    let whole = [
        ("the title of the plan", plan.title == read.title),
        ("the go-live", plan.launch == read.launch),
        ("the risk of the plan", plan.risk == read.risk),
        ("the duration of the plan", plan.duration == read.duration),
        ("the fields of the plan", same_fields(&plan.fields, &read.fields, Some(&before.fields))),
        ("the sections", plan.sections.len() == read.sections.len()),
    ];
    lost.extend(whole.iter().filter(|(_, same)| !same).map(|(what, _)| (*what).to_owned()));
    for (index, (section, found)) in plan.sections.iter().zip(&read.sections).enumerate() {
        let old = before.sections.get(index);
        let id = &section.id;
        lost.extend(of_section(section, found, old).map(|what| format!("{what} of section {id:?}")));
        if section.items.len() != found.items.len() {
            lost.push(format!("the items of section {id:?}"));
            continue;
        }
        for (index, (item, found)) in section.items.iter().zip(&found.items).enumerate() {
            let old = old.and_then(|old| old.items.get(index)).filter(|old| old.id == item.id);
            lost.extend(of_item(item, found, old).map(|what| format!("{what} of item {:?}", item.id)));
        }
    }
    lost
}

fn of_section(section: &Section, read: &Section, before: Option<&Section>) -> Option<&'static str> {
    let old = before.map(|before| before.fields.as_slice());
    let same = [
        ("the id", section.id == read.id),
        ("the title", section.title == read.title),
        ("the level", section.level == read.level && section.parent == read.parent),
        ("the kind", section.kind == read.kind && section.number == read.number),
        ("the window", same_window(section.window, read.window)),
        ("the duration", section.duration == read.duration),
        ("the risk", section.risk == read.risk),
        ("the owner", section.owner == read.owner),
        ("the estimate", section.estimate == read.estimate),
        ("what it waits for,", same_after(&section.after, &read.after)),
        ("the period", section.period == read.period),
        ("the due date", same_due(section.due, read.due)),
        ("the fields", same_fields(&section.fields, &read.fields, old)),
    ];
    same.iter().find(|(_, same)| !same).map(|(what, _)| *what)
}

fn of_item(item: &Item, read: &Item, before: Option<&Item>) -> Option<&'static str> {
    let old = before.map(|before| before.fields.as_slice());
    let blocking = item.blocking == read.blocking || before.is_some_and(|before| item.blocking == before.blocking);
    let stated = item.stated_blocking == read.stated_blocking || item.stated_blocking.is_none() && blocking;
    let same = [
        ("the id", item.id == read.id),
        ("the words", item.title == read.title && item.text == read.text),
        ("the box", item.state == read.state),
        ("the place", item.parent == read.parent),
        ("the owner", item.owner == read.owner),
        ("the estimate", item.estimate == read.estimate),
        ("what it waits for,", same_after(&item.after, &read.after)),
        ("the window", same_window(item.window, read.window)),
        ("the period", item.period == read.period),
        ("the due date", same_due(item.due, read.due)),
        ("the evidence", same_links(&item.evidence, &read.evidence)),
        ("the tick", item.ticked_at == read.ticked_at && item.ticked_by == read.ticked_by),
        ("whether it blocks,", blocking && stated),
        ("the fields", same_fields(&item.fields, &read.fields, old)),
    ];
    same.iter().find(|(_, same)| !same).map(|(what, _)| *what)
}

/// Hours are counted from the window around, which says the day.
fn same_window(one: Option<Window>, other: Option<Window>) -> bool {
    let relative = |window: Window| Window { day: 0, ..window };
    one.map(relative) == other.map(relative)
}

fn same_due(one: Option<Due>, other: Option<Due>) -> bool {
    let instant = |due: Option<Due>| due.and_then(|due| due.at);
    let window = |due: Option<Due>| due.and_then(|due| due.window);
    one.is_some() == other.is_some() && instant(one) == instant(other) && same_window(window(one), window(other))
}

/// In any order: lines below come after what stands in brackets.
fn same_after(one: &[Dependency], other: &[Dependency]) -> bool {
    let sorted = |all: &[Dependency]| {
        let mut texts: Vec<String> = all.iter().map(Dependency::to_string).collect();
        texts.sort_unstable();
        texts
    };
    one == other || sorted(one) == sorted(other)
}

fn same_links(one: &[EvidenceLink], other: &[EvidenceLink]) -> bool {
    let sorted = |all: &[EvidenceLink]| {
        let mut links: Vec<(String, String)> = all.iter().map(|link| (link.title.clone(), link.url.clone())).collect();
        links.sort_unstable();
        links
    };
    one == other || sorted(one) == sorted(other)
}

/// Fields that are attributes say what is compared elsewhere: they may be those of the text before,
/// which what is new has not.
fn same_fields(plan: &[Field], read: &[Field], before: Option<&[Field]>) -> bool {
    let same = |one: &Field, other: &Field| one.name == other.name && one.value == other.value;
    let named = |field: &&Field| attributes::key(&field.name).is_none() && !fields::names_launch(field);
    let free = plan.iter().filter(named).count() == read.iter().filter(named).count()
        && plan.iter().filter(named).zip(read.iter().filter(named)).all(|(one, other)| same(one, other));
    let all =
        |fields: &[Field]| fields.len() == plan.len() && fields.iter().zip(plan).all(|(one, other)| same(one, other));
    free && (before.is_none_or(all) || all(read))
}
