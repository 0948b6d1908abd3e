//! The advice against a real PostgreSQL: the advised index is created, the plan uses it, and `verify` says so. Skipped
//! where there is none.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hypercare::tuning::{
    DatabaseStatistics, IndexOptions, TuningKind, TuningVerdict, VerifyOptions, advise_indexes, statement_measurements,
    statistics_sql, verify,
};

/// A cluster in a temporary folder, stopped and removed at the end.
struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    root: bool,
}

/// The folder of PostgreSQL's own programs: on the path, or where Debian puts them.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    places.extend(versions.into_iter().rev());
    // What is on the path may be a link into the folder that holds them all.
    let real = |place: PathBuf| Some(place.join("initdb").canonicalize().ok()?.parent()?.to_owned());
    let whole = |place: &PathBuf| ["initdb", "pg_ctl", "psql"].iter().all(|program| place.join(program).is_file());
    places.into_iter().filter_map(real).find(whole)
}

impl Postgres {
    /// None, with the reason printed, where there is no PostgreSQL that can be started.
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: no initdb and pg_ctl of PostgreSQL");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("hypercare-tuning-{}", std::process::id()));
        let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
        std::fs::create_dir_all(&folder).expect("a folder");
        let postgres = Self { programs, folder, root };
        // PostgreSQL refuses to run as root.
        if root && !quiet(Command::new("chown").arg("postgres").arg(&postgres.folder)) {
            println!("skipped: root, and no user postgres");
            return None;
        }
        let data = postgres.folder.join("data");
        if !quiet(
            postgres
                .run("initdb")
                .args(["-A", "trust", "-N", "-E", "UTF8", "--locale=C", "-U", "postgres", "-D"])
                .arg(&data),
        ) {
            println!("skipped: initdb failed");
            return None;
        }
        let socket = postgres.folder.display().to_string();
        let settings = format!(
            "-k {socket} -c listen_addresses= -c fsync=off -c autovacuum=off -c timezone=UTC -c shared_preload_libraries=pg_stat_statements"
        );
        let log = postgres.folder.join("log");
        let mut start = postgres.run("pg_ctl");
        start.arg("-D").arg(&data).arg("-o").arg(settings).arg("-l").arg(log).args(["-w", "-s", "start"]);
        let extension = quiet(&mut start) && postgres.ask("CREATE EXTENSION pg_stat_statements").is_some();
        if !extension {
            println!("skipped: PostgreSQL did not start with pg_stat_statements (postgresql-contrib)");
            return None;
        }
        Some(postgres)
    }

    fn run(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if self.root { Command::new("runuser") } else { Command::new(&program) };
        if self.root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        command.current_dir(Path::new("/"));
        command
    }

    fn ask(&self, sql: &str) -> Option<String> {
        let mut psql = self.run("psql");
        psql.arg("-h").arg(&self.folder).args(["-U", "postgres", "-d", "postgres", "-X", "-At", "-q"]);
        let output = psql.args(["-v", "ON_ERROR_STOP=1", "-c", sql]).output().expect("psql");
        if !output.status.success() {
            println!("{sql}: {}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        Some(String::from_utf8(output.stdout).expect("UTF-8"))
    }

    fn tell(&self, sql: &str) -> String {
        self.ask(sql).unwrap_or_else(|| panic!("{sql} failed"))
    }

    fn read(&self) -> DatabaseStatistics {
        DatabaseStatistics::from_json(&self.tell(statistics_sql())).expect("statistics")
    }

    /// Runs a query so many times, each a statement of its own.
    fn repeat(&self, query: &str, times: usize) {
        let file = self.folder.join("queries.sql");
        std::fs::write(&file, format!("{query};\n").repeat(times)).expect("a file");
        let mut psql = self.run("psql");
        psql.arg("-h").arg(&self.folder).args(["-U", "postgres", "-d", "postgres", "-X", "-At", "-q", "-f"]).arg(&file);
        assert!(quiet(&mut psql), "{query}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        quiet(self.run("pg_ctl").arg("-D").arg(self.folder.join("data")).args(["-m", "immediate", "-s", "stop"]));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

const SCENE: &str = r#"
CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, country text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, state text NOT NULL, created_at timestamptz NOT NULL, note text);
CREATE TABLE "Odd ""Table""" (id bigint PRIMARY KEY, "select" bigint, "Größe" bigint);
INSERT INTO customers SELECT i, 'user' || i || '@example.org', 'c' || i % 40 FROM generate_series(1, 10000) i;
INSERT INTO orders SELECT i, i * 7919 % 10000 + 1, 's' || i % 20, timestamptz '2026-01-01' + i * interval '1 minute', repeat('x', 40) FROM generate_series(1, 120000) i;
INSERT INTO "Odd ""Table""" SELECT i, i % 10000, i % 3 FROM generate_series(1, 60000) i;
CREATE INDEX orders_state_1 ON orders (state);
CREATE INDEX orders_state_2 ON orders (state, note);
CREATE INDEX orders_twin ON orders (state);
CREATE INDEX orders_never ON orders (note) WHERE note = 'never';
UPDATE "Odd ""Table""" SET "Größe" = 0 WHERE id % 2 = 0;
ANALYZE;
"#;

/// The queries, and what of the plan must stand in the advised index.
const QUERIES: &[(&str, &str)] = &[
    ("SELECT * FROM orders WHERE customer_id = 77 ORDER BY created_at DESC LIMIT 20", "orders"),
    ("SELECT * FROM orders WHERE state = 's7' ORDER BY created_at DESC LIMIT 20", "orders"),
    (
        "SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE lower(c.email) = 'user5@example.org'",
        "orders",
    ),
    ("SELECT id FROM orders WHERE created_at BETWEEN '2026-02-01' AND '2026-02-01 01:00'", "orders"),
    ("SELECT * FROM \"Odd \"\"Table\"\"\" WHERE \"select\" = 5", "Odd \"Table\""),
];

#[test]
fn advised_indexes_are_used_and_verified() {
    let Some(postgres) = Postgres::start() else { return };
    for statement in SCENE.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        postgres.tell(statement);
    }
    postgres.tell("SELECT pg_stat_statements_reset()");
    for (query, _) in QUERIES {
        postgres.repeat(query, 25);
    }
    // The views may lag a second behind what ran.
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    let before = postgres.read();
    let options = IndexOptions { slow_ms: 1.0, least_gain: 0.3, ..IndexOptions::default() };
    let report = advise_indexes(&before, &options).expect("a report");
    let created: Vec<_> = report.advice.iter().filter(|advice| advice.kind == TuningKind::CreateIndex).collect();
    let statements: Vec<_> = created.iter().map(|advice| advice.statements[0].as_str()).collect();
    for wanted in ["(customer_id)", "(state, created_at)", "(created_at)", "(\"select\")"] {
        assert!(statements.iter().any(|statement| statement.ends_with(wanted)), "{wanted}: {statements:#?}");
    }
    assert!(report.slow_queries.iter().all(|query| query.skipped.is_none()), "{:#?}", report.slow_queries);
    // Every statement that is advised is one that PostgreSQL takes, and so is every one that undoes it.
    for advice in &report.advice {
        for statement in &advice.statements {
            postgres.tell(statement);
        }
    }
    let kinds = |kind| {
        report
            .advice
            .iter()
            .filter(|advice| advice.kind == kind)
            .map(|advice| advice.subject.as_str())
            .collect::<Vec<_>>()
    };
    // Of the twins one stays, unless the longer one does the work of both.
    assert_eq!(kinds(TuningKind::DropIndex).len(), 2, "{:?}", kinds(TuningKind::DropIndex));
    assert_eq!(kinds(TuningKind::Vacuum), ["public.\"Odd \"\"Table\"\"\""]);
    for (query, table) in QUERIES {
        let plan = postgres.tell(&format!("EXPLAIN {query}"));
        assert!(!plan.contains(&format!("Seq Scan on {table}")), "{query}:\n{plan}");
        assert!(plan.contains("idx_"), "{query}:\n{plan}");
    }
    postgres.tell("SELECT pg_stat_statements_reset()");
    for (query, _) in QUERIES {
        postgres.repeat(query, 25);
    }
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    let after = statement_measurements(&postgres.read(), None).expect("measurements");
    let before = statement_measurements(&before, None).expect("measurements");
    let named = |list: &[hypercare::tuning::TuningMeasurement]| {
        let metrics: Vec<_> = created.iter().flat_map(|advice| &advice.verification.metrics).collect();
        list.iter().filter(|one| metrics.contains(&&one.metric)).cloned().collect::<Vec<_>>()
    };
    let outcome = verify(&named(&before), &named(&after), &VerifyOptions::default()).expect("an outcome");
    assert_eq!(outcome.metrics.len(), QUERIES.len(), "{outcome:#?}");
    assert_eq!(outcome.verdict, TuningVerdict::Worked, "{outcome:#?}");
    for metric in &outcome.metrics {
        println!("{}: {:.2} ms to {:.2} ms", metric.metric, metric.before.unwrap_or(0.0), metric.after.unwrap_or(0.0));
    }
    for advice in report.advice.iter().rev() {
        for statement in &advice.undo {
            postgres.tell(statement);
        }
    }
}
