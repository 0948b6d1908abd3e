//! Risks: the lines of sections that are named so, with their attributes, and the rows of risk tables.

use std::collections::HashMap;

use super::super::attributes::Key;
use super::super::pending::Pending;
use super::super::references::{Index, Names};
use super::super::settle::Stated;
use super::super::{ItemState, Plan, PlanRisk, PlanTable, Section, fields};
use super::{above, has_children, head, says};

/// How likely: "30 %", "0.3", "low".
pub(in super::super) fn probability(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches(['~', '≈']).trim_start();
    let share = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => text.parse().ok(),
    };
    let word = match text.to_lowercase().as_str() {
        "unlikely" | "rare" => Some(0.1),
        "possible" => Some(0.3),
        "likely" => Some(0.6),
        "almost certain" => Some(0.9),
        _ => fields::risk(text).map(|level| [0.1, 0.3, 0.6, 0.9][level as usize]),
    };
    share.filter(|share| (0.0..=1.0).contains(share)).or(word)
}

pub(super) fn read(plan: &mut Plan, stated: &Stated, index: &Index) {
    let mut risks = Vec::new();
    let mut named: Vec<bool> = Vec::with_capacity(plan.sections.len());
    let mut notes: HashMap<(usize, usize), Vec<&Pending>> = HashMap::new();
    for one in &stated.risks {
        if let Some(item) = one.item {
            notes.entry((one.section, item)).or_default().push(one);
        }
    }
    for (index, section) in plan.sections.iter().enumerate() {
        let around = section.parent.and_then(|parent| named.get(parent).copied()).unwrap_or(false);
        let here = around || says(&section.title, &["risk", "risks"]);
        named.push(here);
        if here || !notes.is_empty() {
            read_section(section, index, here, &notes, &mut risks);
        }
    }
    let listed = risks.len();
    for table in &plan.tables {
        read_table(table, &mut risks);
    }
    if risks.iter().skip(listed).any(|risk| !risk.delays.is_empty()) {
        let named = risks.iter().skip(listed).flat_map(|risk| &risk.delays);
        let names = Names::of(plan, index, named.map(String::as_str));
        for name in risks.iter_mut().skip(listed).flat_map(|risk| &mut risk.delays) {
            if let Some(id) = names.find(name, usize::MAX, None).first() {
                *name = (*id).to_owned();
            }
        }
    }
    risks.sort_by_key(|risk: &PlanRisk| risk.line);
    plan.risks = risks;
}

/// The title of a section of risks without that word: "Technical Risks" as "Technical".
fn category(title: &str) -> String {
    let words = title.split_whitespace().filter(|word| !says(word, &["risk", "risks"]));
    words.collect::<Vec<_>>().join(" ").trim_end_matches(':').to_owned()
}

fn read_section(
    section: &Section,
    index: usize,
    here: bool,
    notes: &HashMap<(usize, usize), Vec<&Pending>>,
    risks: &mut Vec<PlanRisk>,
) {
    let has = has_children(section);
    // Whether a risk stands above: what is below it says more of it.
    let mut part: Vec<bool> = Vec::with_capacity(section.items.len());
    for (at, (item, &group)) in section.items.iter().zip(&has).enumerate() {
        let inside = item.parent.and_then(|parent| part.get(parent).copied()).unwrap_or(false);
        let own = notes.get(&(index, at)).map(Vec::as_slice).unwrap_or_default();
        let is_risk = !inside && (!own.is_empty() || here && !group && item.state == ItemState::None);
        part.push(inside || is_risk);
        if !is_risk {
            continue;
        }
        let group = above(section, item).map_or(section.title.as_str(), |above| above.title.as_str());
        let mut risk = PlanRisk {
            title: item.title.clone(),
            category: category(head(group)),
            probability: None,
            impact: None,
            mitigation: String::new(),
            owner: item.owner.clone(),
            delays: Vec::new(),
            delay: None,
            section: section.id.clone(),
            item: Some(item.id.clone()),
            line: item.line,
        };
        for note in own {
            match note.key {
                Key::Probability => risk.probability = probability(&note.value),
                Key::Impact => risk.impact = fields::risk(&note.value),
                Key::Mitigation => risk.mitigation.clone_from(&note.value),
                Key::Delays => risk.delays.push(note.value.clone()),
                Key::Delay => risk.delay = note.value.parse().ok(),
                _ => {}
            }
        }
        risks.push(risk);
    }
}

fn read_table(table: &PlanTable, risks: &mut Vec<PlanRisk>) {
    let column = |words: &[&str]| table.head.iter().position(|cell| says(cell, words));
    let likely = column(&["probability", "likelihood"]);
    let (impact, mitigation) = (column(&["impact", "severity"]), column(&["mitigation", "response", "mitigations"]));
    let Some(title) = column(&["risk", "risks", "threat"]) else { return };
    if likely.or(impact).or(mitigation).is_none() {
        return;
    }
    let (owner, delays) = (column(&["owner"]), column(&["delays", "affects", "tasks"]));
    let (delay, group) = (column(&["delay"]), column(&["category", "type", "area"]));
    for (row, line) in table.rows.iter().zip(table.line.saturating_add(2)..) {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.trim()).unwrap_or_default();
        if cell(Some(title)).is_empty() {
            continue;
        }
        let names = cell(delays).split([',', ';']).map(|name| name.trim().to_owned());
        risks.push(PlanRisk {
            title: cell(Some(title)).to_owned(),
            category: cell(group).to_owned(),
            probability: probability(cell(likely)),
            impact: fields::risk(cell(impact)),
            mitigation: cell(mitigation).to_owned(),
            owner: Some(cell(owner).to_owned()).filter(|owner| !owner.is_empty()),
            delays: names.filter(|name| !name.is_empty()).collect(),
            delay: cell(delay).parse().ok(),
            section: table.section.clone(),
            item: None,
            line,
        });
    }
}
