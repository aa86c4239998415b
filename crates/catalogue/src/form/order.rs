//! In which order the fields are settled: a field comes after all the fields its `relevant` and `calc` rules read.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::Node;

/// Which nodes each node with a rule reads.
pub(crate) type Reads = BTreeMap<Node, BTreeSet<Node>>;

/// Orders the nodes so that what is read comes first.
///
/// # Errors
/// The nodes of a circle, when rules read each other in a circle.
pub(crate) fn settle_order(reads: &Reads) -> Result<Vec<Node>, Vec<Node>> {
    let mut walk = Walk { reads, done: Vec::new(), open: Vec::new() };
    for &node in reads.keys() {
        walk.visit(node)?;
    }
    Ok(walk.done)
}

struct Walk<'a> {
    reads: &'a Reads,
    done: Vec<Node>,
    /// The chain of nodes being visited.
    open: Vec<Node>,
}

impl Walk<'_> {
    fn visit(&mut self, node: Node) -> Result<(), Vec<Node>> {
        if self.done.contains(&node) {
            return Ok(());
        }
        if let Some(start) = self.open.iter().position(|&open| open == node) {
            return Err(self.open[start..].to_vec());
        }
        let Some(read) = self.reads.get(&node) else {
            return Ok(());
        };
        self.open.push(node);
        for &before in read {
            self.visit(before)?;
        }
        self.open.pop();
        self.done.push(node);
        Ok(())
    }
}
