//! What surrounds every page: where one is, who one is, how many wait.

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{
    EventId,
    agent::{Agent, Availability, initials},
    conversation::State as ConversationState,
};
use language::Language;
use store::{conversation::Filter, session::Session};

use crate::{Web, access::SignedIn, assets, error::Error, wording};

/// Where the styles and scripts are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assets;

impl Assets {
    /// The address of one of the desk's own files. Scripts are in the folder of the language that they speak.
    #[expect(clippy::unused_self, reason = "templates call it as a method")]
    pub(crate) fn url(self, name: &str) -> String {
        let version = &*assets::VERSION;
        match name.rsplit_once('.') {
            Some((_, "js")) => format!("/static/{version}-{}/{name}", Language::spoken().tag()),
            _ => format!("/static/{version}/{name}"),
        }
    }
}

/// The place in the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nav {
    Today,
    Desk,
    Promises,
    Standards,
    Customers,
    Replays,
    Search,
    Notifications,
    Settings,
}

/// Most conversations that are counted; a desk with more has other worries.
pub(crate) const COUNT_MAX: i64 = 999;

/// What surrounds a page of somebody who is signed in. It is extracted, so that a handler asks for
/// it as it asks for anything else.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) assets: Assets,
    pub(crate) me: Agent,
    pub(crate) session: Session,
    pub(crate) workspace: desk::workspace::Workspace,
    /// How many conversations wait for us.
    pub(crate) waiting: i64,
    /// The last event before the page was read: whatever comes after it is still to be told.
    pub(crate) seen: EventId,
    /// Whether the gallery of components is shown.
    pub(crate) demo: bool,
}

impl Shell {
    /// Whether the place is the one that is shown, in the word that `aria-current` wants.
    pub(crate) fn here(&self) -> bool {
        self.me.availability == Availability::Online
    }

    /// One's own initials.
    pub(crate) fn initials(&self) -> String {
        initials(&self.me.name)
    }

    /// The colour of one's own avatar.
    pub(crate) fn colour(&self) -> i64 {
        wording::colour(&self.me.name)
    }

    /// When one means to be back, if one is away and said so.
    pub(crate) fn back(&self) -> Option<String> {
        match self.me.availability {
            Availability::Away { back_at: Some(at) } => {
                Some(wording::soon(at, domain::Timestamp::now(), &self.me.tz()))
            }
            _ => None,
        }
    }

    /// Whether one's role includes leading the desk: people, teams, the chat.
    pub(crate) fn leads(&self) -> bool {
        self.me.role.may(domain::access::Permission::ManagePeople)
    }

    /// Whether one's role includes taking out what is kept of customers, and erasing it.
    pub(crate) fn keeps_data(&self) -> bool {
        self.me.role.may(domain::access::Permission::ManageData)
    }

    /// Whether one's role includes the whole workspace.
    pub(crate) fn owns(&self) -> bool {
        self.me.role.may(domain::access::Permission::ManageWorkspace)
    }
}

impl FromRequestParts<Web> for Shell {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Error> {
        let SignedIn { agent, session } =
            <SignedIn as FromRequestParts<Web>>::from_request_parts(parts, web).await?;
        let (seen, workspace, waiting) = web
            .desk
            .store()
            .read(|db| {
                let seen = store::event::last(db)?;
                let everybodys = Filter::all(ConversationState::WaitingOnUs);
                let waiting = store::conversation::count(db, &everybodys, COUNT_MAX)?;
                Ok::<_, desk::Error>((seen, desk::workspace::Workspace::read(db)?, waiting))
            })
            .await?;
        Ok(Self {
            assets: Assets,
            me: agent,
            session,
            workspace,
            waiting,
            seen,
            demo: web.config.demo.is_some(),
        })
    }
}
