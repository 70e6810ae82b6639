//! The body of a response, read up to a limit.

use std::io;

use crate::call::{Head, PIECE, Source};
use crate::error::{Error, Limit, ResponseProblem, Result, TimeoutPhase, TransportProblem};
use crate::transport::{BodyReader, HttpResponse};

/// A body that is still to be read. Reading more than the limit is an error.
///
/// Dropping it before its end closes the connection.
pub(super) struct Incoming {
    body: BodyReader,
    /// The length that the server declares.
    length: Option<usize>,
    limit: usize,
    /// The number of bytes that may still arrive.
    left: usize,
}

impl Incoming {
    /// Splits a response into its head and its body. A body whose declared length exceeds the limit is refused at once.
    pub(super) fn new(response: HttpResponse, limit: usize) -> Result<(Head, Self)> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        if limit < usize::MAX && response.length.is_some_and(|length| length > most) {
            return Err(too_long(limit));
        }
        let length = response
            .length
            .and_then(|length| usize::try_from(length).ok());
        let incoming = Self {
            body: response.body,
            length,
            limit,
            left: limit,
        };
        Ok((response.head, incoming))
    }

    /// Reads the first piece of the body. Returns it with a source of the rest, unless it is the whole body.
    ///
    /// If that fails, the source returns the error after the bytes that arrived.
    pub(super) fn begin(mut self) -> (Vec<u8>, Option<Source>) {
        const UNDECLARED: usize = 4 << 10;
        // One byte more than what is declared finds the end without growing.
        let expected = self
            .length
            .map_or(UNDECLARED, |length| length.min(PIECE - 1) + 1);
        let mut bytes = vec![0; expected];
        let mut filled = 0;
        let rest = loop {
            if filled == bytes.len() {
                if filled == PIECE {
                    break Some(self.into_source());
                }
                bytes.resize(PIECE, 0);
            }
            match self.read(bytes.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => break None,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Some(broken(error)),
            }
        };
        bytes.truncate(filled);
        (bytes, rest)
    }

    /// Returns a source of the rest of the body, with the crate's errors.
    fn into_source(mut self) -> Source {
        Box::new(move |buffer| {
            loop {
                match self.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => return read.map_err(in_body),
                }
            }
        })
    }
}

/// Returns a source of a body that cannot be read.
fn broken(error: io::Error) -> Source {
    let mut error = Some(in_body(error));
    Box::new(move |_| Err(error.take().unwrap_or_else(cut_off)))
}

impl Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // One more byte than the limit distinguishes a body that is too long from one that ends at the limit.
        let most = self.left.saturating_add(1).min(buffer.len());
        let buffer = buffer.get_mut(..most).unwrap_or_default();
        let read = (self.body)(buffer)?;
        match self.left.checked_sub(read) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(too_long(self.limit))),
        }
        Ok(read)
    }
}

/// Returns whether further bytes on the connection may belong to this response. JSON of an unexpected shape may be truncated or
/// doubled as well.
pub(super) fn is_broken(error: &Error) -> bool {
    use ResponseProblem as Problem;
    let Error::Response { problem, .. } = error else {
        return false;
    };
    matches!(
        problem,
        Problem::CutOff
            | Problem::Doubled
            | Problem::Malformed(_)
            | Problem::Encoding
            | Problem::Json
    )
}

fn too_long(limit: usize) -> Error {
    Error::answer(ResponseProblem::Limit(Limit::BodyBytes(limit)), "")
}

fn cut_off() -> Error {
    Error::answer(ResponseProblem::CutOff, "")
}

/// Returns the error for a body that cannot be read to its end.
fn in_body(error: io::Error) -> Error {
    use io::ErrorKind as Kind;
    let error = match error.downcast::<Error>() {
        Ok(error) => return error,
        Err(error) => error,
    };
    let problem = match error.kind() {
        // If the connection closes within the body, the response is truncated and must not be read.
        Kind::UnexpectedEof => return cut_off(),
        Kind::TimedOut | Kind::WouldBlock => TransportProblem::Timeout(TimeoutPhase::Body),
        _ => TransportProblem::Broken,
    };
    Error::transport(problem, error)
}
