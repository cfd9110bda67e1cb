//! `bliss reset-link`: the way back in for somebody whom nobody on the desk can help.

use anyhow::{Context, Result, ensure};
use desk::Desk;
use store::Location;

use crate::{config::Config, server::open_store};

/// A link by which the person who signs in with `email` chooses a new password, and their name.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn reset_link(config: &Config, email: &str) -> Result<(String, String)> {
    if let Location::Sqlite(file) = config.location()? {
        // Opening it would make a new, empty one.
        ensure!(
            file.exists(),
            "There is no desk in the folder {} yet. Say with --data where it is.",
            config.data.display()
        );
    }
    let base = config.base(config.listen)?;
    let desk = Desk::beside(open_store(config).await?, config.attachments());
    let email = email.trim().to_lowercase();
    let agent = desk
        .store()
        .read({
            let email = email.clone();
            move |db| store::agent::by_email(db, &email)
        })
        .await?
        .filter(|agent| agent.deactivated_at.is_none())
        .with_context(|| {
            format!("Nobody on this desk signs in with {email}. Check how it is spelled.")
        })?;
    let token = desk.make_password_reset(agent.id, None).await?;
    Ok((agent.name, format!("{base}/password-resets/{token}")))
}
