//! Which of the fields that the user named stand in the records at all.
//!
//! **In** what was met in each batch, in reading order. **Out** the named fields that no record has, and names that records have.
//! **Cost** a bit for each role; names are listed only where a named field is missing. **Never** judges a value: an empty field is
//! there.

use serde::{Deserialize, Serialize};

use super::ReadParams;
use super::fields::Role;

/// Records of a batch whose fields are listed.
pub(super) const LISTED_RECORDS: usize = 8;

/// What was met of the named fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// Roles whose named field stood in a record, as bits.
    pub(super) roles: u8,
    /// Fields of the first records, where one was missing there.
    pub(super) names: Vec<String>,
}

impl Met {
    /// Adds what later batches have.
    pub fn append(&mut self, later: Self) {
        self.roles |= later.roles;
        if self.names.is_empty() {
            self.names = later.names;
        }
    }

    /// The named fields that no record has.
    pub fn missing<'p>(&self, params: &'p ReadParams) -> Vec<(Role, &'p str)> {
        let roles = Role::ALL.into_iter().filter(|&role| !self.has(role));
        roles.filter_map(|role| Some((role, params.named(role)?))).collect()
    }

    /// Names of fields that records have, where some are missing; none where their formats have no fields.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn has(&self, role: Role) -> bool {
        self.roles & (1 << role as u8) != 0
    }
}
