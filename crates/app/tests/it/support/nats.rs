//! A NATS server of one test's own, which can be stopped and started again.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

pub struct Nats {
    port: u16,
    process: Option<Child>,
}

impl Nats {
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut nats = Self { port, process: None };
        nats.go_on();
        nats
    }

    /// Its address, with the subject of the tea shop.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}/tea-shop", self.port)
    }

    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts it again at the same address, and waits until it is there.
    pub fn go_on(&mut self) {
        let port = self.port.to_string();
        // Debian keeps it where only root looks.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        let process = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &port])
            .env("PATH", &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(process.expect("nats-server, which ./check tools installs"));
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}
