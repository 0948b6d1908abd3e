//! What runs now, what is late, when will it be over, and is there still a way back?

mod document;
mod event;
mod project;
mod status;
mod verdict;

pub use document::{Cutover, CutoverStep, RecoveryKind, RollbackBranch};
pub use event::{CutoverEvent, RollbackBegun, StepChecked, StepFailed, StepFinished, StepSkipped, StepStarted};
pub use status::{CutoverAdvice, CutoverPhase, CutoverStatus, CutoverStepState, NoReturn, RollbackOutlook, StepStatus};
