//! `bliss reset-link`: the way back in for somebody whom nobody on the desk can help.

use anyhow::Result;

use crate::{beside, config::Config};

/// A link by which the person who signs in with `email` chooses a new password, and their name.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn reset_link(config: &Config, email: &str) -> Result<(String, String)> {
    let base = config.base(config.listen)?;
    let desk = beside::desk(config).await?;
    let agent = beside::agent(&desk, email).await?;
    let token = desk.make_password_reset(agent.id, None).await?;
    Ok((agent.name, format!("{base}/password-resets/{token}")))
}
