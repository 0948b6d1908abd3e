use std::sync::Arc;

use hypercare::tickets::{Classifier as Core, ClassifierOptions, SimilarTexts as CoreIndex};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::bridge::{give, invalid, take};
use crate::guard::{Fallible, Shared, guard, telling};

/// Bytes of a text from which on other Python threads run meanwhile: half a millisecond.
const LONG: usize = 4096;
/// Texts classified between two looks at Ctrl-C: about 40 ms.
const CHUNK: usize = 4096;

/// Calls share the model; learning while one runs makes a copy.
#[pyclass(frozen)]
pub(crate) struct Classifier(pub(crate) Shared<Arc<Core>>);

impl Classifier {
    fn of(model: Core) -> Self {
        Self(Shared::new(Arc::new(model)))
    }

    /// Asks a question about a text, without the interpreter if the text is long.
    fn ask<'py, T: Send + serde::Serialize>(
        &self,
        text: &Bound<'py, PyAny>,
        question: impl FnOnce(&Core, &str) -> hypercare::Result<T> + Send,
    ) -> Fallible<Bound<'py, PyAny>> {
        let py = text.py();
        let (text, model): (String, _) = (take(text, "text")?, self.0.copy()?);
        let answer = if text.len() < LONG { question(&model, &text) } else { py.detach(|| question(&model, &text)) };
        give(py, &answer?)
    }
}

#[pymethods]
impl Classifier {
    /// `multi`: labels are lists of labels.
    #[staticmethod]
    fn train(
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        labels: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
        progress: Option<Py<PyAny>>,
        multi: bool,
    ) -> PyResult<Self> {
        guard(py, || {
            let texts: Vec<String> = take(texts, "texts")?;
            let labels: Vec<Vec<String>> = if multi {
                take(labels, "labels")?
            } else {
                take::<Vec<String>>(labels, "labels")?.into_iter().map(|label| vec![label]).collect()
            };
            let options: ClassifierOptions = take(options, "options")?;
            Ok(Self::of(telling(py, progress, |tell| Core::train_with(&texts, &labels, &options, tell))?))
        })
    }

    #[staticmethod]
    fn starter(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self::of(py.detach(Core::starter)?)))
    }

    #[staticmethod]
    fn from_bytes(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(data.py(), || {
            let bytes = data.cast::<PyBytes>().map_err(|_| invalid(data, "data", "bytes"))?.as_bytes();
            Ok(Self::of(data.py().detach(|| Core::from_bytes(bytes))?))
        })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || {
            let model = self.0.copy()?;
            Ok(PyBytes::new(py, &py.detach(|| model.to_bytes())))
        })
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0.copy()?.to_bytes() == other.0.copy()?.to_bytes()))
    }

    fn with_jobs(&self, jobs: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(jobs.py(), || Ok(Self::of(Core::clone(&*self.0.copy()?).with_jobs(take(jobs, "jobs")?)?)))
    }

    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || give(py, &self.0.copy()?.summary()))
    }

    fn classify<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || self.ask(text, |model, text| Ok(model.classify(text))))
    }

    fn guess<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || self.ask(text, |model, text| Ok(model.guess(text))))
    }

    fn classify_batch<'py>(&self, texts: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(texts.py(), || {
            let py = texts.py();
            let (texts, model): (Vec<String>, _) = (take(texts, "texts")?, self.0.copy()?);
            let mut answers = Vec::with_capacity(texts.len());
            for texts in texts.chunks(CHUNK) {
                py.check_signals()?;
                answers.append(&mut py.detach(|| model.classify_batch(texts)));
            }
            give(py, &answers)
        })
    }

    fn labels<'py>(&self, text: &Bound<'py, PyAny>, threshold: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || {
            let threshold: f64 = take(threshold, "threshold")?;
            self.ask(text, |model, text| model.labels(text, threshold))
        })
    }

    fn explain<'py>(&self, text: &Bound<'py, PyAny>, label: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || {
            let label: Option<String> = take(label, "label")?;
            self.ask(text, |model, text| match &label {
                Some(label) => model.explain_label(text, label),
                None => Ok(model.explain(text)),
            })
        })
    }

    fn learn(&self, text: &Bound<'_, PyAny>, label: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(text.py(), || {
            let py = text.py();
            let (text, label): (String, String) = (take(text, "text")?, take(label, "label")?);
            py.detach(|| self.0.with(|model| Arc::make_mut(model).learn(&text, &label)))
        })
    }
}

/// Texts to compare others with.
#[pyclass(frozen)]
pub(crate) struct SimilarTexts(Shared<CoreIndex>);

#[pymethods]
impl SimilarTexts {
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self(Shared::new(CoreIndex::new()))))
    }

    fn add(&self, texts: &Bound<'_, PyAny>) -> PyResult<u32> {
        guard(texts.py(), || {
            let py = texts.py();
            let texts: Vec<String> = take(texts, "texts")?;
            py.detach(|| self.0.with(|index| texts.iter().try_fold(0, |_, text| index.add(text))))
        })
    }

    fn similar<'py>(&self, text: &Bound<'py, PyAny>, k: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || {
            let py = text.py();
            let (text, k): (String, usize) = (take(text, "text")?, take(k, "k")?);
            give(py, &py.detach(|| self.0.with(|index| Ok(index.similar(&text, k))))?)
        })
    }

    fn len(&self, py: Python<'_>) -> PyResult<usize> {
        guard(py, || self.0.with(|index| Ok(index.len())))
    }
}
