use std::borrow::Cow;

use chrono::{DateTime, Utc};
use hypercare::Severity;
use hypercare::document::value::to_value;
use hypercare::escalation::{self, EventColumns, QueueOptions, RotaDocument, StaffingOptions, TicketEvent};
use hypercare::time::{self, CalendarDocument, Roll, TimeUnit};
use napi::ValueType;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::bridge::{Elements, Js, SAFE, date, elements, js, options};
use crate::errors::{Outcome, invalid};
use crate::export::{Argument, Each, Maybe, Of};
use crate::time::Span;
use crate::work::{Job, Watch, promise};

type At = DateTime<Utc>;

#[napi]
pub const EVENT_KINDS: [&str; 11] = escalation::EVENT_KINDS;

/// A length of time, as text or as a `Span`.
struct Length(time::Span);

impl<'a> Argument<'a> for Length {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let object = value.get_type()? == ValueType::Object;
        Ok(Self(if object { Of::<Span>::from_js(value, name)?.0.0 } else { Argument::from_js(value, name)? }))
    }
}

/// Instants or lengths of a Float64Array, in whole milliseconds; NaN is none.
struct Milliseconds(Vec<i64>);

impl<'a> Argument<'a> for Milliseconds {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let Some(Elements::Numbers(Cow::Borrowed(numbers))) = elements(value, name)? else {
            return Err(invalid(name, "a Float64Array", "something else"));
        };
        // The bits tell -0 from 0.
        let fits = |number: f64| (number as i64 as f64).to_bits() == number.to_bits() && number.abs() <= SAFE;
        let mut all = true;
        let read = |&number: &f64| {
            let none = number.is_nan();
            all &= none | fits(number);
            if none { i64::MIN } else { number as i64 }
        };
        let whole = numbers.iter().map(read).collect();
        // Looked for only where there is one.
        let wrong = |&(_, number): &(usize, &f64)| !number.is_nan() && !fits(*number);
        match if all { None } else { numbers.iter().enumerate().find(wrong) } {
            Some((row, number)) => Err(invalid(format!("{name}[{row}]"), "whole milliseconds, or NaN", number)),
            None => Ok(Self(whole)),
        }
    }
}

fn numbers(milliseconds: Vec<i64>) -> Float64Array {
    let number = |whole| if whole == i64::MIN { f64::NAN } else { whole as f64 };
    milliseconds.into_iter().map(number).collect::<Vec<_>>().into()
}

#[napi]
pub struct Calendar(time::Calendar);

document!(Calendar, time::Calendar: from_yaml, from_json);

exports! { Calendar:
    #[constructor] fn new(document: CalendarDocument) -> Self { Self(time::Calendar::new(document)?) }
    #[factory] fn always(zone: String) -> Self { Self(time::Calendar::always(time::parse_zone(&zone)?)) }
    #[factory] fn union(calendars: Each<Of<'_, Calendar>>) -> Self { Self(time::Calendar::union(&all(&calendars.0))?) }
    #[factory] fn intersection(calendars: Each<Of<'_, Calendar>>) -> Self { Self(time::Calendar::intersection(&all(&calendars.0))?) }
    fn seams(calendars: Each<Of<'_, Calendar>>, from: At, to: At) -> Js { js(&time::Calendar::seams(&all(&calendars.0), from, to)?)? }
    fn with_ical_holidays(&self, text: String) -> Self { Self(self.0.with_ical_holidays(&text)?) }
    fn to_object(&self) -> Js { js(self.0.document())? }
    fn due(&self, start: At, duration: Length) -> Js { date(Some(self.0.due_span(start, duration.0)?)) }
    fn elapsed(&self, start: At, end: At) -> f64 { self.0.elapsed(start, end)?.as_seconds_f64() }
    fn is_open(&self, at: At) -> bool { self.0.is_open(at)? }
    fn next_open(&self, at: At) -> Js { date(self.0.next_open(at)?) }
    fn next_close(&self, at: At) -> Js { date(self.0.next_close(at)?) }
    fn roll(&self, at: At, roll: Roll) -> Js { date(Some(self.0.roll(at, roll)?)) }
    fn open_spans(&self, from: At, to: At) -> Js { js(&self.0.open_spans(from, to)?)? }
    fn explain_due(&self, start: At, duration: Length) -> Js { js(&self.0.explain_due_span(start, duration.0)?)? }
    fn explain_elapsed(&self, start: At, end: At) -> Js { js(&self.0.explain_elapsed(start, end)?)? }
    fn due_batch(&self, starts: Milliseconds, durations: Milliseconds) -> Float64Array {
        numbers(self.0.due_batch(&starts.0, &durations.0, TimeUnit::Milliseconds)?)
    }
    fn elapsed_batch(&self, starts: Milliseconds, ends: Milliseconds) -> Float64Array {
        numbers(self.0.elapsed_batch(&starts.0, &ends.0, TimeUnit::Milliseconds)?)
    }
}

fn all(calendars: &[Of<'_, Calendar>]) -> Vec<time::Calendar> {
    calendars.iter().map(|calendar| calendar.0.0.clone()).collect()
}

#[napi]
pub struct Rota(escalation::Rota);

document!(Rota, escalation::Rota: from_yaml, from_json);

exports! { Rota:
    #[constructor] fn new(document: RotaDocument) -> Self { Self(escalation::Rota::new(document)?) }
    fn with_ical_overrides(&self, text: String) -> Self { Self(self.0.with_ical_overrides(&text)?) }
    fn to_object(&self) -> Js { js(self.0.document())? }
    fn on_call(&self, at: At) -> Js { js(&self.0.on_call(at)?)? }
    fn shifts(&self, from: At, to: At) -> Js { js(&self.0.shifts(from, to)?)? }
    fn hand_offs(&self, from: At, to: At) -> Js { js(&self.0.hand_offs(from, to)?)? }
    fn gaps(&self, from: At, to: At, coverage: Maybe<Of<'_, Calendar>>) -> Js {
        js(&self.0.gaps(from, to, coverage.0.as_ref().map(|calendar| &calendar.0.0))?)?
    }
    fn fairness(&self, from: At, to: At) -> Js { js(&self.0.fairness(from, to)?)? }
    fn to_ical(&self, from: At, to: At, stamp: At) -> String { self.0.to_ical(from, to, stamp)? }
}

exports! {
    fn staffing_sync(options: StaffingOptions) -> Js { js(&escalation::staffing(&options)?)? }
    fn queue_odds(options: QueueOptions) -> Js { js(&escalation::queue_odds(&options)?)? }
    fn agents_needed(options: QueueOptions, level: f64) -> u32 { escalation::agents_needed(&options, level)? }
    fn erlang_b(agents: u32, load: f64) -> f64 { escalation::erlang_b(agents, load)? }
    fn erlang_c(agents: u32, load: f64) -> f64 { escalation::erlang_c(agents, load)? }
}

#[napi]
pub fn staffing<'env>(
    env: &'env Env,
    this: This<'env>,
    options: Unknown<'env>,
    job: Unknown<'env>,
) -> Result<Unknown<'env>> {
    promise(env, job, this, || {
        let options = StaffingOptions::from_js(options, "options")?;
        Ok(Job::new(move |_: &Watch| Ok(to_value(&escalation::staffing(&options)?)?), Js))
    })
}

#[napi]
pub struct Policy(pub(crate) escalation::Policy);

document!(Policy, escalation::Policy: from_yaml, from_json);

exports! { Policy:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(escalation::Policy::default()) }
    fn in_zone(&self, zone: String) -> Self { Self(self.0.in_zone(&zone)?) }
    fn timeline(&self, events: Vec<TicketEvent>, now: At) -> Js { js(&self.0.timeline(&events, now)?)? }
    fn incident(&self, started: At, now: At) -> Js { js(&self.0.incident(started, now)?)? }
    fn alert_due(&self, severity: Severity, at: At) -> Js { js(&self.0.alert_due(severity, at)?)? }
    async fn timelines(&self, events: Columns, tickets: usize, now: At) {
        let policy = self.0.clone();
        Job::new(move |_: &Watch| Ok(policy.timelines(&events.view(), tickets, now)?), TimelineColumns::from)
    }
    fn timelines_sync(&self, events: Columns, tickets: usize, now: At) -> TimelineColumns {
        self.0.timelines(&events.view(), tickets, now)?.into()
    }
}

/// Events of many tickets, copied: JavaScript may run before they are read.
#[derive(Default)]
struct Columns {
    ticket: Vec<u32>,
    at: Vec<i64>,
    kind: Vec<u8>,
    priority: Vec<u8>,
}

impl Columns {
    fn view(&self) -> EventColumns<'_> {
        EventColumns { ticket: &self.ticket, at: &self.at, kind: &self.kind, priority: &self.priority }
    }
}

impl<'a> Argument<'a> for Columns {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let mut columns = Self::default();
        for (key, value) in options(value, name)? {
            let name = format!("{name}.{key}");
            match (&*key, elements(value, &name)?) {
                ("ticket", Some(Elements::Words(words))) => columns.ticket = words.to_vec(),
                ("at", Some(Elements::Numbers(_))) => columns.at = Milliseconds::from_js(value, &name)?.0,
                ("kind", Some(Elements::Bytes(bytes))) => columns.kind = bytes.to_vec(),
                ("priority", Some(Elements::Bytes(bytes))) => columns.priority = bytes.to_vec(),
                _ => {
                    let expected = "ticket as Uint32Array, at as Float64Array, kind and priority as Uint8Array";
                    return Err(invalid(name, expected, "something else"));
                }
            }
        }
        Ok(columns)
    }
}

/// Makes an object of typed arrays from the columns of the core.
macro_rules! standing {
    ($($column:ident: $array:ty = $read:path),+ $(,)?) => {
        #[napi(object, object_from_js = false)]
        pub struct TimelineColumns {
            $(pub $column: $array),+
        }

        impl From<escalation::TimelineColumns> for TimelineColumns {
            fn from(columns: escalation::TimelineColumns) -> Self {
                Self { $($column: $read(columns.$column)),+ }
            }
        }
    };
}

standing! {
    state: Uint8Array = Uint8Array::new,
    paused: Uint8Array = Uint8Array::new,
    priority: Uint8Array = Uint8Array::new,
    next_at: Float64Array = numbers,
    next_kind: Uint8Array = Uint8Array::new,
    next_step: Int32Array = Int32Array::new,
    breached: Uint8Array = Uint8Array::new,
    warned: Uint8Array = Uint8Array::new,
    sent: Uint32Array = Uint32Array::new,
    first_response_due: Float64Array = numbers,
    next_response_due: Float64Array = numbers,
    update_due: Float64Array = numbers,
    resolution_due: Float64Array = numbers,
}
