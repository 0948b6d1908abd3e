use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::document::{self, field};
use crate::time::{CalendarDocument, ClockRange, ClockTime, Rules, Span, WeeklyHours, check_instant, date};
use crate::{Error, Result};

/// Most layers of a rota.
const LAYERS: usize = 32;
/// Most turns in the ring of a layer.
const MEMBERS: usize = 1_000;
/// Most overrides.
pub(super) const CHANGES: usize = 10_000;
/// Most swaps: each shift is looked up in all that cover it.
const SWAPS: usize = 1_000;
/// Most bytes of a name.
const NAME: u64 = 200;
/// The shortest and the longest turn.
const TURN: (TimeDelta, TimeDelta) = (TimeDelta::minutes(15), TimeDelta::days(3_660));

/// Who is on call when: the written form of a [`Rota`](super::Rota), as YAML or JSON.
///
/// ```
/// use hypercare::escalation::Rota;
/// let rota = Rota::from_yaml("
/// version: 1
/// name: platform
/// zone: Europe/Paris
/// zones: {chloe: America/New_York}          # where people live who do not live there
/// layers:                                   # where several have somebody, the later layer is on call
///   - name: week
///     members: [ana, ben, chloe]
///     every: weekly                         # hourly, 12 h, daily, 2 weeks, monthly, ...
///     start: 2026-01-05                     # the first turn begins on this date, which is a Monday,
///     hand_off: '09:00'                     # at this time
///   - name: office hours
///     members: [dan, eva]
///     every: daily
///     start: 2026-01-05
///     hours: {mon: ['10:00-16:00'], tue: ['10:00-16:00']}    # on call at these hours alone
///     excluded: [2026-12-25]                # nobody on these dates, and nobody loses a turn by them
///     excluded_days: [sat, sun]
/// swaps: [{start: '2026-03-02T08:00:00Z', end: '2026-03-09T08:00:00Z', first: ana, second: ben}]
/// overrides: [{start: '2026-02-03T10:00:00Z', end: '2026-02-03T12:00:00Z', person: fay}]
/// holidays: [2026-12-25]                    # for the fairness report
/// night: 22:00-06:00
/// notice: 1 day                             # how long before a hand-off to tell people
/// ")?;
/// assert_eq!(Rota::from_json(&rota.to_json()?)?, rota);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RotaDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// What it is called.
    #[serde(deserialize_with = "field::name")]
    pub name: String,
    /// The IANA zone of its dates and times; UTC if left out.
    #[serde(with = "date::zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
    /// The version of the zone database that it must be read with, such as "2025b"; any if left out.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "date::database")]
    pub zone_database: Option<String>,
    /// The zones of people who do not live in that of the rota, at most 10,000: for conditions on their local time.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", with = "zones")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub zones: BTreeMap<String, Tz>,
    /// What hand-offs do where clocks change.
    pub rules: Rules,
    /// The rotations, at most 32. Where several have somebody, the last of them is on call.
    #[serde(deserialize_with = "date::list::<_, _, LAYERS>")]
    pub layers: Vec<RotaLayer>,
    /// Pairs of people who stand in for each other for a while, at most 1,000; applied in order.
    #[serde(deserialize_with = "date::list::<_, _, SWAPS>")]
    pub swaps: Vec<RotaSwap>,
    /// Who is on call instead of everybody else for a while, at most 10,000; a later one goes before an earlier.
    #[serde(deserialize_with = "date::list::<_, _, CHANGES>")]
    pub overrides: Vec<RotaOverride>,
    /// Holidays that the fairness report counts, at most 40,000.
    #[serde(with = "date::set")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub holidays: BTreeSet<NaiveDate>,
    /// The hours that the fairness report counts as night.
    pub night: ClockRange,
    /// How long before a hand-off people are told.
    pub notice: Span,
}

/// One rotation of a [`RotaDocument`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RotaLayer {
    /// What it is called.
    #[serde(deserialize_with = "field::name")]
    pub name: String,
    /// The people in the order of their turns, at least one and at most 1,000; somebody may stand there several times.
    #[serde(deserialize_with = "read_members")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 1000)))]
    pub members: Vec<String>,
    /// How long a turn is, 15 minutes to ten years. Months are steps from the start, clamped to the month's end; whole
    /// days are days on the wall, so that a week with a clock change has 167 or 169 hours; anything else is physical
    /// time, so that every turn of an hour takes an hour.
    #[serde(default = "weekly", deserialize_with = "read_turn")]
    pub every: Span,
    /// The date on which the first turn begins; before it nobody is on call.
    #[serde(with = "one_date")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub start: NaiveDate,
    /// The time on the wall at which the first turn begins, and others that begin on the wall.
    #[serde(default = "nine")]
    pub hand_off: ClockTime,
    /// The hours of the week at which its people are on call; at all hours if left out.
    #[serde(default)]
    pub hours: Option<WeeklyHours>,
    /// Dates without anybody, at most 40,000. Turns of a day or less that begin on one are skipped, and cost nobody a
    /// turn; out of longer ones the date is cut.
    #[serde(default, with = "date::set")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub excluded: BTreeSet<NaiveDate>,
    /// Days of the week without anybody, in the same way.
    #[serde(default, deserialize_with = "date::list::<_, _, 7>")]
    pub excluded_days: Vec<DayOfWeek>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayOfWeek {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// Two people who stand in for each other: where one would be on call the other is, and the other way round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RotaSwap {
    /// From when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Until when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// One of them.
    #[serde(deserialize_with = "field::name")]
    pub first: String,
    /// The other.
    #[serde(deserialize_with = "field::name")]
    pub second: String,
}

/// Somebody who is on call for a while, whoever else would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RotaOverride {
    /// From when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Until when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// Who; it need not be a member of a layer.
    #[serde(deserialize_with = "field::name")]
    pub person: String,
}

impl Default for RotaDocument {
    /// Nobody, in UTC; nights from 22:00 to 06:00, notice a day before.
    fn default() -> Self {
        Self {
            version: 1,
            name: "on call".to_owned(),
            zone: Tz::UTC,
            zone_database: None,
            zones: BTreeMap::new(),
            rules: Rules::default(),
            layers: Vec::new(),
            swaps: Vec::new(),
            overrides: Vec::new(),
            holidays: BTreeSet::new(),
            night: ClockTime::from_seconds(22 * 3_600)
                .and_then(|open| ClockRange::new(open, ClockTime::from_seconds(6 * 3_600)?))
                .unwrap_or(ClockRange::DAY),
            notice: Span::minutes(24 * 60),
        }
    }
}

impl RotaDocument {
    /// Checks what a document built in Rust, or one item beside another, may have wrong.
    pub(super) fn check(&self) -> Result<()> {
        if self.version != 1 {
            return Err(Error::invalid("version", "1", self.version));
        }
        date::check_database(self.zone_database.as_deref())?;
        Error::cap("rota, zones", CHANGES as u64, self.zones.len())?;
        Error::cap("rota, layers", LAYERS as u64, self.layers.len())?;
        Error::cap("rota, swaps", SWAPS as u64, self.swaps.len())?;
        Error::cap("rota, overrides", CHANGES as u64, self.overrides.len())?;
        let spans = self.swaps.iter().map(|swap| ("swap", swap.start, swap.end));
        for (what, start, end) in
            spans.chain(self.overrides.iter().map(|change| ("override", change.start, change.end)))
        {
            check_instant(start, what)?;
            check_instant(end, what)?;
            if end <= start {
                return Err(Error::invalid(format!("{what}.end"), format!("an instant after {start}"), end));
            }
        }
        let people = self.swaps.iter().flat_map(|swap| [&swap.first, &swap.second]);
        let people = people.chain(self.overrides.iter().map(|change| &change.person)).chain([&self.name]);
        for name in people.chain(self.layers.iter().flat_map(|layer| layer.members.iter().chain([&layer.name]))) {
            Error::cap("rota, bytes of a name", NAME, name.len())?;
            if name.trim().is_empty() {
                return Err(Error::invalid("name", "a text that is not blank", format!("{name:?}")));
            }
        }
        let mut names = BTreeSet::new();
        for layer in &self.layers {
            if !names.insert(layer.name.as_str()) {
                return Err(Error::duplicate("layer", &layer.name));
            }
            check_members(layer.members.len())
                .map_err(|expected| Error::invalid(format!("{}.members", layer.name), expected, layer.members.len()))?;
            check_turn(layer.every)
                .map_err(|expected| Error::invalid(format!("{}.every", layer.name), expected, layer.every))?;
        }
        Ok(())
    }

    /// A calendar of the rota's zone with these hours and dates.
    pub(super) fn hours(&self, weekly: WeeklyHours) -> CalendarDocument {
        CalendarDocument { zone: self.zone, rules: self.rules, weekly, ..CalendarDocument::default() }
    }
}

fn weekly() -> Span {
    Span::minutes(7 * 24 * 60)
}

fn nine() -> ClockTime {
    ClockTime::from_seconds(9 * 3_600).unwrap_or_default()
}

fn check_members(count: usize) -> std::result::Result<(), String> {
    if (1..=MEMBERS).contains(&count) { Ok(()) } else { Err(format!("1 to {MEMBERS} people")) }
}

fn check_turn(every: Span) -> std::result::Result<(), &'static str> {
    let (months, exact) = (every.calendar_months(), every.exact());
    let one = months > 0 && exact.is_zero() && months <= 120;
    let other = months == 0 && TURN.0 <= exact && exact <= TURN.1 && exact.subsec_nanos() == 0;
    if one || other { Ok(()) } else { Err("whole months, or 15 min to 10 years") }
}

fn read_members<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Name(#[serde(deserialize_with = "field::name")] String);

    let members = date::list::<Name, D, MEMBERS>(deserializer)?;
    check_members(members.len())
        .map_err(|expected| D::Error::custom(format_args!("no member, expected {expected}")))?;
    Ok(members.into_iter().map(|name| name.0).collect())
}

fn read_turn<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Span, D::Error> {
    let span: Span = document::from_text(deserializer)?;
    check_turn(span).map_err(|expected| D::Error::custom(format_args!("turn {span}, expected {expected}")))?;
    Ok(span)
}

/// Zones by name, as a serde module.
mod zones {
    use super::{BTreeMap, Deserialize, Deserializer, Serialize, Tz, date, field};
    use serde::Serializer;

    #[derive(Serialize, Deserialize)]
    struct Zone(#[serde(with = "date::zone")] Tz);

    pub(super) fn serialize<S: Serializer>(
        zones: &BTreeMap<String, Tz>,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(zones.iter().map(|(name, zone)| (name, Zone(*zone))))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<BTreeMap<String, Tz>, D::Error> {
        let zones = field::unique_map::<String, Zone, D>(deserializer)?;
        Ok(zones.into_iter().map(|(name, zone)| (name, zone.0)).collect())
    }
}

/// A date, as a serde module.
mod one_date {
    use super::{Deserializer, NaiveDate, date, document};
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&date.format("%Y-%m-%d"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<NaiveDate, D::Error> {
        document::text_with(deserializer, date::parse_date)
    }
}
