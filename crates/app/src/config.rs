//! What the person who starts Bliss can choose: on the command line, by the environment, or in a file.

mod encryption;
mod file;
mod list;

use std::{
    ffi::OsString,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Result, anyhow, bail};
use clap::{
    ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::FalseyValueParser, value_parser,
};
use desk::{Bucket, mail::Mailer};
use store::Location;

use self::file::File;
use crate::{
    backup::Backup, export::Export, import::Import, listen::Listen, nats::Nats, read::Read,
    restore::Restore, tls::LETS_ENCRYPT, voice::Voice, words::Words,
};

/// The address that is listened on, where nothing else was chosen: this machine's alone, for what
/// is open to others should be somebody's decision.
const LISTEN: &str = "127.0.0.1:8080";
/// The folder of everything that is kept, where nothing else was chosen.
const DATA: &str = "bliss-data";

/// What is logged, where nothing else was chosen.
const LOG: &str = "info";

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people who look at a terminal
    Human,
    /// One JSON object
    Json,
}

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "bliss",
    version,
    next_line_help = true,
    about = "A customer-service desk that begins with a smile.",
    after_help = "Without a command, the desk is served. Every option can also be set by the \
                  environment variable beside it, or under its name in the file of --config; \
                  “bliss config” prints what holds, and why."
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
    /// Print every option with its meaning, its value and where that comes from, as a file for --config
    Config,
    /// Ask the Bliss that runs here whether it is ready, as containers are asked
    Health,
    /// Write everything that is kept to one file, also while Bliss runs; or check such a file
    Backup(Backup),
    /// Bring back what a backup holds, into a folder where nothing is yet
    Restore(Restore),
    /// Write everything that is kept to one file that other programs read: CSV and JSON Lines
    #[command(
        long_about = "Write everything that is kept to one file that other programs read: CSV for \
                      spreadsheets, JSON Lines for programs, with what each column is. To bring a \
                      desk back as it was, make a backup instead. Bliss may be running meanwhile; \
                      use the same --data or --database."
    )]
    Export(Export),
    /// Print a link by which somebody on the desk chooses a new password
    #[command(
        long_about = "Print a link by which somebody on the desk chooses a new password. It works \
                      once, for 24 hours, and ends their other sessions. Bliss may be running \
                      meanwhile; use the same --data or --database."
    )]
    ResetLink {
        /// The address with which they sign in
        email: String,
        /// Also take away their second factor, which they have lost
        #[arg(long)]
        without_second_factor: bool,
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
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Config {
    /// A file that chooses what the command line and the environment do not
    #[arg(
        help = "A file that chooses what the command line and the environment do not: TOML, with \
                the names of the options without their dashes, such as listen = \"0.0.0.0:8080\"",
        long,
        global = true,
        env = "BLISS_CONFIG",
        value_name = "FILE",
        help_heading = "Running"
    )]
    pub config: Option<PathBuf>,

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

    /// A file with a certificate, with which Bliss encrypts by itself
    #[arg(
        help = "A file with a certificate and those between it and its authority, as PEM: Bliss then encrypts by \
                itself at the address of --listen, with no proxy before it. It is read anew when it changes",
        long,
        global = true,
        env = "BLISS_TLS_CERT",
        value_name = "FILE",
        help_heading = "Encryption"
    )]
    pub tls_cert: Option<PathBuf>,

    /// The file with its key
    #[arg(
        help = "The file with the certificate's key, as PEM, where it is not in the same file",
        long,
        global = true,
        env = "BLISS_TLS_KEY",
        value_name = "FILE",
        help_heading = "Encryption"
    )]
    pub tls_key: Option<PathBuf>,

    /// A name for which Bliss orders its certificate by itself
    #[arg(
        help = "A name for which Bliss orders its certificate by itself, and orders it anew in time (ACME), such as \
                desk.example; repeat it or part several by commas. Its port 443 has to lead to --listen, or its port \
                80 to --http-listen",
        long,
        global = true,
        env = "BLISS_ACME_DOMAIN",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Encryption"
    )]
    pub acme_domain: Vec<String>,

    /// Says that you agree to the terms of the certificate authority
    #[arg(
        help = "Says that you have read and agree to the terms of the certificate authority, without which it makes \
                no certificate; those of Let's Encrypt are at https://letsencrypt.org/repository/",
        long, global = true, env = "BLISS_ACME_ACCEPT_TERMS", value_parser = FalseyValueParser::new(),
        help_heading = "Encryption"
    )]
    pub acme_accept_terms: bool,

    /// An address to which the authority writes
    #[arg(
        help = "An address to which the certificate authority writes when something is wrong; repeat it or part \
                several by commas",
        long,
        global = true,
        env = "BLISS_ACME_CONTACT",
        value_name = "EMAIL",
        value_delimiter = ',',
        help_heading = "Encryption"
    )]
    pub acme_contact: Vec<String>,

    /// The directory of the certificate authority
    #[arg(
        long, global = true, env = "BLISS_ACME_DIRECTORY", value_name = "URL",
        default_value = LETS_ENCRYPT, help_heading = "Encryption"
    )]
    pub acme_directory: String,

    /// The account at the authority to which this one is bound
    // The key is known to nobody else, and --help must not print it.
    #[arg(
        help = "For an authority that wants an account to be made with it before: that account's id and its key, with \
                a colon between them (external account binding)",
        long,
        global = true,
        env = "BLISS_ACME_BINDING",
        value_name = "ID:KEY",
        hide_env_values = true,
        help_heading = "Encryption"
    )]
    pub acme_binding: Option<String>,

    /// The certificate with which that directory is trusted
    #[arg(
        help = "A file with the certificate by which the directory of --acme-directory is known, as PEM: for an \
                authority of your own, which this machine does not know",
        long,
        global = true,
        env = "BLISS_ACME_ROOT",
        value_name = "FILE",
        help_heading = "Encryption"
    )]
    pub acme_root: Option<PathBuf>,

    /// The address and port at which browsers are led to the encrypted pages
    #[arg(
        help = "The address and port at which browsers that ask unencrypted are led to the encrypted pages, and at \
                which a certificate authority asks, such as 0.0.0.0:80; only where Bliss encrypts by itself",
        long,
        global = true,
        env = "BLISS_HTTP_LISTEN",
        value_name = "ADDRESS:PORT",
        help_heading = "Encryption"
    )]
    pub http_listen: Option<String>,

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

    /// The address and port at which figures of how Bliss runs are told
    #[arg(
        help = "The address and port at which /metrics tells how Bliss runs, in the text format of \
                Prometheus. The figures name nobody, yet are for whoever runs Bliss alone: they \
                are told nowhere unless this is chosen, and should be within reach of your own \
                network only, such as 127.0.0.1:9180",
        long,
        global = true,
        env = "BLISS_METRICS_LISTEN",
        value_name = "ADDRESS:PORT",
        help_heading = "Running"
    )]
    pub metrics_listen: Option<String>,

    /// How long Bliss goes on after it was asked to end
    #[arg(
        help = "How long Bliss goes on as before after it was asked to end, while /readyz says that \
                it is closing: for a load balancer that has to notice",
        long, global = true, env = "BLISS_CLOSING_NOTICE", value_name = "SECONDS",
        default_value_t = 0, value_parser = value_parser!(u64).range(..=600),
        help_heading = "Running"
    )]
    pub closing_notice: u64,

    /// What is logged
    #[arg(
        help = "What is logged, to stderr: error, warn, info, debug or trace; and of a part alone, \
                such as info,store=debug",
        long, global = true, env = "BLISS_LOG", value_name = "FILTER", default_value = LOG,
        value_parser = crate::log::check, help_heading = "Running"
    )]
    pub log: String,

    /// How a line of the log is written
    #[arg(
        help = "How a line of the log is written: for people, or as one JSON object",
        long, global = true, env = "BLISS_LOG_FORMAT", value_name = "FORMAT", value_enum,
        default_value_t = LogFormat::Human, help_heading = "Running"
    )]
    pub log_format: LogFormat,

    /// Log each request
    #[arg(
        help = "Log each request: its number, its row of the route table, its status and how long \
                it took, but not who asked",
        long, global = true, env = "BLISS_ACCESS_LOG", value_parser = FalseyValueParser::new(),
        help_heading = "Running"
    )]
    pub access_log: bool,

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

    /// A NATS server by which the servers of one desk tell each other what happens
    // The value may hold a password, which --help must not print.
    #[arg(
        help = "A NATS server by which several servers of one desk tell each other what happens, in \
                place of PostgreSQL's notifications: nats://user:password@host:4222/subject; each \
                desk has a subject of its own",
        long,
        global = true,
        env = "BLISS_NATS",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Data"
    )]
    pub nats: Option<String>,

    /// The file of the server's own key
    #[arg(
        help = "The file of the server's own key, with which it seals what second factors are made of; \
                made if it is not there. It is server.key in the folder of --data, where nothing \
                else is chosen. Servers that share a database share this file",
        long,
        global = true,
        env = "BLISS_SERVER_KEY",
        value_name = "FILE",
        help_heading = "Data"
    )]
    pub server_key: Option<PathBuf>,

    /// A bucket of an S3-compatible store, to which attachments and recordings of calls go
    #[arg(
        help = "A bucket of an S3-compatible store, to which attachments and recordings of calls \
                go: s3://bucket/folder. Where it is and who may open it is said by \
                AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        long,
        global = true,
        env = "BLISS_BUCKET",
        value_name = "URL",
        help_heading = "Data"
    )]
    pub bucket: Option<String>,

    /// The mail server by which the desk sends email
    // The value may hold a password, which --help must not print.
    #[arg(
        help = "The mail server by which the desk sends email: smtps://name:password@host:465, \
                encrypted from the first byte on, or smtp://name:password@host:587, by STARTTLS; \
                smtp://host:25?tls=none for one beside Bliss that is not spoken to encrypted",
        long,
        global = true,
        env = "BLISS_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Email"
    )]
    pub smtp_url: Option<String>,

    /// The address that the desk's emails come from
    #[arg(
        help = "The address that the desk's emails come from, such as \
                \"The Tea Shop <desk@tea.example>\"",
        long,
        global = true,
        env = "BLISS_MAIL_FROM",
        value_name = "ADDRESS",
        help_heading = "Email"
    )]
    pub mail_from: Option<String>,

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

    /// Let webhooks go to this machine and to your own network too
    #[arg(
        help = "Let webhooks go to this machine and to your own network too, there also over http: \
                for a receiver that is beside Bliss. Without it they go to the internet alone, so \
                that nobody can look around in your network with them",
        long, global = true, env = "BLISS_PRIVATE_WEBHOOKS",
        value_parser = FalseyValueParser::new(), help_heading = "Limits"
    )]
    pub private_webhooks: bool,

    /// Let the identity provider be on this machine or in your own network
    #[arg(
        help = "Let the identity provider, at which people sign in, be on this machine or in your own \
                network, there also over http. Without it Bliss asks one on the internet alone",
        long, global = true, env = "BLISS_PRIVATE_IDENTITY_PROVIDER",
        value_parser = FalseyValueParser::new(), help_heading = "Limits"
    )]
    pub private_identity_provider: bool,

    /// Let push services be on this machine or in your own network
    #[arg(
        help = "Let push services, by which browsers are told what is new while no page is open, be on \
                this machine or in your own network, there also over http. Without it Bliss goes to \
                those on the internet alone, wherever a browser says that its own is",
        long, global = true, env = "BLISS_PRIVATE_PUSH",
        value_parser = FalseyValueParser::new(), help_heading = "Limits"
    )]
    pub private_push: bool,
}

/// What was asked for, and by what.
pub struct Asked {
    /// All of it.
    pub arguments: Arguments,
    matches: ArgMatches,
    file: Option<File>,
}

impl Asked {
    /// Reads the command line, the environment, and the file that one of them names.
    ///
    /// # Errors
    /// One sentence for whoever wrote the file. What is wrong on the command line, and what it only asks to be
    /// told, ends the program with words of its own.
    pub fn read() -> Result<Self> {
        Self::of(&std::env::args_os().collect::<Vec<_>>())
    }

    fn of(line: &[OsString]) -> Result<Self> {
        let command = Arguments::command();
        let read = |command: clap::Command| -> Result<(Arguments, ArgMatches), clap::Error> {
            let matches = command.try_get_matches_from(line)?;
            Ok((Arguments::from_arg_matches(&matches)?, matches))
        };
        let (arguments, matches) = read(command.clone()).unwrap_or_else(|error| error.exit());
        let chosen = arguments.config.config.clone().filter(|path| !path.as_os_str().is_empty());
        let Some(path) = chosen else { return Ok(Self { arguments, matches, file: None }) };
        let file = File::read(&path, &command)?;
        let (arguments, matches) = read(file.under(command)).unwrap_or_else(|error| error.exit());
        Ok(Self { arguments, matches, file: Some(file) })
    }

    /// Every option with its meaning, its value and where that comes from, as a file for `--config`.
    pub fn list(&self) -> String {
        list::list(&Arguments::command(), &self.matches, self.file.as_ref())
    }
}

impl Default for Config {
    /// As with no options, and whatever the environment says.
    fn default() -> Self {
        let limits = web::Limits::default();
        Self {
            config: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxy: Vec::new(),
            tls_cert: None,
            tls_key: None,
            acme_domain: Vec::new(),
            acme_accept_terms: false,
            acme_contact: Vec::new(),
            acme_directory: LETS_ENCRYPT.into(),
            acme_binding: None,
            acme_root: None,
            http_listen: None,
            phone_listen: None,
            phone_address: Vec::new(),
            ice_server: Vec::new(),
            demo: false,
            metrics_listen: None,
            closing_notice: 0,
            log: LOG.into(),
            log_format: LogFormat::Human,
            access_log: false,
            data: DATA.into(),
            database: None,
            nats: None,
            server_key: None,
            bucket: None,
            smtp_url: None,
            mail_from: None,
            chat_messages_per_minute: limits.chat_messages_per_minute,
            chat_starts_per_minute: limits.chat_starts_per_minute,
            api_requests_per_minute: limits.api_requests_per_minute,
            private_webhooks: false,
            private_identity_provider: false,
            private_push: false,
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

    /// Where figures are told, where that was chosen.
    ///
    /// # Errors
    /// For what is no address.
    pub fn metrics_listen(&self) -> Result<Option<SocketAddr>> {
        given(self.metrics_listen.as_deref())
            .map(|chosen| listen(chosen).map_err(|why| anyhow!("--metrics-listen: {why}.")))
            .transpose()
    }

    /// How long the server goes on after it was asked to end.
    pub fn closing_notice(&self) -> Duration {
        Duration::from_secs(self.closing_notice)
    }

    /// Where what is heard and recorded in calls is kept, sealed.
    pub fn calls(&self) -> PathBuf {
        self.data.join("calls")
    }

    /// The bucket to which attachments and recordings go, where one was chosen.
    ///
    /// # Errors
    /// For what is no bucket, or cannot be used as one.
    pub fn bucket(&self) -> Result<Option<Bucket>> {
        given(self.bucket.as_deref())
            .map(|url| Bucket::open(url).map_err(|error| anyhow!("--bucket: {error}")))
            .transpose()
    }

    /// What emails go out by, where a mail server was chosen; links in them begin with `base`.
    ///
    /// # Errors
    /// For what is no mail server or no address, and where one of them is missing.
    pub fn mailer(&self, base: &str) -> Result<Option<Mailer>> {
        match (given(self.smtp_url.as_deref()), given(self.mail_from.as_deref())) {
            (None, None) => Ok(None),
            (Some(url), Some(from)) => match Mailer::open(url, from, base) {
                Ok(mailer) => Ok(Some(mailer)),
                Err(why) => bail!("{why}"),
            },
            (Some(_), None) => bail!(
                "--smtp-url needs the address that emails come from, too: --mail-from \
                 \"The Tea Shop <desk@tea.example>\"."
            ),
            (None, Some(_)) => bail!(
                "--mail-from needs the mail server, too: --smtp-url \
                 smtps://name:password@mail.example:465."
            ),
        }
    }

    /// The NATS by which servers tell each other, where one was chosen.
    ///
    /// # Errors
    /// For what is no address of one, and where there is but one server.
    pub fn nats(&self) -> Result<Option<Nats>> {
        let Some(url) = given(self.nats.as_deref()) else { return Ok(None) };
        let nats = Nats::parse(url)?;
        if matches!(self.location()?, Location::Sqlite(_)) {
            bail!(
                "--nats is for several servers on one --database. With the embedded database there \
                 is one server: leave it out."
            );
        }
        Ok(Some(nats))
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

    /// The file of the server's own key.
    pub fn server_key(&self) -> PathBuf {
        let chosen = self.server_key.clone().filter(|file| !file.as_os_str().is_empty());
        chosen.unwrap_or_else(|| self.data.join("server.key"))
    }

    /// Where the bytes of attachments are.
    pub fn attachments(&self) -> PathBuf {
        self.data.join("attachments")
    }

    /// The address that people use, without a slash at its end, where one was chosen, or a certificate is ordered for it.
    ///
    /// # Errors
    /// For what is not the address of a whole site.
    pub fn public_url(&self) -> Result<Option<String>> {
        let Some(url) = given(self.public_url.as_deref()) else { return Ok(self.first_name()) };
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
            let scheme = if self.encrypts() { "https" } else { "http" };
            format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
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
            matches!(reset.command, Some(Command::ResetLink { email, .. }) if email == "mia@shop.example")
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
    fn a_mail_server_needs_an_address_that_emails_come_from() -> Result<()> {
        let mailer = |url: Option<&str>, from: Option<&str>| {
            let (smtp_url, mail_from) = (url.map(Into::into), from.map(Into::into));
            Config { smtp_url, mail_from, ..Config::default() }.mailer("https://desk.example")
        };
        let (url, from) = (Some("smtps://mia:secret@mail.example"), Some("desk@tea.example"));
        assert!(mailer(None, None)?.is_none() && mailer(Some(""), Some(" "))?.is_none());
        assert!(mailer(url, from)?.is_some_and(|mailer| mailer.server() == "mail.example:465"));
        let wrong = Some("ftp://mia:secret@mail.example");
        for (url, from, words) in [
            (url, None, "--mail-from"),
            (None, from, "--smtp-url"),
            (wrong, from, "--smtp-url takes"),
            (url, Some("nobody"), "--mail-from takes"),
        ] {
            let why = mailer(url, from).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(why.contains(words) && !why.contains("secret"), "{why}");
        }
        Ok(())
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

    /// What holds with that in the file, and with those arguments.
    fn with_file(text: &str, arguments: &[&str]) -> Result<Asked> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("bliss.toml");
        std::fs::write(&path, text)?;
        let path = path.to_string_lossy();
        let line = ["bliss", "--config", &path].into_iter().chain(arguments.iter().copied());
        Asked::of(&line.map(Into::into).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_said_in_no_place_is_as_by_default() -> Result<()> {
        assert_eq!(format!("{:?}", parse(&[])?.config), format!("{:?}", Config::default()));
        Ok(())
    }

    #[test]
    fn the_command_line_goes_before_the_file() -> Result<()> {
        let text = "data = \"filed\"\ndemo = true\nchat-starts-per-minute = 7\n\
                    trusted-proxy = [\"10.0.0.1\", \"::1\"]\ndatabase = \"postgres://mia:secret@h/n\"\n";
        let config = with_file(text, &[])?.arguments.config;
        assert_eq!(
            (
                config.data.to_str(),
                config.demo,
                config.chat_starts_per_minute,
                config.trusted_proxy.len()
            ),
            (Some("filed"), true, 7, 2)
        );
        let config = with_file(text, &["serve", "--data", "said"])?.arguments.config;
        assert_eq!((config.data.to_str(), config.demo), (Some("said"), true));
        assert_eq!(config.database.as_deref(), Some("postgres://mia:secret@h/n"));
        Ok(())
    }

    #[test]
    fn the_list_says_all_that_there_is_and_hides_what_is_secret() -> Result<()> {
        let text = "data = \"filed\"\ndatabase = \"postgres://mia:secret@h/n\"\n";
        let asked = with_file(text, &["--demo", "--chat-starts-per-minute", "7", "config"])?;
        let list = asked.list();
        let command = Arguments::command();
        // All but the file itself, and what clap brings.
        let all = command.get_arguments().map(|arg| arg.get_id().as_str());
        let all = all.filter(|id| !["help", "version", "config"].contains(id));
        assert_eq!(all.count(), file::options(&command).count());
        for option in file::options(&command) {
            let name = file::name(option);
            let variable = format!("BLISS_{}", name.to_uppercase().replace('-', "_"));
            assert_eq!(option.get_env().and_then(std::ffi::OsStr::to_str), Some(variable.as_str()));
            assert!(option.get_help().is_some() && option.get_help_heading().is_some(), "{name}");
            assert!(list.contains(&format!("# --{name}")), "{name} is not listed");
            let chooses = |line: &&str| line.trim_start_matches("# ").starts_with(name);
            assert!(list.lines().any(|line| chooses(&line)), "{name} has no line");
        }
        assert!(list.contains("data = \"filed\"  # by ") && list.contains("line 1\n"), "{list}");
        assert!(list.contains("\ndemo = true  # by the command line\n"), "{list}");
        assert!(list.contains("\nchat-starts-per-minute = 7  # by the command line\n"), "{list}");
        assert!(list.contains("\n# database is chosen by ") && !list.contains("secret"), "{list}");
        // And it is a file that chooses the same.
        let again = with_file(&list, &[])?.arguments.config;
        let config = asked.arguments.config;
        let chosen = |config: Config| Config { config: None, database: None, ..config };
        assert_eq!(format!("{:?}", chosen(again)), format!("{:?}", chosen(config)));
        // Also where every line of it that chooses nothing is made to choose what it says.
        let all = list.lines().map(|line| match line.split_once("  # default") {
            Some((line, _)) => line.trim_start_matches("# "),
            None => line,
        });
        let all = all.collect::<Vec<_>>().join("\n");
        assert!(with_file(&all, &[]).is_ok(), "{all}");
        Ok(())
    }
}
