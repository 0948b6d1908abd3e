//! Quantities: units, conversions, and how they are written.

use hypercare::objectives::{Dimension, Measure, Objective, ObjectiveState, Quantity, RateUnit, Unit};
use proptest::prelude::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn units_convert() {
    for (from, to, value) in [
        ("1500 ms", "2s", 1.5),
        ("0.5%", "1", 0.005),
        ("0.25", "1%", 0.25),
        ("2 GB", "1 MB", 2e9),
        ("1 GiB", "1 B", 1_073_741_824.0),
        ("100 Mbit/s", "1 MB/s", 12.5e6),
        ("100 Mbps", "1 MB/s", 12.5e6),
        ("100 MBps", "1 MB/s", 100e6),
        ("100 Mb/s", "1 MB/s", 12.5e6),
        ("8 kbps", "1 B/s", 1000.0),
        ("8 Gib", "1 GiB", 1_073_741_824.0),
        ("5M users", "1 users", 5e6),
        ("5 m", "1 s", 300.0),
        ("60000 requests/minute", "1 req/sec", 1000.0),
        ("36 tickets/hour", "20 tickets/day", 864.0),
        ("9/10", "4.5/5", 4.5),
        ("$1.2k", "$500", 1200.0),
        ("$1200/year", "$1/month", 100.0),
        ("12%", "10%/month", 0.12),
        ("3 ticket", "20 tickets", 3.0),
        ("7", "20 tickets/day", 7.0),
        ("2 weeks", "1 day", 1_209_600.0),
        ("10x", "100%", 10.0),
    ] {
        assert_eq!(quantity(from).convert(&quantity(to).unit).unwrap(), value, "{from} in the unit of {to}");
    }
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    for (from, to) in [
        ("3 MB", "2 s"),
        ("$5", "€5"),
        ("5 users", "5 tickets"),
        ("1200 requests", "1000 requests/second"),
        ("1%", "2 s"),
        ("12%/year", "10%/month"),
        ("4/5", "80%"),
        ("3/day", "3"),
    ] {
        let error = quantity(from).convert(&quantity(to).unit).unwrap_err();
        assert_eq!(error.code(), "invalid", "{from} {to}");
        assert!(error.to_string().contains(&quantity(from).to_string()), "{error}");
    }
    for line in ["Memory: <512 mb", "Users: 5 M users", "Line: >= 9 MBPS"] {
        let error = Objective::parse(line).unwrap_err();
        assert_eq!((error.code(), error.position().is_some()), ("parse", true), "{error}");
    }
    for text in
        ["", "fast", "2 s!", "1e999", "--3", "% 3", "1.2.3", "5 s later", "5 M", "$5 M", "512 mb", "9 b", "1 MBPS"]
    {
        assert_eq!(text.parse::<Quantity>().unwrap_err().code(), "parse", "{text}");
    }
}

#[test]
fn decimal_units_are_read_to_the_bit() {
    for (text, value) in [("99.95%", 0.9995), ("0.07%", 0.0007), ("0.3 ms", 0.0003), ("4.35 us", 0.000_004_35)] {
        assert_eq!(quantity(text).value.to_bits(), f64::to_bits(value), "{text}");
    }
}

#[test]
fn values_stand_where_their_numbers_say() {
    let latency = Objective::parse("Latency: <2 seconds (Target: <1.5s)").unwrap();
    for (value, status) in [
        (Measure::from(1.4), ObjectiveState::OnTarget),
        (Measure::from(1.5), ObjectiveState::Met),
        (Measure::from(2.0), ObjectiveState::Missed),
        (Measure::from(f64::NAN), ObjectiveState::NoData),
        (Measure::Missing, ObjectiveState::NoData),
        ("1999 ms".parse().unwrap(), ObjectiveState::Met),
        ("0.1 min".parse().unwrap(), ObjectiveState::Missed),
    ] {
        let verdict = latency.status(value.clone()).unwrap();
        assert_eq!(verdict.status, status, "{value:?}: {}", verdict.reason);
        assert_eq!(verdict.reason.numbers["threshold"], 2.0);
    }
    let uptime = Objective::parse("Uptime: 99.9%").unwrap();
    assert_eq!(uptime.status(99.9).unwrap_err().code(), "invalid", "99.9 is no share");
    assert_eq!(uptime.status(0.999).unwrap().status, ObjectiveState::Met);
    assert_eq!(latency.status(f64::INFINITY).unwrap_err().code(), "invalid");
    assert_eq!(latency.status(quantity("3 MB")).unwrap_err().code(), "invalid");
    assert_eq!(latency.status(1.0).unwrap().margin, Some(0.5));

    let cpu = Objective::parse("CPU: <70% average, <90% peak").unwrap();
    let samples = [0.5, 0.6, 0.95, f64::NAN];
    let verdict = cpu.status_of(&samples).unwrap();
    assert_eq!((verdict.status, verdict.value), (ObjectiveState::Missed, Some(0.95)), "{}", verdict.reason);
    assert_eq!(verdict.bounds[0].status, ObjectiveState::Met);
    assert!(verdict.reason.detail.contains("95% is not <90%"), "{}", verdict.reason);
    assert_eq!(cpu.status_of(&[f64::NAN]).unwrap().status, ObjectiveState::NoData);

    let times = Objective::parse("Resolution Time: <2 hours critical, <24 hours normal").unwrap();
    let values = [("value", "90 min"), ("normal", "30 h")].map(|(name, text)| (name.to_owned(), text.parse().unwrap()));
    let verdict = times.status_each(&values.into()).unwrap();
    assert_eq!((verdict.status, verdict.bounds[1].bound.as_str()), (ObjectiveState::Missed, "normal"));
    let unknown = [("usual".to_owned(), Measure::from(1.0))];
    assert_eq!(times.status_each(&unknown.into()).unwrap_err().code(), "unknown");

    let load = Objective::parse("Throughput: 1000+ req/s (Peak: 5000+ req/s)").unwrap();
    let values = [("value", 1200.0), ("peak", 4000.0)].map(|(name, value)| (name.to_owned(), Measure::from(value)));
    assert_eq!(load.status_each(&values.into()).unwrap().bounds[1].status, ObjectiveState::Missed);
    assert_eq!(load.status("90000 requests/minute".parse::<Quantity>().unwrap()).unwrap().status, ObjectiveState::Met);
}

fn any_unit() -> impl Strategy<Value = Unit> {
    let per = proptest::option::of(prop_oneof![Just(RateUnit::Second), Just(RateUnit::Day), Just(RateUnit::Month)]);
    let of = |dimension, of: &str| (dimension, Some(of.to_owned()));
    let kind = prop_oneof![
        Just((Dimension::Number, None)),
        Just((Dimension::Share, None)),
        Just((Dimension::Bytes, None)),
        Just(of(Dimension::Money, "USD")),
        Just(of(Dimension::Money, "CHF")),
        Just(of(Dimension::Count, "tickets")),
        Just((Dimension::Time, None)),
        Just(of(Dimension::Rating, "5")),
    ];
    (kind, per).prop_map(|((dimension, of), per)| {
        let per = per.filter(|_| !matches!(dimension, Dimension::Rating | Dimension::Time));
        Unit { dimension, of, per }
    })
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![(-100_000_i32..100_000).prop_map(|value| f64::from(value) / 100.0), -1e12..1e12_f64, -1e-6..1e-6_f64,]
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in any_value(), unit in any_unit()) {
        let quantity = Quantity { value, unit };
        let text = quantity.to_string();
        let again: Quantity = text.parse().unwrap();
        prop_assert_eq!(&again.unit, &quantity.unit, "{}", text);
        // Hours, minutes and kibibytes multiply; all else is the same to the bit.
        prop_assert!((again.value - value).abs() <= value.abs() * 1e-15, "{} {}", text, value);
    }

    /// A reason never says "75 < 75", nor the contrary of what it decides.
    #[test]
    fn reasons_show_numbers_that_stand_as_judged(threshold in 1_u32..10_000, step in -8_i32..8, scale in 1e-17..1e-3_f64) {
        let limit = f64::from(threshold) / 10_000.0;
        let value = limit + f64::from(step) * scale;
        let objective = Objective::parse(&format!("Load: <{}%", f64::from(threshold) / 100.0)).unwrap();
        let verdict = objective.status(value).unwrap();
        let shown: Quantity = verdict.reason.detail.split(' ').next().unwrap().parse().unwrap();
        let limit = objective.bounds[0].threshold.value;
        prop_assert_eq!(shown.value.partial_cmp(&limit), value.partial_cmp(&limit), "{}", verdict.reason);
    }
}
