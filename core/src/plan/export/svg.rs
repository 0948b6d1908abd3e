use std::collections::HashMap;
use std::fmt::Write;

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::gantt::{Bar, Gantt, gantt};
use super::{ExportOptions, name};
use crate::Result;
use crate::plan::{Plan, Schedule};
use crate::time::{Rules, resolve};

const WIDTH: f64 = 1_000.0;
const LEFT: f64 = 300.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 70.0;
const ROW: f64 = 22.0;
const HEAD: f64 = 30.0;
/// Most bars that are drawn.
const BARS: usize = 500;
/// The height below the bars that names the colours.
const FOOT: f64 = 30.0;

/// Colours for light and dark pages; names of classes begin like nobody else's, as a notebook shares its styles.
const STYLE: &str = "\
.hcg{--hcg-ink:#1f2933;--hcg-soft:#66727f;--hcg-line:#d5dbe1;--hcg-band:#f4f6f8;--hcg-paper:#fff;--hcg-done:#3f9b63;\
--hcg-open:#4878b8;--hcg-must:#c9630c;--hcg-live:#b3261e;font-family:system-ui,sans-serif;font-size:12px}\
@media(prefers-color-scheme:dark){.hcg{--hcg-ink:#e4e9ee;--hcg-soft:#9aa7b4;--hcg-line:#3a444f;--hcg-band:#1e252d;\
--hcg-paper:#14191f;--hcg-done:#4fb477;--hcg-open:#6d9ad6;--hcg-must:#f08a3c;--hcg-live:#ff7b70}}\
.hcg text{fill:var(--hcg-ink)}.hcg .hcg-soft{fill:var(--hcg-soft)}.hcg .hcg-h{font-weight:600}\
.hcg .hcg-t{font-size:16px;font-weight:600}.hcg .hcg-paper{fill:var(--hcg-paper)}.hcg .hcg-band{fill:var(--hcg-band)}\
.hcg line{stroke:var(--hcg-line)}.hcg .hcg-done{fill:var(--hcg-done)}.hcg .hcg-open{fill:var(--hcg-open)}\
.hcg .hcg-must{fill:var(--hcg-must)}.hcg .hcg-live{stroke:var(--hcg-live);stroke-width:1.5;stroke-dasharray:5 3}\
.hcg .hcg-lt{fill:var(--hcg-live)}\
.hcg .hcg-halo{paint-order:stroke;stroke:var(--hcg-paper);stroke-width:4px}.hcg .hcg-on{stroke:var(--hcg-band)}\
.hcg .hcg-crit{stroke:var(--hcg-ink);stroke-width:2}.hcg .hcg-arrow{fill:none;stroke:var(--hcg-soft)}";

impl Plan {
    /// The plan as a gantt chart in SVG, complete in itself: a bar for every box that stands below no other, in its
    /// window, green where it is done, orange where it still blocks the go-live, blue otherwise; a box without a window
    /// is a diamond at the instant it is due, or at the go-live. Times are on the clock of the launch's zone; without
    /// a launch Day 0 is drawn as the first day that the plan names, or as 2000-01-01. Colours follow the reader's light or dark scheme. At most 500 bars are
    /// drawn; a line below says how many are not.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_markdown("# Orchard\n## Phase 1 (Day -7 to -1)\n- [ ] <b>Backups</b> & more\n")?;
    /// let svg = plan.to_svg()?;
    /// assert!(svg.starts_with("<svg") && !svg.contains("<b>"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Range`](crate::Error::Range) for instants that no clock can show.
    pub fn to_svg(&self) -> Result<String> {
        self.to_svg_with(&ExportOptions::default())
    }

    /// The same by other options: with a start, bars run as scheduled, those on the critical path have a frame, and
    /// arrows lead from what must come first.
    ///
    /// # Errors
    ///
    /// As for [`to_svg`](Self::to_svg) and, with a start, [`schedule_with`](Self::schedule_with).
    pub fn to_svg_with(&self, options: &ExportOptions) -> Result<String> {
        draw(self, options.schedule(self)?.as_ref())
    }

    /// The same as a piece of HTML, for notebooks and pages: the picture in a box that scrolls.
    ///
    /// # Errors
    ///
    /// As for [`to_svg`](Self::to_svg).
    pub fn to_html(&self) -> Result<String> {
        self.to_html_with(&ExportOptions::default())
    }

    /// The same by other options.
    ///
    /// # Errors
    ///
    /// As for [`to_svg_with`](Self::to_svg_with).
    pub fn to_html_with(&self, options: &ExportOptions) -> Result<String> {
        Ok(format!("<div style=\"overflow-x:auto;max-width:100%\">{}</div>\n", self.to_svg_with(options)?))
    }
}

/// Where instants lie from left to right.
struct Axis {
    first: DateTime<Utc>,
    seconds: f64,
}

impl Axis {
    fn around(gantt: &Gantt<'_>) -> Self {
        let bars = || gantt.rows.iter().flat_map(|row| &row.bars);
        let first = bars().map(|bar| bar.start).chain(gantt.launch).min().unwrap_or_default();
        let last = bars().map(|bar| bar.end).chain(gantt.launch).max().unwrap_or_default();
        Self { first, seconds: ((last - first).num_seconds() as f64).max(3_600.0) }
    }

    fn x(&self, at: DateTime<Utc>) -> f64 {
        let share = (at - self.first).num_seconds() as f64 / self.seconds;
        LEFT + share * (WIDTH - LEFT - RIGHT)
    }

    /// Ticks on whole hours or days of the clock on the wall, at most twelve.
    fn ticks(&self, gantt: &Gantt<'_>) -> Result<Vec<(DateTime<Utc>, String)>> {
        const STEPS: [i64; 17] =
            [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1_344, 2_184, 4_368, 8_736, 17_472, 87_360];
        let hours = self.seconds / 3_600.0;
        let fits = STEPS.into_iter().find(|&step| hours / step as f64 <= 11.0);
        let step = fits.unwrap_or_else(|| (hours / 11.0) as i64 + 1);
        let mut local = NaiveDateTime::new(gantt.local(self.first)?.date(), NaiveTime::MIN);
        let last = self.x(self.first) + (WIDTH - LEFT - RIGHT);
        let format = if step < 24 {
            "%b %-d %H:%M"
        } else if step < 4_368 {
            "%b %-d"
        } else {
            "%b %Y"
        };
        let mut ticks = Vec::new();
        for _ in 0..64 {
            let at = resolve(local, gantt.zone, Rules::default())?;
            let x = self.x(at);
            if x > last + 0.5 {
                break;
            }
            if x >= LEFT - 0.5 {
                ticks.push((at, local.format(format).to_string()));
            }
            match TimeDelta::try_hours(step).and_then(|step| local.checked_add_signed(step)) {
                Some(next) => local = next,
                None => break,
            }
        }
        Ok(ticks)
    }
}

fn draw(plan: &Plan, schedule: Option<&Schedule>) -> Result<String> {
    let gantt = gantt(plan, schedule);
    let axis = Axis::around(&gantt);
    let all: usize = gantt.rows.iter().map(|row| row.bars.len()).sum();
    let (mut bands, mut body) = (String::new(), String::new());
    let (mut y, mut left) = (TOP, BARS);
    let mut places: HashMap<&str, (f64, f64, f64)> = HashMap::new();
    for (index, row) in gantt.rows.iter().enumerate() {
        if left == 0 {
            break;
        }
        let shown = row.bars.len().min(left);
        left -= shown;
        let height = HEAD + ROW * shown as f64;
        if index % 2 == 0 {
            _ = write!(
                bands,
                "<rect class=\"hcg-band\" x=\"0\" y=\"{y:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\"/>"
            );
        }
        let class = if index % 2 == 0 { "hcg-h hcg-halo hcg-on" } else { "hcg-h hcg-halo" };
        label(&mut body, (10.0, y + 19.0), class, &name(&row.section.title), WIDTH - RIGHT - 10.0);
        y += HEAD;
        for bar in row.bars.iter().take(shown) {
            // The bar of a section stands below its title.
            let (class, text) = match bar.id == row.section.id {
                true => ("hcg-soft", "all of it".to_owned()),
                false => ("", name(bar.title)),
            };
            label(&mut body, (22.0, y + 13.0), class, &text, LEFT - 32.0);
            draw_bar(&mut body, &axis, bar, y);
            places.insert(bar.id, (axis.x(bar.start), axis.x(bar.end), y + ROW / 2.0 - 1.0));
            y += ROW;
        }
    }
    let arrows = arrows(&gantt, &places);
    let bottom = y;
    if all > BARS {
        y += ROW;
        let more = format!("and {} more", all - BARS);
        label(&mut body, (10.0, y - 6.0), "hcg-soft", &more, LEFT);
    }
    let mut grid = String::new();
    for (at, text) in axis.ticks(&gantt)? {
        let x = axis.x(at);
        _ = write!(grid, "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>");
        _ = write!(
            grid,
            "<text class=\"hcg-soft\" x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\" font-size=\"10\">{text}</text>",
            TOP - 6.0
        );
    }
    let mut live = String::new();
    if let Some(launch) = gantt.launch {
        let x = axis.x(launch);
        let local = gantt.local(launch)?.format("%Y-%m-%d %H:%M");
        let anchor = if x > WIDTH - 130.0 { "end" } else { "middle" };
        _ = write!(
            live,
            "<line class=\"hcg-live\" x1=\"{x:.1}\" y1=\"{:.0}\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>",
            TOP - 22.0
        );
        _ = write!(
            live,
            "<text class=\"hcg-lt\" x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"{anchor}\" font-size=\"11\">Go-live {local}</text>",
            TOP - 28.0
        );
    }
    y += FOOT;
    let legend = legend(schedule.is_some(), y - 10.0);
    let height = y + 4.0;
    let zone = if gantt.launch.is_some() || schedule.is_some() {
        format!(" ({})", gantt.zone.name())
    } else {
        format!(" (Day 0 drawn as {})", gantt.nominal.format("%Y-%m-%d"))
    };
    let whole = name(&plan.title);
    let title = escape(&whole);
    let short = escape(&fitting(&whole, (WIDTH - 40.0 - width(&zone)) / 1.45));
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hcg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
         height=\"{height:.0}\" role=\"img\" aria-label=\"{title}\"><style>{STYLE}</style>\
         <rect class=\"hcg-paper\" width=\"{WIDTH}\" height=\"{height:.0}\"/>{bands}\
         <text class=\"hcg-t\" x=\"10\" y=\"24\">{short}<tspan class=\"hcg-soft\" font-size=\"11\">{zone}</tspan></text>\
         {legend}{grid}{live}{arrows}{body}</svg>",
    ))
}

/// Lines with a tip from the end of what comes first to the start of what waits for it.
fn arrows(gantt: &Gantt<'_>, places: &HashMap<&str, (f64, f64, f64)>) -> String {
    let mut arrows = String::new();
    for bar in gantt.rows.iter().flat_map(|row| &row.bars) {
        let Some(&(to, _, y)) = places.get(bar.id) else { continue };
        for &(_, from, start) in bar.after.iter().filter_map(|id| places.get(id)) {
            let (turn, tip) = (from + 4.0, to - 1.0);
            // Where there is no room between them, the line goes back between the rows.
            let back = if tip < turn + 5.0 {
                let between = if start < y { y - ROW / 2.0 } else { y + ROW / 2.0 };
                format!("V{between:.1}H{:.1}", tip - 6.0)
            } else {
                String::new()
            };
            _ = write!(
                arrows,
                "<path class=\"hcg-arrow\" d=\"M{from:.1} {start:.1}H{turn:.1}{back}V{y:.1}H{tip:.1}M{:.1} {:.1}L{tip:.1} {y:.1}L{:.1} {:.1}\"/>",
                tip - 4.0,
                y - 3.0,
                tip - 4.0,
                y + 3.0
            );
        }
    }
    arrows
}

fn draw_bar(body: &mut String, axis: &Axis, bar: &Bar<'_>, y: f64) {
    let class = match bar {
        Bar { done: true, .. } => "hcg-done",
        Bar { blocking: true, .. } => "hcg-must",
        _ => "hcg-open",
    };
    let class = if bar.critical { format!("{class} hcg-crit") } else { class.to_owned() };
    let x = axis.x(bar.start);
    let tip = escape(&name(bar.title));
    if bar.is_milestone() {
        let (middle, half) = (y + ROW / 2.0 - 1.0, 6.0);
        _ = write!(
            body,
            "<path class=\"{class}\" d=\"M{:.1} {middle:.1}L{x:.1} {:.1}L{:.1} {middle:.1}L{x:.1} {:.1}Z\"><title>{tip}</title></path>",
            x - half,
            middle - half,
            x + half,
            middle + half
        );
    } else {
        let width = (axis.x(bar.end) - x).max(3.0);
        _ = write!(
            body,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"3\"><title>{tip}</title></rect>",
            y + 3.0,
            ROW - 8.0
        );
    }
}

/// What the colours mean, in one line.
fn legend(scheduled: bool, y: f64) -> String {
    let mut legend = String::new();
    let mut x = 10.0;
    let bar = |class: &str, x: f64| {
        format!("<rect class=\"{class}\" x=\"{x:.0}\" y=\"{:.0}\" width=\"14\" height=\"10\" rx=\"2\"/>", y - 9.0)
    };
    let middle = y - 4.0;
    let diamond = |x: f64| {
        let (left, right, centre) = (x + 1.0, x + 13.0, x + 7.0);
        let (top, bottom) = (middle - 6.0, middle + 6.0);
        format!("<path class=\"hcg-open\" d=\"M{left} {middle}L{centre} {top}L{right} {middle}L{centre} {bottom}Z\"/>")
    };
    let arrow = |x: f64| {
        let (end, back, top, bottom) = (x + 14.0, x + 10.0, middle - 3.0, middle + 3.0);
        format!("<path class=\"hcg-arrow\" d=\"M{x} {middle}H{end}M{back} {top}L{end} {middle}L{back} {bottom}\"/>")
    };
    let signs = ["done", "blocks the go-live", "other", "without a length", "critical", "comes first"];
    let shown = if scheduled { signs.len() } else { signs.len() - 2 };
    for (index, text) in signs.into_iter().enumerate().take(shown) {
        legend += &match index {
            0 => bar("hcg-done", x),
            1 => bar("hcg-must", x),
            2 => bar("hcg-open", x),
            3 => diamond(x),
            4 => bar("hcg-open hcg-crit", x),
            _ => arrow(x),
        };
        _ = write!(
            legend,
            "<text class=\"hcg-soft\" x=\"{:.0}\" y=\"{y:.0}\" font-size=\"11\">{text}</text>",
            x + 20.0
        );
        x = (x + 40.0 + width(text)).round();
    }
    legend
}

/// A label, shortened to what fits into so many pixels; the whole of it is shown when pointed at.
fn label(body: &mut String, (x, y): (f64, f64), class: &str, text: &str, room: f64) {
    let bold = if class.starts_with("hcg-h") { 1.15 } else { 1.0 };
    let short = escape(&fitting(text, room / bold));
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    _ = write!(body, "<text{class} x=\"{x:.0}\" y=\"{y:.0}\">{short}<title>{}</title></text>", escape(text));
}

/// About how wide a sign is at 12 pixels: nobody knows the reader's font.
fn sign_width(sign: char) -> f64 {
    match sign {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '!' | '\'' | '|' | '(' | ')' | '[' | ']'
        | ' ' => 4.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 10.6,
        'A'..='Z' | '&' | '+' | '=' | '<' | '>' => 8.6,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        // Hangul, kana, Chinese signs, pictures.
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 12.5,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{2600}'..='\u{27bf}' | '\u{1f000}'.. => 15.0,
        _ => 7.2,
    }
}

fn width(text: &str) -> f64 {
    text.chars().map(sign_width).sum()
}

/// As much of a text as fits, with dots where it is not all.
fn fitting(text: &str, room: f64) -> String {
    let mut used = 0.0;
    let mut kept = 0;
    for (at, sign) in text.char_indices() {
        used += sign_width(sign);
        if used > room {
            return format!("{}…", text[..kept].trim_end());
        }
        // The dots need room, too.
        if used + 12.0 <= room {
            kept = at + sign.len_utf8();
        }
    }
    text.to_owned()
}

/// Text of XML, without the characters that may not stand in any.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}
