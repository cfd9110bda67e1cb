//! The shop on whose page the chat can be tried, in demo mode.

use axum::{
    extract::State,
    response::{Html, IntoResponse, Response},
};
use domain::conversation::Channel;

use crate::{
    DemoPage, Web, assets,
    error::{Error, Result},
};

/// Where the chat's script comes to stand.
const PLACE: &str = "<!-- widget -->";

pub(crate) async fn page(State(web): State<Web>) -> Result {
    let DemoPage { html, .. } = shop(&web)?;
    let inboxes = web.desk.inboxes().await?;
    let chat = inboxes
        .iter()
        .find(|inbox| inbox.channel == Channel::Chat)
        .ok_or_else(|| Error::not_found("chat"))?;
    // A key is made of letters, digits, `-` and `_` only.
    let script = format!(r#"<script src="/widget.js" data-inbox="{}" async></script>"#, chat.key);
    Ok(Html(html.replace(PLACE, &script)).into_response())
}

pub(crate) async fn css(State(web): State<Web>) -> Result<Response> {
    let DemoPage { css, .. } = shop(&web)?;
    Ok(assets::file("text/css; charset=utf-8", "no-cache", css))
}

fn shop(web: &Web) -> Result<DemoPage> {
    web.config.demo.ok_or_else(|| Error::not_found("page"))
}
