//! Every address of the desk, who may use it, and what answers.

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath},
    handler::Handler,
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use domain::access::Permission::{
    ManageData, ManageInboxes, ManagePeople, ManageTeams, ManageWorkspace, Serve,
};
use domain::api_token::Scope::{
    self, CallBacksRead, CallBacksWrite, CallsRead, CannedRepliesRead, CannedRepliesWrite,
    ConversationsRead, ConversationsWrite, CustomersRead, CustomersWrite, DeskRead, Exports,
    PromisesRead, PromisesWrite,
};
use language::say;
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    Web,
    access::{
        Access,
        Access::{Agent, Api, Door, Open, Operator, Plain, Question, Visitor, VisitorSocket},
        guard,
    },
    agents,
    api::{self, Describes, Operation},
    api_tokens, assets, attachments, audit, bulk_changes, call_backs, calls, canned_replies,
    certificate, chat, check_ins, checks, conversations, corners, customer_imports,
    customer_merges, customers, demo, design, drafts, erasures,
    error::Error,
    exports, first_words, health, holidays, identity_providers, inboxes, intentions, invitations,
    live, mails, merges, messages, metrics, moments, notifications, opening, palette, passkeys,
    passwords, personal_data, phone_settings, promises, provider_sign_ins, pushes, recordings,
    replays, request, retention, rules, saved_views, search, second_factors, security, sessions,
    shared_moments, standards, tags, team_figures, teams, today, warm_up, webhooks, workspace,
};

/// Largest body that is read whole: a form or a message with room to spare, so that one that is
/// too long is answered in words.
pub(crate) const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Largest upload: somewhat more than the largest file, so that one that is a little too large is
/// still told apart and answered in words.
const UPLOAD_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One row of the table.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: MethodRouter<Web>,
    /// What the document of the interface tells of it.
    pub(crate) operation: Option<Operation>,
}

impl Route {
    fn with_bodies_up_to(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}

/// All rows.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(crate) fn table() -> Vec<Route> {
    vec![
        // Files that never change.
        get("/static/{version}/{name}", Open, assets::show),
        get("/favicon.ico", Open, assets::favicon),
        get("/service-worker.js", Open, assets::service_worker),
        get("/widget.js", Open, assets::widget),
        get("/widget-call.js", Open, assets::widget_call),

        // For whoever runs it.
        get("/healthz", Open, health::alive),
        get("/readyz", Open, health::ready),
        get("/metrics", Operator, metrics::show),
        get("/.well-known/acme-challenge/{token}", Plain, certificate::prove),

        // Signing in and joining.
        get("/", Agent(Serve), today::home),
        get("/set-up", Door, invitations::set_up),
        get("/sign-in", Door, sessions::new),
        post("/sign-in", Door, sessions::create),
        get("/sign-in/code", Door, second_factors::ask),
        post("/sign-in/code", Door, second_factors::prove),
        get("/sign-in/second-factor", Door, second_factors::ask_for_one),
        post("/sign-in/second-factor", Door, second_factors::begin_at_sign_in),
        post("/sign-in/second-factor/confirmation", Door, second_factors::confirm_at_sign_in),
        post("/sign-in/passkey", Door, passkeys::sign_in),
        post("/sign-in/passkey/options", Question, passkeys::options),
        post("/sign-in/code/passkey", Door, passkeys::prove),
        post("/sign-in/second-factor/passkey", Door, passkeys::make_at_sign_in),
        get("/sign-in/provider", Door, provider_sign_ins::go),
        get("/sign-in/provider/callback", Door, provider_sign_ins::come_back),
        get("/sign-in/provider/account", Door, provider_sign_ins::show),
        post("/sign-in/provider/link", Door, provider_sign_ins::link),
        post("/sign-in/provider/joining", Door, provider_sign_ins::join),
        post("/sign-out", Agent(Serve), sessions::end),
        get("/invitations/{token}", Door, invitations::show),
        post("/invitations/{token}", Door, invitations::accept),
        get("/password-resets/{token}", Door, passwords::show),
        post("/password-resets/{token}", Door, passwords::reset),
        get("/email-stops/{token}", Door, mails::stop_what),
        post("/email-stops/{token}", Door, mails::stop),
        post("/email-stops/{token}/return", Door, mails::resume),

        // Today, and the way to everything.
        get("/today", Agent(Serve), today::show),
        get("/today/kind-word", Agent(Serve), today::kind_word),
        get("/intention", Agent(Serve), intentions::show),
        post("/intention", Agent(Serve), intentions::keep),
        post("/intentions/{id}/removal", Agent(Serve), intentions::forget),
        get("/check-ins", Agent(Serve), check_ins::index),
        post("/check-ins", Agent(Serve), check_ins::create),
        post("/check-ins/removal", Agent(Serve), check_ins::forget_all),
        post("/check-ins/{id}/removal", Agent(Serve), check_ins::forget),
        post("/break", Agent(Serve), check_ins::take_break),
        get("/first-words", Agent(Serve), first_words::show),
        get("/palette", Agent(Serve), palette::show),
        get("/search", Agent(Serve), search::show),
        get("/live", Agent(Serve), live::socket),
        get("/notifications", Agent(Serve), notifications::index),
        get("/notifications/bell", Agent(Serve), notifications::bell),
        get("/notifications/{id}", Agent(Serve), notifications::follow),
        post("/notifications/seeings", Agent(Serve), notifications::see_all),
        delete("/notifications/seeings/{id}", Agent(Serve), notifications::unsee),

        // The desk.
        get("/desk", Agent(Serve), conversations::index),
        get("/desk/list", Agent(Serve), conversations::list),
        post("/saved-views", Agent(Serve), saved_views::create),
        delete("/saved-views/{id}", Agent(Serve), saved_views::remove),
        delete("/saved-views/{id}/removal", Agent(Serve), saved_views::restore),
        post("/bulk-changes", Agent(Serve), bulk_changes::create),
        delete("/bulk-changes/{id}", Agent(Serve), bulk_changes::undo),
        get("/conversations/new", Agent(Serve), opening::new),
        post("/conversations", Agent(Serve), opening::create),
        get("/conversations/{id}", Agent(Serve), conversations::show),
        get("/conversations/{id}/talk", Agent(Serve), conversations::talk),
        get("/conversations/{id}/earlier", Agent(Serve), conversations::earlier_messages),
        put("/conversations/{id}/reading", Agent(Serve), conversations::read),
        post("/conversations/{id}/closure", Agent(Serve), conversations::close),
        delete("/conversations/{id}/closure", Agent(Serve), conversations::reopen),
        post("/conversations/{id}/snooze", Agent(Serve), conversations::snooze),
        delete("/conversations/{id}/snooze", Agent(Serve), conversations::reopen),
        post("/conversations/{id}/assignment", Agent(Serve), conversations::assign),
        post("/conversations/{id}/subject", Agent(Serve), conversations::change_subject),
        post("/conversations/{id}/tags", Agent(Serve), conversations::tag),
        post("/conversations/{id}/tags/removal", Agent(Serve), conversations::untag),
        get("/conversations/{id}/merge", Agent(Serve), merges::new),
        post("/conversations/{id}/merge", Agent(Serve), merges::create),
        delete("/merges/{id}", Agent(Serve), merges::undo),
        get("/messages/{id}/split", Agent(Serve), merges::new_split),
        post("/messages/{id}/split", Agent(Serve), merges::split),
        get("/conversations/{id}/composer", Agent(Serve), messages::composer),
        post("/conversations/{id}/messages", Agent(Serve), messages::create),
        delete("/messages/{id}", Agent(Serve), messages::undo),
        put("/conversations/{id}/drafts/{kind}", Agent(Serve), drafts::save),
        upload("/conversations/{id}/drafts/{kind}/attachments", Agent(Serve), attachments::create),
        delete("/conversations/{id}/attachments/{attachment}", Agent(Serve), attachments::remove),
        get("/attachments/{id}/{name}", Agent(Serve), attachments::show),

        // Canned replies, where one writes.
        get("/conversations/{id}/canned-replies", Agent(Serve), canned_replies::offered),
        post("/canned-replies/{id}/uses", Agent(Serve), canned_replies::count_use),

        // What was noticed, and the check before sending.
        post("/conversations/{id}/check", Agent(Serve), checks::check),
        post("/conversations/{id}/all-moments", Agent(Serve), moments::show_all),
        delete("/conversations/{id}/all-moments", Agent(Serve), moments::show_few),
        get("/messages/{id}/moments/new", Agent(Serve), moments::naming::new),
        post("/messages/{id}/moments", Agent(Serve), moments::naming::create),
        delete("/moments/{id}", Agent(Serve), moments::naming::take_back),
        post("/moments/{id}/ruling", Agent(Serve), moments::rule),
        delete("/moments/{id}/ruling", Agent(Serve), moments::withdraw),
        get("/trust-weights", Agent(Serve), moments::weights),

        // Calls.
        get("/calls/dock", Agent(Serve), calls::dock),
        get("/calls/ice-servers", Agent(Serve), calls::ice_servers),
        post("/calls/{id}/pick-up", Agent(Serve), calls::pick_up),
        put("/calls/{id}/leg", Agent(Serve), calls::connect),
        post("/calls/{id}/hold", Agent(Serve), calls::hold),
        delete("/calls/{id}/hold", Agent(Serve), calls::take_back),
        post("/calls/{id}/mute", Agent(Serve), calls::mute),
        delete("/calls/{id}/mute", Agent(Serve), calls::unmute),
        post("/calls/{id}/recording-pause", Agent(Serve), calls::pause),
        delete("/calls/{id}/recording-pause", Agent(Serve), calls::go_on),
        post("/calls/{id}/transfer", Agent(Serve), calls::hand_over),
        delete("/calls/{id}/transfer", Agent(Serve), calls::keep),
        post("/calls/{id}/guest", Agent(Serve), calls::invite),
        delete("/calls/{id}/guest", Agent(Serve), calls::part_with_guest),
        delete("/calls/{id}", Agent(Serve), calls::end),
        get("/calls/{id}/mirror", Agent(Serve), calls::mirror),
        post("/echo", Agent(Serve), calls::echo),
        get("/team-figures", Agent(ManagePeople), team_figures::show),
        get("/recordings/new", Agent(Serve), recordings::new),
        recording("/recordings", Agent(Serve), recordings::create),

        // Promises.
        get("/promises", Agent(Serve), promises::index),
        post("/conversations/{id}/promises", Agent(Serve), promises::create),
        delete("/promises/{id}", Agent(Serve), promises::unmake),
        post("/promises/{id}/keeping", Agent(Serve), promises::keep),
        delete("/promises/{id}/keeping", Agent(Serve), promises::unkeep),
        post("/promises/{id}/cancellation", Agent(Serve), promises::cancel),
        delete("/promises/{id}/cancellation", Agent(Serve), promises::restore),
        post("/promises/{id}/time", Agent(Serve), promises::change_time),
        post("/promises/{id}/owner", Agent(Serve), promises::hand_over),
        post("/promises/{id}/word", Agent(Serve), promises::send_word),
        get("/promises/reminders", Agent(Serve), promises::reminders),
        post("/promises/reminders/{id}/putting-away", Agent(Serve), promises::put_away),
        post("/promise-suggestions/{id}/promise", Agent(Serve), promises::accept),
        post("/promise-suggestions/{id}/refusal", Agent(Serve), promises::refuse),
        delete("/promise-suggestions/{id}/refusal", Agent(Serve), promises::ask_again),
        post("/conversations/{id}/call-back-link", Agent(Serve), call_backs::send_link),
        get("/call-back/{token}", Door, call_backs::show),
        post("/call-back/{token}", Door, call_backs::choose),
        post("/call-back/{token}/cancellation", Door, call_backs::cancel),
        get("/call-back/{token}/calendar.ics", Door, call_backs::calendar::of_link),
        get("/promises/{id}/calendar.ics", Agent(Serve), call_backs::calendar::of_promise),

        // Standards: what good looks like, and how contacts stand to it.
        get("/standards", Agent(Serve), standards::index),
        get("/standards/consistency", Agent(Serve), standards::consistency),
        get("/standards/new", Agent(ManageTeams), standards::new),
        post("/standards", Agent(ManageTeams), standards::create),
        post("/standards/starter", Agent(ManageTeams), standards::take),
        post("/standards/understanding", Agent(ManageTeams), standards::understanding),
        get("/standards/{id}", Agent(Serve), standards::show),
        get("/standards/{id}/edit", Agent(ManageTeams), standards::edit),
        post("/standards/{id}/versions", Agent(ManageTeams), standards::change),
        get("/standards/{id}/retirement", Agent(ManageTeams), standards::retirement),
        post("/standards/{id}/retirement", Agent(ManageTeams), standards::retire),
        post("/standard-versions/{id}/withdrawal", Agent(ManageTeams), standards::take_back),
        post("/contacts/{id}/standards/{standard}/ruling", Agent(Serve), standards::rule),
        delete("/contacts/{id}/standards/{standard}/ruling", Agent(Serve), standards::withdraw),

        // One's own calls, looked back at; and the warm-up before them.
        get("/replays", Agent(Serve), replays::index),
        get("/replays/{id}", Agent(Serve), replays::show),
        get("/replays/{id}/audio", Agent(Serve), replays::audio),
        get("/replays/{id}/figures.json", Agent(Serve), replays::figures_json),
        put("/replays/{id}/reflection", Agent(Serve), replays::reflect),
        post("/replays/{id}/recording/removal", Agent(Serve), replays::forget_recording),
        post("/replays/{id}/removal", Agent(Serve), replays::forget),
        post("/replays/{id}/moments/{at}/{what}/ruling", Agent(Serve), replays::contest),
        delete("/replays/{id}/moments/{at}/{what}/ruling", Agent(Serve), replays::uncontest),
        post("/replays/{id}/standards/{standard}/ruling", Agent(Serve), replays::rule),
        delete("/replays/{id}/standards/{standard}/ruling", Agent(Serve), replays::unrule),
        get("/replays/{id}/moments/{at}/{what}/note", Agent(Serve), replays::note),
        post("/replays/{id}/moments/{at}/{what}/note", Agent(Serve), replays::write_note),
        get("/replays/{id}/moments/{at}/{what}/sharing", Agent(Serve), replays::share_what),
        post("/replays/{id}/moments/{at}/{what}/sharing", Agent(Serve), replays::share),
        delete("/replays/{id}/moments/{at}/{what}/sharing", Agent(Serve), replays::take_back),
        get("/shared-moments/{id}/audio", Agent(Serve), shared_moments::audio),
        delete("/shared-moments/{id}", Agent(Serve), shared_moments::take_back),
        get("/warm-up", Agent(Serve), warm_up::show),
        post("/warm-up", Agent(Serve), warm_up::hear),
        post("/warm-up/baseline", Agent(Serve), warm_up::keep),

        // Customers.
        get("/customers", Agent(Serve), customers::index),
        get("/customers/new", Agent(Serve), customers::new),
        post("/customers", Agent(Serve), customers::create),
        get("/customers/{id}", Agent(Serve), customers::show),
        get("/customers/{id}/merge", Agent(Serve), customer_merges::new),
        post("/customers/{id}/merge", Agent(Serve), customer_merges::create),
        delete("/customer-merges/{id}", Agent(Serve), customer_merges::undo),
        get("/customers/{id}/edit", Agent(Serve), customers::edit),
        post("/customers/{id}", Agent(Serve), customers::update),
        post("/customers/{id}/addresses", Agent(Serve), customers::add_address),
        post("/customers/{id}/addresses/removal", Agent(Serve), customers::remove_address),
        post("/customers/{id}/facts", Agent(Serve), customers::remember),
        post("/customers/{id}/facts/{fact}/removal", Agent(Serve), customers::forget),
        delete("/customers/{id}/facts/{fact}/removal", Agent(Serve), customers::recall),
        get("/customers/{id}/data.zip", Agent(ManageData), personal_data::download),
        get("/customers/{id}/erasure", Agent(ManageData), erasures::show),
        post("/customers/{id}/erasure", Agent(ManageData), erasures::create),

        // Settings.
        get("/settings", Agent(Serve), agents::settings),
        get("/settings/profile", Agent(Serve), agents::profile),
        post("/settings/profile", Agent(Serve), agents::change_profile),
        get("/settings/notifications", Agent(Serve), notifications::settings),
        post("/settings/notifications", Agent(Serve), notifications::choose),
        get("/settings/notifications/browsers", Agent(Serve), pushes::index),
        post("/settings/notifications/browsers", Agent(Serve), pushes::create),
        put("/settings/notifications/browsers", Agent(Serve), pushes::keep),
        delete("/settings/notifications/browsers/{id}", Agent(Serve), pushes::remove),
        post("/settings/notifications/browsers/{id}/tests", Agent(Serve), pushes::test),
        post("/settings/notifications/key", Agent(ManageWorkspace), pushes::renew_key),
        get("/settings/hints", Agent(Serve), checks::hints),
        post("/settings/hints", Agent(Serve), checks::choose_hints),
        post("/settings/hints/{kind}/silence", Agent(Serve), checks::silence),
        delete("/settings/hints/{kind}/silence", Agent(Serve), checks::unsilence),
        post("/settings/password", Agent(Serve), passwords::change),
        get("/settings/second-factor", Agent(Serve), second_factors::show),
        post("/settings/second-factor", Agent(Serve), second_factors::begin),
        post("/settings/second-factor/confirmation", Agent(Serve), second_factors::confirm),
        post("/settings/second-factor/recovery-codes", Agent(Serve), second_factors::renew_codes),
        post("/settings/second-factor/removal", Agent(Serve), second_factors::remove),
        post("/settings/passkeys/beginning", Agent(Serve), passkeys::begin),
        post("/settings/passkeys", Agent(Serve), passkeys::create),
        post("/settings/passkeys/{id}", Agent(Serve), passkeys::rename),
        post("/settings/passkeys/{id}/removal", Agent(Serve), passkeys::remove),
        post("/second-factor-reset/putting-away", Agent(Serve), second_factors::put_reset_away),
        post("/settings/corner/recovery-key", Agent(Serve), corners::make_recovery_key),
        post("/settings/corner/opening", Agent(Serve), corners::open),
        post("/settings/corner/password", Agent(Serve), corners::open_with_password),
        get("/settings/identities/new", Agent(Serve), provider_sign_ins::connect),
        post("/settings/identities/{id}/removal", Agent(Serve), provider_sign_ins::unlink),
        post("/availability", Agent(Serve), agents::change_availability),
        get("/settings/sessions", Agent(Serve), sessions::index),
        post("/settings/sessions/revocation", Agent(Serve), sessions::revoke_others),
        post("/settings/sessions/{id}/revocation", Agent(Serve), sessions::revoke),
        get("/settings/people", Agent(Serve), agents::index),
        post("/settings/people/{id}/role", Agent(ManagePeople), agents::change_role),
        post("/settings/people/{id}/limit", Agent(ManagePeople), agents::change_limit),
        post("/settings/people/{id}/deactivation", Agent(ManagePeople), agents::deactivate),
        delete("/settings/people/{id}/deactivation", Agent(ManagePeople), agents::reactivate),
        post("/settings/people/{id}/reactivation", Agent(ManagePeople), agents::reactivate),
        post("/settings/people/{id}/password-reset", Agent(ManagePeople), passwords::make_reset),
        post("/settings/people/{id}/second-factor/removal", Agent(ManageWorkspace), second_factors::reset),
        post("/settings/invitations", Agent(ManagePeople), invitations::create),
        post("/settings/invitations/{id}/revocation", Agent(ManagePeople), invitations::revoke),
        get("/settings/teams", Agent(Serve), teams::index),
        post("/settings/teams", Agent(ManageTeams), teams::create),
        post("/settings/teams/{id}", Agent(ManageTeams), teams::update),
        get("/settings/holidays", Agent(Serve), holidays::index),
        post("/settings/holidays", Agent(ManageTeams), holidays::create),
        post("/settings/holidays/{id}/removal", Agent(ManageTeams), holidays::remove),
        delete("/settings/holidays/{id}/removal", Agent(ManageTeams), holidays::restore),
        get("/settings/tags", Agent(Serve), tags::index),
        post("/settings/tags/{id}", Agent(ManageTeams), tags::update),
        post("/settings/tags/{id}/archive", Agent(ManageTeams), tags::archive),
        post("/settings/tags/{id}/return", Agent(ManageTeams), tags::offer),
        get("/settings/tags/{id}/removal", Agent(ManageTeams), tags::removal),
        post("/settings/tags/{id}/removal", Agent(ManageTeams), tags::remove),
        delete("/settings/tag-changes/{id}", Agent(ManageTeams), tags::undo),
        get("/settings/rules", Agent(ManageTeams), rules::index),
        post("/settings/rules", Agent(ManageTeams), rules::create),
        get("/settings/rules/new", Agent(ManageTeams), rules::new),
        get("/settings/rules/{id}", Agent(ManageTeams), rules::edit),
        post("/settings/rules/{id}", Agent(ManageTeams), rules::update),
        post("/settings/rules/{id}/switch", Agent(ManageTeams), rules::switch),
        post("/settings/rules/{id}/place", Agent(ManageTeams), rules::reorder),
        post("/settings/rules/{id}/removal", Agent(ManageTeams), rules::remove),
        delete("/settings/rules/{id}/removal", Agent(ManageTeams), rules::restore),
        get("/settings/canned-replies", Agent(Serve), canned_replies::index),
        post("/settings/canned-replies", Agent(Serve), canned_replies::create),
        get("/settings/canned-replies/new", Agent(Serve), canned_replies::new),
        post("/settings/canned-replies/preview", Agent(Serve), canned_replies::preview),
        get("/settings/canned-replies/{id}/edit", Agent(Serve), canned_replies::edit),
        post("/settings/canned-replies/{id}", Agent(Serve), canned_replies::update),
        post("/settings/canned-replies/{id}/removal", Agent(Serve), canned_replies::remove),
        delete("/settings/canned-replies/{id}/removal", Agent(Serve), canned_replies::restore),
        get("/settings/chat", Agent(ManageInboxes), inboxes::show),
        post("/settings/chat", Agent(ManageInboxes), inboxes::update),
        post("/settings/chat/secret", Agent(ManageInboxes), inboxes::renew_secret),
        get("/settings/phone", Agent(Serve), phone_settings::show),
        post("/settings/phone", Agent(ManageInboxes), phone_settings::update),
        get("/settings/workspace", Agent(ManageWorkspace), workspace::show),
        post("/settings/workspace", Agent(ManageWorkspace), workspace::update),
        get("/settings/security", Agent(ManageWorkspace), security::show),
        post("/settings/security", Agent(ManageWorkspace), security::update),
        get("/settings/email", Agent(ManageWorkspace), mails::show),
        post("/settings/email/tests", Agent(ManageWorkspace), mails::test),
        get("/settings/identity-provider", Agent(ManageWorkspace), identity_providers::show),
        post("/settings/identity-provider", Agent(ManageWorkspace), identity_providers::update),
        get("/settings/identity-provider/trial", Agent(ManageWorkspace), identity_providers::try_out),
        post("/settings/identity-provider/trial/removal", Agent(ManageWorkspace), identity_providers::forget_trial),
        post("/settings/identity-provider/use", Agent(ManageWorkspace), identity_providers::take_into_use),
        post("/settings/identity-provider/removal", Agent(ManageWorkspace), identity_providers::put_out_of_use),
        get("/settings/import", Agent(ManageData), customer_imports::index),
        import("/settings/import", Agent(ManageData), customer_imports::create),
        get("/settings/import/{id}", Agent(ManageData), customer_imports::show),
        post("/settings/import/{id}/columns", Agent(ManageData), customer_imports::choose),
        post("/settings/import/{id}/beginning", Agent(ManageData), customer_imports::begin),
        post("/settings/import/{id}/removal", Agent(ManageData), customer_imports::discard),
        post("/settings/import/{id}/undoing", Agent(ManageData), customer_imports::undo),
        get("/settings/import/{id}/lines.csv", Agent(ManageData), customer_imports::csv),
        get("/settings/export", Agent(ManageWorkspace), exports::index),
        post("/settings/export", Agent(ManageWorkspace), exports::create),
        get("/settings/export/{id}/desk.zip", Agent(ManageWorkspace), exports::download),
        post("/settings/export/{id}/removal", Agent(ManageWorkspace), exports::remove),
        get("/settings/retention", Agent(ManageWorkspace), retention::show),
        post("/settings/retention", Agent(ManageWorkspace), retention::update),
        get("/settings/audit", Agent(ManageWorkspace), audit::index),
        get("/settings/audit.csv", Agent(ManageWorkspace), audit::csv),

        get("/settings/api-tokens", Agent(Serve), api_tokens::index),
        post("/settings/api-tokens", Agent(Serve), api_tokens::create),
        post("/settings/api-tokens/{id}/revocation", Agent(Serve), api_tokens::revoke),

        get("/settings/webhooks", Agent(ManageWorkspace), webhooks::index),
        post("/settings/webhooks", Agent(ManageWorkspace), webhooks::create),
        get("/settings/webhooks/new", Agent(ManageWorkspace), webhooks::new),
        get("/settings/webhooks/{id}", Agent(ManageWorkspace), webhooks::show),
        post("/settings/webhooks/{id}", Agent(ManageWorkspace), webhooks::update),
        get("/settings/webhooks/{id}/edit", Agent(ManageWorkspace), webhooks::edit),
        post("/settings/webhooks/{id}/secret", Agent(ManageWorkspace), webhooks::renew_secret),
        post("/settings/webhooks/{id}/pause", Agent(ManageWorkspace), webhooks::pause),
        delete("/settings/webhooks/{id}/pause", Agent(ManageWorkspace), webhooks::go_on),
        post("/settings/webhooks/{id}/removal", Agent(ManageWorkspace), webhooks::remove),
        delete("/settings/webhooks/{id}/removal", Agent(ManageWorkspace), webhooks::restore),
        post("/settings/webhooks/{id}/tests", Agent(ManageWorkspace), webhooks::deliveries::test),
        post("/settings/webhooks/{id}/replays", Agent(ManageWorkspace), webhooks::deliveries::replay_failed),
        get("/settings/webhook-deliveries/{id}", Agent(ManageWorkspace), webhooks::deliveries::show),
        post("/settings/webhook-deliveries/{id}/replays", Agent(ManageWorkspace), webhooks::deliveries::replay),

        // The chat, for pages elsewhere.
        get("/chat/{inbox}", Door, chat::welcome),
        options("/chat/{inbox}", Open, chat::preflight),
        options("/chat/{inbox}/identity", Open, chat::preflight),
        options("/chat/{inbox}/visitor", Open, chat::preflight),
        options("/chat/{inbox}/messages", Open, chat::preflight),
        options("/chat/{inbox}/attachments", Open, chat::preflight),
        options("/chat/{inbox}/attachments/{id}", Open, chat::preflight),
        put("/chat/{inbox}/identity", Visitor, chat::identify),
        put("/chat/{inbox}/visitor", Visitor, chat::introduce),
        get("/chat/{inbox}/messages", Visitor, chat::messages),
        post("/chat/{inbox}/messages", Visitor, chat::receive),
        upload("/chat/{inbox}/attachments", Visitor, chat::attach),
        get("/chat/{inbox}/attachments/{id}", Visitor, chat::attachment),
        get("/chat/{inbox}/live", VisitorSocket, chat::socket),
        options("/chat/{inbox}/calls", Open, chat::preflight),
        options("/chat/{inbox}/calls/{id}", Open, chat::preflight),
        options("/chat/{inbox}/calls/{id}/leg", Open, chat::preflight),
        options("/chat/{inbox}/calls/{id}/call-back", Open, chat::preflight),
        options("/chat/{inbox}/calls/{id}/writing", Open, chat::preflight),
        post("/chat/{inbox}/calls", Visitor, chat::calls::create),
        get("/chat/{inbox}/calls/{id}", Visitor, chat::calls::show),
        put("/chat/{inbox}/calls/{id}/leg", Visitor, chat::calls::connect),
        delete("/chat/{inbox}/calls/{id}", Visitor, chat::calls::end),
        get("/chat/{inbox}/call-back-slots", Door, chat::calls::slots),
        post("/chat/{inbox}/calls/{id}/call-back", Visitor, chat::calls::call_back),
        post("/chat/{inbox}/calls/{id}/writing", Visitor, chat::calls::write_instead),

        // The interface for other programs.
        get("/api/openapi.json", Door, api::document),
        get("/api/docs", Door, api::docs),
        tells("/api/v1/me", DeskRead, api::agents::me, "Tells whose token this is, and what it may do."),
        tells("/api/v1/agents", DeskRead, api::agents::index, "Lists the people who serve."),
        tells("/api/v1/agents/{id}", DeskRead, api::agents::show, "Tells of one of them."),
        tells("/api/v1/teams", DeskRead, api::teams::index, "Lists teams."),
        tells("/api/v1/teams/{id}", DeskRead, api::teams::show, "Tells of a team, and who is in it."),
        tells("/api/v1/inboxes", DeskRead, api::inboxes::index, "Lists inboxes."),
        tells("/api/v1/inboxes/{id}", DeskRead, api::inboxes::show, "Tells of an inbox."),
        tells("/api/v1/tags", DeskRead, api::tags::index, "Lists the tags that are on some conversation."),
        tells("/api/v1/standards", DeskRead, api::standards::index, "Lists what good looks like, and how often it was met."),
        tells("/api/v1/standards/{id}", DeskRead, api::standards::show, "Tells of one standard."),
        tells("/api/v1/conversations", ConversationsRead, api::conversations::index, "Lists conversations in the order of the desk: who has waited longest comes first."),
        makes("/api/v1/conversations", ConversationsWrite, api::conversations::create, "Opens a conversation that you bring; nobody has it yet."),
        tells("/api/v1/conversations/{id}", ConversationsRead, api::conversations::show, "Tells how a conversation stands."),
        makes("/api/v1/conversations/{id}/closure", ConversationsWrite, api::conversations::close, "Closes a conversation."),
        undoes("/api/v1/conversations/{id}/closure", ConversationsWrite, api::conversations::reopen, "Takes a closed conversation up again."),
        makes("/api/v1/conversations/{id}/snooze", ConversationsWrite, api::conversations::snooze, "Puts a conversation aside until a time."),
        undoes("/api/v1/conversations/{id}/snooze", ConversationsWrite, api::conversations::reopen, "Wakes a snoozed conversation."),
        sets("/api/v1/conversations/{id}/assignment", ConversationsWrite, api::conversations::assign, "Gives a conversation to an agent, a team, both or nobody."),
        sets("/api/v1/conversations/{id}/subject", ConversationsWrite, api::conversations::change_subject, "Says what a conversation is about."),
        sets("/api/v1/conversations/{id}/tags/{tag}", ConversationsWrite, api::conversations::tag, "Puts a tag on a conversation."),
        undoes("/api/v1/conversations/{id}/tags/{tag}", ConversationsWrite, api::conversations::untag, "Takes a tag off a conversation."),
        tells("/api/v1/conversations/{id}/messages", ConversationsRead, api::messages::index, "Lists what was said and noted, the oldest first."),
        makes("/api/v1/conversations/{id}/messages", ConversationsWrite, api::messages::create, "Sends a reply, or writes a note."),
        takes("/api/v1/conversations/{id}/attachments", ConversationsWrite, api::files::create, "Brings a file for a message in a conversation, which then names it."),
        tells("/api/v1/messages/{id}", ConversationsRead, api::messages::show, "Tells of one message or note."),
        undoes("/api/v1/messages/{id}", ConversationsWrite, api::messages::undo, "Takes a reply back before it goes out: it is its writer’s draft then."),
        tells("/api/v1/attachments/{id}", ConversationsRead, api::files::show, "Gives the bytes of a file that came with a message."),
        tells("/api/v1/search", ConversationsRead, api::search::index, "Searches all that was said and noted."),
        tells("/api/v1/saved-views", ConversationsRead, api::saved_views::index, "Lists the views that stand above your list."),
        makes("/api/v1/saved-views", ConversationsWrite, api::saved_views::create, "Keeps a list of conversations at hand."),
        tells("/api/v1/saved-views/{id}", ConversationsRead, api::saved_views::show, "Tells of one of them."),
        undoes("/api/v1/saved-views/{id}", ConversationsWrite, api::saved_views::remove, "Removes one of them."),
        tells("/api/v1/customers", CustomersRead, api::customers::index, "Lists customers, or finds them by name and address."),
        makes("/api/v1/customers", CustomersWrite, api::customers::create, "Adds a customer."),
        tells("/api/v1/customers/{id}", CustomersRead, api::customers::show, "Tells what we know of a customer."),
        sets("/api/v1/customers/{id}", CustomersWrite, api::customers::change, "Writes anew what a customer is called, and their language and time zone."),
        undoes("/api/v1/customers/{id}", CustomersWrite, api::customers::erase, "Erases a customer with all that was said with them, for good; for tokens of an owner or a lead."),
        tells("/api/v1/customers/{id}/merges", CustomersRead, api::customer_merges::index, "Lists the merges of a customer, the newest first."),
        makes("/api/v1/customers/{id}/merges", CustomersWrite, api::customer_merges::create, "Merges a customer with another who is the same person; whom we met first is kept."),
        tells("/api/v1/customer-merges/{id}", CustomersRead, api::customer_merges::show, "Tells of a merge of two customers."),
        undoes("/api/v1/customer-merges/{id}", CustomersWrite, api::customer_merges::undo, "Parts two customers again who were merged."),
        makes("/api/v1/customers/{id}/addresses", CustomersWrite, api::customers::add_address, "Adds an address that is known to be a customer’s."),
        undoes("/api/v1/customers/{id}/addresses/{kind}/{value}", CustomersWrite, api::customers::remove_address, "Takes an address away."),
        makes("/api/v1/customers/{id}/facts", CustomersWrite, api::customers::remember, "Writes down something worth remembering."),
        undoes("/api/v1/customers/{id}/facts/{fact}", CustomersWrite, api::customers::forget, "Takes a fact away."),
        tells("/api/v1/promises", PromisesRead, api::promises::index, "Lists promises, the next due first."),
        tells("/api/v1/promises/{id}", PromisesRead, api::promises::show, "Tells how a promise stands."),
        makes("/api/v1/conversations/{id}/promises", PromisesWrite, api::promises::create, "Makes a promise."),
        undoes("/api/v1/promises/{id}", PromisesWrite, api::promises::unmake, "Unmakes a promise that was made by mistake a moment ago."),
        makes("/api/v1/promises/{id}/keeping", PromisesWrite, api::promises::keep, "Notes that a promise was kept."),
        undoes("/api/v1/promises/{id}/keeping", PromisesWrite, api::promises::unkeep, "Notes that it was not kept after all."),
        makes("/api/v1/promises/{id}/cancellation", PromisesWrite, api::promises::cancel, "Takes a promise back, and tells the customer why."),
        undoes("/api/v1/promises/{id}/cancellation", PromisesWrite, api::promises::restore, "Lets a promise stand again that was taken back."),
        sets("/api/v1/promises/{id}/time", PromisesWrite, api::promises::change_time, "Moves a promise to another time."),
        sets("/api/v1/promises/{id}/owner", PromisesWrite, api::promises::hand_over, "Says who keeps a promise, and who stands in."),
        tells("/api/v1/canned-replies", CannedRepliesRead, api::canned_replies::index, "Lists the canned replies that you see."),
        makes("/api/v1/canned-replies", CannedRepliesWrite, api::canned_replies::create, "Writes a canned reply."),
        tells("/api/v1/canned-replies/{id}", CannedRepliesRead, api::canned_replies::show, "Tells what one says."),
        sets("/api/v1/canned-replies/{id}", CannedRepliesWrite, api::canned_replies::change, "Writes a canned reply anew."),
        undoes("/api/v1/canned-replies/{id}", CannedRepliesWrite, api::canned_replies::remove, "Removes a canned reply."),
        tells("/api/v1/calls", CallsRead, api::calls::index, "Lists calls, the latest first."),
        tells("/api/v1/calls/{id}", CallsRead, api::calls::show, "Tells of one call: who, when and for how long."),
        makes("/api/v1/exports", Exports, api::exports::create, "Begins a copy of all that is kept; for tokens of an owner."),
        tells("/api/v1/exports/{id}", Exports, api::exports::show, "Tells whether a copy is made."),
        tells("/api/v1/exports/{id}/file", Exports, api::exports::fetch, "Gives the bytes of a copy, a zip file."),
        post("/api/v2/channels/voice/callback_requests", Api(CallBacksWrite), call_backs::requests::create),
        post("/api/v2/channels/voice/callback_requests.json", Api(CallBacksWrite), call_backs::requests::create),
        get("/api/v2/channels/voice/callback_requests/slots", Api(CallBacksRead), call_backs::requests::slots),
        get("/api/v2/channels/voice/callback_requests/{id}", Api(CallBacksRead), call_backs::requests::show),
        delete("/api/v2/channels/voice/callback_requests/{id}", Api(CallBacksWrite), call_backs::requests::cancel),

        // To look around in demo mode.
        get("/design", Agent(Serve), design::show),
        get("/demo", Door, demo::page),
        get("/demo/page.css", Open, demo::css),
    ]
}

/// A row for whoever asks by that method.
fn row<H: Handler<T, Web>, T: 'static>(
    method: Method,
    path: &'static str,
    access: Access,
    handler: H,
) -> Route {
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
    Route { method, path, access, handler: on(filter, handler), operation: None }
}

fn get<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    row(Method::GET, path, access, handler)
}

fn post<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    row(Method::POST, path, access, handler)
}

fn put<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    row(Method::PUT, path, access, handler)
}

fn delete<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    row(Method::DELETE, path, access, handler)
}

fn options<H: Handler<T, Web>, T: 'static>(
    path: &'static str,
    access: Access,
    handler: H,
) -> Route {
    row(Method::OPTIONS, path, access, handler)
}

/// A row whose body is a file.
fn upload<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    post(path, access, handler).with_bodies_up_to(UPLOAD_BYTES_MAX)
}

/// A row whose body is a recording.
fn recording<H: Handler<T, Web>, T: 'static>(
    path: &'static str,
    access: Access,
    handler: H,
) -> Route {
    post(path, access, handler).with_bodies_up_to(recordings::RECORDING_BYTES_MAX)
}

/// A row whose body is a table of customers.
fn import<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    post(path, access, handler).with_bodies_up_to(customer_imports::BODY_BYTES_MAX)
}

/// A row of the interface, which the document tells.
fn described<H, T, D>(
    method: Method,
    path: &'static str,
    scope: Scope,
    handler: H,
    says: &'static str,
) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    let once = method == Method::POST;
    let operation = Operation { says, json: H::JSON, once, describe: H::describe };
    Route { operation: Some(operation), ..row(method, path, Api(scope), handler) }
}

fn tells<H, T, D>(path: &'static str, scope: Scope, handler: H, says: &'static str) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    described(Method::GET, path, scope, handler, says)
}

fn makes<H, T, D>(path: &'static str, scope: Scope, handler: H, says: &'static str) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    described(Method::POST, path, scope, handler, says)
}

fn sets<H, T, D>(path: &'static str, scope: Scope, handler: H, says: &'static str) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    described(Method::PUT, path, scope, handler, says)
}

fn undoes<H, T, D>(path: &'static str, scope: Scope, handler: H, says: &'static str) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    described(Method::DELETE, path, scope, handler, says)
}

/// A row of the interface whose body is a file.
fn takes<H, T, D>(path: &'static str, scope: Scope, handler: H, says: &'static str) -> Route
where
    H: Handler<T, Web> + Describes<D>,
    T: 'static,
{
    let route = described(Method::POST, path, scope, handler, says);
    // A file that comes twice is two files, of which a message names one.
    let operation = route.operation.map(|operation| Operation { once: false, ..operation });
    Route { operation, ..route }.with_bodies_up_to(UPLOAD_BYTES_MAX)
}

/// The table as a service, with what holds for every answer.
pub(crate) fn router(web: Web) -> Router {
    let rows = table().into_iter().filter(|route| !matches!(route.access, Operator | Plain));
    let mut router = rows_of(rows, &web).fallback(missing);
    if web.config.certificate.is_some() {
        router = router.layer(from_fn(certificate::strict));
    }
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(panicked))
        // Pages are made anew each time: the smallest would cost more than it saves.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(safe_headers))
        .layer(from_fn_with_state(web.clone(), request::take))
        .with_state(web)
}

/// The rows that are for whoever runs the desk, as a service for an address of its own.
pub(crate) fn operator(web: &Web) -> Router {
    let rows = table().into_iter().filter(|route| route.access == Operator);
    rows_of(rows, web)
        .fallback(missing)
        .layer(from_fn(safe_headers))
        .layer(from_fn_with_state(web.clone(), request::take))
        .with_state(web.clone())
}

/// What is served unencrypted, beside a desk that is not. Whatever watches over it may ask here, too.
pub(crate) fn plain(web: &Web) -> Router {
    let watches = |route: &Route| matches!(route.path, "/healthz" | "/readyz");
    let rows = table().into_iter().filter(|route| route.access == Plain || watches(route));
    rows_of(rows, web)
        .fallback(certificate::lead)
        .layer(from_fn(safe_headers))
        .layer(from_fn_with_state(web.clone(), request::take))
        .with_state(web.clone())
}

fn rows_of(rows: impl Iterator<Item = Route>, web: &Web) -> Router<Web> {
    let mut router = Router::new();
    for route in rows {
        let mut handler = route.handler;
        if let Some(operation) = route.operation {
            if operation.once {
                handler = handler.layer(from_fn_with_state(web.clone(), api::once));
            }
            if operation.json {
                handler = handler.layer(from_fn(api::settled));
            }
        }
        let guarded = from_fn_with_state((web.clone(), route.access), guard);
        router = router.route(route.path, handler.layer(guarded));
    }
    router.method_not_allowed_fallback(other_method)
}

/// Something else can be done there: what, says `Allow`.
async fn other_method(uri: Uri, matched: Option<MatchedPath>) -> Response {
    let error = Error::new(StatusCode::METHOD_NOT_ALLOWED, say("error-other-method"));
    let mut response =
        if uri.path().starts_with("/api/") { error.into_problem() } else { error.into_response() };
    let there = matched.map(|path| {
        let rows = table().into_iter().filter(|route| route.path == path.as_str());
        rows.map(|route| route.method.to_string()).collect::<Vec<_>>().join(", ")
    });
    if let Some(allow) = there.and_then(|there| HeaderValue::from_str(&there).ok()) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// What is not there: said to a program as a program reads it.
async fn missing(uri: Uri) -> Response {
    let error = Error::not_found("page");
    if uri.path().starts_with("/api/") { error.into_problem() } else { error.into_response() }
}

// What it said is logged with its place by whoever installs the panic hook.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::new(StatusCode::INTERNAL_SERVER_ERROR, say("error-panicked")).into_response()
}

/// Headers of every answer: nothing runs and nothing is loaded that is not the desk's own.
async fn safe_headers(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults: [(HeaderName, &'static str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
             font-src 'self'; media-src 'self' blob:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), payment=()"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
