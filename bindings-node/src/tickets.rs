use std::sync::Arc;

use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::tickets::{
    self, AgentState, ClassifierOptions, DiagnoseOptions, IncomingTicket, RedactOptions, ResolutionOutcome,
    RouterDocument, SupportOptions, SupportRecord,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::bridge::{Js, as_given, bytes, js};
use crate::errors::{Fault, Outcome};
use crate::export::{Any, Each, Maybe, Of, Text, unmade};
use crate::work::{Job, Watch};

/// Texts classified between two looks at the signal: about 40 ms.
const CHUNK: usize = 4096;

/// Jobs share the model with calls; learning while one runs makes a copy.
#[napi]
pub struct Classifier(Arc<tickets::Classifier>);

exports! { Classifier:
    #[constructor] fn new() -> Self { unmade("Classifier", "train, trainSync, starter, fromBytes and load")? }
    #[factory] fn starter() -> Self { Self::of(tickets::Classifier::starter()?) }
    async fn train(texts: Each<Text>, labels: Vec<String>, options: Option<ClassifierOptions>) {
        training(texts.0, alone(labels), options)
    }
    async fn train_multi(texts: Each<Text>, labels: Vec<Vec<String>>, options: Option<ClassifierOptions>) {
        training(texts.0, labels, options)
    }
    #[factory]
    fn train_sync(texts: Each<Text>, labels: Vec<String>, options: Option<ClassifierOptions>) -> Self {
        Self::of(tickets::Classifier::train(&texts.0, &labels, &options.unwrap_or_default())?)
    }
    #[factory]
    fn train_multi_sync(texts: Each<Text>, labels: Vec<Vec<String>>, options: Option<ClassifierOptions>) -> Self {
        Self::of(tickets::Classifier::train_multi(&texts.0, &labels, &options.unwrap_or_default())?)
    }
    fn classify(&self, text: Text) -> Js { js(&self.0.classify(&text.0))? }
    fn guess(&self, text: Text) -> Js { js(&self.0.guess(&text.0))? }
    async fn classify_batch(&self, texts: Each<Text>) {
        let (model, texts) = (Arc::clone(&self.0), texts.0);
        let work = move |watch: &Watch| {
            let mut answers = Vec::with_capacity(texts.len());
            for chunk in texts.chunks(CHUNK) {
                watch.done(answers.len() as f64 / texts.len() as f64)?;
                answers.append(&mut model.classify_batch(chunk));
            }
            Ok(to_value(&answers)?)
        };
        Job::new(work, Js)
    }
    fn classify_batch_sync(&self, texts: Each<Text>) -> Js { js(&self.0.classify_batch(&texts.0))? }
    fn labels(&self, text: Text, threshold: f64) -> Js { js(&self.0.labels(&text.0, threshold)?)? }
    fn explain(&self, text: Text, label: Option<String>) -> Js {
        let why = label.map_or_else(|| Ok(self.0.explain(&text.0)), |label| self.0.explain_label(&text.0, &label))?;
        js(&why)?
    }
    fn learn(&mut self, text: Text, label: String) -> () { Arc::make_mut(&mut self.0).learn(&text.0, &label)? }
    fn summary(&self) -> Js { js(&self.0.summary())? }
    fn with_jobs(&self, jobs: usize) -> Self { Self::of(tickets::Classifier::clone(&self.0).with_jobs(jobs)?) }
    fn to_bytes(&self) -> Buffer { self.0.to_bytes().into() }
    #[factory] fn from_bytes(given: Any<'_>) -> Self { Self::of(tickets::Classifier::from_bytes(bytes(given.0, "bytes")?)?) }
    async fn load(path: String) { Job::new(move |_: &Watch| load(path), Self::of) }
    #[factory] fn load_sync(path: String) -> Self { Self::of(load(path)?) }
    async fn save(&self, path: String) {
        let model = Arc::clone(&self.0);
        Job::new(move |_: &Watch| save(&model, path), |()| ())
    }
    fn save_sync(&self, path: String) -> () { save(&self.0, path)? }
}

fn load(path: String) -> Outcome<tickets::Classifier> {
    match std::fs::read(&path) {
        Ok(bytes) => Ok(tickets::Classifier::from_bytes(&bytes)?),
        Err(error) => Err(Fault::File(path, error)),
    }
}

fn save(model: &tickets::Classifier, path: String) -> Outcome<()> {
    std::fs::write(&path, model.to_bytes()).map_err(|error| Fault::File(path, error))
}

impl Classifier {
    fn of(model: tickets::Classifier) -> Self {
        Self(Arc::new(model))
    }
}

fn alone(labels: Vec<String>) -> Vec<Vec<String>> {
    labels.into_iter().map(|label| vec![label]).collect()
}

fn training(
    texts: Vec<Text>,
    labels: Vec<Vec<String>>,
    options: Option<ClassifierOptions>,
) -> Job<tickets::Classifier, Classifier> {
    let options = options.unwrap_or_default();
    let work = move |watch: &Watch| watch.tell(|tell| tickets::Classifier::train_with(&texts, &labels, &options, tell));
    Job::new(work, Classifier::of)
}

#[napi]
pub struct SimilarTexts(tickets::SimilarTexts);

exports! { SimilarTexts:
    #[constructor]
    fn new(texts: Maybe<Each<Text>>) -> Self {
        let mut index = tickets::SimilarTexts::new();
        for text in texts.0.map(|texts| texts.0).unwrap_or_default() {
            index.add(&text.0)?;
        }
        Self(index)
    }
    fn add(&mut self, text: Text) -> u32 { self.0.add(&text.0)? }
    fn similar(&self, text: Text, k: usize) -> Js { js(&self.0.similar(&text.0, k))? }
    #[getter] fn length(&self) -> f64 { self.0.len() as f64 }
}

#[napi]
pub struct RoutingTable(pub(crate) tickets::RoutingTable);

document!(RoutingTable, tickets::RoutingTable: from_yaml, from_json);

exports! { RoutingTable:
    #[constructor] fn new() -> Self { unmade("RoutingTable", "default, fromYaml and fromJson")? }
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(tickets::RoutingTable::default()) }
    fn route(&self, issue_type: Option<String>) -> Js { js(&self.0.route(issue_type.as_deref()))? }
}

#[napi]
pub struct Router(tickets::Router);

document!(Router, tickets::Router: from_yaml, from_json);

exports! { Router:
    #[constructor] fn new(document: RouterDocument) -> Self { Self(tickets::Router::new(document)?) }
    #[factory, js_name = "default"] fn built_in() -> Self { Self(tickets::Router::default()) }
    fn route(&self, ticket: IncomingTicket, agents: Option<Vec<AgentState>>) -> Js {
        js(&self.0.route(&ticket, &agents.unwrap_or_default())?)?
    }
    fn route_by(&self, ticket: IncomingTicket, classifier: Of<'_, Classifier>, agents: Option<Vec<AgentState>>) -> Js {
        js(&self.0.route_by(&ticket, &agents.unwrap_or_default(), &classifier.0.0)?)?
    }
    fn dry_run(&self, changed: Of<'_, Router>, tickets: Vec<IncomingTicket>, classifier: Maybe<Of<'_, Classifier>>) -> Js {
        js(&match classifier.0 {
            Some(classifier) => self.0.dry_run_by(&changed.0.0, &tickets, &classifier.0.0)?,
            None => self.0.dry_run(&changed.0.0, &tickets)?,
        })?
    }
    fn dry_run_by(&self, changed: Of<'_, Router>, tickets: Vec<IncomingTicket>, classifier: Of<'_, Classifier>) -> Js {
        js(&self.0.dry_run_by(&changed.0.0, &tickets, &classifier.0.0)?)?
    }
}

#[napi]
pub struct Troubleshooter(tickets::Troubleshooter);

document!(Troubleshooter, tickets::Troubleshooter: from_yaml, from_json);

exports! { Troubleshooter:
    #[constructor] fn new() -> Self { unmade("Troubleshooter", "default, fromYaml and fromJson")? }
    #[factory, js_name = "default"] fn built_in() -> Self { Self(tickets::Troubleshooter::default()) }
    fn in_zone(&self, zone: String) -> Self { Self(self.0.in_zone(&zone)?) }
    fn diagnose(&self, text: Text, at: DateTime<Utc>, options: Option<DiagnoseOptions>) -> Js {
        as_given(&text, to_value(&self.0.diagnose_with(&text.0, at, &options.unwrap_or_default())?)?)
    }
    fn record(&mut self, outcome: ResolutionOutcome) -> f64 { self.0.record(&outcome)? }
    fn success_rate(&self, resolution: String) -> f64 { self.0.success_rate(&resolution)? }
}

exports! {
    fn redact(text: Text, options: Option<RedactOptions>) -> Js {
        as_given(&text, to_value(&tickets::redact_with(&text.0, &options.unwrap_or_default()))?)
    }
    fn support_metrics(tickets: Vec<SupportRecord>, options: Option<SupportOptions>) -> Js {
        js(&tickets::support_metrics_with(&tickets, &options.unwrap_or_default())?)?
    }
}
