//! The same two articles with their sides exchanged: left and right are only names, so what is told in other words may not depend on
//! them.
//!
//! **In** two texts; what was found in them. **Out** whether they are worked on the other way round; the same the other way round.
//! **Cost** linear in what is turned. **Never** changes what is found.

use super::cells::Cell;
use super::context::Judged;
use super::{Retelling, Retold, Stretches};
use crate::passage::evidence::{Evidence, Languages, SharedTerm};

/// Whether two articles are worked on the other way round; turned, they are not. Of matches that are as good the first on the left
/// stands, so that side is chosen by the texts: the shorter one, then the smaller bytes.
pub fn is_turned(left: &str, right: &str) -> bool {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right)).is_gt()
}

impl Retold {
    /// The same with sides exchanged, in order of the sentences that are on the left now.
    pub fn turned(self) -> Self {
        let mut retellings: Vec<Retelling> = self.retellings.into_iter().map(retelling).collect();
        retellings.sort_by_key(|told| (told.left, told.right));
        Self { retellings, ..self }
    }
}

impl Stretches {
    /// The same with sides exchanged.
    pub fn turned(self) -> Self {
        let Judged { cell, .. } = self.judged;
        let cell = Cell { left: cell.right, right: cell.left, ..cell };
        Self {
            left: self.right,
            right: self.left,
            judged: Judged { cell, ..self.judged },
            evidence: self.evidence.map(evidence),
            ..self
        }
    }
}

fn retelling(told: Retelling) -> Retelling {
    Retelling {
        left: told.right,
        right: told.left,
        left_chars: told.right_chars,
        right_chars: told.left_chars,
        evidence: evidence(told.evidence),
        ..told
    }
}

fn evidence(found: Evidence) -> Evidence {
    let terms = |terms: Vec<SharedTerm>| terms.into_iter().map(term).collect();
    Evidence {
        terms: terms(found.terms),
        names: terms(found.names),
        left_only: found.right_only,
        right_only: found.left_only,
        possible_translation: found
            .possible_translation
            .map(|Languages { left, right }| Languages { left: right, right: left }),
        ..found
    }
}

fn term(SharedTerm { left, right }: SharedTerm) -> SharedTerm {
    match right {
        Some(right) => SharedTerm { left: right, right: Some(left) },
        None => SharedTerm { left, right },
    }
}
