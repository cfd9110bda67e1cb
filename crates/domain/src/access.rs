//! Who may do what. Every route names the [`Permission`] it needs; a role holds a set of them.

/// What an agent is to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Installed Bliss and answers for it.
    Owner,
    /// Leads a team.
    Lead,
    /// Serves customers.
    Agent,
}

/// Something that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Serve customers: the desk, the customers, one's own profile.
    Serve,
    /// Invite people, deactivate them and make links for a new password.
    ManagePeople,
    /// Make teams and choose who is in them.
    ManageTeams,
    /// Change the chat, its words, its hours and its secret.
    ManageInboxes,
    /// Take out all that is kept of a customer, and erase it.
    ManageData,
    /// Change what holds for the whole desk.
    ManageWorkspace,
}

impl Role {
    /// All roles, the one that may do most first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Lead, Self::Agent];

    /// Whether somebody in this role may do `what`.
    pub fn may(self, what: Permission) -> bool {
        match what {
            Permission::Serve => true,
            Permission::ManagePeople
            | Permission::ManageTeams
            | Permission::ManageInboxes
            | Permission::ManageData => matches!(self, Self::Owner | Self::Lead),
            Permission::ManageWorkspace => self == Self::Owner,
        }
    }

    /// Whether somebody in this role may invite, deactivate or help back in somebody in `other`:
    /// nobody may act on a role above their own.
    pub fn may_manage(self, other: Self) -> bool {
        self.may(Permission::ManagePeople) && (self == Self::Owner || other != Self::Owner)
    }

    /// The word that is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Lead => "lead",
            Self::Agent => "agent",
        }
    }

    /// The role of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_cannot_touch_the_owner() {
        assert!(Role::Owner.may_manage(Role::Owner));
        assert!(Role::Lead.may_manage(Role::Agent));
        assert!(Role::Lead.may_manage(Role::Lead));
        assert!(!Role::Lead.may_manage(Role::Owner));
        assert!(!Role::Agent.may_manage(Role::Agent));
    }

    #[test]
    fn only_the_owner_manages_the_workspace() {
        let who = Role::ALL.map(|role| role.may(Permission::ManageWorkspace));
        assert_eq!(who, [true, false, false]);
    }
}
