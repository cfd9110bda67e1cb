//! What the audit log tells of: who came in and how, and what was done to the desk itself. What is said and done in
//! conversations is in their own threads.

use language::{Wording, say};

words! {
    /// Something that is told of.
    Action {
        /// Somebody signed in.
        SignedIn = "session.began",
        /// A password or an address was wrong.
        SignInRefused = "session.refused",
        /// The password was right, and the code after it wrong.
        CodeRefused = "session.code_refused",
        /// Somebody signed out.
        SignedOut = "session.ended",
        /// Somebody signed out another browser of theirs.
        SignedOutThere = "session.ended_there",
        /// Somebody signed out all other browsers of theirs.
        SignedOutElsewhere = "session.ended_elsewhere",
        /// Somebody changed their password.
        PasswordChanged = "password.changed",
        /// Somebody made a link for somebody's new password.
        PasswordLinkMade = "password.link_made",
        /// A link for a new password was used.
        PasswordLinkUsed = "password.link_used",
        /// Somebody set up a second factor.
        FactorSetUp = "factor.set_up",
        /// Somebody switched theirs off.
        FactorRemoved = "factor.removed",
        /// Somebody took away somebody else's.
        FactorReset = "factor.reset",
        /// Somebody made new recovery codes.
        RecoveryCodesMade = "factor.recovery_codes",
        /// Somebody made a passkey.
        PasskeyMade = "passkey.made",
        /// … or removed one.
        PasskeyRemoved = "passkey.removed",
        /// A passkey was not taken.
        PasskeyRefused = "passkey.refused",
        /// Somebody connected an account at the identity provider with theirs.
        IdentityLinked = "identity.linked",
        /// … or let go of it.
        IdentityUnlinked = "identity.unlinked",
        /// Somebody invited somebody.
        Invited = "invitation.made",
        /// Somebody took an invitation back.
        InvitationRevoked = "invitation.revoked",
        /// Somebody joined.
        Joined = "agent.joined",
        /// Somebody's role was changed.
        RoleChanged = "agent.role",
        /// Somebody was taken off the desk.
        Deactivated = "agent.deactivated",
        /// Somebody was put back on it.
        Reactivated = "agent.reactivated",
        /// A token for another program was made.
        TokenMade = "token.made",
        /// … or revoked.
        TokenRevoked = "token.revoked",
        /// A webhook was made.
        WebhookMade = "webhook.made",
        /// Its name, its address or what it is told was changed.
        WebhookChanged = "webhook.changed",
        /// It was given another secret.
        WebhookSecretRenewed = "webhook.secret",
        /// It was switched on by hand.
        WebhookSwitchedOn = "webhook.on",
        /// … or off.
        WebhookSwitchedOff = "webhook.off",
        /// It was removed.
        WebhookRemoved = "webhook.removed",
        /// … and brought back.
        WebhookBroughtBack = "webhook.brought_back",
        /// What holds for the whole desk was changed.
        WorkspaceChanged = "workspace.changed",
        /// How people sign in was changed.
        SecurityChanged = "security.changed",
        /// Which identity provider lets people in was changed.
        ProviderChanged = "provider.changed",
        /// The chat's secret was made anew.
        ChatSecretRenewed = "chat.secret",
        /// Another setting, or a list that is kept at hand, was changed: the event tells no more.
        SettingsChanged = "settings.changed",
        /// A standard was written, changed or retired.
        StandardsChanged = "standards.changed",
        /// A canned reply was written, changed, removed or brought back.
        CannedRepliesChanged = "canned-replies.changed",
        /// The audit log was downloaded.
        LogExported = "audit.exported",
        /// Somebody downloaded all that is kept of a customer.
        CustomerExported = "customer.exported",
        /// Somebody erased a customer.
        CustomerErased = "customer.erased",
        /// Somebody made a copy of all that is kept.
        DeskExported = "desk.exported",
        /// … or downloaded one.
        ExportFetched = "desk.export_fetched",
        /// It was said after how many days what goes.
        RetentionChanged = "retention.changed",
        /// What was old was erased.
        OldErased = "retention.erased",
        /// Somebody took customers from a table.
        CustomersImported = "customers.imported",
        /// … and took that back.
        ImportUndone = "customers.import_undone",
        /// Somebody deleted the recording of a call of theirs before its time.
        RecordingDeleted = "recording.deleted",
        /// Recordings were deleted because their time was over.
        RecordingsExpired = "recording.expired",
    }
}

words! {
    /// What actions are about, to choose from.
    Group {
        /// Coming in and going out.
        SignIns = "sign-ins",
        /// Passwords and second factors.
        Proofs = "proofs",
        /// Who is on the desk, and in which role.
        People = "people",
        /// Tokens of other programs.
        Programs = "programs",
        /// How the desk is set up.
        Settings = "settings",
        /// What was taken out of the desk, and what was deleted for good.
        Data = "data",
    }
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 51] = [
        Self::SignedIn,
        Self::SignInRefused,
        Self::CodeRefused,
        Self::SignedOut,
        Self::SignedOutThere,
        Self::SignedOutElsewhere,
        Self::PasswordChanged,
        Self::PasswordLinkMade,
        Self::PasswordLinkUsed,
        Self::FactorSetUp,
        Self::FactorRemoved,
        Self::FactorReset,
        Self::RecoveryCodesMade,
        Self::PasskeyMade,
        Self::PasskeyRemoved,
        Self::PasskeyRefused,
        Self::IdentityLinked,
        Self::IdentityUnlinked,
        Self::Invited,
        Self::InvitationRevoked,
        Self::Joined,
        Self::RoleChanged,
        Self::Deactivated,
        Self::Reactivated,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::WebhookMade,
        Self::WebhookChanged,
        Self::WebhookSecretRenewed,
        Self::WebhookSwitchedOn,
        Self::WebhookSwitchedOff,
        Self::WebhookRemoved,
        Self::WebhookBroughtBack,
        Self::WorkspaceChanged,
        Self::SecurityChanged,
        Self::ProviderChanged,
        Self::ChatSecretRenewed,
        Self::SettingsChanged,
        Self::StandardsChanged,
        Self::CannedRepliesChanged,
        Self::LogExported,
        Self::CustomerExported,
        Self::CustomerErased,
        Self::DeskExported,
        Self::ExportFetched,
        Self::RetentionChanged,
        Self::OldErased,
        Self::CustomersImported,
        Self::ImportUndone,
        Self::RecordingDeleted,
        Self::RecordingsExpired,
    ];

    /// What it is about.
    pub fn group(self) -> Group {
        match self {
            Self::SignedIn
            | Self::SignInRefused
            | Self::CodeRefused
            | Self::PasskeyRefused
            | Self::SignedOut
            | Self::SignedOutThere
            | Self::SignedOutElsewhere => Group::SignIns,
            Self::PasswordChanged
            | Self::PasswordLinkMade
            | Self::PasswordLinkUsed
            | Self::FactorSetUp
            | Self::FactorRemoved
            | Self::FactorReset
            | Self::RecoveryCodesMade
            | Self::PasskeyMade
            | Self::PasskeyRemoved
            | Self::IdentityLinked
            | Self::IdentityUnlinked => Group::Proofs,
            Self::Invited
            | Self::InvitationRevoked
            | Self::Joined
            | Self::RoleChanged
            | Self::Deactivated
            | Self::Reactivated => Group::People,
            Self::TokenMade
            | Self::TokenRevoked
            | Self::WebhookMade
            | Self::WebhookChanged
            | Self::WebhookSecretRenewed
            | Self::WebhookSwitchedOn
            | Self::WebhookSwitchedOff
            | Self::WebhookRemoved
            | Self::WebhookBroughtBack => Group::Programs,
            Self::WorkspaceChanged
            | Self::SecurityChanged
            | Self::ProviderChanged
            | Self::ChatSecretRenewed
            | Self::SettingsChanged
            | Self::StandardsChanged
            | Self::CannedRepliesChanged => Group::Settings,
            Self::LogExported
            | Self::CustomerExported
            | Self::CustomerErased
            | Self::DeskExported
            | Self::ExportFetched
            | Self::RetentionChanged
            | Self::OldErased
            | Self::CustomersImported
            | Self::ImportUndone
            | Self::RecordingDeleted
            | Self::RecordingsExpired => Group::Data,
        }
    }

    /// What was done, as it follows the name of who did it; the name of whom it was done to comes after it. It is what
    /// tables have that programs read, and so always in English.
    pub fn says(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::SignInRefused => "could not sign in",
            Self::CodeRefused => "gave a wrong code after the password of",
            Self::SignedOut => "signed out",
            Self::SignedOutThere => "signed out another browser of theirs",
            Self::SignedOutElsewhere => "signed out everywhere else",
            Self::PasswordChanged => "changed their password",
            Self::PasswordLinkMade => "made a link for a new password for",
            Self::PasswordLinkUsed => "chose a new password by a link",
            Self::FactorSetUp => "set up a second factor",
            Self::FactorRemoved => "switched off their second factor",
            Self::FactorReset => "took away the second factor of",
            Self::RecoveryCodesMade => "made new recovery codes",
            Self::PasskeyMade => "made a passkey",
            Self::PasskeyRemoved => "removed a passkey of theirs",
            Self::PasskeyRefused => "brought a passkey that was not taken for",
            Self::IdentityLinked => "connected an account at the identity provider",
            Self::IdentityUnlinked => "disconnected an account at the identity provider",
            Self::Invited => "made an invitation",
            Self::InvitationRevoked => "took back an invitation",
            Self::Joined => "joined the desk",
            Self::RoleChanged => "changed the role of",
            Self::Deactivated => "took off the desk",
            Self::Reactivated => "put back on the desk",
            Self::TokenMade => "made a token for another program",
            Self::TokenRevoked => "revoked a token",
            Self::WebhookMade => "made a webhook",
            Self::WebhookChanged => "changed a webhook",
            Self::WebhookSecretRenewed => "made a new secret for a webhook",
            Self::WebhookSwitchedOn => "switched on a webhook",
            Self::WebhookSwitchedOff => "switched off a webhook",
            Self::WebhookRemoved => "removed a webhook",
            Self::WebhookBroughtBack => "brought back a webhook",
            Self::WorkspaceChanged => "changed the workspace",
            Self::SecurityChanged => "changed how people sign in",
            Self::ProviderChanged => "changed the identity provider",
            Self::ChatSecretRenewed => "made a new secret for the chat",
            Self::SettingsChanged => "changed a setting or a list that is kept at hand",
            Self::StandardsChanged => "changed the standards",
            Self::CannedRepliesChanged => "changed the canned replies",
            Self::LogExported => "downloaded the audit log",
            Self::CustomerExported => "downloaded all that is kept of a customer",
            Self::CustomerErased => "erased a customer",
            Self::DeskExported => "made a copy of all that is kept",
            Self::ExportFetched => "downloaded a copy of all that is kept",
            Self::RetentionChanged => "changed after how many days what goes",
            Self::OldErased => "erased what was old",
            Self::CustomersImported => "took customers from a table",
            Self::ImportUndone => "took back what a table of customers did",
            Self::RecordingDeleted => "deleted a recording of a call of theirs",
            Self::RecordingsExpired => "deleted recordings whose time was over",
        }
    }
}

impl Group {
    /// All of them, as they are offered.
    pub const ALL: [Self; 6] =
        [Self::SignIns, Self::Proofs, Self::People, Self::Programs, Self::Settings, Self::Data];

    /// In words.
    pub fn label(self) -> Wording {
        match self {
            Self::SignIns => say("audit-group-sign-ins"),
            Self::Proofs => say("audit-group-proofs"),
            Self::People => say("audit-group-people"),
            Self::Programs => say("audit-group-programs"),
            Self::Settings => say("audit-group-settings"),
            Self::Data => say("audit-group-data"),
        }
    }

    /// What is about it.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |action| action.group() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_kept_under_its_word_and_belongs_to_one_group() {
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(action));
        }
        let grouped: usize = Group::ALL.into_iter().map(|group| group.actions().count()).sum();
        assert_eq!(grouped, Action::ALL.len());
        for group in Group::ALL {
            assert_eq!(Group::parse(group.as_str()), Some(group));
        }
    }
}
