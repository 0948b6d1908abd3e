//! The development data, if it is there: competition series and server load.

use std::collections::BTreeMap;
use std::path::Path;

use hypercare::capacity::forecast;

use crate::hourly;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/capacity");

/// The rows of a table by their first field; an error says why there is none.
fn table(name: &str) -> Result<BTreeMap<String, Vec<f64>>, String> {
    let path = Path::new(DATA).join(name);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path).map_err(|error| error.to_string())?;
    let row = |record: csv::StringRecord| {
        let values =
            record.iter().skip(1).filter(|field| !field.is_empty()).map(|field| field.parse().expect("a number"));
        (record[0].to_owned(), values.collect())
    };
    Ok(reader.records().map(|record| row(record.expect("a row"))).collect())
}

/// Every sixth of the odd series: the whole takes minutes without optimization.
#[test]
fn competition_series_are_foretold_as_well_as_the_best() {
    let (history, future) =
        match table("m4/Hourly-train.csv").and_then(|train| Ok((train, table("m4/Hourly-test-odd.csv")?))) {
            Ok(tables) => tables,
            Err(reason) => return println!("skipped: {reason}"),
        };
    let (mut mase, mut smape, mut inside, mut steps) = (0.0, 0.0, [0.0; 2], 0.0);
    let chosen: Vec<_> = future.iter().step_by(6).collect();
    for (id, future) in &chosen {
        let past = &history[*id];
        let found = forecast(past, &hourly(future.len())).expect("a forecast");
        let scale = past.windows(25).map(|day| (day[24] - day[0]).abs()).sum::<f64>() / (past.len() - 24) as f64;
        let misses = found.mean.iter().zip(future.iter());
        let count = future.len() as f64;
        mase += misses.clone().map(|(found, met)| (found - met).abs()).sum::<f64>() / count / scale;
        smape +=
            misses.map(|(found, met)| 200.0 * (found - met).abs() / (found.abs() + met.abs())).sum::<f64>() / count;
        for (level, inside) in [80.0, 95.0].into_iter().zip(&mut inside) {
            let (lower, upper) = found.interval(level).expect("the level");
            *inside +=
                (0..future.len()).filter(|&step| (lower[step]..=upper[step]).contains(&future[step])).count() as f64;
        }
        steps += count;
    }
    let count = chosen.len() as f64;
    let (mase, smape, inside) = (mase / count, smape / count, inside.map(|inside| inside / steps));
    println!(
        "{count} series: MASE {mase:.3}, sMAPE {smape:.2}, inside 80 % {:.3}, inside 95 % {:.3}",
        inside[0], inside[1]
    );
    assert!(mase < 0.90 && smape < 10.9, "MASE {mase}, sMAPE {smape}");
    assert!((inside[0] - 0.8).abs() < 0.06 && (inside[1] - 0.95).abs() < 0.04, "{inside:?}");
}
