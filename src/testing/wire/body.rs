//! Request bodies, decoded while they arrive.

/// The maximum length of a body.
const LONGEST: usize = 64 << 20;
/// The maximum length of a line with a chunk's size, and of the trailer.
const LINE: usize = 1 << 10;
const TRAILER: usize = 8 << 10;

/// A body that is arriving. Every byte is examined once.
#[derive(Debug)]
pub(super) struct Body {
    content: Vec<u8>,
    part: Part,
}

/// The part of the body that comes next.
#[derive(Debug)]
enum Part {
    /// This many bytes until the end.
    Rest(usize),
    /// The line with the size of a chunk, of which these bytes have arrived.
    Size(Vec<u8>),
    /// This many bytes of a chunk.
    Chunk(usize),
    /// The line end after a chunk. `true` if its first byte has arrived.
    ChunkEnd(bool),
    /// The lines after the last chunk: their total length, and the length of the last one.
    Trailer(usize, usize),
}

impl Body {
    /// Creates a body of known length. The error is the status of the response to a body that is too long.
    pub(super) fn of_length(length: usize) -> Result<Self, u16> {
        if length > LONGEST {
            return Err(413);
        }
        Ok(Self {
            content: Vec::new(),
            part: Part::Rest(length),
        })
    }

    /// Creates a chunked body.
    pub(super) fn chunked() -> Self {
        Self {
            content: Vec::new(),
            part: Part::Size(Vec::new()),
        }
    }

    pub(super) fn into_content(self) -> Vec<u8> {
        self.content
    }

    /// Takes bytes that have arrived. Returns how many of them belong to the body, once it is complete.
    ///
    /// The error is the status of the response to a malformed body.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Option<usize>, u16> {
        let mut rest = bytes;
        loop {
            match &mut self.part {
                Part::Rest(left) => {
                    let (own, others) = rest.split_at((*left).min(rest.len()));
                    self.content.extend_from_slice(own);
                    *left -= own.len();
                    return Ok((*left == 0).then_some(bytes.len() - others.len()));
                }
                _ if rest.is_empty() => return Ok(None),
                Part::Size(line) => {
                    let end = rest.iter().position(|byte| *byte == b'\n');
                    let (own, others) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
                    if line.len() + own.len() > LINE {
                        return Err(400);
                    }
                    line.extend_from_slice(own);
                    rest = others;
                    if end.is_some() {
                        let size = size(line)?;
                        if size > LONGEST - self.content.len() {
                            return Err(413);
                        }
                        self.part = match size {
                            0 => Part::Trailer(0, 0),
                            size => Part::Chunk(size),
                        };
                    }
                }
                Part::Chunk(left) => {
                    let (own, others) = rest.split_at((*left).min(rest.len()));
                    self.content.extend_from_slice(own);
                    *left -= own.len();
                    rest = others;
                    if *left == 0 {
                        self.part = Part::ChunkEnd(false);
                    }
                }
                Part::ChunkEnd(half) => {
                    let expected = if *half { b'\n' } else { b'\r' };
                    rest = rest.strip_prefix(&[expected]).ok_or(400_u16)?;
                    self.part = if *half {
                        Part::Size(Vec::new())
                    } else {
                        Part::ChunkEnd(true)
                    };
                }
                Part::Trailer(all, line) => {
                    let (byte, others) = rest.split_first().ok_or(400_u16)?;
                    rest = others;
                    *all += 1;
                    match byte {
                        b'\n' if *line == 0 => return Ok(Some(bytes.len() - rest.len())),
                        b'\n' => *line = 0,
                        b'\r' => {}
                        _ => *line += 1,
                    }
                    if *all > TRAILER {
                        return Err(400);
                    }
                }
            }
        }
    }
}

/// Returns the size in the line before a chunk.
fn size(line: &[u8]) -> Result<usize, u16> {
    match httparse::parse_chunk_size(line) {
        Ok(httparse::Status::Complete((_, size))) => usize::try_from(size).map_err(|_| 413),
        Ok(httparse::Status::Partial) | Err(_) => Err(400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds bytes in pieces of a given length. Returns the content and the length of the body.
    fn read(bytes: &[u8], piece: usize) -> Result<(String, usize), Option<u16>> {
        let (mut body, mut before) = (Body::chunked(), 0);
        for piece in bytes.chunks(piece) {
            if let Some(end) = body.feed(piece).map_err(Some)? {
                let content = String::from_utf8(body.into_content()).unwrap();
                return Ok((content, before + end));
            }
            before += piece.len();
        }
        Err(None)
    }

    #[test]
    fn chunks_in_pieces_of_every_length() {
        let plain = b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\nGET /";
        let with_trailer = b"b\r\nhello world\r\n0\r\nX-Sum: 1\r\nX: 2\r\n\r\nGET /";
        for piece in 1..=plain.len() {
            let end = plain.len() - "GET /".len();
            assert_eq!(read(plain, piece), Ok(("hello world".to_owned(), end)));
        }
        for piece in 1..=with_trailer.len() {
            let end = with_trailer.len() - "GET /".len();
            assert_eq!(
                read(with_trailer, piece),
                Ok(("hello world".to_owned(), end))
            );
        }
    }

    #[test]
    fn what_is_no_chunk_and_what_is_too_long() {
        for (bytes, status) in [
            (&b"x\r\n"[..], Some(400)),
            (b"1\r\nab", Some(400)),
            (b"1\r\na\n1\r\n", Some(400)),
            (b"4000001\r\n", Some(413)),
            (b"1\r\na\r\n4000000\r\n", Some(413)),
            (b"fffffffffffffff\r\n", Some(413)),
            (b"5\r\nhell", None),
        ] {
            assert_eq!(read(bytes, 100), Err(status), "{bytes:?}");
        }
        let endless_line = [b"1;".to_vec(), vec![b'a'; 2000]].concat();
        assert_eq!(read(&endless_line, 10), Err(Some(400)));
        let endless_trailer = [b"0\r\n".to_vec(), b"X: 1\r\n".repeat(5000)].concat();
        assert_eq!(read(&endless_trailer, 10), Err(Some(400)));
        assert_eq!(Body::of_length((64 << 20) + 1).unwrap_err(), 413);
    }

    /// Quadratic time would not finish.
    #[test]
    fn a_million_chunks_in_small_pieces() {
        let bytes = [b"1\r\na\r\n".repeat(1_000_000), b"0\r\n\r\n".to_vec()].concat();
        let (content, end) = read(&bytes, 7).unwrap();
        assert_eq!((content.len(), end), (1_000_000, bytes.len()));
    }
}
