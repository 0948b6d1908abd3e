mod document;
mod report;
mod shifts;
mod turns;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::Limits;
use crate::error::shorten;
use crate::time::{format_instant, ical};
use crate::{Error, Result};
pub use document::{DayOfWeek, RotaDocument, RotaLayer, RotaOverride, RotaSwap};
pub use report::{Fairness, HandOff, PersonLoad};
pub use shifts::{OnCall, Shift, ShiftSource};
use turns::Turns;

/// Who is on call at this moment, and who next week?
///
/// ```
/// use hypercare::escalation::Rota;
/// use hypercare::time::parse_instant;
/// let rota = Rota::from_yaml("
/// zone: Europe/Paris
/// layers:
///   - {name: week, members: [ana, ben, chloe], every: weekly, start: 2026-01-05, hand_off: '09:00'}
/// overrides:
///   - {start: '2026-01-14T08:00:00Z', end: '2026-01-14T18:00:00Z', person: chloe}
/// ")?;
/// let on_call = rota.on_call(parse_instant("2026-01-13T12:00:00Z")?)?.expect("somebody");
/// assert_eq!(on_call.person, "ben");
/// let shifts = rota.shifts(parse_instant("2026-01-12T08:00:00Z")?, parse_instant("2026-01-19T08:00:00Z")?)?;
/// let people: Vec<&str> = shifts.iter().map(|shift| shift.person.as_str()).collect();
/// assert_eq!(people, ["ben", "chloe", "ben"]);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// - At each instant one person is on call, or nobody: an override (the last that covers the instant) before the layers,
///   a later layer before an earlier. Swaps exchange two people in what the layers give.
/// - A hand-off belongs to the one who takes over.
/// - Turns are counted from the first hand-off, months clamped to the month's end: from 31 January on 28 February, then
///   on 31 March.
/// - Instants lie in the years 1900 to 2199, as for calendars.
#[derive(Clone)]
pub struct Rota {
    inner: Arc<Inner>,
}

struct Inner {
    document: RotaDocument,
    layers: Vec<Turns>,
    /// Overrides by their start, with the latest end among them and those before, to know where to stop looking.
    overrides: Vec<Change>,
    swaps: Vec<Change>,
}

/// An override or a swap in seconds since 1970, rounded up: it holds from its start on.
#[derive(Clone, Copy, Debug)]
struct Change {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    latest: DateTime<Utc>,
    index: usize,
}

impl Rota {
    /// The rota of a document.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a layer without members, a turn of no sensible length, a blank name, or a change that ends
    /// before it starts; [`Error::Duplicate`] for two layers of one name; [`Error::Limit`] over the caps.
    pub fn new(document: RotaDocument) -> Result<Self> {
        document.check()?;
        let layers = document.layers.iter().map(|layer| Turns::new(&document, layer)).collect::<Result<_>>()?;
        let overrides = changes(document.overrides.iter().map(|change| (change.start, change.end)));
        let swaps = changes(document.swaps.iter().map(|swap| (swap.start, swap.end)));
        Ok(Self { inner: Arc::new(Inner { document, layers, overrides, swaps }) })
    }

    /// Reads a rota from YAML. What may be written stands at [`RotaDocument`].
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a rota of version 1, and as for
    /// [`new`](Self::new).
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(crate::document::from_yaml(text, "rota", Limits::default())?)
    }

    /// Reads a rota from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(crate::document::from_json(text, "rota", Limits::default())?)
    }

    /// Writes the rota as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that a rota can cause; see [`to_json`](crate::document::to_json).
    pub fn to_json(&self) -> Result<String> {
        crate::document::to_json(self)
    }

    /// The document that the rota was made from.
    pub fn document(&self) -> &RotaDocument {
        &self.inner.document
    }

    /// The zone in which somebody lives: that of the document's `zones`, or the rota's own.
    pub fn zone_of(&self, person: &str) -> chrono_tz::Tz {
        let document = &self.inner.document;
        document.zones.get(person).copied().unwrap_or(document.zone)
    }

    /// The same rota with an override for each event of an iCalendar text: the event's summary names the person, its
    /// times say when; times without a zone and whole days are read in the rota's. They come after the overrides that
    /// are there.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the line for a text that is not iCalendar, or an event without times, without a summary or
    /// with a recurrence; and as for [`new`](Self::new).
    pub fn with_ical_overrides(&self, text: &str) -> Result<Self> {
        let mut document = self.inner.document.clone();
        for event in ical::events(text)?.iter().filter(|event| !event.is_cancelled()) {
            if let Some(rule) = event.property("RRULE").or(event.property("RDATE")) {
                return Err(rule.error("an override that does not recur"));
            }
            let (start, end) = event.instants(document.zone, document.rules)?;
            let person = event.text("SUMMARY").map(|summary| summary.trim().to_owned());
            let person = person.filter(|person| !person.is_empty()).ok_or_else(|| event.error("a SUMMARY"))?;
            document.overrides.push(RotaOverride { start, end, person });
            Error::cap("rota, overrides", document::CHANGES as u64, document.overrides.len())?;
        }
        Self::new(document)
    }

    /// The shifts between two instants as an iCalendar text for a calendar program, one event each, in UTC. `stamp` is
    /// when the text is written.
    ///
    /// ```
    /// use hypercare::escalation::Rota;
    /// use hypercare::time::parse_instant;
    /// let rota = Rota::from_yaml("layers: [{name: day, members: [ana, ben], every: daily, start: 2026-01-05}]")?;
    /// let (from, to) = (parse_instant("2026-01-05T00:00:00Z")?, parse_instant("2026-01-08T00:00:00Z")?);
    /// assert!(rota.to_ical(from, to, from)?.contains("DTSTART:20260105T090000Z"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`shifts`](Self::shifts).
    pub fn to_ical(&self, from: DateTime<Utc>, to: DateTime<Utc>, stamp: DateTime<Utc>) -> Result<String> {
        let name = &self.inner.document.name;
        let shifts = self.shifts(from, to)?;
        let events = shifts.iter().map(|shift| ical::EventOut {
            uid: format!("{}-{}-{}@hypercare", shift.start.timestamp(), shift.end.timestamp(), slug(name)),
            start: shift.start,
            end: shift.end,
            summary: &shift.person,
            description: shift.layer.as_deref().unwrap_or("override"),
        });
        Ok(ical::write(name, stamp, events))
    }
}

/// Letters and digits alone, for a name inside of an identifier.
fn slug(name: &str) -> String {
    shorten(name).chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}

fn changes(spans: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>) -> Vec<Change> {
    let change = |(index, (start, end))| Change { start, end, latest: end, index };
    let mut changes: Vec<Change> = spans.enumerate().map(change).collect();
    changes.sort_by_key(|change| change.start);
    let mut latest = None;
    for change in &mut changes {
        change.latest = latest.map_or(change.end, |latest: DateTime<Utc>| latest.max(change.end));
        latest = Some(change.latest);
    }
    changes
}

/// The changes that cover some of a time, in any order.
fn covering(changes: &[Change], from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = &Change> {
    let end = changes.partition_point(|change| change.start < to);
    let begun = changes.get(..end).unwrap_or_default().iter().rev();
    begun.take_while(move |change| change.latest > from).filter(move |change| change.end > from)
}

fn window(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
    let horizon = |at: DateTime<Utc>| {
        use chrono::Datelike;
        if (1900..2200).contains(&at.year()) { Ok(()) } else { Err(Error::range(format!("who is on call at {at}"))) }
    };
    horizon(from)?;
    horizon(to)?;
    if to < from {
        return Err(Error::invalid("to", format!("an instant from {} on", format_instant(from)), format_instant(to)));
    }
    Ok(())
}

impl Default for Rota {
    /// A rota without anybody.
    fn default() -> Self {
        let inner = Inner { document: RotaDocument::default(), layers: vec![], overrides: vec![], swaps: vec![] };
        Self { inner: Arc::new(inner) }
    }
}

impl PartialEq for Rota {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.inner.document == other.inner.document
    }
}

impl fmt::Debug for Rota {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Rota").field(&self.inner.document).finish()
    }
}

impl Serialize for Rota {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.inner.document.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rota {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::new(RotaDocument::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Rota {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        RotaDocument::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        RotaDocument::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        RotaDocument::json_schema(generator)
    }
}
