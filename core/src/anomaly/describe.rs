use serde::{Deserialize, Serialize};

use crate::stats::Matrix;
use crate::{Error, Result};

use super::forest::IsolationForest;
use super::profile::{ColumnProfile, Profile};

/// What makes a row strange, column by column and in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowExplanation {
    /// The score, from -1 up to 0: the lower, the stranger.
    pub score: f64,
    /// The score that the contributions start from.
    pub baseline: f64,
    /// One entry per column, the one that makes the row strangest first.
    pub features: Vec<FeatureReason>,
    /// The columns that make up most of the distance, in words. The wording may change between versions.
    pub sentence: String,
}

/// What one column adds to how strange a row is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FeatureReason {
    /// The column.
    pub column: String,
    /// Its value; nothing if it is missing.
    pub value: Option<f64>,
    /// By how much it moves the score; below 0 where it makes the row stranger.
    pub contribution: f64,
    /// Where the value lies among those of the training rows, in words. The wording may change between versions.
    pub sentence: String,
}

impl IsolationForest {
    /// [`explain`](Self::explain) in words, beside the profile of the training rows, or of others to compare with.
    ///
    /// ```
    /// use hypercare::anomaly::{IsolationForest, Profile};
    /// use hypercare::stats::Matrix;
    /// let mut values: Vec<f64> = (0..1000).flat_map(|k| [f64::from(k % 50), f64::from(k % 7)]).collect();
    /// (values[0], values[2]) = (97.0, 99.0);
    /// let matrix = Matrix::new(&values, 1000, 2)?;
    /// let names = ["cpu".to_owned(), "errors".to_owned()];
    /// let profile = Profile::new(matrix, Some(&names))?;
    /// let told = IsolationForest::builder().fit(matrix)?.describe(Matrix::row(&[97.0, 3.0]), &profile)?;
    /// assert_eq!(told[0].features[0].sentence, "cpu 97 is above all but 0.2 % of the training rows");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples), and [`Error::Shape`] for a profile of other columns.
    pub fn describe(&self, matrix: Matrix<'_>, profile: &Profile) -> Result<Vec<RowExplanation>> {
        let (columns, known) = (self.n_features(), profile.columns().len());
        if known != columns {
            return Err(Error::shape("profile", format!("{columns} columns, as in fit"), format!("{known} columns")));
        }
        let (scores, parts) = (self.score_samples(matrix)?, self.explain(matrix)?);
        let baseline = self.baseline();
        let rows = scores.into_iter().zip(parts.chunks_exact(columns)).enumerate();
        let told = rows.map(|(row, (score, parts))| {
            let values: Vec<f64> = (0..columns).filter_map(|column| matrix.get(row, column)).collect();
            RowExplanation::new(score, baseline, &values, parts, profile)
        });
        Ok(told.collect())
    }
}

impl RowExplanation {
    pub(super) fn new(score: f64, baseline: f64, values: &[f64], parts: &[f64], profile: &Profile) -> Self {
        let mut features: Vec<FeatureReason> = profile
            .columns()
            .iter()
            .zip(values.iter().zip(parts))
            .map(|(column, (&value, &contribution))| FeatureReason {
                column: column.name().to_owned(),
                value: (!value.is_nan()).then_some(value),
                contribution,
                sentence: place(column, value),
            })
            .collect();
        features.sort_by(|first, second| first.contribution.total_cmp(&second.contribution));
        let sentence = summary(&features);
        Self { score, baseline, features, sentence }
    }
}

/// The sentences of the first columns, up to three, that make up four fifths of what makes the row stranger.
fn summary(features: &[FeatureReason]) -> String {
    let down: f64 = features.iter().map(|feature| feature.contribution.min(0.0)).sum();
    let mut told = Vec::new();
    let mut so_far = 0.0;
    for feature in features.iter().take(3).filter(|feature| feature.contribution < 0.0) {
        if so_far <= 0.8 * down {
            break;
        }
        so_far += feature.contribution;
        told.push(feature.sentence.as_str());
    }
    if told.is_empty() { "nothing about the row is strange".to_owned() } else { told.join("; ") }
}

/// Where a value lies among those of the training rows.
fn place(column: &ColumnProfile, value: f64) -> String {
    let name = column.name();
    if value.is_nan() {
        return match column.share_missing() {
            0.0 => format!("{name} is missing, as in none of the training rows"),
            share => format!("{name} is missing, as in {} of the training rows", percent(share)),
        };
    }
    let Some((least, largest)) = column.range() else {
        return format!("{name} is {}, where all training rows miss it", number(value));
    };
    let (above, below) = (1.0 - column.share_below(value), column.share_at_most(value));
    let value = format!("{name} {}", number(value));
    if least == largest && above > 0.0 && below > 0.0 {
        format!("{value} is what all training rows have")
    } else if above <= 0.0 {
        format!("{value} is above all training rows, which end at {}", number(largest))
    } else if below <= 0.0 {
        format!("{value} is below all training rows, which begin at {}", number(least))
    } else if above.min(below) > 0.25 {
        format!(
            "{value} lies in the middle of the training rows: what is strange is a gap between them, or the other columns beside it"
        )
    } else if above < below {
        format!("{value} is above all but {} of the training rows", percent(above))
    } else {
        format!("{value} is below all but {} of the training rows", percent(below))
    }
}

/// A share in percent, to two digits.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 0.01 {
        return "less than 0.01 %".to_owned();
    }
    format!("{} %", rounded(percent, 1))
}

/// A value as people write it: a whole number in full, another to six digits.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        value.to_string()
    } else if (1e-4..1e15).contains(&value.abs()) {
        rounded(value, 5).to_string()
    } else {
        format!("{:e}", rounded(value, 5))
    }
}

/// A number cut to one digit and so many more.
fn rounded(value: f64, more: usize) -> f64 {
    format!("{value:.more$e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: &[f64], value: f64) -> String {
        let matrix = Matrix::new(values, values.len(), 1).unwrap();
        place(&Profile::new(matrix, Some(&["cpu".to_owned()])).unwrap().columns()[0], value)
    }

    #[test]
    fn the_place_of_a_value_is_told_in_words() {
        let values: Vec<f64> = (1..=1000).map(|k| f64::from(k) / 10.0).collect();
        assert_eq!(told(&values, 120.0), "cpu 120 is above all training rows, which end at 100");
        assert_eq!(told(&values, -3.0), "cpu -3 is below all training rows, which begin at 0.1");
        assert_eq!(told(&values, 99.95), "cpu 99.95 is above all but 0.1 % of the training rows");
        assert_eq!(told(&values, 0.1), "cpu 0.1 is below all but 0.1 % of the training rows");
        assert!(told(&values, 50.0).contains("in the middle"));
        assert_eq!(told(&values, f64::NAN), "cpu is missing, as in none of the training rows");
        assert_eq!(told(&[5.0, f64::NAN], f64::NAN), "cpu is missing, as in 50 % of the training rows");
        assert_eq!(told(&[f64::NAN], 1e-7), "cpu is 1e-7, where all training rows miss it");
        assert_eq!(told(&[2.0, 2.0], 2.0), "cpu 2 is what all training rows have");
        assert_eq!(told(&[2.0, 2.0], 3.0), "cpu 3 is above all training rows, which end at 2");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let found = [97.0, 0.1 + 0.2, -1234567.0, 1234.5678, 1e20, -2.5e-9, 0.0].map(number);
        assert_eq!(found, ["97", "0.3", "-1234567", "1234.57", "1e20", "-2.5e-9", "0"]);
        assert_eq!([0.001, 0.12345, 1e-9, 1.0].map(percent), ["0.1 %", "12 %", "less than 0.01 %", "100 %"]);
    }
}
