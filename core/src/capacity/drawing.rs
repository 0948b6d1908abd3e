//! The trade-off between cost and safety, drawn.

use std::fmt::Write;

use super::simulation::{ScalingScore, ScalingSimulation};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 60.0;
/// The scaling accuracy to have, and the one to aim at, in percent.
const GOALS: [f64; 2] = [95.0, 98.0];

impl ScalingSimulation {
    /// The trade-off as an SVG picture: for each risk the share of intervals with enough units against the unit-hours
    /// not needed, beside the rule that reacts and the size that stays; broken lines stand at 95 and 98 percent.
    ///
    /// ```
    /// use hypercare::capacity::{Planner, ScalingRules};
    /// use hypercare::time::parse_instant;
    /// let planner = Planner { scaling: ScalingRules { units: 4, ..ScalingRules::default() }, ..Planner::default() };
    /// let cpu: Vec<f64> = (0..240).map(|hour| if hour % 24 > 7 { 60.0 } else { 20.0 }).collect();
    /// let played = planner.simulate("cpu", &cpu, 48, parse_instant("2026-01-15T00:00:00Z")?)?;
    /// assert!(played.to_svg().starts_with("<svg"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn to_svg(&self) -> String {
        let plan = |trade: &super::ScalingTrade| (percent(trade.risk), trade.score);
        let risks: Vec<(String, ScalingScore)> = self.trade_off.iter().map(plan).collect();
        let others = [("reactive".to_owned(), self.reactive), ("fixed size".to_owned(), self.fixed)];
        let axes = Axes::around(risks.iter().chain(&others).map(|(_, score)| score));
        let mut svg = axes.frame();
        let mut line = String::new();
        for (_, score) in &risks {
            let (x, y) = axes.place(score);
            _ = write!(line, "{x:.1},{y:.1} ");
        }
        let line = line.trim_end();
        _ = writeln!(svg, "<polyline points=\"{line}\" fill=\"none\" stroke=\"#2b6cb0\" stroke-width=\"2\"/>");
        let mut last: Option<(f64, f64)> = None;
        for (name, score) in &risks {
            let (x, y) = axes.place(score);
            let far = last.is_none_or(|(label_x, label_y)| (x - label_x).abs() > 66.0 || (y - label_y).abs() > 14.0);
            // No label is written over another; the circle's title has the risk, too.
            let label = if far { format!("risk {name}") } else { String::new() };
            last = if far { Some((x, y)) } else { last };
            svg += &dot(score, (x, y), "#2b6cb0", &format!("planned, risk {name}"), &label);
        }
        for ((name, score), colour) in others.iter().zip(["#c05621", "#4a5568"]) {
            svg += &dot(score, axes.place(score), colour, name, name);
        }
        svg + "</svg>\n"
    }
}

fn percent(share: f64) -> String {
    format!("{} %", libm::round(share * 1000.0) / 10.0)
}

fn dot(score: &ScalingScore, (x, y): (f64, f64), colour: &str, title: &str, label: &str) -> String {
    let (enough, excess, changes) = (percent(score.enough), score.excess_unit_hours, score.changes_per_day);
    format!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{colour}\"><title>{title}: {enough} of intervals with enough, \
         {excess:.1} unit-hours too many, {changes:.1} changes a day</title></circle>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{label}</text>\n",
        x + 9.0,
        y + 14.0
    )
}

/// From scores to places on the page.
struct Axes {
    /// The highest unit-hours, and the lowest percentage.
    most: f64,
    least: f64,
}

impl Axes {
    fn around<'a>(scores: impl Iterator<Item = &'a ScalingScore>) -> Self {
        let (mut most, mut least) = (0.0_f64, GOALS[0]);
        for score in scores {
            most = most.max(score.excess_unit_hours);
            least = least.min(100.0 * score.enough);
        }
        let least = (least / 5.0).floor() * 5.0 - 5.0;
        Self { most: if most > 0.0 { most } else { 1.0 }, least: least.max(0.0) }
    }

    fn place(&self, score: &ScalingScore) -> (f64, f64) {
        (self.x(score.excess_unit_hours), self.y(100.0 * score.enough))
    }

    fn x(&self, hours: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * hours / self.most
    }

    fn y(&self, share: f64) -> f64 {
        TOP + (HEIGHT - TOP - BOTTOM) * (100.0 - share) / (100.0 - self.least)
    }

    /// The page with axes, marks and goals.
    fn frame(&self) -> String {
        let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
             <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">What safety costs, played on history held back</text>\n\
             <text x=\"{LEFT}\" y=\"40\" fill=\"#4a5568\">intervals with enough units, percent</text>\n\
             <text x=\"{right}\" y=\"{}\" text-anchor=\"end\" fill=\"#4a5568\">unit-hours not needed</text>\n\
             <path d=\"M{LEFT} {TOP}V{bottom}H{right}\" fill=\"none\" stroke=\"#4a5568\"/>\n",
            HEIGHT - 18.0
        );
        for mark in marks(self.least, 100.0) {
            let y = self.y(mark);
            _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{mark}</text>", LEFT - 8.0, y + 4.0);
        }
        for mark in marks(0.0, self.most) {
            let x = self.x(mark);
            _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{mark}</text>", bottom + 18.0);
        }
        for goal in GOALS {
            let y = self.y(goal);
            _ = writeln!(
                svg,
                "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#a0aec0\" stroke-dasharray=\"4 4\"/>\n\
                 <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#718096\">goal {goal} %</text>",
                LEFT + 6.0,
                y - 4.0
            );
        }
        svg
    }
}

/// About five round numbers from `low` to `high`.
fn marks(low: f64, high: f64) -> Vec<f64> {
    let rough = (high - low) / 5.0;
    let size = libm::pow(10.0, libm::log10(rough).floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * size).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(rough);
    let first = (low / step).ceil();
    let mark = |count: u32| libm::round((first + f64::from(count)) * step * 1e9) / 1e9;
    (0..12).map(mark).take_while(|mark| *mark <= high * 1.000_001).collect()
}
