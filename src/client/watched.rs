//! Enforces a deadline on any transport, whatever the server does.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::call::{Head, Request};
use crate::error::{Error, Result, TimeoutPhase, TransportProblem};
use crate::transport::{HttpResponse, Timeouts, Transport};

/// A transport that does its work in a thread, so that the caller can stop waiting.
///
/// A thread that is no longer waited for ends with the timeouts of its transport, which are never longer than the deadline,
/// and closes its connection.
pub(super) struct Watched(pub(super) Arc<dyn Transport>);

impl Transport for Watched {
    #[inline]
    fn send(&self, request: &Request, timeouts: &Timeouts) -> Result<HttpResponse> {
        let Some(deadline) = timeouts.deadline else {
            return self.0.send(request, timeouts);
        };
        let (sender, receiver) = sync_channel(1);
        let (transport, request, timeouts) = (Arc::clone(&self.0), request.clone(), *timeouts);
        thread::Builder::new()
            .name("bbb-sdk".to_owned())
            .spawn(move || work(&*transport, &request, &timeouts, &sender))
            .map_err(|error| Error::transport(TransportProblem::Setup, error))?;
        match next(&receiver, deadline)? {
            Message::Head(response) => {
                let (status, head, length) = *response?;
                let mut body = Pieces {
                    receiver,
                    deadline,
                    piece: Vec::new(),
                    taken: 0,
                };
                Ok(HttpResponse {
                    status,
                    head,
                    length,
                    body: Box::new(move |buffer| body.read(buffer)),
                })
            }
            Message::Piece(_) | Message::End(_) => Err(stopped()),
        }
    }

    #[inline]
    fn distrust(&self, request: &Request) {
        self.0.distrust(request);
    }
}

/// A message from the thread.
enum Message {
    Head(Result<Box<(u16, Head, Option<u64>)>>),
    Piece(Vec<u8>),
    End(io::Result<()>),
}

/// Sends the request and reads the body, until it ends or the caller has stopped waiting.
#[inline]
fn work(
    transport: &dyn Transport,
    request: &Request,
    timeouts: &Timeouts,
    sender: &SyncSender<Message>,
) {
    const PIECE: usize = 16 << 10;
    let mut body = match transport.send(request, timeouts) {
        Ok(response) => {
            let head = Box::new((response.status, response.head, response.length));
            if sender.send(Message::Head(Ok(head))).is_err() {
                return;
            }
            response.body
        }
        Err(error) => {
            let _ = sender.send(Message::Head(Err(error)));
            return;
        }
    };
    loop {
        let mut piece = vec![0; PIECE];
        let message = match body(&mut piece) {
            Ok(0) => Message::End(Ok(())),
            Ok(read) => {
                piece.truncate(read);
                Message::Piece(piece)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Message::End(Err(error)),
        };
        let ends = matches!(message, Message::End(_));
        if sender.send(message).is_err() || ends {
            return;
        }
    }
}

/// The pieces of a body that the thread reads.
struct Pieces {
    receiver: Receiver<Message>,
    deadline: Instant,
    piece: Vec<u8>,
    /// The number of bytes of the piece that were returned.
    taken: usize,
}

impl Read for Pieces {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.piece.len() {
            match next(&self.receiver, self.deadline).map_err(io::Error::other)? {
                Message::Piece(piece) => (self.piece, self.taken) = (piece, 0),
                Message::End(result) => return result.map(|()| 0),
                Message::Head(_) => return Err(io::Error::other(stopped())),
            }
        }
        let mut rest = self.piece.get(self.taken..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.taken += read;
        Ok(read)
    }
}

/// Waits for the thread until the deadline. A message that arrived before it but was not taken counts as too late.
#[inline]
fn next(receiver: &Receiver<Message>, deadline: Instant) -> Result<Message> {
    let left = time_until(deadline);
    if left.is_zero() {
        return Err(passed());
    }
    receiver.recv_timeout(left).map_err(|error| match error {
        RecvTimeoutError::Timeout => passed(),
        RecvTimeoutError::Disconnected => stopped(),
    })
}

#[inline]
fn time_until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

#[inline]
fn passed() -> Error {
    TransportProblem::Timeout(TimeoutPhase::Deadline).into()
}

/// Returns the error after a panic of the transport.
#[inline]
fn stopped() -> Error {
    Error::transport(TransportProblem::Setup, "the transport panicked")
}
