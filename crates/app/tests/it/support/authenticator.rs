//! An app for one-time codes, on somebody's telephone.

use totp_rs::{Builder, Secret, Totp};

use super::{Clock, Person, between, person::PASSWORD};

/// The app, with one secret in it.
pub struct Authenticator {
    totp: Totp,
    clock: Clock,
}

impl Authenticator {
    /// Reads the secret from a page on which it is shown.
    pub fn reads(page: &str, clock: &Clock) -> Self {
        let secret = between(page, "secret=", "&").replace(' ', "");
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        Self { totp, clock: clock.clone() }
    }

    /// What it shows now.
    pub fn shows(&self) -> String {
        self.showed(0)
    }

    /// What it showed so many steps of thirty seconds ago.
    pub fn showed(&self, steps_ago: i64) -> String {
        let seconds = self.clock.now().as_second() - 30 * steps_ago;
        self.totp.generate(u64::try_from(seconds).unwrap()).to_string()
    }
}

/// What somebody has who has set up a second factor: the app, and the codes on paper.
pub struct Factor {
    pub app: Authenticator,
    pub recovery_codes: Vec<String>,
}

impl Factor {
    /// The codes that a page shows, and the app.
    pub fn of(app: Authenticator, page: &str) -> Self {
        let list = between(page, "id=\"recovery-codes\">", "</ol>");
        let codes = super::all_between(list, "<code>", "</code>").map(ToOwned::to_owned);
        Self { app, recovery_codes: codes.collect() }
    }
}

impl Person {
    /// Sets up a second factor on their own page.
    pub async fn sets_up_a_factor(&self, clock: &Clock) -> Factor {
        let page = self.post("/settings/second-factor", &[("password", PASSWORD)]).await.is(200);
        let app = Authenticator::reads(&page.text(), clock);
        let code = app.shows();
        let form = [("code", code.as_str())];
        let page = self.post("/settings/second-factor/confirmation", &form).await.is(200);
        Factor::of(app, &page.text())
    }

    /// Gives a code after the password.
    pub async fn gives(&self, code: &str) -> super::Answer {
        self.post("/sign-in/code", &[("code", code)]).await
    }
}
