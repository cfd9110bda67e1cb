//! One thing done to many conversations in one go.

/// Most conversations that are changed in one go: more would keep everybody else waiting for the writer.
pub const CONVERSATIONS_MAX: usize = 500;

words! {
    /// What was done.
    Kind {
        /// They were closed.
        Close = "close",
        /// They were taken up again, or woken.
        Reopen = "reopen",
        /// They were put aside.
        Snooze = "snooze",
        /// They were given to somebody, or to nobody.
        Assign = "assign",
        /// They were given to a team, or to none.
        AssignTeam = "assign team",
        /// A tag was put on them.
        Tag = "tag",
        /// A tag was taken off them.
        Untag = "untag",
    }
}
