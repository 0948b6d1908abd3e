//! Recovery-time objectives.

use hypercare::objectives::{RecoveryState, ReleaseJudge};

use super::minute;

#[test]
fn every_way_back_has_its_time() {
    let times = [
        ("schema change", 30),
        ("data migration", 120),
        ("full database restore", 240),
        ("point-in-time recovery", 60),
        ("emergency failover", 15),
    ];
    for (name, within) in times {
        let mut judge = ReleaseJudge::default();
        judge.recovery_started(name, minute(0)).expect("an objective");
        let state = |judge: &ReleaseJudge, at| judge.recoveries(minute(at)).expect("states").remove(0);
        let running = state(&judge, within - 1);
        assert_eq!((running.state, running.remaining_seconds), (RecoveryState::Running, 60.0));
        assert_eq!(running.due, minute(within));
        // It is to be done in less than its time.
        assert_eq!(state(&judge, within).state, RecoveryState::Overdue);
        let mut late = judge.clone();
        judge.recovery_finished(name, minute(within - 1)).expect("its end");
        assert_eq!(state(&judge, 999).state, RecoveryState::Met);
        late.recovery_finished(name, minute(within)).expect("its end");
        let missed = state(&late, 999);
        assert_eq!((missed.state, missed.elapsed_seconds), (RecoveryState::Missed, within as f64 * 60.0));
        let restored = ReleaseJudge::restore(&late.snapshot().expect("a text")).expect("a judge");
        assert_eq!(restored, late);
    }
}

#[test]
fn what_was_not_begun_cannot_end() {
    let mut judge = ReleaseJudge::default();
    assert_eq!(judge.recovery_started("prayer", minute(0)).unwrap_err().code(), "unknown");
    assert_eq!(judge.recovery_finished("data migration", minute(0)).unwrap_err().code(), "invalid");
    judge.recovery_started("data migration", minute(5)).expect("an objective");
    assert_eq!(judge.recovery_finished("data migration", minute(4)).unwrap_err().code(), "out_of_order");
    judge.recovery_finished("data migration", minute(6)).expect("its end");
    assert_eq!(judge.recovery_finished("data migration", minute(7)).unwrap_err().code(), "invalid");
}
