//! The types that cross into Python and Node, and the schemas of the documents, are written from the Rust types by this
//! test: it fails where a file differs from what the types say, and writes the files anew with `HYPERCARE_BLESS=1`.

#[path = "types/model.rs"]
mod model;
#[path = "types/python.rs"]
mod python;
#[path = "types/typescript.rs"]
mod typescript;

use std::collections::BTreeMap;
use std::path::Path;

use hypercare::Position;
use hypercare::desk::{Action, Event, ItemTicked, Sample, TicketReported};
use hypercare::escalation::{
    Policy, TicketEvent, TicketOpened, TicketPriorityChanged, TicketReopened, TicketResolved, TicketResponded, Timeline,
};
use hypercare::objectives::AlertRule;
use hypercare::plan::{CriticalPath, Plan, Readiness};
use hypercare::tickets::{Route, RoutingTable};
use hypercare::time::Rules;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use model::Model;

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
        self.one::<Rules>();
        let first: [Record; 4] =
            [Self::one::<TicketOpened>, Self::one::<Sample>, Self::one::<ItemTicked>, Self::one::<TicketReported>];
        let then: [Record; 4] = [
            Self::one::<TicketResponded>,
            Self::one::<TicketPriorityChanged>,
            Self::one::<TicketResolved>,
            Self::one::<TicketReopened>,
        ];
        self.union::<TicketEvent>(&[&first[..1], &then].concat());
        self.union::<Event>(&[&first[1..], &then].concat());
        self
    }

    /// What the core gives to the languages.
    fn results(mut self) -> Self {
        self.one::<Action>();
        self.one::<AlertRule>();
        self.one::<CriticalPath>();
        self.one::<Plan>();
        self.one::<Position>();
        self.one::<Readiness>();
        self.one::<Route>();
        self.one::<Timeline>();
        self
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

fn model() -> Model {
    let reading = || SchemaSettings::draft2020_12().for_deserialize();
    let input = Roots::new(reading()).inputs();
    let read = Roots::new(reading()).inputs().results();
    let written = Roots::new(SchemaSettings::draft2020_12().for_serialize()).inputs().results();
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
    check("bindings-python/python/hypercare/_types.py", &python::render(&model()));
}

#[test]
fn node_has_an_interface_for_every_struct_that_crosses() {
    check("bindings-node/types.d.ts", &typescript::render(&model()));
}

#[test]
fn documents_have_published_schemas() {
    check("core/schemas/policy.schema.json", &schema::<Policy>());
    check("core/schemas/plan.schema.json", &schema::<Plan>());
    check("core/schemas/routing-table.schema.json", &schema::<RoutingTable>());
}
