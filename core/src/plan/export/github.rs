use std::collections::HashMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::super::fresh;
use super::super::owners::owners;
use super::{name, one_line};
use crate::plan::{Item, ItemState, Plan, SectionKind};

/// Most characters of a body: GitHub takes 65,536.
const BODY: usize = 60_000;
/// Most characters of a title.
const TITLE: usize = 250;

/// An issue with a task list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueChecklist {
    /// The title, of at most 250 characters.
    pub title: String,
    /// The body: Markdown of GitHub's kind, of at most 60,000 characters.
    pub body: String,
    /// The id of the section that it is of.
    pub section: String,
    /// Boxes in it that are ticked.
    pub done: usize,
    /// Boxes in it that are not.
    pub open: usize,
}

impl Plan {
    /// The plan as issues with task lists, for GitHub and those who write Markdown like it: one for each wave or phase,
    /// the sections below it counted in, and one for each part of the plan outside of them that holds boxes. A list that
    /// is too long for one issue goes on in the next. Owner, estimate, dates, evidence and what an item waits for stand in
    /// brackets behind it, in the words of Markdown; a text of more than 3,750 characters is cut, and says so.
    ///
    /// Words of the plan stay words: signs that mean something in Markdown are escaped, and behind an `@` and a `#` with
    /// a number stands an invisible sign (U+2060), so that nobody is called and no issue is linked.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_markdown("# Orchard\n## Phase 1\n- [x] Backups\n  - daily\n- [ ] DNS\n")?;
    /// let issues = plan.to_github();
    /// assert_eq!(issues[0].title, "Orchard: Phase 1");
    /// assert_eq!(issues[0].body, "- [x] Backups\n  - daily\n- [ ] DNS\n");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn to_github(&self) -> Vec<IssueChecklist> {
        let mut issues: Vec<Issue> = Vec::new();
        let mut place: Vec<Option<usize>> = vec![None; self.sections.len()];
        let zone = self.zone();
        let titles: HashMap<&str, &str> = self
            .sections
            .iter()
            .map(|section| (section.id.as_str(), section.title.as_str()))
            .chain(self.items().map(|item| (item.id.as_str(), item.title.as_str())))
            .collect();
        let sections = self.sections.iter().enumerate().zip(owners(self));
        for (root, ((index, section), (owner, _))) in self.roots().into_iter().zip(sections) {
            if section.items.iter().all(|item| item.state == ItemState::None) {
                continue;
            }
            let known = place.get(root).copied().flatten();
            let at = known.unwrap_or(issues.len());
            if known.is_none() {
                let (title, id) = self.sections.get(root).map_or(("", ""), |root| (&root.title, &root.id));
                issues.push(Issue::new(&self.title, title, id));
                if let Some(slot) = place.get_mut(root) {
                    *slot = Some(at);
                }
            }
            let Some(issue) = issues.get_mut(at) else { continue };
            if index != root {
                issue.line(0, &format!("### {}\n", escape(&name(&section.title))), None);
            }
            let mut depths: Vec<usize> = Vec::with_capacity(section.items.len());
            for item in &section.items {
                let depth = item.parent.and_then(|parent| depths.get(parent)).map_or(0, |depth| depth + 1);
                depths.push(depth);
                let owner = item.owner.as_deref().or(owner.filter(|_| depth == 0));
                issue.line(depth, &line(item, owner, &titles, zone), Some(item.state));
            }
        }
        issues.into_iter().flat_map(Issue::finish).collect()
    }

    /// For each section the one whose issue it belongs to: the outermost wave or phase around it, or else the outermost
    /// section that is not the title of the plan.
    fn roots(&self) -> Vec<usize> {
        let mut roots: Vec<usize> = Vec::with_capacity(self.sections.len());
        for (index, section) in self.sections.iter().enumerate() {
            let around = section.parent.and_then(|parent| roots.get(parent).copied());
            let of = |root: usize| self.sections.get(root);
            let is_phase = |kind: SectionKind| matches!(kind, SectionKind::Wave | SectionKind::Phase);
            let root = around.filter(|&root| {
                of(root).is_some_and(|root| {
                    let title = root.parent.is_none() && root.title == self.title;
                    is_phase(root.kind) || !(title || is_phase(section.kind))
                })
            });
            roots.push(root.unwrap_or(index));
        }
        roots
    }
}

/// An issue that grows, in parts that are not too long.
struct Issue {
    title: String,
    section: String,
    parts: Vec<IssueChecklist>,
    /// The depth of the first item of this part, from which the others are set in.
    base: Option<usize>,
    length: usize,
}

impl Issue {
    fn new(plan: &str, title: &str, section: &str) -> Self {
        let title = match one_line(plan) {
            plan if plan.is_empty() => name(title),
            plan => format!("{plan}: {}", name(title)),
        };
        let mut issue = Self { title, section: section.to_owned(), parts: Vec::new(), base: None, length: 0 };
        issue.next();
        issue
    }

    fn next(&mut self) {
        let (title, section) = (self.title.clone(), self.section.clone());
        self.parts.push(IssueChecklist { title, body: String::new(), section, done: 0, open: 0 });
        (self.base, self.length) = (None, 0);
    }

    fn line(&mut self, depth: usize, text: &str, state: Option<ItemState>) {
        // Two blanks for every level, as many as the sign of a list takes; a heading stands alone.
        let indent = |base: usize| 2 * depth.saturating_sub(base).min(100);
        let length = text.chars().count() + 4;
        if self.length > 0 && self.length + length + indent(self.base.unwrap_or(depth)) > BODY {
            self.next();
        }
        let base = *self.base.get_or_insert(depth);
        if state.is_none() {
            self.base = None;
        }
        let Some(part) = self.parts.last_mut() else { return };
        if state.is_none() && !part.body.is_empty() {
            part.body.push('\n');
        }
        part.body.extend(std::iter::repeat_n(' ', indent(base)));
        part.body.push_str(text);
        part.body.push('\n');
        self.length += length + indent(base);
        match state {
            Some(ItemState::Done) => part.done += 1,
            Some(ItemState::Open) => part.open += 1,
            _ => {}
        }
    }

    fn finish(self) -> Vec<IssueChecklist> {
        let all = self.parts.len();
        let named = |(index, mut part): (usize, IssueChecklist)| {
            let suffix = if all > 1 { format!(" ({} of {all})", index + 1) } else { String::new() };
            let room = TITLE - suffix.len();
            part.title = part.title.chars().take(room).collect::<String>() + &suffix;
            part
        };
        self.parts.into_iter().enumerate().map(named).collect()
    }
}

fn line(item: &Item, owner: Option<&str>, titles: &HashMap<&str, &str>, zone: Option<Tz>) -> String {
    let sign = match item.state {
        ItemState::Done => "- [x] ",
        ItemState::Open => "- [ ] ",
        ItemState::None => "- ",
    };
    let mut about: Vec<String> = owner.map(|owner| format!("owner: {}", one_line(owner))).into_iter().collect();
    for (key, value) in fresh::of_item(item, zone).into_iter().filter(|(key, _)| *key != "owner" && *key != "evidence")
    {
        // Ids mean nothing there: what is waited for is called by its title.
        let on = item
            .after
            .iter()
            .find(|one| value.strip_prefix(&one.on).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
        let title = on.and_then(|on| Some((titles.get(on.on.as_str())?, value.get(on.on.len()..)?)));
        let value = title.map_or(value.clone(), |(title, lag)| format!("{title}{lag}"));
        about.push(format!("{key}: {}", one_line(&value)));
    }
    // Links among the words are there already.
    let links = item.evidence.iter().filter(|link| !item.text.contains(&link.url));
    about.extend(links.map(|link| format!("evidence: {}", one_line(&format!("{} {}", link.title, link.url)))));
    let mut text = cut(&name(&item.text));
    if !about.is_empty() {
        text += &format!(" ({})", cut(&about.join(", ")));
    }
    sign.to_owned() + &escape(&text)
}

/// A text that leaves room for others, and says how much of it is left out.
fn cut(text: &str) -> String {
    const MOST: usize = BODY / 16;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} … ({} characters more)", &text[..end], text[end..].chars().count()),
        None => text.to_owned(),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let special = match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$' => true,
            // At the start these would begin a list, a quote or a line.
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at == digits && digits > 0,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(character);
        let next = rest.peek().map(|&(_, next)| next);
        if character == '@' || (character == '#' && next.is_some_and(|next| next.is_ascii_digit())) {
            escaped.push('\u{2060}');
        }
    }
    escaped
}
