//! The forecasts of augurs, timed: one series a line comes in, one answer a line goes out. `capacity_peers.py` runs it.
//!
//! In: the horizon, the seasons with commas between, then the values, all between blanks.
//! Out: the milliseconds that fit and forecasts took, then for each step the mean, the bounds of 80 and of 95 percent;
//! or `error` and why.

use std::io::{BufRead, Write};
use std::time::Instant;

use augurs::ets::AutoETS;
use augurs::mstl::MSTLModel;
use augurs::{Fit, Predict};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = answer(&line?).unwrap_or_else(|error| format!("error {error}"));
        writeln!(out, "{}", answer.replace('\n', " "))?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut words = line.split_whitespace();
    let horizon: usize = words.next().ok_or("no horizon")?.parse()?;
    let periods = words.next().ok_or("no seasons")?.split(',').map(str::parse).collect::<Result<Vec<usize>, _>>()?;
    let values = words.map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    let began = Instant::now();
    let fitted = MSTLModel::new(periods, AutoETS::non_seasonal().into_trend_model()).fit(&values)?;
    let (narrow, wide) = (fitted.predict(horizon, 0.80)?, fitted.predict(horizon, 0.95)?);
    let took = began.elapsed().as_secs_f64() * 1e3;
    let (low, high) = (narrow.intervals.ok_or("no intervals")?, wide.intervals.ok_or("no intervals")?);
    let columns = [narrow.point, low.lower, low.upper, high.lower, high.upper];
    let numbers: Vec<String> = columns.iter().flatten().map(f64::to_string).collect();
    Ok(format!("{took} {}", numbers.join(" ")))
}
