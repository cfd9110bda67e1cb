//! What a command opens while a server may be running on the same desk.

use anyhow::{Context, Result, ensure};
use desk::Desk;
use domain::agent::Agent;
use store::Location;

use crate::{config::Config, server::open_store};

/// The desk of that configuration, which has to be there already.
///
/// # Errors
/// One sentence for the person who asked.
pub(crate) async fn desk(config: &Config) -> Result<Desk> {
    if let Location::Sqlite(file) = config.location()? {
        // Opening it would make a new, empty one.
        ensure!(
            file.exists(),
            "There is no desk in the folder {} yet. Say with --data where it is.",
            config.data.display()
        );
    }
    Ok(Desk::beside(open_store(config).await?, config.attachments()))
}

/// Whoever signs in with that address.
///
/// # Errors
/// One sentence for the person who asked.
pub(crate) async fn agent(desk: &Desk, email: &str) -> Result<Agent> {
    let email = email.trim().to_lowercase();
    desk.store()
        .read({
            let email = email.clone();
            move |db| store::agent::by_email(db, &email)
        })
        .await?
        .filter(|agent| agent.deactivated_at.is_none())
        .with_context(|| {
            format!("Nobody on this desk signs in with {email}. Check how it is spelled.")
        })
}
