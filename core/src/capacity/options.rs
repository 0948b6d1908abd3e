use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::clock::Clock;
use crate::time::{Span, check_instant, parse_zone};
use crate::{Error, Result};

/// Most values of one history.
pub(super) const MOST_VALUES: u64 = 10_000_000;
/// Furthest step to foretell.
pub(super) const MOST_STEPS: u64 = 100_000;
/// Most levels, seasons and declared events.
const MOST_LEVELS: u64 = 20;
const MOST_PERIODS: u64 = 8;
const MOST_EVENTS: u64 = 10_000;

/// How a [`forecast`](super::forecast) is made. `step` and `horizon` must be told, the rest has defaults.
///
/// ```
/// use hypercare::capacity::ForecastOptions;
/// let options = ForecastOptions { levels: vec![90.0], ..ForecastOptions::new("5 min".parse()?, 288) };
/// assert_eq!(options.periods, None); // found in the history
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ForecastOptions {
    /// From one value to the next: a text such as "1h", "5 min" or "monthly", or a number of seconds. Above zero.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub step: Span,
    /// The instant of the first value. Needed for events, for a zone, and for instants in the result.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub start: Option<DateTime<Utc>>,
    /// How many steps to foretell, 1 to 100,000.
    pub horizon: usize,
    /// The seasons in steps, such as 24 and 168 for hourly values; none for a history without; left out, or the word
    /// "auto", they are found.
    #[serde(default, deserialize_with = "periods")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<PeriodsText>"))]
    pub periods: Option<Vec<usize>>,
    /// The intervals to give, in percent, each from 1 to 99.99, none twice: 95, not 0.95.
    #[serde(default = "levels")]
    pub levels: Vec<f64>,
    /// What values can be.
    #[serde(default)]
    pub bounds: Bounds,
    /// The least that a value can be, in place of what `bounds` says.
    #[serde(default)]
    pub lower: Option<f64>,
    /// The most that a value can be, in place of what `bounds` says.
    #[serde(default)]
    pub upper: Option<f64>,
    /// The IANA zone in whose wall time days and weeks repeat, so that the peak of nine o'clock stays at nine o'clock
    /// when clocks change; steps of whole days and months are taken on its calendar. UTC if left out.
    #[serde(default)]
    pub zone: Option<String>,
    /// What is known to happen, past and to come.
    #[serde(default)]
    pub events: Vec<DeclaredEvent>,
}

/// What values can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bounds {
    /// At least zero where the history never was below it, else anything.
    #[default]
    Auto,
    /// Anything.
    None,
    /// At least zero: counts, bytes, latencies.
    Nonnegative,
    /// From 0 to 100.
    Percent,
}

/// A time in which values are not as usual: a tax season, a launch, a holiday.
///
/// What lies within is kept out of what is learned of usual days. An event without `multiplier` and `floor` that is not
/// over takes its multiplier, or, where usually there is nothing, its floor, from its own values so far and then from the
/// last past ones of its name, until as many steps as the longest season found, or as the event itself if it is shorter,
/// were measured. Each counts by its steps of these, so that neither the first hours of an event nor a past one of a single
/// step decide alone. How far those of the name differ widens the intervals until the event is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclaredEvent {
    /// Which event it is: those of one name are alike.
    pub name: String,
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over; itself not part of it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// How many times the usual values are met, above 0.
    #[serde(default)]
    pub multiplier: Option<f64>,
    /// What values are at least.
    #[serde(default)]
    pub floor: Option<f64>,
}

impl ForecastOptions {
    /// Options with the defaults: seasons found, intervals of 80 and 95 percent, UTC.
    pub fn new(step: Span, horizon: usize) -> Self {
        Self {
            step,
            start: None,
            horizon,
            periods: None,
            levels: levels(),
            bounds: Bounds::Auto,
            lower: None,
            upper: None,
            zone: None,
            events: Vec::new(),
        }
    }

    /// The same with the instant of the first value.
    #[must_use]
    pub fn starting(mut self, at: DateTime<Utc>) -> Self {
        self.start = Some(at);
        self
    }

    /// Checks all that does not depend on the values.
    pub(super) fn check(&self) -> Result<()> {
        if self.step.calendar_months() == 0 && self.step.exact() < chrono::TimeDelta::milliseconds(1) {
            return Err(Error::invalid("step", "a length of time of at least 1 ms", self.step));
        }
        if self.horizon == 0 {
            return Err(Error::invalid("horizon", "at least one step", self.horizon));
        }
        Error::cap("horizon, steps", MOST_STEPS, self.horizon)?;
        Error::cap("levels", MOST_LEVELS, self.levels.len())?;
        Error::cap("events", MOST_EVENTS, self.events.len())?;
        self.levels.iter().try_for_each(|level| check_level("levels", *level))?;
        let mut levels = self.levels.clone();
        levels.sort_unstable_by(f64::total_cmp);
        if let Some(twice) = levels.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::duplicate("level", &twice[0].to_string()));
        }
        let periods = self.periods.as_deref().unwrap_or_default();
        Error::cap("periods", MOST_PERIODS, periods.len())?;
        if let Some(period) = periods.iter().find(|period| **period < 2 || **period as u64 > MOST_VALUES) {
            return Err(Error::invalid("periods", "whole numbers of steps from 2 to 10,000,000", period));
        }
        for (name, bound) in [("lower", self.lower), ("upper", self.upper)] {
            if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
                return Err(Error::invalid(name, "a finite number", bound));
            }
        }
        let (lower, upper) = self.bounds(0.0);
        if lower >= upper {
            return Err(Error::invalid("upper", format!("a number above the lower bound, {lower}"), upper));
        }
        if let Some(start) = self.start {
            check_instant(start, "start")?;
        }
        if let Some(zone) = &self.zone {
            parse_zone(zone)?;
        }
        if self.start.is_none() && !(self.events.is_empty() && self.zone.is_none()) {
            return Err(Error::invalid("start", "the instant of the first value, for events or a zone", "none"));
        }
        self.events.iter().try_for_each(DeclaredEvent::check)
    }

    /// The least and the most that values can be, where the history's least is `least`.
    pub(super) fn bounds(&self, least: f64) -> (f64, f64) {
        let (lower, upper) = match self.bounds {
            Bounds::Auto if least >= 0.0 => (0.0, f64::MAX),
            Bounds::Auto | Bounds::None => (-f64::MAX, f64::MAX),
            Bounds::Nonnegative => (0.0, f64::MAX),
            Bounds::Percent => (0.0, 100.0),
        };
        // What the user states wins; what is only assumed gives way to it.
        let upper = self.upper.unwrap_or(upper);
        let lower = self.lower.unwrap_or(if self.bounds == Bounds::Auto && lower >= upper { -f64::MAX } else { lower });
        (lower, upper)
    }

    pub(super) fn clock(&self) -> Result<Option<Clock>> {
        self.start.map(|start| Clock::new(start, self.step, self.zone.as_deref())).transpose()
    }
}

impl DeclaredEvent {
    /// Whether it says what it does.
    pub(super) fn told(&self) -> bool {
        self.multiplier.is_some() || self.floor.is_some()
    }

    fn check(&self) -> Result<()> {
        let name = |field: &str| format!("event {:?}, {field}", crate::error::shorten(&self.name));
        check_instant(self.start, "an event's start")?;
        check_instant(self.end, "an event's end")?;
        if self.end <= self.start {
            return Err(Error::invalid(name("end"), "an instant after its start", self.end));
        }
        if let Some(multiplier) = self.multiplier.filter(|value| !(*value > 0.0 && value.is_finite())) {
            return Err(Error::invalid(name("multiplier"), "a number above 0", multiplier));
        }
        if let Some(floor) = self.floor.filter(|value| !value.is_finite()) {
            return Err(Error::invalid(name("floor"), "a finite number", floor));
        }
        Ok(())
    }
}

fn levels() -> Vec<f64> {
    vec![80.0, 95.0]
}

/// Beyond 99.99 no quantile means anything, and whoever says 0.95 means 95.
pub(super) fn check_level(name: &str, level: f64) -> Result<()> {
    if (1.0..=99.99).contains(&level) {
        return Ok(());
    }
    let percent = libm::round(1e4 * level) / 100.0;
    let percent = if level < 1.0 && (1.0..=99.99).contains(&percent) { percent } else { 95.0 };
    Err(Error::invalid(name, format!("percentages from 1 to 99.99, such as {percent}"), level))
}

/// How documents write periods.
#[cfg(feature = "schema")]
struct PeriodsText;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for PeriodsText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PeriodsText".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let list = schemars::json_schema!({"type": "array", "items": {"type": "integer", "minimum": 2}});
        schemars::json_schema!({"anyOf": [list, {"type": "string", "const": "auto"}]})
    }
}

/// A list, or the word "auto" for none.
fn periods<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Vec<usize>>, D::Error> {
    use serde::de::Error as _;
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "invalid value, expected \"auto\" or a list of whole numbers")]
    enum Periods {
        Word(String),
        List(Vec<usize>),
    }
    match Option::<Periods>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Periods::List(periods)) => Ok(Some(periods)),
        Some(Periods::Word(word)) if word == "auto" => Ok(None),
        Some(Periods::Word(word)) => {
            let word = crate::error::shorten(&word);
            Err(D::Error::custom(format_args!("{word:?}, expected \"auto\" or a list of whole numbers")))
        }
    }
}
