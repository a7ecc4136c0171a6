//! A small client of the DevTools protocol: as much as the tests of the page and its screenshots need.
//!
//! **In** a file to open. **Out** what the page says, and every problem it had. **Cost** a Chromium process a page.
//! **Never** passes silently: without Chromium it panics with the command that installs it. Crates that generate the whole
//! protocol download it while they are built, which offline builds cannot.

#![allow(dead_code, reason = "the screenshots use another part than the tests")]

use base64::Engine;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tungstenite::{Message, WebSocket};

/// How long a page is waited for before it counts as hung. The slowest, a matrix of 400 outlets, takes some ten seconds to draw where little
/// else runs, and several times that beside other tests on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A page in a Chromium of its own.
pub struct Page {
    _process: Process,
    socket: WebSocket<TcpStream>,
    session: String,
    next: u64,
    problems: Vec<String>,
    requests: Vec<String>,
    _profile: tempfile::TempDir,
}

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Chromium: what `CHROMIUM` names, or the first of the usual names on the path.
fn chromium() -> PathBuf {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return named.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    let found = names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
    });
    found.expect("no Chromium: run `.ci/browser` (apt-get install chromium), or set CHROMIUM to one")
}

/// A Chromium with a profile of its own, and the address that it names; nothing if it names none in time.
fn start() -> Option<(Process, tempfile::TempDir, String)> {
    let profile = tempfile::tempdir().unwrap();
    let started = Command::new(chromium())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-port=0"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg("about:blank")
        // What it leaves behind when it is stopped goes with its profile.
        .env("TMPDIR", profile.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut process = Process(started.expect("Chromium starts"));
    let lines = BufReader::new(process.0.stderr.take().unwrap()).split(b'\n');
    let (told, address) = mpsc::channel();
    // Whatever else it says is read, so that the pipe never fills.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(address) = String::from_utf8_lossy(&line).strip_prefix("DevTools listening on ") {
                let _ = told.send(address.trim_end().to_owned());
            }
        }
    });
    let address = address.recv_timeout(PATIENCE).ok()?;
    Some((process, profile, address))
}

impl Page {
    /// An empty page of this size.
    pub fn new(width: u32, height: u32) -> Self {
        let (process, profile, address) = start().or_else(start).expect("Chromium names its port");
        let host = address.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(&address, stream).expect("Chromium answers");
        let mut page = Self {
            _process: process,
            socket,
            session: String::new(),
            next: 0,
            problems: Vec::new(),
            requests: Vec::new(),
            _profile: profile,
        };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            page.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        page.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.resize(width, height);
        page
    }

    /// Sends a command and waits for its answer; notes what the page says meanwhile.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if !self.session.is_empty() {
            command["sessionId"] = self.session.clone().into();
        }
        self.socket.send(Message::text(command.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap_or_else(|error| panic!("{method}: {error}"))
            else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text).unwrap();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].take();
            }
            self.note(&message);
        }
    }

    fn note(&mut self, message: &Value) {
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => self.problems.push(params["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "warning" => {
                self.problems.push(params["args"].to_string());
            }
            // Refusals of the content security policy are told here; what the browser says of itself is no fault of the page.
            "Log.entryAdded" => {
                let is =
                    |field: &str, names: &[&str]| names.iter().any(|name| params["entry"][field] == *name);
                if is("level", &["error", "warning"])
                    && !is("source", &["deprecation", "intervention", "recommendation"])
                {
                    self.problems.push(params["entry"].to_string());
                }
            }
            "Network.requestWillBeSent" => {
                self.requests.push(params["request"]["url"].as_str().unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }

    /// Opens `path` at `fragment` and waits until the view is drawn.
    pub fn open(&mut self, path: &Path, fragment: &str) {
        let url = format!("file://{}{fragment}", path.canonicalize().unwrap().display());
        self.call("Page.navigate", json!({ "url": "about:blank" }));
        self.call("Page.navigate", json!({ "url": url }));
        self.drawn();
    }

    /// Waits until the view of the fragment is drawn.
    pub fn drawn(&mut self) {
        self.wait("document.body && document.body.dataset.drawn !== undefined");
        self.wait("document.body.dataset.drawn === (location.hash || '#/')");
    }

    /// The value of an expression; of a promise what it comes to.
    pub fn eval(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", params);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// The value of an expression as a string.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.eval(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression}: {value}")).to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, expression: &str) {
        let start = Instant::now();
        while self.eval(&format!("!!({expression})")) != true {
            assert!(start.elapsed() < PATIENCE, "never true: {expression}; {:?}", self.problems);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses the mouse in the middle of the first element that `selector` finds, as a person would.
    pub fn click(&mut self, selector: &str) {
        self.wait(&format!("document.querySelector({selector:?})"));
        let place = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center' }}); \
             const b = e.getClientRects()[0]; return {{ x: b.x + b.width / 2, y: b.y + b.height / 2 }}; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let params =
                json!({ "type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", params);
        }
    }

    /// Presses a key by its name, such as `ArrowRight`.
    pub fn key(&mut self, name: &str) {
        let codes = HashMap::from([
            ("Tab", 9),
            ("Enter", 13),
            ("Escape", 27),
            ("ArrowLeft", 37),
            ("ArrowUp", 38),
            ("ArrowRight", 39),
            ("ArrowDown", 40),
        ]);
        let text = if name == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let params = json!({ "type": kind, "key": name, "code": name, "text": if kind == "keyDown" { text } else { "" },
                "windowsVirtualKeyCode": codes[name] });
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// Types into the control that `selector` finds, in place of what it holds.
    pub fn fill(&mut self, selector: &str, text: &str) {
        self.eval(&format!("document.querySelector({selector:?}).select()"));
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Sets the size of the window.
    pub fn resize(&mut self, width: u32, height: u32) {
        let params = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", params);
    }

    /// Sets `light` or `dark`.
    pub fn scheme(&mut self, scheme: &str) {
        let params = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", params);
    }

    /// A picture of the window, or of the whole page, as PNG.
    pub fn picture(&mut self, is_whole: bool) -> Vec<u8> {
        let params = json!({ "format": "png", "captureBeyondViewport": is_whole });
        let answer = self.call("Page.captureScreenshot", params);
        base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }

    /// Fails if the page threw, complained, broke its policy, or asked for anything but itself.
    pub fn assert_clean(&mut self) {
        self.eval("0");
        assert!(self.problems.is_empty(), "{:#?}", self.problems);
        // Icons of form controls are the browser's own data: addresses.
        let foreign = |url: &&String| !["file:", "data:", "about:"].iter().any(|own| url.starts_with(own));
        assert_eq!(self.requests.iter().find(foreign), None, "the page asked the network");
    }
}
