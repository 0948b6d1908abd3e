//! The types that cross into Python and Node, and the schemas of the documents, are written from the Rust types by this
//! test: it fails where a file differs from what the types say, and writes the files anew with `HYPERCARE_BLESS=1`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "types/gates.rs"]
mod gates;
#[path = "types/model.rs"]
mod model;
#[path = "types/objectives.rs"]
mod objectives;
#[path = "types/python.rs"]
mod python;
#[path = "types/typescript.rs"]
mod typescript;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hypercare::anomaly::{
    AnomalyAlert, DetectionSummary, IsolationForest, MetricRows, Monitor, RowExplanation, StreamDetector,
    StreamOptions, StreamScore,
};
use hypercare::capacity::{
    AvoidedTime, Backtest, CapacityPlan, CapacityThreshold, DeclaredEvent, Exhaustion, ExhaustionOptions, Forecast,
    ForecastOptions, MaintenanceWindow, Planner, ResampleRule, Resampled, ScalingSimulation, ScheduledLimit, backtest,
    exhaustion, forecast,
};
use hypercare::desk::{Action, Desk, Event, ItemTicked, Sample, TicketReported, Watch};
use hypercare::document::value::{Value, to_value};
use hypercare::escalation::{
    AlertDue, Fairness, HandOff, IncidentTimeline, OnCall, Policy, Rota, RotaDocument, Shift, TicketAcknowledged,
    TicketCustomerReplied, TicketEvent, TicketOpened, TicketPaused, TicketPriorityChanged, TicketReassigned,
    TicketReopened, TicketResolved, TicketResponded, TicketResumed, TicketUpdated, Timeline,
};
use hypercare::objectives::AlertRule;
use hypercare::plan::{
    ChainStep, CriticalPath, Estimate, ItemEdit, MarkdownOptions, Plan, PlanForm, PlanRiskEvent, PlanSimulation,
    PlanSimulationOptions, Readiness, RiskEvent, Schedule, ScheduleOptions, Simulation, SimulationOptions, Slip,
};
use hypercare::stats::Matrix;
use hypercare::tickets::{
    AgentState, Classification, Classifier, ClassifierOptions, ClassifierSummary, DiagnoseOptions, Diagnosis, DryRun,
    Explanation, IncomingTicket, Knowledge, LabelProbability, RedactOptions, RedactedText, ResolutionOutcome, Route,
    RoutedTicket, Router, RouterDocument, RoutingTable, SimilarText, SimilarTexts, SupportOptions, SupportRecord,
    SupportReport, Troubleshooter,
};
use hypercare::time::{BusinessTime, Calendar, CalendarDocument, Roll, Rules, SeamReport, TimeUnit};
use hypercare::tuning::{
    CacheOptions, CacheReport, CacheSimulation, CacheSimulationOptions, CacheStatistics, DatabaseStatistics,
    IndexOptions, IndexReport, Journey, JourneyOptions, JourneyReport, PerformanceReport, PerformanceRules,
    TuningMeasurement, TuningOutcome, TuningTicket, VerifyOptions,
};
use hypercare::{Position, Priority, Severity};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use model::{Kind, Model};

/// Registers a record and gives its name.
type Record = fn(&mut Roots) -> String;

/// The types that cross, and what the schemas do not say of them.
struct Roots {
    generator: SchemaGenerator,
    unions: BTreeMap<String, Vec<String>>,
}

impl Roots {
    fn new(settings: SchemaSettings) -> Self {
        Self { generator: settings.into_generator(), unions: BTreeMap::new() }
    }

    /// What the languages give to the core.
    fn inputs(mut self) -> Self {
        self.release_inputs();
        self.one::<AvoidedTime>();
        self.one::<CapacityThreshold>();
        self.one::<ClassifierOptions>();
        self.one::<DeclaredEvent>();
        self.one::<Estimate>();
        self.one::<RiskEvent>();
        self.one::<PlanRiskEvent>();
        self.one::<ItemEdit>();
        self.one::<MarkdownOptions>();
        self.one::<ResampleRule>();
        self.one::<ScheduledLimit>();
        self.one::<Rules>();
        self.one::<StreamOptions>();
        self.one::<RedactOptions>();
        self.one::<DetectionSummary>();
        self.one::<Roll>();
        self.one::<TimeUnit>();
        self.one::<hypercare::escalation::QueueOptions>();
        self.one::<DiagnoseOptions>();
        self.one::<ResolutionOutcome>();
        self.one::<IncomingTicket>();
        self.one::<AgentState>();
        self.one::<SupportOptions>();
        self.one::<SupportRecord>();
        self.one::<CacheStatistics>();
        self.one::<DatabaseStatistics>();
        self.one::<Journey>();
        self.one::<TuningMeasurement>();
        let first: [Record; 4] =
            [Self::one::<TicketOpened>, Self::one::<Sample>, Self::one::<ItemTicked>, Self::one::<TicketReported>];
        let then: [Record; 10] = [
            Self::one::<TicketPriorityChanged>,
            Self::one::<TicketReassigned>,
            Self::one::<TicketAcknowledged>,
            Self::one::<TicketCustomerReplied>,
            Self::one::<TicketResponded>,
            Self::one::<TicketUpdated>,
            Self::one::<TicketPaused>,
            Self::one::<TicketResumed>,
            Self::one::<TicketResolved>,
            Self::one::<TicketReopened>,
        ];
        objectives::inputs(&mut self);
        self.union::<TicketEvent>(&[&first[..1], &then].concat());
        self.union::<Event>(&[&first[1..], &then].concat());
        self.gate_inputs();
        self
    }

    /// Documents that TypeScript spells out; Python takes their fields as keyword arguments.
    fn documents(mut self) -> Self {
        self.one::<hypercare::objectives::JudgeDocument>();
        self.one::<hypercare::recovery::Playbook>();
        self.one::<hypercare::recovery::RetryPolicy>();
        self.one::<ExhaustionOptions>();
        self.gate_documents();
        self.one::<ForecastOptions>();
        self.one::<hypercare::capacity::MaintenanceOptions>();
        self.one::<Planner>();
        self.one::<SimulationOptions>();
        self.one::<ScheduleOptions>();
        self.one::<PlanSimulationOptions>();
        self.one::<RouterDocument>();
        self.one::<CalendarDocument>();
        self.one::<RotaDocument>();
        self.one::<hypercare::escalation::StaffingOptions>();
        self.one::<CacheOptions>();
        self.one::<CacheSimulationOptions>();
        self.one::<IndexOptions>();
        self.one::<JourneyOptions>();
        self.one::<PerformanceRules>();
        self.one::<VerifyOptions>();
        objectives::documents(&mut self);
        self
    }

    /// What the core gives to the languages.
    fn results(mut self) -> Self {
        self.release_results();
        self.one::<Action>();
        self.one::<BusinessTime>();
        self.one::<Fairness>();
        self.one::<HandOff>();
        self.one::<OnCall>();
        self.one::<SeamReport>();
        self.one::<hypercare::escalation::QueueOdds>();
        self.one::<hypercare::escalation::StaffingReport>();
        self.one::<Shift>();
        self.one::<AlertDue>();
        self.one::<AlertRule>();
        self.one::<AnomalyAlert>();
        self.one::<Backtest>();
        self.one::<CapacityPlan>();
        self.one::<CriticalPath>();
        self.gate_results();
        self.one::<Exhaustion>();
        self.one::<Forecast>();
        self.one::<IncidentTimeline>();
        self.one::<MaintenanceWindow>();
        self.one::<Plan>();
        self.one::<Position>();
        self.one::<Readiness>();
        self.one::<Schedule>();
        self.one::<ChainStep>();
        self.one::<Slip>();
        self.one::<PlanSimulation>();
        self.one::<Resampled>();
        self.one::<RedactedText>();
        self.one::<Diagnosis>();
        self.one::<RoutedTicket>();
        self.one::<DryRun>();
        self.one::<SupportReport>();
        self.one::<Route>();
        self.one::<RowExplanation>();
        self.one::<ScalingSimulation>();
        self.one::<Simulation>();
        self.one::<StreamScore>();
        self.one::<Timeline>();
        self.one::<Classification>();
        self.one::<ClassifierSummary>();
        self.one::<Explanation>();
        self.one::<LabelProbability>();
        self.one::<SimilarText>();
        self.one::<CacheReport>();
        self.one::<CacheSimulation>();
        self.one::<IndexReport>();
        self.one::<JourneyReport>();
        self.one::<PerformanceReport>();
        self.one::<hypercare::tuning::PerformanceRule>();
        self.one::<TuningOutcome>();
        self.one::<TuningTicket>();
        objectives::results(&mut self);
        self
    }

    /// What the release judge, reconciliation and recovery take.
    fn release_inputs(&mut self) {
        use hypercare::objectives::{CompareOptions, ReconcileOptions, ReleaseSample};
        use hypercare::recovery::{
            BreakerOptions, BreakerState, BulkheadOptions, CallOutcome, DeadLetter, DeadLetterOptions, FallbackChain,
            HealthReport, RetryBudgetOptions, RetryFailure,
        };
        self.one::<CompareOptions>();
        self.one::<ReconcileOptions>();
        self.one::<ReleaseSample>();
        self.one::<BreakerOptions>();
        self.one::<BreakerState>();
        self.one::<BulkheadOptions>();
        self.one::<CallOutcome>();
        self.one::<DeadLetter>();
        self.one::<DeadLetterOptions>();
        self.one::<FallbackChain>();
        self.one::<HealthReport>();
        self.one::<RetryBudgetOptions>();
        self.one::<RetryFailure>();
    }

    /// What they give.
    fn release_results(&mut self) {
        use hypercare::objectives::{
            CanaryComparison, Reconciliation, RecoveryStatus, ReferenceCheck, ReleaseVerdict, TableReport,
        };
        use hypercare::recovery::{
            BreakerPermission, BreakerStatus, BulkheadAnswer, DeadLetterEntry, DeadLetterPut, DeadLetterSummary,
            FallbackStatus, HealAction, HealRecord, RetryAnswer,
        };
        self.one::<CanaryComparison>();
        self.one::<Reconciliation>();
        self.one::<RecoveryStatus>();
        self.one::<ReferenceCheck>();
        self.one::<ReleaseVerdict>();
        self.one::<TableReport>();
        self.one::<BreakerPermission>();
        self.one::<BreakerStatus>();
        self.one::<BulkheadAnswer>();
        self.one::<DeadLetterEntry>();
        self.one::<DeadLetterPut>();
        self.one::<DeadLetterSummary>();
        self.one::<FallbackStatus>();
        self.one::<HealAction>();
        self.one::<HealRecord>();
        self.one::<RetryAnswer>();
    }

    fn one<T: JsonSchema>(&mut self) -> String {
        self.generator.subschema_for::<T>();
        T::schema_name().into_owned()
    }

    /// An enum of records that refuse unknown fields: its schema spells the records out, in this order.
    fn union<T: JsonSchema>(&mut self, records: &[Record]) {
        let name = self.one::<T>();
        let records = records.iter().map(|record| record(self)).collect();
        self.unions.insert(name, records);
    }
}

fn model(inputs: fn(Roots) -> Roots) -> Model {
    let reading = || Roots::new(SchemaSettings::draft2020_12().for_deserialize());
    let (input, read) = (inputs(reading()), inputs(reading()).results());
    let written = inputs(Roots::new(SchemaSettings::draft2020_12().for_serialize())).results();
    let [input_types, read_types, written_types] = [&input, &read, &written].map(|roots| roots.generator.definitions());
    Model::new(written_types, read_types, input_types, &written.unions)
}

/// The document itself as a JSON Schema.
fn schema<T: JsonSchema>() -> String {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    RecursiveTransform(|schema: &mut Schema| {
        if let Some(serde_json::Value::String(description)) = schema.get_mut("description") {
            *description = model::plain(description);
        }
    })
    .transform(&mut schema);
    serde_json::to_string_pretty(&schema).expect("JSON") + "\n"
}

fn check(file: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os("HYPERCARE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        return std::fs::write(&path, expected).expect("the file");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).position(|(found, expected)| found != expected);
    let line = differs.unwrap_or_else(|| found.lines().count().min(expected.lines().count())) + 1;
    assert!(
        found == expected,
        "{file} is not what the types say, from line {line} on: run this with HYPERCARE_BLESS=1"
    );
}

#[test]
fn python_has_a_dataclass_for_every_struct_that_crosses() {
    check("bindings-python/python/hypercare/_types.py", &python::render(&model(Roots::inputs)));
}

#[test]
fn node_has_an_interface_for_every_struct_that_crosses() {
    check("bindings-node/types.d.ts", &typescript::render(&model(|roots| roots.inputs().documents())));
}

#[test]
fn documents_have_published_schemas() {
    check("core/schemas/calendar.schema.json", &schema::<CalendarDocument>());
    check("core/schemas/alerts.schema.json", &schema::<hypercare::objectives::AlertsDocument>());
    check("core/schemas/error-budget.schema.json", &schema::<hypercare::objectives::ErrorBudgetOptions>());
    check("core/schemas/objective.schema.json", &schema::<hypercare::objectives::ObjectiveDocument>());
    check("core/schemas/scorecard.schema.json", &schema::<hypercare::objectives::ScorecardDocument>());
    check("core/schemas/policy.schema.json", &schema::<Policy>());
    check("core/schemas/plan.schema.json", &schema::<Plan>());
    check("core/schemas/plan-form.schema.json", &schema::<PlanForm>());
    check("core/schemas/cutover.schema.json", &schema::<hypercare::plan::Cutover>());
    check("core/schemas/gate-record.schema.json", &schema::<hypercare::plan::GateRecord>());
    check("core/schemas/playbook.schema.json", &schema::<hypercare::recovery::Playbook>());
    check("core/schemas/release-judge.schema.json", &schema::<hypercare::objectives::JudgeDocument>());
    check("core/schemas/retry-policy.schema.json", &schema::<hypercare::recovery::RetryPolicy>());
    check("core/schemas/rota.schema.json", &schema::<RotaDocument>());
    check("core/schemas/staffing.schema.json", &schema::<hypercare::escalation::StaffingOptions>());
    check("core/schemas/routing-table.schema.json", &schema::<RoutingTable>());
    check("core/schemas/knowledge.schema.json", &schema::<Knowledge>());
    check("core/schemas/router.schema.json", &schema::<RouterDocument>());
    check("core/schemas/performance-rules.schema.json", &schema::<PerformanceRules>());
    check("core/schemas/database-statistics.schema.json", &schema::<DatabaseStatistics>());
}

/// The plan of the example.
fn launched() -> Plan {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/launch_day/plan.md"));
    Plan::from_markdown(&text.expect("the plan")).expect("a plan")
}

/// What the engines really give, to be held against the model: serde and the schemas could disagree.
fn given() -> Vec<Value> {
    let plan = launched();
    let at = |minute: i64| plan.launch.expect("a launch").at + chrono::TimeDelta::minutes(minute);
    let open = plan.readiness(at(0)).expect("readiness").blocking.first().expect("an open box").id.clone();
    let rule = AlertRule::parse("load > 0.5", Severity::Critical).expect("a rule");
    let rows: Vec<f64> = (0..100).map(|row| f64::from(row % 7) / 10.0).collect();
    let forest = IsolationForest::builder().fit(Matrix::new(&rows, 100, 1).expect("rows")).expect("a forest");
    let mut monitor = Monitor::default();
    let group = |values| MetricRows { group: "performance", matrix: Matrix::row(values), columns: None };
    let baseline = MetricRows { matrix: Matrix::new(&rows, 100, 1).expect("rows"), ..group(&[]) };
    monitor.fit(&[baseline]).expect("a baseline");
    let detections = monitor.detect(&[group(&[99.0])]).expect("detections");
    let watch = Watch::new("load", &["load"], forest, 1).expect("a watch");
    let policy =
        "version: 1\npriorities: {P1: {response: {within: 15 min, warn: [50 %]}, steps: [{after: 0 s, tier: 1}]}}\n";
    let policy = Policy::from_yaml(policy).expect("a policy");
    let desk = Desk::builder().plan(plan.clone()).rule(rule.clone()).watch(watch).policy(policy);
    let mut desk = desk.build().expect("a desk");
    let mut responded = TicketResponded { id: Some("T-1".to_owned()), at: at(90) };
    let events = [
        Event::item_ticked(open, at(0), true),
        Event::sample("load", at(1), 99.0),
        Event::reported("T-1", at(2), Some("data_loss")),
        Event::Paused(TicketPaused { id: Some("T-1".to_owned()), at: at(3) }),
        Event::Resumed(TicketResumed { id: Some("T-1".to_owned()), at: at(4) }),
        Event::Responded(responded.clone()),
    ];
    let mut values: Vec<_> = events.iter().map(|event| to_value(event).expect("a value")).collect();
    let actions: Vec<_> = events.into_iter().flat_map(|event| desk.handle(event).expect("actions")).collect();
    let kinds: BTreeSet<_> = actions.iter().map(std::mem::discriminant).map(|kind| format!("{kind:?}")).collect();
    assert_eq!(kinds.len(), 7, "the scene shows every kind of action");
    responded.id = None;
    let path = hypercare::plan::critical_path(&[1, 2], &[(0, 1, 0)]).expect("a schedule");
    let event =
        DeclaredEvent { name: "sale".to_owned(), start: at(600), end: at(660), multiplier: Some(2.0), floor: None };
    let options =
        ForecastOptions { events: vec![event.clone()], ..ForecastOptions::new("1h".parse().expect("a step"), 9) };
    let load: Vec<f64> = (0..240).map(|hour| f64::from(hour % 24 + if hour < 120 { 0 } else { 200 })).collect();
    let found = forecast(&load, &options.starting(at(-14_000))).expect("a forecast");
    assert!(!found.explanation.level_shifts.is_empty() && !found.explanation.events.is_empty());
    let texts = ["cannot log in", "charged twice"];
    let classifier = Classifier::train(&texts, &["login", "billing"], &ClassifierOptions::default()).expect("a model");
    let mut similar = SimilarTexts::new();
    similar.add("cannot log in").expect("a text");
    let planner = Planner::default();
    let metrics = BTreeMap::from([("cpu".to_owned(), load.clone())]);
    let step = "1h".parse().expect("a step");
    let full = ExhaustionOptions { step, start: at(0), capacity: 500.0, level: 80.0, zone: None };
    let mut detector = StreamDetector::builder().build().expect("a detector");
    let jump = |minute: i64| f64::from(u8::from(minute == 199));
    let mut scores = (0..200).map(|minute| detector.update(at(minute), jump(minute)).expect("a score"));
    let alarm = scores.find(|score| score.anomalous).expect("an alarm");
    let launch = Plan::from_markdown("## Cutover\n- [ ] Copy (estimate: 1-2-4 h)\n").expect("a plan");
    let options = ScheduleOptions::default();
    let risk = PlanRiskEvent {
        title: "outage".to_owned(),
        probability: 0.5,
        delay: "1 h".parse().expect("an estimate"),
        tasks: vec!["cutover".to_owned()],
    };
    let simulation = PlanSimulationOptions { samples: 20, risks: vec![risk.clone()], ..Default::default() };
    let slip = launch.slip("cutover/copy", "1 h".parse().expect("a length"), at(0), &options).expect("a slip");
    values.extend([
        to_value(&launch.schedule(at(0)).expect("a schedule")).expect("a value"),
        to_value(&launch.path_to("cutover/copy", at(0), &options).expect("a path")).expect("a value"),
        to_value(&slip).expect("a value"),
        to_value(&risk).expect("a value"),
        to_value(&launch.simulate(at(0), &simulation).expect("a simulation")).expect("a value"),
        to_value(&alarm).expect("a value"),
        to_value(&StreamOptions::default()).expect("a value"),
        to_value(&backtest(&load, &ForecastOptions::new("1h".parse().expect("a step"), 9), 2).expect("scores"))
            .expect("a value"),
        to_value(&planner.plan(&metrics, at(0)).expect("a plan")).expect("a value"),
        to_value(&planner.simulate("cpu", &load, 48, at(0)).expect("a simulation")).expect("a value"),
        to_value(&exhaustion(&load, &full).expect("an end")).expect("a value"),
        to_value(&classifier.classify("log in")).expect("a value"),
        to_value(&classifier.labels("log in", 0.0).expect("labels")).expect("a value"),
        to_value(&classifier.explain("log in")).expect("a value"),
        to_value(&classifier.summary()).expect("a value"),
        to_value(&similar.similar("log in", 1)).expect("a value"),
        to_value(&ClassifierOptions::default()).expect("a value"),
        to_value(&event).expect("a value"),
        to_value(&found).expect("a value"),
        to_value(&actions).expect("a value"),
        to_value(&plan).expect("a value"),
        to_value(&plan.readiness(at(0)).expect("readiness")).expect("a value"),
        to_value(&desk.timeline("T-1").expect("a timeline")).expect("a value"),
        to_value(&RoutingTable::default().route(None)).expect("a value"),
        to_value(
            &Troubleshooter::default().diagnose("HTTP 500 for two hours after upload", at(0)).expect("a diagnosis"),
        )
        .expect("a value"),
        to_value(&Router::default().route(&IncomingTicket::default(), &[]).expect("a route")).expect("a value"),
        to_value(
            &hypercare::tickets::support_metrics(&[SupportRecord::opened("T-1", at(0), Priority::High)])
                .expect("a report"),
        )
        .expect("a value"),
        to_value(&hypercare::tickets::redact("jo@example.org")).expect("a value"),
        to_value(&TicketEvent::opened("T-1", at(0), Priority::High)).expect("a value"),
        to_value(&TicketEvent::Responded(responded)).expect("a value"),
        to_value(&Policy::default().alert_due(Severity::Info, at(0)).expect("a due instant")).expect("a value"),
        to_value(&Policy::default().incident(at(0), at(20)).expect("a timeline")).expect("a value"),
        to_value(&rule).expect("a value"),
        to_value(&detections["performance"].summary).expect("a value"),
        to_value(&monitor.alerts(&detections, at(0)).expect("alerts")).expect("a value"),
        to_value(&path).expect("a value"),
        to_value(
            &hypercare::plan::simulate(&[Estimate::fixed(1.0)], &[], &SimulationOptions::default())
                .expect("a simulation"),
        )
        .expect("a value"),
        to_value(&Rules::default()).expect("a value"),
    ]);
    values
}

/// What calendars and rotas give.
fn business_time() -> Vec<Value> {
    let [from, to] = [0, 7].map(|days| chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(days));
    let desk = Calendar::from_yaml("weekly: {fri: ['09:00-17:00']}").expect("a calendar");
    let rota = "layers: [{name: week, members: [ana, ben], every: daily, start: 1970-01-02}]";
    let rota = Rota::from_yaml(rota).expect("a rota");
    let staffing =
        hypercare::escalation::StaffingOptions { arrivals: vec![2.0], days: 1, samples: 1, ..Default::default() };
    let queue = r#"{"arrivals_per_hour": 200, "handling_minutes": 3, "agents": 14}"#;
    let queue: hypercare::escalation::QueueOptions = serde_json::from_str(queue).expect("a queue");
    vec![
        to_value(&hypercare::escalation::staffing(&staffing).expect("a report")).expect("a value"),
        to_value(&hypercare::escalation::queue_odds(&queue).expect("odds")).expect("a value"),
        to_value(&queue).expect("a value"),
        to_value(&desk.explain_elapsed(from, to).expect("a trace")).expect("a value"),
        to_value(&Calendar::seams(&[desk.clone(), desk], from, to).expect("a report")).expect("a value"),
        to_value(&rota.on_call(to).expect("within the horizon")).expect("a value"),
        to_value(&rota.shifts(from, to).expect("shifts")).expect("a value"),
        to_value(&rota.fairness(from, to).expect("a report")).expect("a value"),
        to_value(&rota.hand_offs(from, to).expect("hand-offs")).expect("a value"),
    ]
}

/// What the tuning engine takes and gives.
fn tuning() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/shared/tuning.json");
    let cases: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the cases")).expect("JSON");
    let input = |call: &str, name: &str| {
        let cases = cases.as_array().expect("cases");
        let case = cases.iter().find(|case| case["input"]["call"] == call).expect("a case");
        case["input"][name].to_string()
    };
    fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_str(text).expect("an input")
    }
    use hypercare::tuning as engine;
    let statistics: DatabaseStatistics = read(&input("advise_indexes", "statistics"));
    let caches: Vec<CacheStatistics> = read(&input("advise_caches", "caches"));
    let journeys: Vec<Journey> = read(&input("advise_journeys", "journeys"));
    let measured = engine::cache_measurements(&caches[..1]);
    let metrics = [("cpu_usage".to_owned(), 0.9)].into();
    let rules = PerformanceRules::default();
    let performance = engine::advise_performance(&metrics, &rules).expect("a report");
    let cache = CacheSimulationOptions::default();
    vec![
        to_value(&engine::advise_indexes(&statistics, &IndexOptions::default()).expect("a report")).expect("a value"),
        to_value(&statistics).expect("a value"),
        to_value(&engine::advise_caches(&caches, &CacheOptions::default()).expect("a report")).expect("a value"),
        to_value(&caches).expect("a value"),
        to_value(&engine::simulate_cache(&cache).expect("a simulation")).expect("a value"),
        to_value(&engine::advise_journeys(&journeys, &JourneyOptions::default()).expect("a report")).expect("a value"),
        to_value(&journeys).expect("a value"),
        to_value(&performance.advice[0].ticket()).expect("a value"),
        to_value(&performance).expect("a value"),
        to_value(&engine::verify(&measured, &measured, &VerifyOptions::default()).expect("an outcome"))
            .expect("a value"),
        to_value(&measured).expect("a value"),
    ]
}

/// What the release judge, reconciliation and recovery give.
fn releases() -> Vec<Value> {
    use hypercare::objectives::{
        Cell, CompareOptions, ReconcileOptions, ReleaseJudge, ReleaseSample, TableReference, TableSummary, compare,
        reconcile,
    };
    use hypercare::recovery::{
        BreakerOptions, BreakerState, Bulkhead, BulkheadOptions, CallOutcome, CircuitBreaker, DeadLetter,
        DeadLetterOptions, DeadLetters, FallbackChain, Healer, HealthReport, Playbook, RetryBudgetOptions,
        RetryFailure, RetryPolicy,
    };
    let at = chrono::DateTime::UNIX_EPOCH;
    let mut judge = ReleaseJudge::default();
    let sample = ReleaseSample::share("error_rate", at, 1, 100).against(1, 100);
    judge.recovery_started("data migration", at).expect("an objective");
    let reference = TableReference { name: "parent".to_owned(), columns: vec!["parent".to_owned()] };
    let options = ReconcileOptions { references: vec![reference], ..ReconcileOptions::new(&["id", "parent"]) };
    let table = |rows: &[[i64; 2]]| {
        let mut summary = TableSummary::new(options.clone()).expect("options");
        summary.add_rows(&rows.iter().map(|row| row.map(Cell::from)).collect::<Vec<_>>()).expect("rows");
        summary
    };
    let (source, target) = (table(&[[1, 9], [2, 2], [2, 2]]), table(&[[1, 1], [3, 3]]));
    let failure = RetryFailure::new(1, "timeout", at, at);
    let mut breaker = CircuitBreaker::default();
    let mut letters = DeadLetters::default();
    let letter = DeadLetter::new("a", "{}", "timeout", at);
    let chain = FallbackChain::new(&["a", "b"], &[]).expect("a chain");
    let mut run = chain.run().expect("a run");
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    let report = HealthReport::new("cache", "a", at, false);
    healer.observe(&report).expect("actions");
    let actions = healer.observe(&report).expect("actions");
    let run_of = actions.first().and_then(|action| action.run).expect("a run");
    healer.done(run_of, at, false).expect("actions");
    let records: Vec<_> = healer.history().cloned().collect();
    [
        to_value(&sample),
        to_value(&judge.observe(&sample).expect("a verdict")),
        to_value(&judge.recoveries(at).expect("states")),
        to_value(&compare(&[1.0, 2.0], &[3.0], &CompareOptions::default()).expect("an answer")),
        to_value(&CompareOptions::default()),
        to_value(&options),
        to_value(&reconcile(&source, &target).expect("an answer")),
        to_value(&source.check_reference("parent", &target).expect("a check")),
        to_value(&failure),
        to_value(&RetryPolicy::default().next(1, &failure).expect("an answer")),
        to_value(&RetryBudgetOptions::default()),
        to_value(&BreakerOptions::default()),
        to_value(&CallOutcome::ignored()),
        to_value(&breaker.acquire(at).expect("an answer")),
        to_value(&breaker.force(BreakerState::ForcedOpen, at).expect("a change")),
        to_value(&breaker.status()),
        to_value(&BulkheadOptions::default()),
        to_value(&Bulkhead::new(BulkheadOptions::default()).and_then(|mut one| one.enter("a", at)).expect("an answer")),
        to_value(&DeadLetterOptions::default()),
        to_value(&letter),
        to_value(&letters.put(&letter).expect("an answer")),
        to_value(&letters.replay(at, 1).expect("letters")),
        to_value(&letters.summary()),
        to_value(&chain),
        to_value(&run.failed("timeout").expect("a status")),
        to_value(&report),
        to_value(&actions),
        to_value(&records),
    ]
    .map(|value| value.expect("a value"))
    .to_vec()
}

#[test]
fn every_struct_that_crosses_is_in_the_model_with_its_fields() {
    let model = model(Roots::inputs);
    let mut values = given();
    values.extend(gates::given(&launched()));
    values.extend(business_time());
    values.extend(objectives::given());
    values.extend(tuning());
    values.extend(releases());
    let mut seen = BTreeSet::new();
    while let Some(value) = values.pop() {
        match value {
            Value::List(items) => values.extend(items),
            Value::Map(entries) => values.extend(entries.into_iter().map(|(_, value)| value)),
            Value::Struct(name, fields) => {
                let Some(Kind::Record(known)) = model.types.get(name).map(|named| &named.kind) else {
                    panic!("{name} crosses, but the model does not know it");
                };
                let given: BTreeSet<_> =
                    fields.iter().map(|(field, _)| *field).filter(|field| *field != "type").collect();
                let known: BTreeSet<_> =
                    known.iter().map(|field| field.name.as_str()).filter(|field| *field != "type").collect();
                assert_eq!(given, known, "{name}");
                seen.insert(name);
                values.extend(fields.into_iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}
