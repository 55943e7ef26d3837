//! A real S3-compatible server on this machine, which tells what it was asked, and fails on wish.

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use s3s::Body;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub(crate) const KEY: &str = "AKIATEST";
pub(crate) const SECRET: &str = "wJalrXUtnFEMIcanary";

/// What is wrong with the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// After so many writes it is gone.
    GoneAfter(usize),
    /// After so many writes the connection breaks once, when the next has been done.
    DeafAfter(usize),
    /// It is busy for so many requests.
    Busy(usize),
    /// It does not know conditions.
    NoConditions,
    /// Its clock says something else than ours, so it refuses.
    OtherClock,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
}

type Hook = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    asked: Mutex<Vec<Asked>>,
    fault: Mutex<Fault>,
    /// What happens just before the write after so many others.
    hook: Mutex<Option<(usize, Hook)>>,
}

/// A running server with one bucket, `talks`.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    folder: PathBuf,
    state: Arc<State>,
}

impl Server {
    /// Starts one that keeps its files below a folder. It ends with the process.
    pub(crate) fn start(folder: &Path) -> Server {
        fs::create_dir_all(folder.join("talks")).expect("a folder can be made");
        let files = s3s_fs::FileSystem::new(folder).expect("the server takes the folder");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let state = Arc::new(State::default());
        let (tell, told) = std::sync::mpsc::channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            runtime.expect("a runtime").block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                tell.send(listener.local_addr().expect("an address")).expect("a listener");
                serve(&listener, &service, &shared).await;
            });
        });
        let address = told.recv().expect("the server has started");
        Server { address, folder: folder.join("talks"), state }
    }

    pub(crate) fn fail(&self, fault: Fault) {
        *self.state.fault.lock().expect("no test has failed") = fault;
    }

    pub(crate) fn before_write(&self, number: usize, hook: impl FnOnce() + Send + 'static) {
        *self.state.hook.lock().expect("no test has failed") = Some((number, Box::new(hook)));
    }

    /// What was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.state.asked.lock().expect("no test has failed"))
    }

    /// `PUT a`, `DELETE b` … since the last time, below the bucket.
    pub(crate) fn writes(&self) -> Vec<String> {
        let asked = self.asked().into_iter().filter(|asked| asked.method != "GET");
        asked.map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// All files of the bucket with their bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        crate::program::files(&self.folder).into_iter().collect()
    }

    /// Puts a file there as others do.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        let path = self.folder.join(key);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
}

async fn serve(listener: &TcpListener, service: &S3Service, state: &Arc<State>) {
    let tasks = tokio::task::LocalSet::new();
    let accept = async {
        while let Ok((socket, _)) = listener.accept().await {
            let (service, state) = (service.clone(), Arc::clone(state));
            let answer =
                service_fn(move |request| answer(service.clone(), Arc::clone(&state), request));
            tokio::task::spawn_local(async move {
                let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), answer).await;
            });
        }
    };
    tasks.run_until(accept).await;
}

async fn answer(
    service: S3Service,
    state: Arc<State>,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    let is_write = request.method() != Method::GET;
    let number = note(&state, &request);
    if is_write && let Some(hook) = due(&state, number) {
        tokio::task::spawn_blocking(hook).await.map_err(io::Error::other)?;
    }
    let conditional = ["if-match", "if-none-match"];
    let is_conditional = conditional.iter().any(|name| request.headers().contains_key(*name));
    let fault = *state.fault.lock().map_err(|_| io::Error::other("a test has failed"))?;
    let mut is_deaf = false;
    match fault {
        Fault::GoneAfter(writes) if number >= writes => return Err(io::Error::other("gone")),
        Fault::DeafAfter(writes) if number >= writes && is_write => is_deaf = true,
        Fault::Busy(0) => {}
        Fault::Busy(times) => {
            set(&state, Fault::Busy(times - 1));
            return Ok(refusal(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"));
        }
        Fault::NoConditions if is_conditional => {
            return Ok(refusal(StatusCode::NOT_IMPLEMENTED, "NotImplemented"));
        }
        Fault::OtherClock => {
            let mut refused = refusal(StatusCode::FORBIDDEN, "AccessDenied");
            let date = hyper::header::HeaderValue::from_static("Thu, 01 Jan 2015 00:00:00 GMT");
            refused.headers_mut().insert("date", date);
            return Ok(refused);
        }
        _ => {}
    }
    let answer = service
        .call(request.map(Body::from))
        .await
        .map_err(|error| io::Error::other(format!("{error:?}")));
    if is_deaf {
        set(&state, Fault::None);
        return Err(io::Error::other("deaf"));
    }
    answer
}

/// Keeps what is asked; returns how many writes there were before.
fn note(state: &State, request: &Request<Incoming>) -> usize {
    let path = request.uri().path();
    let headers = request.headers().iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let asked = Asked {
        method: request.method().to_string(),
        path: path.strip_prefix("/talks/").unwrap_or(path).to_string(),
        headers: headers.collect(),
    };
    let mut all = state.asked.lock().expect("no test has failed");
    let before = all.iter().filter(|asked| asked.method != "GET").count();
    all.push(asked);
    before
}

fn due(state: &State, number: usize) -> Option<Hook> {
    let mut hook = state.hook.lock().expect("no test has failed");
    hook.take_if(|(wanted, _)| *wanted == number).map(|(_, hook)| hook)
}

fn set(state: &State, fault: Fault) {
    *state.fault.lock().expect("no test has failed") = fault;
}

fn refusal(status: StatusCode, code: &str) -> Response<Body> {
    let xml = format!("<Error><Code>{code}</Code></Error>");
    let mut response = Response::new(Body::from(xml));
    *response.status_mut() = status;
    response
}
