//! A listener, and a thread for each of its connections.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::input::{Input, Unread};
use super::{Handler, Request, Step, lock, refusal};
use crate::testing::clock::{Clock, Wait};

/// A listening server. Dropping it ends every connection and every thread.
pub(in crate::testing) struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    handler: Arc<dyn Handler>,
    clock: Clock,
    stopping: AtomicBool,
    open: Mutex<Open>,
}

/// The connections that are open and the threads that serve them.
#[derive(Default)]
struct Open {
    next: u64,
    streams: HashMap<u64, Arc<TcpStream>>,
    threads: Vec<JoinHandle<()>>,
}

impl Listener {
    pub(in crate::testing) fn start(
        listener: TcpListener,
        clock: Clock,
        handler: Arc<dyn Handler>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler,
            clock,
            stopping: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let this = Self {
            address,
            shared,
            accepting: Mutex::new(None),
        };
        this.accept_from(listener)?;
        Ok(this)
    }

    /// Returns the number of open connections.
    pub(in crate::testing) fn connections(&self) -> usize {
        lock(&self.shared.open).streams.len()
    }

    /// Stops listening and ends every connection. New connections are refused.
    pub(in crate::testing) fn stop(&self) {
        let Some(accepting) = lock(&self.accepting).take() else {
            return;
        };
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.shared.clock.interrupt();
        // Wake the accepting thread, which waits for a connection.
        while !accepting.is_finished() {
            let _ = TcpStream::connect_timeout(&self.nearby(), Duration::from_secs(1));
            thread::yield_now();
        }
        let _ = accepting.join();
        let mut open = lock(&self.shared.open);
        for stream in open.streams.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let threads = std::mem::take(&mut open.threads);
        drop(open);
        for thread in threads {
            let _ = thread.join();
        }
    }

    /// Returns an address at which this process can reach the listener.
    pub(in crate::testing) fn nearby(&self) -> SocketAddr {
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            IpAddr::V4(_) | IpAddr::V6(_) => {}
        }
        address
    }

    /// Listens again at the same address.
    pub(in crate::testing) fn resume(&self) -> io::Result<()> {
        if lock(&self.accepting).is_some() {
            return Ok(());
        }
        let listener = TcpListener::bind(self.address)?;
        self.shared.stopping.store(false, Ordering::SeqCst);
        self.shared.clock.resume();
        self.accept_from(listener)
    }

    fn accept_from(&self, listener: TcpListener) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new()
            .name("bbb-sdk testing: accept".to_owned())
            .spawn(move || accept(&listener, &shared))?;
        *lock(&self.accepting) = Some(thread);
        Ok(())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        // No descriptors are left, or the client is gone. The next connection may succeed.
        let Ok(stream) = stream else { continue };
        let mut open = lock(&shared.open);
        let number = open.next;
        open.next = number.wrapping_add(1);
        let stream = Arc::new(stream);
        open.streams.insert(number, Arc::clone(&stream));
        open.threads.retain(|thread| !thread.is_finished());
        let connection = Arc::clone(shared);
        let serve = move || {
            // An error only ends the connection.
            let _ = serve(&stream, &connection);
            drop(stream);
            // This drops the last handle, which closes the connection.
            lock(&connection.open).streams.remove(&number);
        };
        match thread::Builder::new()
            .name("bbb-sdk testing: connection".to_owned())
            .spawn(serve)
        {
            Ok(thread) => open.threads.push(thread),
            Err(_) => _ = open.streams.remove(&number),
        }
    }
}

/// Answers the requests on a connection, one after another.
fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = Input::new(stream);
    while !shared.stopping.load(Ordering::SeqCst) {
        let (steps, keep) = match input.request() {
            Ok(None) => return Ok(()),
            Ok(Some((request, keep))) => (handle(&request, shared), keep),
            Err(Unread::Io(error)) => return Err(error),
            Err(Unread::Refused(status)) => (refusal(status), false),
        };
        // The last bytes of the request are still unread, so that closing the connection resets it.
        for step in steps {
            if !take(step, stream, shared)? {
                return Ok(());
            }
        }
        input.consume()?;
        if !keep {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the steps that answer a request. After a panic the connection is reset, so that the client does not wait.
fn handle(request: &Request, shared: &Shared) -> Vec<Step> {
    let handled = AssertUnwindSafe(|| shared.handler.handle(request));
    catch_unwind(handled).unwrap_or_else(|message| {
        shared.handler.panicked(message);
        vec![Step::Reset]
    })
}

/// Takes a step. Returns whether the connection stays open.
fn take(step: Step, mut stream: &TcpStream, shared: &Shared) -> io::Result<bool> {
    match step {
        Step::Send(bytes) => stream.write_all(&bytes).map(|()| true),
        Step::Repeat(piece, count) => {
            // Write large pieces, because the total may be large.
            let at_once = 1 + (64 << 10) / piece.len().max(1);
            let many = piece.repeat(at_once);
            let mut left = count;
            while left > 0 {
                let pieces = usize::try_from(left).map_or(at_once, |left| left.min(at_once));
                let bytes = many.get(..pieces * piece.len()).unwrap_or_default();
                stream.write_all(bytes)?;
                left -= u64::try_from(pieces).unwrap_or(left);
            }
            Ok(true)
        }
        Step::Drip(bytes, every) => {
            for byte in bytes {
                if shared.clock.sleep(every) == Wait::Interrupted {
                    return Ok(false);
                }
                stream.write_all(&[byte])?;
            }
            Ok(true)
        }
        Step::Pause(time) => Ok(shared.clock.sleep(time) == Wait::Passed),
        Step::Silence => {
            shared.clock.wait_for_interrupt();
            Ok(false)
        }
        Step::Close => {
            // Unread bytes would cause a reset, which could discard what was sent.
            stream.set_nonblocking(true)?;
            let mut rest = [0; 4096];
            while matches!(stream.read(&mut rest), Ok(1..)) {}
            Ok(false)
        }
        Step::Reset => Ok(false),
    }
}
