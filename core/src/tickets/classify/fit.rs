//! Training: from texts and labels to a classifier.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Stream;
use crate::stats::jobs::in_order;
use crate::{Error, Result};

use super::calibrate::{Calibration, Trial};
use super::cells::{Cells, narrow};
use super::fold::{fold, head, label_form};
use super::grams;
use super::machines::{LANES, Recipe, train};
use super::memory::Memory;
use super::model::Classifier;
use super::options::ClassifierOptions;
use super::vocabulary::{Entry, Vector, Vocabulary};

/// Labels that a classifier may have.
pub(super) const MAX_LABELS: usize = 4096;
/// Weights that a classifier may have, labels counted up to the next multiple of 8.
pub(super) const MAX_CELLS: usize = 1 << 27;
const MAX_TEXTS: u64 = 1 << 21;
const MAX_BYTES: u64 = 64 << 20;
/// Pieces of all texts, each as often as it occurs, which bounds memory; and that many times the labels, which bounds
/// time.
const MAX_PIECES: u64 = 1 << 26;
const MAX_WORK: u64 = 1 << 33;
/// Pieces times labels from which on training goes over the texts less often, and holds texts out once.
const HARD_WORK: usize = 1 << 29;
/// More passes over the texts than these gain nothing on held-out texts.
const PASSES: usize = 8;
const HARD_PASSES: usize = 3;
/// Keys that are collected before they are counted.
const CHUNK: usize = 1 << 24;
/// Texts that are held out to calibrate: a sixth at a time, until there are this many.
const ENOUGH_TRIALS: usize = 1500;
const MOST_HELD_OUT: usize = 3000;
const FOLDS: usize = 6;

/// The texts with the numbers of their labels.
struct Corpus<'a> {
    texts: Vec<&'a str>,
    targets: Vec<Vec<u32>>,
    labels: Vec<String>,
    hard: bool,
}

impl Corpus<'_> {
    /// How many texts are held out at a time, and how many times.
    fn folds(&self) -> (usize, usize) {
        let texts = self.texts.len();
        let fold = texts.div_ceil(FOLDS).min(MOST_HELD_OUT);
        let most = if self.hard { 1 } else { FOLDS };
        (fold, if texts < 2 { 0 } else { ENOUGH_TRIALS.div_ceil(fold).min(most).min(texts.div_ceil(fold)) })
    }
}

/// Told how many steps of how many are done.
pub type TrainProgress<'a> = dyn FnMut(usize, usize) -> Result<()> + 'a;

/// The steps of a training: for each model one for its vocabulary, one for the texts as numbers, and one for each group
/// of labels.
struct Steps<'a, 'b> {
    done: usize,
    of: usize,
    tell: &'a mut TrainProgress<'b>,
}

impl Steps<'_, '_> {
    fn done(&mut self, steps: usize) -> Result<()> {
        self.done += steps;
        (self.tell)(self.done, self.of)
    }
}

pub(super) fn fit<T: AsRef<str>>(
    texts: &[T],
    labels: &[Vec<&str>],
    options: &ClassifierOptions,
    progress: &mut TrainProgress<'_>,
) -> Result<Classifier> {
    options.check()?;
    let corpus = read(texts, labels)?;
    let all: Vec<usize> = (0..corpus.texts.len()).collect();
    let (_, folds) = corpus.folds();
    let of = (folds + 1) * (2 + corpus.labels.len().div_ceil(LANES));
    let mut steps = Steps { done: 0, of, tell: progress };
    let calibration = calibrate(&corpus, options, &mut steps)?;
    grow(&corpus, &all, options, Some(calibration), &mut steps)
}

fn read<'a, T: AsRef<str>>(texts: &'a [T], labels: &[Vec<&str>]) -> Result<Corpus<'a>> {
    if texts.len() != labels.len() {
        return Err(Error::shape(
            "labels",
            format!("one for each of the {} texts", texts.len()),
            labels.len().to_string(),
        ));
    }
    if texts.is_empty() {
        return Err(Error::invalid("texts", "at least one", "none"));
    }
    Error::cap("training texts", MAX_TEXTS, texts.len())?;
    let texts: Vec<&str> = texts.iter().map(|text| head(text.as_ref())).collect();
    Error::cap("bytes of training texts", MAX_BYTES, texts.iter().map(|text| text.len()).sum())?;

    let mut names = BTreeSet::new();
    let mut forms = Vec::with_capacity(labels.len());
    for labels in labels {
        let labels: BTreeSet<String> = labels.iter().map(|label| check_label(label)).collect::<Result<_>>()?;
        for label in &labels {
            if !names.contains(label) {
                names.insert(label.clone());
            }
        }
        Error::cap("labels", MAX_LABELS as u64, names.len())?;
        forms.push(labels);
    }
    if names.is_empty() {
        return Err(Error::invalid("labels", "at least one", "none"));
    }
    let mut pieces = 0_usize;
    for text in &texts {
        pieces += grams::keys(&fold(text).chars).0.len();
        Error::cap("pieces of the training texts", MAX_PIECES, pieces)?;
    }
    let work = pieces.saturating_mul(names.len());
    Error::cap("pieces of the training texts times labels", MAX_WORK, work)?;
    let numbers: BTreeMap<&String, u32> = names.iter().zip(0..).collect();
    let targets =
        forms.iter().map(|labels| labels.iter().filter_map(|label| numbers.get(label).copied()).collect()).collect();
    Ok(Corpus { texts, targets, labels: names.into_iter().collect(), hard: work > HARD_WORK })
}

/// A label as it is kept.
pub(super) fn check_label(label: &str) -> Result<String> {
    Error::cap("bytes of a label", 1024, label.len())?;
    let label = label_form(label);
    if label.is_empty() { Err(Error::invalid("label", "a word", "a blank")) } else { Ok(label) }
}

/// Trains on some of the texts: for good with a calibration, and to find one without.
fn grow(
    corpus: &Corpus<'_>,
    chosen: &[usize],
    options: &ClassifierOptions,
    calibration: Option<Calibration>,
    steps: &mut Steps<'_, '_>,
) -> Result<Classifier> {
    steps.done(0)?;
    let texts: Vec<&str> = chosen.iter().filter_map(|&at| corpus.texts.get(at).copied()).collect();
    let targets: Vec<&[u32]> = chosen.iter().filter_map(|&at| corpus.targets.get(at).map(Vec::as_slice)).collect();
    let mut counts = vec![0_u32; corpus.labels.len()];
    for label in targets.iter().copied().flatten() {
        if let Some(count) = counts.get_mut(*label as usize) {
            *count += 1;
        }
    }
    let groups = corpus.labels.len().div_ceil(LANES);
    let mut vocabulary = count(&texts, options.min_count, MAX_CELLS / (groups * LANES));
    steps.done(1)?;
    let vectors = in_order(options.jobs, texts.len().div_ceil(256), |task| {
        let texts = texts.get(task * 256..texts.len().min(task * 256 + 256)).unwrap_or_default();
        texts.iter().map(|text| vocabulary.vector(text)).collect::<Vec<Vector>>()
    });
    let vectors: Vec<&Vector> = vectors.iter().flatten().collect();
    let passes = if corpus.hard { HARD_PASSES } else { PASSES };
    let recipe = Recipe { cost: options.cost as f32, seed: options.seed, passes };
    steps.done(1)?;
    let mut trained = Vec::with_capacity(groups);
    while trained.len() < groups {
        let first = trained.len();
        let count = options.jobs.min(groups - first);
        trained.extend(in_order(options.jobs, count, |group| {
            let machines = train(&vectors, &targets, vocabulary.len(), (first + group) * LANES, &counts, recipe);
            (narrow(&machines.weights), machines.bias)
        }));
        steps.done(count)?;
    }
    let bias = trained.iter().flat_map(|(_, bias)| bias).copied().take(corpus.labels.len()).collect();
    let groups: Vec<_> = trained.into_iter().map(|(group, _)| group).collect();
    let (cells, became) = Cells::join(&groups, vocabulary.len());
    vocabulary.set_rows(&became);
    let memory = match calibration {
        Some(_) => Memory::of_training(&vectors, &targets, corpus.labels.len(), options.seed),
        None => Memory::default(),
    };
    let calibration = calibration.unwrap_or_default();
    Ok(Classifier::new(options.clone(), corpus.labels.clone(), counts, vocabulary, cells, bias, calibration, memory))
}

/// The pieces of the texts, each with a row of its own: those in at least `least` texts, and where that are more than
/// `most`, those in the most texts.
fn count(texts: &[&str], least: u32, most: usize) -> Vocabulary {
    let mut keys: Vec<u32> = Vec::new();
    let mut counted: Vec<(u32, u32)> = Vec::new();
    for text in texts {
        let mut own = grams::keys(&fold(text).chars).0;
        own.sort_unstable();
        own.dedup();
        keys.extend_from_slice(&own);
        if keys.len() > CHUNK {
            counted = merge(counted, &mut keys);
        }
    }
    let mut counted = merge(counted, &mut keys);
    counted.retain(|&(_, texts)| texts >= least);
    if counted.len() > most {
        counted.sort_unstable_by_key(|&(key, texts)| (std::cmp::Reverse(texts), key));
        counted.truncate(most);
        counted.sort_unstable();
    }
    let entries: Vec<Entry> = counted.iter().zip(0..).map(|(&(key, texts), row)| Entry { key, texts, row }).collect();
    Vocabulary::new(&entries, texts.len() as u32)
}

/// Counts the keys into a sorted list of keys with their counts.
fn merge(counted: Vec<(u32, u32)>, keys: &mut Vec<u32>) -> Vec<(u32, u32)> {
    keys.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(counted.len());
    let mut old = counted.into_iter().peekable();
    for same in keys.chunk_by(|one, other| one == other) {
        let Some(&key) = same.first() else { continue };
        let mut count = same.len() as u32;
        while let Some((before, times)) = old.next_if(|&(before, _)| before <= key) {
            if before == key {
                count += times;
            } else {
                merged.push((before, times));
            }
        }
        merged.push((key, count));
    }
    merged.extend(old);
    keys.clear();
    merged
}

/// Holds texts out, trains on the rest, and looks how sure the answers may be. Texts without a label take no part.
fn calibrate(corpus: &Corpus<'_>, options: &ClassifierOptions, steps: &mut Steps<'_, '_>) -> Result<Calibration> {
    let mut order: Vec<usize> = (0..corpus.texts.len()).collect();
    Stream::new(options.seed, 1).shuffle(&mut order);
    let (fold, folds) = corpus.folds();
    let (mut trials, mut singles, mut leads) = (Vec::new(), Vec::new(), Vec::new());
    for held in order.chunks(fold).take(folds) {
        let held_out: BTreeSet<usize> = held.iter().copied().collect();
        let rest: Vec<usize> = (0..order.len()).filter(|at| !held_out.contains(at)).collect();
        let model = grow(corpus, &rest, options, None, steps)?;
        for &at in held {
            let (Some(text), Some(targets)) = (corpus.texts.get(at), corpus.targets.get(at)) else { continue };
            let margins = model.margins(text);
            let Some((answer, top)) = margins.best() else { continue };
            trials.push(Trial { top, right: targets.contains(&(answer as u32)) });
            let damped = |label: usize| margins.damped(label);
            singles.extend((0..corpus.labels.len()).map(|label| (damped(label), targets.contains(&(label as u32)))));
            if let Some(&target) = targets.first() {
                leads.push(((0..corpus.labels.len()).map(|label| damped(label) - top).collect(), target as usize));
            }
        }
    }
    Ok(Calibration::fit(&trials, &singles, &leads, options.error_rate))
}
