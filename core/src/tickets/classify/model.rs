use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stats::jobs::in_order;
use crate::{Error, Result};

use super::calibrate::Calibration;
use super::cells::Cells;
use super::fit::{TrainProgress, fit};
use super::memory::Memory;
use super::options::ClassifierOptions;
use super::vocabulary::{Vector, Vocabulary};

/// Says which label a text deserves, how sure that is, and why; learned from texts with labels.
///
/// ```
/// use hypercare::tickets::{Classifier, ClassifierOptions};
/// let texts = ["I cannot log in", "password rejected at login", "charged twice this month", "my invoice is wrong"];
/// let labels = ["login", "login", "billing", "billing"];
/// let mut classifier = Classifier::train(&texts, &labels, &ClassifierOptions::default())?;
/// assert_eq!(classifier.classify("login does not work").label, "login");
///
/// classifier.learn("the printer is on fire", "facilities")?; // a correction; new labels may come any time
/// assert_eq!(classifier.classify("my printer burns, fire!").label, "facilities");
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// A text counts by its words, its pairs of neighbouring words, and its runs of 2 to 5 characters within blanks, after
/// NFKC normalisation and in lower case; only its first 65,536 bytes are read. Labels are compared in NFC, without
/// blanks around them.
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    pub(super) options: ClassifierOptions,
    pub(super) labels: Vec<String>,
    pub(super) numbers: BTreeMap<String, u32>,
    /// Texts of each label that were trained on or learned.
    pub(super) counts: Vec<u32>,
    pub(super) vocabulary: Vocabulary,
    pub(super) cells: Cells,
    pub(super) bias: Vec<f32>,
    pub(super) calibration: Calibration,
    pub(super) memory: Memory,
}

/// What a [`Classifier`] says of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Classification {
    /// The most probable label.
    pub label: String,
    /// How probable it is that the label is right, 0 to 1, as measured on texts held out of training.
    pub confidence: f64,
    /// Whether the answer is sure enough: its confidence is at least 0.5, and so high that no more than the stated
    /// [error rate](ClassifierOptions::error_rate) of such answers is wrong. Where false, ask a person.
    pub known: bool,
    /// The next labels, the most probable first, at most three. Their probabilities and the confidence sum to at most 1.
    pub alternatives: Vec<LabelProbability>,
}

/// A label and how probable it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LabelProbability {
    /// The label.
    pub label: String,
    /// Its probability, 0 to 1.
    pub probability: f64,
}

/// What a trained [`Classifier`] is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClassifierSummary {
    /// The labels with the number of texts of each, trained on or learned; those learned first later come last.
    pub labels: Vec<LabelCount>,
    /// Texts that the classifier was trained on.
    pub texts: u32,
    /// Different pieces of text that count.
    pub pieces: usize,
    /// The confidence from which an answer is known.
    pub threshold: f64,
    /// Texts that are remembered for what is [learned](Classifier::learn) later: of the training at most 1,024, with the
    /// corrections at most 2,048.
    pub remembered: usize,
}

/// A label and how many texts had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelCount {
    /// The label.
    pub label: String,
    /// Texts.
    pub texts: u32,
}

const ALTERNATIVES: usize = 3;
const BATCH: usize = 64;

/// How far a text lies on the right side of each label.
pub(super) struct Margins {
    pub(super) plain: Vec<f32>,
    pub(super) covered: f32,
}

impl Margins {
    /// The margin as far as the text is covered by the vocabulary: what is strange lies on the wrong side of every label.
    /// So strange words leave the order of labels as it is and make every one less sure.
    pub(super) fn damped(&self, label: usize) -> f64 {
        let covered = f64::from(self.covered);
        covered * self.plain.get(label).map_or(-1.0, |&margin| margin.into()) - (1.0 - covered)
    }

    /// The label with the highest margin, the first of equals, and its damped margin.
    pub(super) fn best(&self) -> Option<(usize, f64)> {
        let margins = self.plain.iter().enumerate();
        let (answer, _) = margins.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some((answer, self.damped(answer)))
    }
}

impl Classifier {
    /// Trains on texts with one label each: seconds for ten thousand texts of a hundred labels. Time grows with the pieces
    /// of the texts times the labels; over 2^29 of that, fewer passes over the texts keep it below about a minute on one
    /// thread. The same texts, labels and options give the same bits on every machine and any number of threads.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are not as many labels as texts; [`Error::Invalid`] without texts, for a blank label or
    /// an option out of its range; [`Error::Limit`] over 2^21 texts, 64 MiB of text, 2^26 pieces (of which a text has
    /// about three for each character), 2^33 pieces times labels, 4096 labels or 1 KiB in a label. So it takes no more
    /// than about 2 GiB of memory on one thread.
    pub fn train<T: AsRef<str>, L: AsRef<str>>(texts: &[T], labels: &[L], options: &ClassifierOptions) -> Result<Self> {
        let labels: Vec<Vec<&str>> = labels.iter().map(|label| vec![label.as_ref()]).collect();
        fit(texts, &labels, options, &mut |_, _| Ok(()))
    }

    /// Trains on texts with any number of labels each, none included: ask such a classifier with
    /// [`labels`](Self::labels).
    ///
    /// ```
    /// use hypercare::tickets::{Classifier, ClassifierOptions};
    /// let texts = ["cannot log in", "charged twice", "login broken and charged twice", "thanks a lot"];
    /// let labels = [vec!["login"], vec!["billing"], vec!["login", "billing"], vec![]];
    /// let classifier = Classifier::train_multi(&texts, &labels, &ClassifierOptions::default())?;
    /// assert_eq!(classifier.labels("cannot log in, and charged twice", 0.3)?.len(), 2);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`train`](Self::train).
    pub fn train_multi<T: AsRef<str>, L: AsRef<str>>(
        texts: &[T],
        labels: &[Vec<L>],
        options: &ClassifierOptions,
    ) -> Result<Self> {
        Self::train_with(texts, labels, options, &mut |_, _| Ok(()))
    }

    /// [`train_multi`](Self::train_multi) with an eye on the progress, which is told again and again how many steps of
    /// how many are done. Training ends with the first error that it returns.
    ///
    /// ```
    /// use hypercare::tickets::{Classifier, ClassifierOptions};
    /// let mut told = Vec::new();
    /// let mut progress = |done, of| {
    ///     told.push((done, of));
    ///     Ok(())
    /// };
    /// Classifier::train_with(&["cannot log in"], &[vec!["login"]], &ClassifierOptions::default(), &mut progress)?;
    /// assert_eq!((told.first(), told.last()), (Some(&(0, 3)), Some(&(3, 3))));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`train`](Self::train), and those of `progress`.
    pub fn train_with<T: AsRef<str>, L: AsRef<str>>(
        texts: &[T],
        labels: &[Vec<L>],
        options: &ClassifierOptions,
        progress: &mut TrainProgress<'_>,
    ) -> Result<Self> {
        let labels: Vec<Vec<&str>> = labels.iter().map(|labels| labels.iter().map(AsRef::as_ref).collect()).collect();
        fit(texts, &labels, options, progress)
    }

    #[allow(clippy::too_many_arguments)] // all that it is made of, once
    pub(super) fn new(
        options: ClassifierOptions,
        labels: Vec<String>,
        counts: Vec<u32>,
        vocabulary: Vocabulary,
        cells: Cells,
        bias: Vec<f32>,
        calibration: Calibration,
        memory: Memory,
    ) -> Self {
        let numbers = labels.iter().cloned().zip(0..).collect();
        Self { options, labels, numbers, counts, vocabulary, cells, bias, calibration, memory }
    }

    /// The label of a text. A text of which no piece is known, such as an empty one, has some label with `known` false.
    pub fn classify(&self, text: &str) -> Classification {
        self.answer(&self.margins(text))
    }

    /// The labels of many texts, in their order, on up to [`jobs`](ClassifierOptions::jobs) threads.
    pub fn classify_batch<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Classification> {
        let done = in_order(self.options.jobs, texts.len().div_ceil(BATCH), |task| {
            let texts = texts.iter().skip(task * BATCH).take(BATCH);
            texts.map(|text| self.classify(text.as_ref())).collect::<Vec<_>>()
        });
        done.into_iter().flatten().collect()
    }

    /// Every label whose probability on its own is at least `threshold`, the most probable first. The probabilities
    /// don't exclude each other, and sum to anything.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a threshold outside 0 to 1.
    pub fn labels(&self, text: &str, threshold: f64) -> Result<Vec<LabelProbability>> {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(Error::invalid("threshold", "0 to 1", threshold));
        }
        let margins = self.margins(text);
        let mut order: Vec<(usize, f32)> = margins.plain.iter().copied().enumerate().collect();
        order.sort_by(|one, other| other.1.total_cmp(&one.1));
        let found = order.into_iter().map(|(label, _)| LabelProbability {
            label: self.labels.get(label).cloned().unwrap_or_default(),
            probability: self.calibration.probability(margins.damped(label)),
        });
        Ok(found.filter(|found| found.probability >= threshold).collect())
    }

    /// What the classifier is made of.
    pub fn summary(&self) -> ClassifierSummary {
        let labels = self.labels.iter().zip(&self.counts);
        ClassifierSummary {
            labels: labels.map(|(label, &texts)| LabelCount { label: label.clone(), texts }).collect(),
            texts: self.vocabulary.texts,
            pieces: self.vocabulary.len(),
            threshold: self.calibration.threshold,
            remembered: self.memory.texts.len(),
        }
    }

    /// The same classifier that answers batches on up to `jobs` threads, 1 to 1024. No number changes an answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number outside that.
    pub fn with_jobs(mut self, jobs: usize) -> Result<Self> {
        self.options.jobs = jobs;
        self.options.check()?;
        Ok(self)
    }

    pub(super) fn margins(&self, text: &str) -> Margins {
        self.margins_of(&self.vocabulary.vector(text))
    }

    pub(super) fn margins_of(&self, vector: &Vector) -> Margins {
        Margins { plain: self.margins_on(&vector.rows, &vector.values), covered: vector.covered }
    }

    pub(super) fn margins_on(&self, rows: &[u32], values: &[f32]) -> Vec<f32> {
        let mut margins = self.cells.sums(rows, values);
        margins.truncate(self.bias.len());
        margins.iter_mut().zip(&self.bias).for_each(|(margin, bias)| *margin += bias);
        margins
    }

    pub(super) fn answer(&self, margins: &Margins) -> Classification {
        let (answer, top) = margins.best().unwrap_or((0, -1.0));
        let name = |label: usize| self.labels.get(label).cloned().unwrap_or_default();
        let confidence = self.calibration.confidence(top);
        let mut next: Vec<(usize, f32)> = Vec::with_capacity(ALTERNATIVES + 1);
        for (label, &margin) in margins.plain.iter().enumerate() {
            let behind = next.len() == ALTERNATIVES && next.last().is_some_and(|last| last.1 >= margin);
            if behind || label == answer {
                continue;
            }
            let place = next.iter().position(|other| other.1 < margin).unwrap_or(next.len());
            next.insert(place, (label, margin));
            next.truncate(ALTERNATIVES);
        }
        let behind: Vec<f64> = next.iter().map(|&(label, _)| margins.damped(label)).collect();
        let probabilities = self.calibration.alternatives(confidence, top, &behind);
        let alternatives = next.iter().zip(probabilities);
        Classification {
            label: name(answer),
            confidence,
            known: margins.covered > 0.0 && confidence >= self.calibration.threshold,
            alternatives: alternatives
                .map(|(&(label, _), probability)| LabelProbability { label: name(label), probability })
                .collect(),
        }
    }
}
