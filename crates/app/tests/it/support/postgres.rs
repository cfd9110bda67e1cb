//! A `PostgreSQL` of one test's own, which can be stopped and started again.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub struct Postgres {
    folder: TempDir,
    tools: PathBuf,
    /// Its address, with the database that is always there.
    pub url: String,
    port: u16,
}

impl Postgres {
    /// Starts one; none where it is not installed.
    pub fn start() -> Option<Self> {
        let mut versions: Vec<PathBuf> =
            fs::read_dir("/usr/lib/postgresql").ok()?.map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        let tools = versions.pop()?.join("bin");
        let folder = tempfile::Builder::new().prefix("bliss-postgres").tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("postgres://bliss@127.0.0.1:{port}/postgres");
        let own = Self { folder, tools, url, port };
        fs::set_permissions(own.folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        own.runs("initdb", &["-D", &own.data(), "-U", "bliss", "--auth=trust"]);
        own.go_on();
        Some(own)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// Stops it as a loss of power would.
    pub fn stop(&self) {
        self.runs("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }

    /// Starts it again.
    pub fn go_on(&self) {
        let folder = self.folder.path().display();
        let options = format!(
            "-p {} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=100",
            self.port
        );
        let log = self.folder.path().join("log").display().to_string();
        self.runs("pg_ctl", &["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"]);
    }

    fn runs(&self, tool: &str, arguments: &[&str]) {
        let tool = self.tools.join(tool);
        // It refuses to run as root.
        let mut command = if fs::metadata("/root").is_ok() && is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&tool);
            command
        } else {
            Command::new(&tool)
        };
        let ran = command
            .args(arguments)
            .current_dir("/tmp")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(ran.success(), "{} {arguments:?}", tool.display());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            self.stop();
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
