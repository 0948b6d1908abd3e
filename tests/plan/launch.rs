//! The go-live: how its date is read, where days and hours lie from it, and what blocks it.

use chrono::{DateTime, Utc};
use hypercare::plan::{DiagnosticCode as Code, Launch, Plan, Window, WindowUnit};
use hypercare::time::{format_instant, parse_zone};

use super::{at, codes, read};

#[test]
fn hours_count_from_the_first_day_of_the_window_around() {
    let plan = read("# A\n## Phase (Day 3-5)\n### Hour 2-8: a\n## Hour 1: b\n## Phase (Day 0)\n### Hour 0-2: c\n");
    let days: Vec<_> = plan.sections.iter().filter_map(|section| section.window).map(|window| window.day).collect();
    assert_eq!(days, [0, 3, 0, 0, 0]);
    let plan = plan.with_launch(at("2026-11-24T09:00:00-05:00"), parse_zone("America/New_York").unwrap()).unwrap();
    let window = plan.sections[2].window.unwrap();
    let launch = plan.launch.unwrap();
    assert_eq!(format_instant(window.start_at(&launch).unwrap()), "2026-11-27T16:00:00Z");
    assert_eq!(format_instant(window.end_at(&launch).unwrap()), "2026-11-27T22:00:00Z");
}

#[test]
fn days_are_those_of_the_wall_calendar_where_the_launch_is() {
    let ends = |text: &str, launch: &str, zone: &str| {
        let plan = read("# A\n").with_launch(at(launch), parse_zone(zone).unwrap()).unwrap();
        format_instant(text.parse::<Window>().unwrap().end_at(&plan.launch.unwrap()).unwrap())
    };
    assert_eq!(ends("Day 0", "2026-11-24T09:00:00-05:00", "America/New_York"), "2026-11-25T05:00:00Z");
    // The same instant is the next day in Tokyo.
    assert_eq!(ends("Day 0", "2026-11-24T20:00:00-05:00", "Asia/Tokyo"), "2026-11-25T15:00:00Z");
    // Clocks go back on 1 November: Day -23 ends at UTC-4, Day -1 at UTC-5.
    assert_eq!(ends("Day -24", "2026-11-24T09:00:00-05:00", "America/New_York"), "2026-11-01T04:00:00Z");
    assert_eq!(ends("Day -23", "2026-11-24T09:00:00-05:00", "America/New_York"), "2026-11-02T05:00:00Z");
    // Havana skips midnight on 8 March 2026.
    assert_eq!(ends("Day -1", "2026-03-08T12:00:00-04:00", "America/Havana"), "2026-03-08T05:00:00Z");
    assert_eq!(ends("Month 1", "2026-01-30T12:00:00Z", "UTC"), "2026-02-28T00:00:00Z");
    assert_eq!(ends("Hour 8-24", "2026-11-24T09:00:00-05:00", "America/New_York"), "2026-11-25T14:00:00Z");
}

#[test]
fn launches_at_the_ends_of_time_do_not_panic() {
    let plan =
        read("# A\n## Day -7\n- [ ] a\n## Day 36525\n- [ ] b\n### Hour 876600\n- [ ] c\n## Month 1200\n- [ ] d\n");
    for zone in ["UTC", "Asia/Tokyo", "America/Havana", "Pacific/Apia"] {
        for launch in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let mut plan = plan.clone();
            plan.launch = Some(Launch { at: launch, zone: parse_zone(zone).unwrap() });
            let late = |now| plan.readiness(at(now)).unwrap().overdue.len();
            assert!(late("0000-01-01T00:00:00Z") <= late("9999-12-31T23:59:59Z"));
            for start in [i32::MIN, -1, 0, i32::MAX] {
                for (unit, day) in [(WindowUnit::Day, 0), (WindowUnit::Hour, i32::MIN), (WindowUnit::Month, 0)] {
                    let window = Window { unit, start, end: i32::MAX, day };
                    let _ = (window.start_at(&plan.launch.unwrap()), window.before_launch(), window.to_string());
                }
            }
        }
    }
}

#[test]
fn launch_dates_are_read_with_their_zone_or_diagnosed() {
    let launch = |value: &str| {
        let plan = read(&format!("# A\n**Launch Date:** {value}\n"));
        let found = plan.launch.map(|launch| format!("{} {}", format_instant(launch.at), launch.zone));
        (found, plan.diagnostics.first().map(|diagnostic| diagnostic.code))
    };
    for (value, expected) in [
        ("2026-11-24T09:00:00-05:00 (America/New_York)", "2026-11-24T14:00:00Z America/New_York"),
        ("2026-11-24T09:00:00-05:00[America/New_York]", "2026-11-24T14:00:00Z America/New_York"),
        ("2026-11-24 09:00 America/New_York", "2026-11-24T14:00:00Z America/New_York"),
        ("2026-11-24T09:00:30, Europe/Paris", "2026-11-24T08:00:30Z Europe/Paris"),
        ("2026-11-24 09:00 UTC", "2026-11-24T09:00:00Z UTC"),
        ("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z UTC"),
        ("2026-11-24T09:00:00-05:00", "2026-11-24T14:00:00Z Etc/GMT+5"),
        ("2026-11-24T09:00:00Z\n**Time Zone:** Asia/Tokyo", "2026-11-24T09:00:00Z Asia/Tokyo"),
    ] {
        assert_eq!(launch(value), (Some(expected.to_owned()), None), "{value}");
    }
    assert_eq!(
        launch("2026-11-24T09:00:00+05:30"),
        (Some("2026-11-24T03:30:00Z UTC".to_owned()), Some(Code::TimeZone))
    );
    for (value, expected) in [
        ("November 24, 2026 9:00 AM America/New_York", "2026-11-24T14:00:00Z America/New_York"),
        ("Tuesday, 24th Nov. 2026 at 9 pm (Europe/Paris)", "2026-11-24T20:00:00Z Europe/Paris"),
        ("12:30 a.m., Sept 1 2026, UTC (low traffic)", "2026-09-01T00:30:00Z UTC"),
        ("November 24, 2026 9:00 AM EST\n**Time Zone:** America/Toronto", "2026-11-24T14:00:00Z America/Toronto"),
    ] {
        assert_eq!(launch(value), (Some(expected.to_owned()), None), "{value}");
    }
    for (value, expected, code) in [
        ("2026-11-24 09:00 EST", "2026-11-24T14:00:00Z America/New_York", Code::TimeZone),
        ("November 24, 2026 9:00 AM PST", "2026-11-24T17:00:00Z America/Los_Angeles", Code::TimeZone),
        // In November the clocks of New York show another time.
        ("November 24, 2026 9:00 AM EDT", "2026-11-24T13:00:00Z America/New_York", Code::TimeZone),
        ("2026-11-24 (Europe/Paris)", "2026-11-23T23:00:00Z Europe/Paris", Code::LaunchDate),
        ("November 24, 2026\n**Time Zone:** Europe/Paris", "2026-11-23T23:00:00Z Europe/Paris", Code::LaunchDate),
    ] {
        assert_eq!(launch(value), (Some(expected.to_owned()), Some(code)), "{value}");
    }
    for (value, expected, code) in [
        ("2026-11-24 09:00 -08:00", "2026-11-24T17:00:00Z America/New_York", None),
        ("2026-11-24 09:00 +0530", "2026-11-24T03:30:00Z America/New_York", None),
        ("November 24, 2026 9:00 AM GMT+5", "2026-11-24T04:00:00Z America/New_York", None),
        ("2026-11-24 9 am JST", "2026-11-24T14:00:00Z America/New_York", Some(Code::TimeZone)),
        ("2026-11-24 09:00 -17:00", "2026-11-24T14:00:00Z America/New_York", None),
        ("2026-11-24 09:00 IF approved", "2026-11-24T14:00:00Z America/New_York", None),
        ("2026-11-24 09:00 sharp", "2026-11-24T14:00:00Z America/New_York", None),
    ] {
        let field = format!("{value}\n**Time Zone:** America/New_York");
        assert_eq!(launch(&field), (Some(expected.to_owned()), code), "{value}");
    }
    assert_eq!(launch("2026-11-24 09:00 -08:00"), (Some("2026-11-24T17:00:00Z Etc/GMT+8".to_owned()), None));
    for name in ["Go-Live", "Launch", "Go-live date"] {
        let plan = read(&format!("# A\n**{name}:** 2026-11-24 09:00 UTC\n"));
        assert_eq!((plan.launch.is_some(), plan.diagnostics.len()), (true, 0), "{name}");
    }
    assert_eq!(codes("# A\n**Launch:** cake for all\n"), []);
    for (value, code) in [
        ("[TO BE DETERMINED]", Code::LaunchDate),
        ("", Code::LaunchDate),
        ("soon", Code::LaunchDate),
        ("November 2026", Code::LaunchDate),
        ("November 24, 2026 25:00 EST", Code::LaunchDate),
        ("November 24, 2026 13:00 PM EST", Code::LaunchDate),
        ("2026-11-24", Code::TimeZone),
        ("24.11.2026 09:00 Europe/Paris", Code::LaunchDate),
        ("2026-11-24 09:00", Code::TimeZone),
        ("November 24, 2026 9:00 AM", Code::TimeZone),
    ] {
        assert_eq!(launch(value), (None, Some(code)), "{value}");
    }
    assert_eq!(
        codes("# A\n**Risk Level:** low to medium\n**Duration:** a while\n**Time Zone:** Mars\n**Risk Level:** low\n"),
        [Code::RiskLevel, Code::Duration, Code::TimeZone, Code::DuplicateField]
    );
}

#[test]
fn boxes_block_where_they_must_be_ticked_before_the_launch() {
    let text = "# A\n- [ ] loose\n## Phase 1 (2 weeks)\n- [ ] durations only\n## Phase 2 (Day -7 to -1)\n- [ ] prepare\n### Rest\n\
                - [ ] inherited\n### Day 0: exception\n- [ ] x1\n## Phase 3 (Day 0)\n- [ ] x2\n### Hour -2 to 0: Freeze\n- [ ] frozen\n\
                ### Hour 0-2: Cut\n- [ ] x3\n## Week -1 to 1: Both\n- [ ] x4\n## Month 1: Later\n- [ ] x5\n## Extras\n- [ ] x6 (optional)\n  \
                - [ ] x7\n- [ ] **x8** [Non-blocking]\n- [ ] optional without brackets\n- step\n- [x] done\n## More (optional)\n- [ ] x9\n";
    let plan = read(text);
    let readiness = plan.readiness(at("2026-01-01T00:00:00Z")).unwrap();
    let titles: Vec<_> = readiness.blocking.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["loose", "durations only", "prepare", "inherited", "frozen", "optional without brackets"]);
    assert_eq!((readiness.done, readiness.open, readiness.ready), (1, 15, false));
    assert!(readiness.overdue.is_empty(), "the launch is not known");
    assert!(plan.item("a/extras/done").is_err());
    assert!(plan.item("extras/done").unwrap().blocking);
}

#[test]
fn a_launch_that_is_set_later_says_anew_what_blocks() {
    let text = "# A\n**Time Zone:** UTC\n## Hypercare (window: 2026-12-01 to 2026-12-20)\n- [ ] Weekly survey\n- [ ] Said so (blocking: yes)\n\
                ## Checks\n- [ ] Later (due: 2026-12-10)\n- [ ] Before (due: 2026-11-20)\n";
    let blocking =
        |plan: &Plan| plan.items().filter(|item| item.blocking).map(|item| item.title.clone()).collect::<Vec<_>>();
    let plan = read(text);
    assert_eq!(blocking(&plan), ["Weekly survey", "Said so", "Later", "Before"]);
    let mut plan = plan.with_launch(at("2026-11-24T09:00:00Z"), chrono_tz::UTC).unwrap();
    assert_eq!(blocking(&plan), ["Said so", "Before"]);
    assert_eq!(plan.readiness(at("2026-11-22T00:00:00Z")).unwrap().overdue.len(), 1);
    plan.set_launch(at("2026-12-24T09:00:00Z"), chrono_tz::UTC).unwrap();
    assert_eq!(blocking(&plan).len(), 4);
}
