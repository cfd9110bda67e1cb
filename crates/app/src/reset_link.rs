//! `bliss reset-link`: the way back in for somebody whom nobody on the desk can help.

use anyhow::Result;

use crate::{beside, config::Config};

/// A link by which the person who signs in with `email` chooses a new password, and their name; where they have lost
/// their second factor, that is taken away as well.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn reset_link(
    config: &Config,
    email: &str,
    without_second_factor: bool,
) -> Result<(String, String)> {
    let base = config.base(config.listen)?;
    let desk = beside::desk(config).await?;
    let agent = beside::agent(&desk, email).await?;
    if without_second_factor {
        desk.reset_second_factor(None, agent.id).await?;
    }
    let token = desk.make_password_reset(agent.id, None).await?;
    Ok((agent.name, format!("{base}/password-resets/{token}")))
}
