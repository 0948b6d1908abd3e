//! Where the names of a document of knowledge stand in its text.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_saphyr::Spanned;

type Names = Vec<Named>;

/// The document without all that has no name.
#[derive(Deserialize)]
pub(super) struct Places {
    issues: BTreeMap<String, Spanned<Issue>>,
    #[serde(default)]
    steps: Names,
    #[serde(default)]
    outcomes: BTreeMap<String, Spanned<IgnoredAny>>,
}

#[derive(Deserialize)]
struct Issue {
    causes: Names,
}

/// A cause, a resolution or a step.
#[derive(Deserialize)]
struct Named {
    id: Spanned<String>,
    #[serde(default)]
    resolutions: Names,
    #[serde(default)]
    yes_if: BTreeMap<String, Spanned<IgnoredAny>>,
}

fn place<T>(spanned: &Spanned<T>) -> (u64, u64) {
    (spanned.referenced.line(), spanned.referenced.column())
}

/// The second place of a name.
fn second<'a>(named: impl Iterator<Item = &'a Named>, name: &str) -> Option<(u64, u64)> {
    let mut places: Vec<_> =
        named.filter(|named| named.id.value.trim() == name).map(|named| place(&named.id)).collect();
    places.sort_unstable();
    places.get(1).copied()
}

impl Places {
    fn causes(&self) -> impl Iterator<Item = &Named> {
        self.issues.values().flat_map(|issue| &issue.value.causes)
    }

    pub(super) fn second_cause(&self, name: &str) -> Option<(u64, u64)> {
        second(self.causes(), name)
    }

    pub(super) fn second_resolution(&self, name: &str) -> Option<(u64, u64)> {
        second(self.causes().flat_map(|cause| &cause.resolutions), name)
    }

    pub(super) fn second_step(&self, name: &str) -> Option<(u64, u64)> {
        second(self.steps.iter(), name)
    }

    pub(super) fn yes_if(&self, name: &str) -> Option<(u64, u64)> {
        self.steps.iter().filter_map(|step| step.yes_if.get(name).map(place)).min()
    }

    pub(super) fn outcome(&self, name: &str) -> Option<(u64, u64)> {
        self.outcomes.get(name).map(place)
    }

    pub(super) fn issue(&self, name: &str) -> Option<(u64, u64)> {
        self.issues.get(name).map(place)
    }
}
