//! Bayes' rule over the causes, and what a question is expected to tell.

use std::collections::{HashMap, HashSet};

use super::{
    DiagnoseOptions, Diagnosis, DiagnosticStep, Knowledge, KnownResolution, PossibleCause, ResolutionAdvice, Symptoms,
    TextSymptom, Timeframe, codes,
};
use crate::tickets::words::{Phrases, words};
use crate::{Error, Reason, Result};

/// Most causes and most steps of an answer.
const MOST: usize = 10;
/// Least confidence of a cause that is named.
const LEAST: f64 = 0.005;
/// Least information of a step that is named, in bits.
const LEAST_BITS: f64 = 0.001;
/// How much more the causes of an issue weigh that somebody named.
const NAMED_ISSUE: f64 = 20.0;

/// What a phrase stands for.
#[derive(Clone, Debug)]
enum Meaning {
    Action(String),
    Feature(String),
    Sign(usize),
}

/// The knowledge, ready to be looked up.
pub(super) struct Index {
    phrases: Phrases,
    meanings: Vec<Meaning>,
    /// Codes of signs: as written, and whether only their beginning is given, in lower case.
    codes: Vec<(String, bool, usize)>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Index of {} meanings", self.meanings.len())
    }
}

/// A sign with its place in the document.
struct Sign<'a> {
    sign: &'a super::KnownSign,
    path: String,
}

/// All signs in the order of the document: first an issue's own, then those of its causes.
fn signs(knowledge: &Knowledge) -> Vec<Sign<'_>> {
    let mut signs = Vec::new();
    for (name, issue) in &knowledge.issues {
        let own = issue.signs.iter().enumerate();
        signs.extend(own.map(|(place, sign)| Sign { sign, path: format!("issues.{name}.signs[{place}]") }));
        for cause in &issue.causes {
            let own = cause.signs.iter().enumerate();
            signs.extend(own.map(|(place, sign)| Sign { sign, path: format!("{}.signs[{place}]", cause.id) }));
        }
    }
    signs
}

impl Index {
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let mut index = Self { phrases: Phrases::default(), meanings: Vec::new(), codes: Vec::new() };
        let actions = knowledge.actions.iter().map(|(name, phrases)| (Meaning::Action(name.clone()), phrases));
        let features = knowledge.features.iter().map(|(name, phrases)| (Meaning::Feature(name.clone()), phrases));
        let all = signs(knowledge);
        let told = all.iter().enumerate().map(|(place, sign)| (Meaning::Sign(place), &sign.sign.words));
        for (meaning, phrases) in actions.chain(features).chain(told) {
            phrases.iter().for_each(|phrase| index.phrases.add(phrase, index.meanings.len()));
            index.meanings.push(meaning);
        }
        for (place, sign) in all.iter().enumerate() {
            for code in &sign.sign.codes {
                let bare = code.strip_suffix('*');
                index.codes.push((bare.unwrap_or(code).to_lowercase(), bare.is_some(), place));
            }
        }
        index
    }
}

struct Weighed<'a> {
    issue: &'a str,
    cause: &'a super::KnownCause,
    /// The logarithm of its weight, then its confidence.
    weight: f64,
    reasons: Vec<Reason>,
}

pub(super) fn diagnose(
    knowledge: &Knowledge,
    index: &Index,
    text: &str,
    since: Option<Timeframe>,
    options: &DiagnoseOptions,
) -> Result<Diagnosis> {
    let answers = answers(knowledge, options)?;
    let (symptoms, shown) = symptoms(index, text, since);
    let named = options.issue_type.as_deref().map(|name| name.trim().to_ascii_lowercase());
    let named = named.filter(|name| knowledge.issues.contains_key(name));
    let mut causes = weigh(knowledge, &shown, named.as_deref());
    let mut unknown = libm::log(knowledge.unknown);
    for (step, yes) in &answers {
        let chance = |share: f64| if *yes { share } else { 1.0 - share };
        for cause in &mut causes {
            let share = step.yes_if.get(&cause.cause.id).copied().unwrap_or(step.otherwise);
            cause.weight += libm::log(chance(share));
            let detail = format!("{:?} was answered {}", step.text, if *yes { "yes" } else { "no" });
            cause.reasons.push(Reason::new(format!("steps.{}", step.id), detail).number("probability", chance(share)));
        }
        unknown += libm::log(chance(step.otherwise));
    }
    // In logarithms no product of weights is too large or too small; the largest one counts 1.
    let most = causes.iter().map(|cause| cause.weight).fold(unknown, f64::max);
    causes.iter_mut().for_each(|cause| cause.weight = libm::exp(cause.weight - most));
    unknown = libm::exp(unknown - most);
    let total = causes.iter().map(|cause| cause.weight).sum::<f64>() + unknown;
    causes.iter_mut().for_each(|cause| cause.weight /= total);
    unknown /= total;
    // A stable sort: of two that are as likely the document's first comes first.
    causes.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let steps = steps(knowledge, &causes, unknown, &answers);
    let resolutions = resolutions(knowledge, &causes);
    let likely = causes.iter().take(MOST).take_while(|cause| cause.weight >= LEAST).count();
    let others = causes.iter().skip(likely).fold(0.0, |sum, cause| sum + cause.weight);
    causes.truncate(likely);
    let causes: Vec<_> = causes
        .into_iter()
        .map(|cause| PossibleCause {
            id: cause.cause.id.clone(),
            issue_type: cause.issue.to_owned(),
            description: cause.cause.description.clone(),
            confidence: cause.weight,
            reasons: cause.reasons,
        })
        .collect();
    let confidence = causes.first().map_or(0.0, |cause| cause.confidence);
    Ok(Diagnosis { symptoms, causes, others, unknown, issue_type: named, steps, resolutions, confidence })
}

fn answers<'a>(knowledge: &'a Knowledge, options: &DiagnoseOptions) -> Result<Vec<(&'a super::KnownStep, bool)>> {
    let mut given = HashSet::new();
    let answer = |answer: &super::StepAnswer| {
        if !given.insert(answer.step.clone()) {
            return Err(Error::duplicate("answer to the step", &answer.step));
        }
        let step = knowledge.steps.iter().find(|step| step.id == answer.step);
        let known = || knowledge.steps.iter().take(MOST).map(|step| step.id.clone()).collect();
        step.map(|step| (step, answer.yes)).ok_or_else(|| Error::unknown("step", &answer.step, known()))
    };
    options.answers.iter().map(answer).collect()
}

/// What the text says, and for every sign that it shows the words that do.
fn symptoms(index: &Index, text: &str, since: Option<Timeframe>) -> (Symptoms, HashMap<usize, Vec<String>>) {
    let mut symptoms = Symptoms { since, ..Symptoms::default() };
    let mut shown: HashMap<usize, Vec<String>> = HashMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    for hit in index.phrases.find(&words(text)) {
        let said = text.get(hit.start..hit.end).unwrap_or_default();
        let (list, name) = match index.meanings.get(hit.group) {
            Some(Meaning::Action(name)) => (&mut symptoms.actions, name.clone()),
            Some(Meaning::Feature(name)) => (&mut symptoms.features, name.clone()),
            Some(Meaning::Sign(sign)) => {
                let said = said.to_lowercase();
                let known = shown.entry(*sign).or_default();
                if known.len() < MOST && !known.contains(&said) {
                    known.push(said.clone());
                }
                if !seen.insert(said.clone()) {
                    continue;
                }
                (&mut symptoms.keywords, said)
            }
            None => continue,
        };
        if !list.iter().any(|known| known.name == name) {
            list.push(TextSymptom::new(name, text, hit.start, hit.end));
        }
    }
    symptoms.error_codes = codes::codes(text);
    for code in &symptoms.error_codes {
        let folded = code.name.to_lowercase();
        for (wanted, open, sign) in &index.codes {
            if folded == *wanted || (*open && folded.starts_with(wanted.as_str())) {
                shown.entry(*sign).or_default().push(code.name.clone());
            }
        }
    }
    (symptoms, shown)
}

/// Every cause with its prior times the weights of the signs that are shown.
fn weigh<'a>(knowledge: &'a Knowledge, shown: &HashMap<usize, Vec<String>>, named: Option<&str>) -> Vec<Weighed<'a>> {
    let signs = signs(knowledge);
    let reason = |place: usize| {
        let (sign, said) = (signs.get(place)?, shown.get(&place)?);
        let detail = format!("the report says {}", said.join(", "));
        Some((sign.sign.weight, Reason::new(sign.path.clone(), detail).number("weight", sign.sign.weight)))
    };
    #[allow(clippy::cast_precision_loss)] // a count of issues
    let issues = knowledge.issues.len().max(1) as f64;
    let mut place = 0;
    let mut causes = Vec::new();
    for (name, issue) in &knowledge.issues {
        let total: f64 = issue.causes.iter().map(|cause| cause.prior).sum();
        let mut common: Vec<_> = (place..place + issue.signs.len()).filter_map(reason).collect();
        place += issue.signs.len();
        if named == Some(name.as_str()) {
            let detail = "the issue type was given";
            common.push((NAMED_ISSUE, Reason::new(format!("issues.{name}"), detail).number("weight", NAMED_ISSUE)));
        }
        for cause in &issue.causes {
            let own = (place..place + cause.signs.len()).filter_map(reason);
            place += cause.signs.len();
            let prior = (1.0 - knowledge.unknown) * cause.prior / total / issues;
            let all: Vec<_> = common.iter().cloned().chain(own).collect();
            let weight = libm::log(prior) + all.iter().map(|(factor, _)| libm::log(*factor)).sum::<f64>();
            let detail = "how often it is the cause before the report is read";
            let mut reasons = vec![Reason::new(format!("{}.prior", cause.id), detail).number("probability", prior)];
            reasons.extend(all.into_iter().map(|(_, reason)| reason));
            causes.push(Weighed { issue: name, cause, weight, reasons });
        }
    }
    causes
}

/// The open steps by how much their answers are expected to lessen the entropy of the causes.
fn steps(
    knowledge: &Knowledge,
    causes: &[Weighed<'_>],
    unknown: f64,
    answers: &[(&super::KnownStep, bool)],
) -> Vec<DiagnosticStep> {
    let open = knowledge.steps.iter().filter(|step| answers.iter().all(|(answered, _)| answered.id != step.id));
    let mut steps: Vec<DiagnosticStep> = open
        .map(|step| {
            let share = |cause: &Weighed<'_>| step.yes_if.get(&cause.cause.id).copied().unwrap_or(step.otherwise);
            let all = || causes.iter().map(|cause| (cause.weight, share(cause))).chain([(unknown, step.otherwise)]);
            // The information that the answer holds about the cause is that of the answer less what stays open of it.
            let yes: f64 = all().map(|(weight, share)| weight * share).sum();
            let stays: f64 = all().map(|(weight, share)| weight * answer_bits(share)).sum();
            DiagnosticStep {
                id: step.id.clone(),
                text: step.text.clone(),
                minutes: step.minutes,
                information_bits: (answer_bits(yes) - stays).max(0.0),
                yes_probability: yes.clamp(0.0, 1.0),
            }
        })
        .filter(|step| step.information_bits >= LEAST_BITS)
        .collect();
    steps.sort_by(|one, other| other.information_bits.total_cmp(&one.information_bits));
    steps.truncate(MOST);
    steps
}

/// The entropy of a yes-or-no answer, in bits.
fn answer_bits(yes: f64) -> f64 {
    [yes, 1.0 - yes].into_iter().filter(|share| *share > 0.0).map(|share| -share * libm::log2(share)).sum()
}

fn resolutions(knowledge: &Knowledge, causes: &[Weighed<'_>]) -> Vec<ResolutionAdvice> {
    let first = causes.first().map_or(0.0, |cause| cause.weight);
    let likely = causes.iter().take(MOST).filter(|cause| cause.weight >= (first / 4.0).max(LEAST));
    let mut advice: Vec<_> = likely
        .flat_map(|cause| cause.cause.resolutions.iter().map(move |known| (cause, known)))
        .map(|(cause, known)| {
            let (success_rate, reason) = success_rate(knowledge, known);
            ResolutionAdvice {
                id: known.id.clone(),
                cause: cause.cause.id.clone(),
                steps: known.steps.clone(),
                estimated_minutes: known.minutes,
                success_rate,
                requires_escalation: known.escalate,
                reason: reason.number("cause_confidence", cause.weight),
            }
        })
        .collect();
    advice.sort_by(|one, other| other.success_rate.total_cmp(&one.success_rate));
    advice
}

/// The mean of the Beta posterior, and why.
pub(super) fn success_rate(knowledge: &Knowledge, known: &KnownResolution) -> (f64, Reason) {
    let count = knowledge.outcomes.get(&known.id).copied().unwrap_or_default();
    let (solved, failed) = (f64::from(count.solved), f64::from(count.failed));
    let prior = knowledge.stated_weight;
    let tried = solved + failed;
    let rate = if tried > 0.0 { (prior * known.success + solved) / (prior + tried) } else { known.success };
    let reason =
        Reason::new(format!("resolutions.{}", known.id), "its stated success, and the outcomes recorded since")
            .number("stated_success", known.success)
            .number("stated_weight", prior)
            .number("solved", solved)
            .number("failed", failed);
    (rate, reason)
}
