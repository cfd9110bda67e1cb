//! The desk that is measured: opened and furnished over HTTP, as its owner would.

use anyhow::{Context, Result, ensure};

use crate::{
    http::{Answer, Connection, request},
    server::Server,
};

const PASSWORD: &str = "a long sentence for a short while";

/// Somebody on the desk, signed in.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) cookie: String,
}

/// The desk. It outlives the server, which is started anew for each number of visitors.
pub(crate) struct Desk {
    /// The public name of its chat.
    pub(crate) inbox: String,
    /// Who may write standards.
    pub(crate) owner: Agent,
    pub(crate) agents: Vec<Agent>,
}

/// Opens the desk of a server that was started for the first time.
pub(crate) async fn open(server: &Server, agents: usize) -> Result<Desk> {
    let link = server.set_up.as_deref();
    let link = link.context("The database is not empty. Make a fresh one for each run.")?;
    let mut connection = Connection::open(server.address).await?;
    let owner = join(&mut connection, link, "Olga Owner", "olga@shop.example").await?;
    let hours = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let closed: Vec<String> = hours.iter().map(|day| format!("{day}_closed")).collect();
    let mut form =
        vec![("name", "The Shop"), ("time_zone", "Europe/Berlin"), ("undo_seconds", "0")];
    form.extend(closed.iter().map(|name| (name.as_str(), "yes")));
    let change = request("POST", "/settings/workspace", &owner.cookie, &form);
    connection.ask(&change).await?.expect(303).context("undo seconds")?;

    let page = connection.ask(&request("GET", "/settings/chat", &owner.cookie, &[])).await?;
    let page = page.expect(200)?.text()?;
    let inbox = between(&page, "data-inbox=&#34;", "&#34;").context("no chat in its settings")?;

    let mut joined = Vec::new();
    for number in 1..=agents {
        let invite = request(
            "POST",
            "/settings/invitations",
            &owner.cookie,
            &[("email", ""), ("role", "agent")],
        );
        let page = connection.ask(&invite).await?.expect(200)?.text()?;
        let link = between(&page, "/invitations/", "<").context("no link in the invitation")?;
        let (link, email) = (format!("/invitations/{link}"), format!("agent{number}@shop.example"));
        joined.push(join(&mut connection, &link, &format!("Agent {number}"), &email).await?);
    }
    Ok(Desk { inbox: inbox.to_owned(), owner, agents: joined })
}

async fn join(connection: &mut Connection, link: &str, name: &str, email: &str) -> Result<Agent> {
    let form = [
        ("desk_name", "The Shop"),
        ("name", name),
        ("email", email),
        ("password", PASSWORD),
        ("time_zone", "Europe/Berlin"),
    ];
    let answer = connection.ask(&request("POST", link, "", &form)).await?;
    let answer = answer.expect(303).with_context(|| format!("{name} could not join"))?;
    let cookie = cookie(&answer).context("no session")?;
    ensure!(!cookie.is_empty(), "no session");
    Ok(Agent { cookie })
}

fn cookie(answer: &Answer) -> Option<String> {
    answer.header("set-cookie")?.split(';').next().map(ToOwned::to_owned)
}

/// The text between the first `from` and the next `to`.
pub(crate) fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split_once(to).map(|(found, _)| found)
}
