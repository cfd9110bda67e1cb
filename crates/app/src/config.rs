//! What the person who starts Bliss can choose, on the command line or by the environment.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand, builder::FalseyValueParser, value_parser};
use store::Location;

use crate::{listen::Listen, read::Read, voice::Voice, words::Words};

/// The address that is listened on, where nothing else was chosen: this machine's alone, for what
/// is open to others should be somebody's decision.
const LISTEN: &str = "127.0.0.1:8080";
/// The folder of everything that is kept, where nothing else was chosen.
const DATA: &str = "bliss-data";

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "bliss",
    version,
    next_line_help = true,
    about = "A customer-service desk that begins with a smile.",
    after_help = "Without a command, the desk is served. Every option can also be set by the \
                  environment variable beside it. What is logged is chosen by BLISS_LOG, such as \
                  BLISS_LOG=debug."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How.
    #[command(flatten)]
    pub config: Config,
}

/// What `bliss` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the desk and the chat; so it is without a command, too
    Serve,
    /// Print a link by which somebody on the desk chooses a new password
    #[command(
        long_about = "Print a link by which somebody on the desk chooses a new password. It works \
                      once, for 24 hours, and ends their other sessions. Bliss may be running \
                      meanwhile; use the same --data or --database."
    )]
    ResetLink {
        /// The address with which they sign in
        email: String,
    },
    /// Listen to a recorded call, a folder of them, or one that is going on, and tell what is heard
    Listen(Box<Listen>),
    /// What the ear hears, for whoever wants to check it: frames, baselines, figures of merit
    #[command(subcommand)]
    Voice(Voice),
    /// Read a conversation, and tell what was said in it and how it went
    Read(Box<Read>),
    /// Tell how well words are read
    #[command(subcommand)]
    Words(Words),
}

/// Everything that can be chosen. The options hold for every command, before or after its name.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The address and port to listen on; 0.0.0.0:8080 is all addresses of this machine
    #[arg(
        long, global = true, env = "BLISS_LISTEN", value_name = "ADDRESS:PORT",
        default_value = LISTEN, value_parser = listen, help_heading = "Serving"
    )]
    pub listen: SocketAddr,

    /// The address that people use
    #[arg(
        help = "The address that people use, such as https://desk.example: links are made with \
                it, and with https cookies are sent over encrypted connections alone",
        long,
        global = true,
        env = "BLISS_PUBLIC_URL",
        value_name = "URL",
        help_heading = "Serving"
    )]
    pub public_url: Option<String>,

    /// A proxy in front of Bliss that may say in X-Forwarded-For whose request it passes on;
    /// repeat it or part several by commas
    #[arg(
        long,
        global = true,
        env = "BLISS_TRUSTED_PROXY",
        value_name = "IP",
        value_delimiter = ',',
        help_heading = "Serving"
    )]
    pub trusted_proxy: Vec<IpAddr>,

    /// Fill a fresh database with a made-up shop, and show its page at /demo
    #[arg(
        long, global = true, env = "BLISS_DEMO", value_parser = FalseyValueParser::new(),
        help_heading = "Serving"
    )]
    pub demo: bool,

    /// The folder for the database bliss.db and the attachments; made if it is not there
    #[arg(
        long, global = true, env = "BLISS_DATA", value_name = "FOLDER", default_value = DATA,
        help_heading = "Data"
    )]
    pub data: PathBuf,

    /// A `PostgreSQL` database in place of the file
    // The value may hold a password, which --help must not print.
    #[arg(
        help = "A PostgreSQL database to use in place of the file: \
                postgres://user:password@host/name; attachments stay in the folder",
        long,
        global = true,
        env = "BLISS_DATABASE",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Data"
    )]
    pub database: Option<String>,

    /// Messages that one visitor of the chat may send in a minute
    #[arg(
        long, global = true, env = "BLISS_CHAT_MESSAGES_PER_MINUTE", value_name = "NUMBER",
        default_value_t = web::Limits::default().chat_messages_per_minute,
        value_parser = value_parser!(u32).range(1..), help_heading = "Limits"
    )]
    pub chat_messages_per_minute: u32,

    /// New chats, and other requests by people who are not signed in, that one network address
    /// may make in a minute
    #[arg(
        long, global = true, env = "BLISS_CHAT_STARTS_PER_MINUTE", value_name = "NUMBER",
        default_value_t = web::Limits::default().chat_starts_per_minute,
        value_parser = value_parser!(u32).range(1..), help_heading = "Limits"
    )]
    pub chat_starts_per_minute: u32,
}

impl Default for Config {
    /// As with no options, and whatever the environment says.
    fn default() -> Self {
        let limits = web::Limits::default();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxy: Vec::new(),
            demo: false,
            data: DATA.into(),
            database: None,
            chat_messages_per_minute: limits.chat_messages_per_minute,
            chat_starts_per_minute: limits.chat_starts_per_minute,
        }
    }
}

fn listen(given: &str) -> Result<SocketAddr, &'static str> {
    given.parse().map_err(|_| {
        "write an address and a port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all addresses \
         of this machine"
    })
}

impl Config {
    /// Where the database is. An empty variable, as container set-ups leave them, chooses nothing.
    ///
    /// # Errors
    /// For a database of a kind that Bliss does not use.
    pub fn location(&self) -> Result<Location> {
        match given(self.database.as_deref()) {
            None => Ok(Location::Sqlite(self.data.join("bliss.db"))),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Location::Postgres(url.to_owned()))
            }
            // Not repeated in the message: it may hold a password.
            Some(_) => bail!(
                "--database takes the address of a PostgreSQL database, such as \
                 postgres://user:password@host/name. Leave it out to keep everything in a file in \
                 {}.",
                self.data.display()
            ),
        }
    }

    /// Where the bytes of attachments are.
    pub fn attachments(&self) -> PathBuf {
        self.data.join("attachments")
    }

    /// The address that people use, without a slash at its end, where one was chosen.
    ///
    /// # Errors
    /// For what is not the address of a whole site.
    pub fn public_url(&self) -> Result<Option<String>> {
        let Some(url) = given(self.public_url.as_deref()) else { return Ok(None) };
        let url = url.trim_end_matches('/');
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
                Ok(Some(url.to_owned()))
            }
            _ => bail!(
                "--public-url takes the address of a site without a path, such as \
                 https://desk.example, and “{url}” is not one."
            ),
        }
    }

    /// What links begin with, for a server that listens on `address`.
    ///
    /// # Errors
    /// As [`Config::public_url`].
    pub fn base(&self, address: SocketAddr) -> Result<String> {
        Ok(self.public_url()?.unwrap_or_else(|| {
            let ip = match address.ip() {
                IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
                IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
                ip => ip,
            };
            format!("http://{}", SocketAddr::new(ip, address.port()))
        }))
    }
}

fn given(option: Option<&str>) -> Option<&str> {
    option.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from([&["bliss"], arguments].concat())
    }

    #[test]
    fn options_hold_before_and_after_a_command() -> Result<()> {
        for arguments in [
            &["--data", "d", "--demo"][..],
            &["serve", "--data", "d", "--demo"],
            &["--data", "d", "serve", "--demo"],
        ] {
            let config = parse(arguments)?.config;
            assert_eq!((config.data.as_path(), config.demo), (std::path::Path::new("d"), true));
        }
        let reset = parse(&["reset-link", "mia@shop.example", "--data", "d"])?;
        assert!(
            matches!(reset.command, Some(Command::ResetLink { email }) if email == "mia@shop.example")
        );
        Ok(())
    }

    #[test]
    fn several_proxies_can_be_trusted() -> Result<()> {
        let config =
            parse(&["--trusted-proxy", "10.0.0.1,::1", "--trusted-proxy", "10.0.0.2"])?.config;
        assert_eq!(
            config.trusted_proxy,
            ["10.0.0.1", "::1", "10.0.0.2"]
                .map(str::parse::<IpAddr>)
                .into_iter()
                .collect::<Result<Vec<_>, _>>()?
        );
        Ok(())
    }

    #[test]
    fn nothing_is_served_without_limits() {
        assert!(parse(&["--chat-messages-per-minute", "0"]).is_err());
    }

    #[test]
    fn a_database_is_sqlite_or_postgres() {
        let location = |url: Option<&str>| {
            Config { database: url.map(Into::into), ..Config::default() }.location()
        };
        assert!(matches!(location(None), Ok(Location::Sqlite(_))));
        assert!(matches!(location(Some("")), Ok(Location::Sqlite(_))));
        assert!(matches!(location(Some("postgresql://h/n")), Ok(Location::Postgres(_))));
        let refused = location(Some("mysql://root:secret@h/n"))
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(refused.contains("PostgreSQL") && !refused.contains("secret"), "{refused}");
    }

    #[test]
    fn links_begin_with_an_address_that_opens() -> Result<()> {
        for (public_url, address, base) in [
            (None, "0.0.0.0:80", "http://127.0.0.1:80"),
            (None, "[::]:8080", "http://[::1]:8080"),
            (None, "192.0.2.7:8080", "http://192.0.2.7:8080"),
            (Some("https://desk.example/"), "0.0.0.0:80", "https://desk.example"),
        ] {
            let config = Config { public_url: public_url.map(Into::into), ..Config::default() };
            assert_eq!(config.base(address.parse()?)?, base);
        }
        for bad in ["desk.example", "ftp://desk.example", "https://", "https://desk.example/bliss"]
        {
            let config = Config { public_url: Some(bad.into()), ..Config::default() };
            assert!(config.public_url().is_err(), "{bad}");
        }
        Ok(())
    }
}
