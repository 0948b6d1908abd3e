use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::name;
use crate::plan::{DependencyKind, ItemState, Plan};
use crate::time::Span;

impl Plan {
    /// The plan as a directed graph for Graphviz: a box for each item that waits for something, is waited for, or stands
    /// below no other, in a frame for each section, and an arrow from what must come first, with its kind where it is
    /// not finish-to-start, and its lag or lead. Items that are done are filled, those that block have a thick line.
    /// Sections that wait or are waited for take part themselves.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_markdown("# Orchard\n## Checks\n- [x] Backups\n- [ ] Import (after: Backups)\n")?;
    /// let dot = plan.to_dot();
    /// assert!(dot.starts_with("digraph plan {"));
    /// assert!(dot.contains("\"checks/backups\" -> \"checks/import\""));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn to_dot(&self) -> String {
        let known: HashSet<&str> = self
            .sections
            .iter()
            .map(|section| section.id.as_str())
            .chain(self.items().map(|item| item.id.as_str()))
            .collect();
        let edges = || {
            let sections = self.sections.iter().map(|section| (section.id.as_str(), &section.after));
            let edges = sections.chain(self.items().map(|item| (item.id.as_str(), &item.after)));
            edges
                .flat_map(|(id, after)| after.iter().map(move |on| (id, on)))
                .filter(|(_, on)| known.contains(on.on.as_str()))
        };
        let linked: HashSet<&str> = edges().flat_map(|(id, on)| [id, on.on.as_str()]).collect();
        let mut dot = format!(
            "digraph plan {{\n  label={};\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
            quoted(&name(&self.title))
        );
        // A section that waits or is waited for is a box of its own in its frame.
        for (index, section) in self.sections.iter().enumerate() {
            let items = section.items.iter().filter(|item| {
                linked.contains(item.id.as_str()) || (item.parent.is_none() && item.state != ItemState::None)
            });
            let mut nodes = String::new();
            if linked.contains(section.id.as_str()) {
                _ = writeln!(nodes, "    {} [label={}, shape=folder];", id(&section.id), quoted(&name(&section.title)));
            }
            for item in items {
                let mut style = String::new();
                match item.state {
                    ItemState::Done => style += ", style=\"rounded,filled\", fillcolor=\"#d9ead3\"",
                    ItemState::Open if item.blocking => style += ", penwidth=2",
                    ItemState::Open => {}
                    ItemState::None => style += ", style=\"rounded,dashed\"",
                }
                _ = writeln!(nodes, "    {} [label={}{style}];", id(&item.id), quoted(&name(&item.title)));
            }
            if !nodes.is_empty() {
                let label = quoted(&name(&section.title));
                _ = writeln!(dot, "  subgraph cluster_{index} {{\n    label={label};\n{nodes}  }}");
            }
        }
        // Two that wait for each other twice are drawn twice; the same words only once.
        let mut drawn: HashMap<(&str, &str), Vec<String>> = HashMap::new();
        for (to, on) in edges() {
            let kind = match on.kind {
                DependencyKind::FinishToStart => "",
                DependencyKind::StartToStart => "start to start",
                DependencyKind::FinishToFinish => "finish to finish",
                DependencyKind::StartToFinish => "start to finish",
            };
            let shift = match (on.lag, on.lead) {
                (Span::ZERO, Span::ZERO) => String::new(),
                (Span::ZERO, lead) => format!("-{lead}"),
                (lag, _) => format!("+{lag}"),
            };
            let label = [kind, &shift].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let labels = drawn.entry((to, &on.on)).or_default();
            if labels.contains(&label) {
                continue;
            }
            let words = if label.is_empty() { String::new() } else { format!(" [label={}]", quoted(&label)) };
            _ = writeln!(dot, "  {} -> {}{words};", id(&on.on), id(to));
            labels.push(label);
        }
        dot.push_str("}\n");
        dot
    }
}

/// A label: backslashes begin escapes in one, and ampersands character entities.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{escaped}\"")
}

/// The name of a node, in which only the quotation mark is escaped; ids hold no backslashes, but a plan from JSON might.
fn id(text: &str) -> String {
    let plain: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    format!("\"{}\"", plain.replace('\\', "/").replace('"', "\\\""))
}
