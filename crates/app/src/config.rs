//! What the person who starts Bliss can choose, on the command line or by the environment.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Result, anyhow, bail};
use clap::{Args, Parser, Subcommand, builder::FalseyValueParser, value_parser};
use desk::Bucket;
use store::Location;

use crate::{import::Import, listen::Listen, read::Read, voice::Voice, words::Words};

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
    /// Bring a folder of recorded calls into the desk, as those of one agent
    #[command(
        long_about = "Bring a folder of recorded calls into the desk, as those of one agent: each \
                      becomes a conversation with its replay, which that agent alone can open. \
                      Bliss may be running meanwhile; use the same --data or --database."
    )]
    ImportCalls(Import),
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

    /// The address and port at which browsers connect for calls, over UDP and TCP; off for no phone
    #[arg(
        help = "The address and port at which browsers connect for calls, over UDP and TCP; \
                \"off\" for no phone. It is the address of --listen with the port after it, \
                where nothing else is chosen",
        long,
        global = true,
        env = "BLISS_PHONE_LISTEN",
        value_name = "ADDRESS:PORT",
        help_heading = "Phone"
    )]
    pub phone_listen: Option<String>,

    /// An address of this machine as browsers see it, where it differs from the one it listens on;
    /// repeat it or part several by commas
    #[arg(
        long,
        global = true,
        env = "BLISS_PHONE_ADDRESS",
        value_name = "IP",
        value_delimiter = ',',
        help_heading = "Phone"
    )]
    pub phone_address: Vec<IpAddr>,

    /// A STUN or TURN server for browsers in closed networks
    // It may hold a password, which --help must not print.
    #[arg(
        help = "A STUN or TURN server for browsers in closed networks: stun:host:port, or \
                turn:name:password@host:port; repeat it or part several by commas",
        long, global = true, env = "BLISS_ICE_SERVER", value_name = "URL", value_delimiter = ',',
        hide_env_values = true, value_parser = ice_server, help_heading = "Phone"
    )]
    pub ice_server: Vec<web::IceServer>,

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

    /// A bucket of an S3-compatible store, to which recordings of calls go
    #[arg(
        help = "A bucket of an S3-compatible store, to which recordings of calls go once they are \
                finished: s3://bucket/folder. Where it is and who may open it is said by \
                AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        long,
        global = true,
        env = "BLISS_BUCKET",
        value_name = "URL",
        help_heading = "Data"
    )]
    pub bucket: Option<String>,

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

    /// Requests that one other program, known by its token, may make in a minute
    #[arg(
        long, global = true, env = "BLISS_API_REQUESTS_PER_MINUTE", value_name = "NUMBER",
        default_value_t = web::Limits::default().api_requests_per_minute,
        value_parser = value_parser!(u32).range(1..), help_heading = "Limits"
    )]
    pub api_requests_per_minute: u32,
}

impl Default for Config {
    /// As with no options, and whatever the environment says.
    fn default() -> Self {
        let limits = web::Limits::default();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxy: Vec::new(),
            phone_listen: None,
            phone_address: Vec::new(),
            ice_server: Vec::new(),
            demo: false,
            data: DATA.into(),
            database: None,
            bucket: None,
            chat_messages_per_minute: limits.chat_messages_per_minute,
            chat_starts_per_minute: limits.chat_starts_per_minute,
            api_requests_per_minute: limits.api_requests_per_minute,
        }
    }
}

fn listen(given: &str) -> Result<SocketAddr, &'static str> {
    given.parse().map_err(|_| {
        "write an address and a port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all addresses \
         of this machine"
    })
}

/// `stun:host:port` or `turn:name:password@host:port?transport=tcp`, also with `stuns:` and `turns:`.
fn ice_server(given: &str) -> Result<web::IceServer, &'static str> {
    const WRONG: &str = "write stun:host:port, or turn:name:password@host:port";
    let (scheme, rest) = given.trim().split_once(':').ok_or(WRONG)?;
    if !["stun", "stuns", "turn", "turns"].contains(&scheme) {
        return Err(WRONG);
    }
    let (credentials, host) = match rest.rsplit_once('@') {
        None => (None, rest),
        Some((before, host)) => {
            let (name, password) = before.split_once(':').ok_or(WRONG)?;
            (Some((name.to_owned(), password.to_owned())), host)
        }
    };
    if host.is_empty() || host.contains(['/', ' ']) {
        return Err(WRONG);
    }
    Ok(web::IceServer { url: format!("{scheme}:{host}"), credentials })
}

impl Config {
    /// Where browsers connect for calls, for a server that listens on `address`; none for no phone.
    ///
    /// # Errors
    /// For what is no address.
    pub fn phone(&self, address: SocketAddr) -> Result<Option<phone::Config>> {
        let listen = match given(self.phone_listen.as_deref()) {
            Some("off") => return Ok(None),
            Some(chosen) => chosen.parse().map_err(|_| {
                anyhow::anyhow!(
                    "--phone-listen takes an address and a port, such as 0.0.0.0:8081, or off, and \
                     “{chosen}” is neither."
                )
            })?,
            // A server at any free port, as in tests, has its phone at any, too.
            None if self.listen.port() == 0 => SocketAddr::new(address.ip(), 0),
            None => SocketAddr::new(address.ip(), address.port().saturating_add(1)),
        };
        Ok(Some(phone::Config {
            listen,
            addresses: self.phone_address.clone(),
            ..phone::Config::default()
        }))
    }

    /// Where what is heard and recorded in calls is kept, sealed.
    pub fn calls(&self) -> PathBuf {
        self.data.join("calls")
    }

    /// The bucket to which recordings go, where one was chosen.
    ///
    /// # Errors
    /// For what is no bucket, or cannot be used as one.
    pub fn bucket(&self) -> Result<Option<Bucket>> {
        given(self.bucket.as_deref())
            .map(|url| Bucket::open(url).map_err(|error| anyhow!("--bucket: {error}")))
            .transpose()
    }

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
    fn servers_between_networks_have_their_passwords_apart() {
        let server = |given| ice_server(given).map(|server| (server.url, server.credentials));
        assert_eq!(server("stun:stun.example:3478"), Ok(("stun:stun.example:3478".into(), None)));
        let mia = Some(("mia".to_owned(), "p@ss:word".to_owned()));
        assert_eq!(
            server("turn:mia:p@ss:word@turn.example:3478?transport=tcp"),
            Ok(("turn:turn.example:3478?transport=tcp".into(), mia))
        );
        for wrong in ["", "turn.example", "http://turn.example", "turn:mia@turn.example", "stun:"] {
            assert!(server(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_phone_is_beside_the_server_unless_told_otherwise() -> Result<()> {
        let phone = |chosen: Option<&str>| -> Result<_> {
            let phone_listen = chosen.map(Into::into);
            let config = Config { phone_listen, ..Config::default() };
            Ok(config.phone("192.0.2.7:8080".parse()?)?.map(|phone| phone.listen.to_string()))
        };
        assert_eq!(phone(None)?.as_deref(), Some("192.0.2.7:8081"));
        assert_eq!(phone(Some("0.0.0.0:3478"))?.as_deref(), Some("0.0.0.0:3478"));
        assert_eq!(phone(Some("off"))?, None);
        assert!(phone(Some("yes")).is_err());
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
