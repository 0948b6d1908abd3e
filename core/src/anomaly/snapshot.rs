//! A monitor as a document.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::document::{Limits, check_json, from_json, to_json};
use crate::{Error, Result};

use super::forest::IsolationForest;
use super::monitor::{Fitted, Monitor, MonitorOptions};
use super::profile::{ColumnProfile, Profile};
use super::scale::Scale;

const VERSION: u32 = 1;

/// Enough for the default forests of a hundred groups, of a hundred columns each.
const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 64, nodes: 4_000_000 };

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    options: MonitorOptions,
    groups: BTreeMap<String, Group>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    named: bool,
    columns: Vec<ColumnProfile>,
    scale: Option<Scale>,
    threshold: f64,
    lowest: f64,
    /// In base64.
    forest: String,
}

impl Monitor {
    /// The monitor with all that it has learnt, as JSON that Rust, Python and Node read: the options; for each group the
    /// profile of its training rows, their scale, the threshold, and the forest's bytes in base64.
    ///
    /// # Errors
    /// [`Error::Limit`] for a monitor that [`from_json`](Self::from_json) would not read back: over 64 MiB, or over four
    /// million values.
    pub fn to_json(&self) -> Result<String> {
        let groups = self.groups.iter().map(|(name, fitted)| {
            let group = Group {
                named: fitted.named,
                columns: fitted.profile.columns().to_vec(),
                scale: fitted.scale.clone(),
                threshold: fitted.threshold,
                lowest: fitted.lowest,
                forest: STANDARD.encode(fitted.forest.to_bytes()),
            };
            (name.clone(), group)
        });
        let text = to_json(&Document { version: VERSION, options: self.options.clone(), groups: groups.collect() })?;
        check_json(&text, "monitor", LIMITS)?;
        Ok(text)
    }

    /// Reads what [`to_json`](Self::to_json) wrote. Safe on text from anywhere: everything is checked.
    ///
    /// # Errors
    /// [`Error::Parse`] with line and column, [`Error::Limit`] over 64 MiB, four million values or 1000 groups;
    /// [`Error::Invalid`], [`Error::Shape`], [`Error::Unknown`] and [`Error::Format`] for parts that don't belong together.
    ///
    /// ```
    /// use hypercare::anomaly::{MetricRows, Monitor};
    /// use hypercare::stats::Matrix;
    /// let matrix = Matrix::new(&[1.0, 2.0, 3.0, 9.0], 4, 1)?;
    /// let mut monitor = Monitor::default();
    /// monitor.fit(&[MetricRows { group: "performance", matrix, columns: None }])?;
    /// assert_eq!(Monitor::from_json(&monitor.to_json()?)?, monitor);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let Document { version, options, groups } = from_json(text, "monitor", LIMITS)?;
        if version != VERSION {
            return Err(Error::invalid("version", VERSION.to_string(), version));
        }
        let mut monitor = Self::new(options)?;
        for (name, group) in groups {
            monitor.share(&name)?;
            let fitted = monitor.restore(&name, group)?;
            monitor.groups.insert(name, fitted);
        }
        Ok(monitor)
    }

    fn restore(&self, name: &str, group: Group) -> Result<Fitted> {
        let Group { named, columns, scale, threshold, lowest, forest } = group;
        let wrong =
            |part: &str, expected: &str| Error::invalid(format!("{part} of {name}"), expected, "something else");
        let bytes = STANDARD.decode(forest).map_err(|_| wrong("forest", "base64"))?;
        let forest = IsolationForest::from_bytes(&bytes)?.with_n_jobs(self.options.forest.n_jobs)?;
        let profile = Profile::checked(columns)?;
        let count = profile.columns().len();
        if count != forest.n_features() {
            return Err(Error::shape(
                name,
                format!("{} columns, as the forest has", forest.n_features()),
                count.to_string(),
            ));
        }
        if scale.is_some() != self.options.standardise || scale.as_ref().is_some_and(|scale| !scale.fits(count)) {
            return Err(wrong(
                "scale",
                "a finite mean and a deviation over 0 for each column where columns are standardised",
            ));
        }
        if !(-1.0..=1.0).contains(&threshold) {
            return Err(wrong("threshold", "a number from -1 to 1"));
        }
        if !(-1.0..=threshold).contains(&lowest) {
            return Err(wrong("lowest", "a number from -1 to the threshold"));
        }
        Ok(Fitted { profile, named, scale, forest, threshold, lowest })
    }
}
