//! One-vs-rest linear support vector machines with squared hinge loss, by dual coordinate descent (Hsieh et al. 2008,
//! "A dual coordinate descent method for large-scale linear SVM"), eight labels at a time.

use crate::stats::Stream;

use super::vocabulary::Vector;

/// Labels that are trained together, one a lane.
pub(super) const LANES: usize = 8;

/// A number for each of the labels that are trained together.
pub(super) type Lanes = [f32; LANES];

/// The machines of up to [`LANES`] labels: the weights of each row, and the constant terms.
pub(super) struct Machines {
    pub(super) weights: Vec<Lanes>,
    pub(super) bias: Lanes,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    pub(super) cost: f32,
    pub(super) seed: u64,
    /// How often the texts are gone over.
    pub(super) passes: usize,
}

/// Steps below this change no answer.
const LEAST_STEP: f32 = 1e-5;

/// How much more a text of a label counts than one of the others: the square root of how many there are of each. Full
/// balance costs accuracy, none costs the rare labels.
pub(super) fn balance(texts: u32, of_label: u32) -> f32 {
    (texts.saturating_sub(of_label).max(1) as f32 / of_label.max(1) as f32).sqrt()
}

/// Trains the machines of the labels from `first` on. `targets` are the labels of each text, `counts` the texts of each
/// label.
pub(super) fn train(
    vectors: &[&Vector],
    targets: &[&[u32]],
    rows: usize,
    first: usize,
    counts: &[u32],
    recipe: Recipe,
) -> Machines {
    let mut weights = vec![[0.0; LANES]; rows];
    let mut bias = [0.0; LANES];
    let mut duals = vec![[0.0; LANES]; vectors.len()];
    let squares: Vec<f32> = vectors.iter().map(|vector| 1.0 + vector.square()).collect();
    let diagonal = 0.5 / recipe.cost;
    let mut own = [diagonal; LANES];
    for (diagonal, &count) in own.iter_mut().zip(counts.get(first..).unwrap_or_default()) {
        *diagonal /= balance(vectors.len() as u32, count);
    }

    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut stream = Stream::new(recipe.seed, 0);
    for _ in 0..recipe.passes {
        stream.shuffle(&mut order);
        let mut moved = false;
        for &place in &order {
            let (Some(vector), Some(labels), Some(duals), Some(&square)) =
                (vectors.get(place), targets.get(place), duals.get_mut(place), squares.get(place))
            else {
                continue;
            };
            let mut signs = [-1.0; LANES];
            for &label in *labels {
                if let Some(sign) = (label as usize).checked_sub(first).and_then(|lane| signs.get_mut(lane)) {
                    *sign = 1.0;
                }
            }
            let diagonals: Lanes = std::array::from_fn(|lane| if signs[lane] > 0.0 { own[lane] } else { diagonal });
            let margins = margins(&weights, &bias, vector);
            let mut steps = [0.0; LANES];
            let mut largest = 0.0_f32;
            for lane in 0..LANES {
                let gradient = signs[lane] * margins[lane] - 1.0 + diagonals[lane] * duals[lane];
                let next = (duals[lane] - gradient / (square + diagonals[lane])).max(0.0);
                steps[lane] = (next - duals[lane]) * signs[lane];
                largest = largest.max(steps[lane].abs());
                duals[lane] = next;
            }
            if largest > LEAST_STEP {
                moved = true;
                step(&mut weights, &mut bias, vector, &steps);
            }
        }
        if !moved {
            break;
        }
    }
    // Lanes without a label saw nothing but texts of others; a label learned later takes them over empty.
    for row in &mut weights {
        row.iter_mut().skip(counts.len().saturating_sub(first)).for_each(|weight| *weight = 0.0);
    }
    Machines { weights, bias }
}

fn margins(weights: &[Lanes], bias: &Lanes, vector: &Vector) -> Lanes {
    let mut margins = *bias;
    for (&row, &value) in vector.rows.iter().zip(&vector.values) {
        if let Some(weights) = weights.get(row as usize) {
            for lane in 0..LANES {
                margins[lane] += weights[lane] * value;
            }
        }
    }
    margins
}

fn step(weights: &mut [Lanes], bias: &mut Lanes, vector: &Vector, steps: &Lanes) {
    for (bias, step) in bias.iter_mut().zip(steps) {
        *bias += step;
    }
    for (&row, &value) in vector.rows.iter().zip(&vector.values) {
        if let Some(weights) = weights.get_mut(row as usize) {
            for lane in 0..LANES {
                weights[lane] += steps[lane] * value;
            }
        }
    }
}
