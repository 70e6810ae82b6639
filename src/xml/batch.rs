//! The texts that the parser gets: batches of records, and the text around them.

/// The length from which a batch is full: long enough to share the setup of the parser, short enough for the nodes to stay
/// in the processor's cache.
const FULL: usize = 32 << 10;

/// The length from which the first batch of a stream is full. It is shorter, so that the first record is returned early.
const FIRST_FULL: usize = 16 << 10;

/// A text for the parser, with what is needed to limit the memory of its tree.
#[derive(Default)]
pub(super) struct Part {
    pub(super) text: String,
    /// The number of elements, texts, comments and instructions.
    pub(super) nodes: usize,
    /// The length of the text as it arrived.
    pub(super) source: usize,
}

impl Part {
    /// Returns the maximum number of bytes that the parser reserves, if no more than `left` bytes are left.
    ///
    /// The parser reserves a node for each `<`, and doubles that if it is too little. It reserves an attribute for each `=`.
    /// The sizes are those with the parser's feature `positions`, because any crate in a program may enable it.
    pub(super) fn tree_bytes(&self, left: usize) -> usize {
        const NODE: usize = 72;
        const ATTRIBUTE: usize = 72;
        // No tree of the text takes more than this, and neither do its values. Counting is only needed if both together could be
        // more than what is left.
        let most = self.text.len().saturating_mul(2 * NODE);
        let most = most.saturating_add(self.text.capacity());
        if most <= left / 2 {
            return most;
        }
        let count = |byte| memchr::memchr_iter(byte, self.text.as_bytes()).count();
        let (tags, attributes) = (count(b'<'), count(b'='));
        let reserved = if self.nodes < tags { tags } else { 2 * tags };
        NODE.saturating_mul(reserved)
            .saturating_add(ATTRIBUTE.saturating_mul(attributes))
            .saturating_add(self.text.capacity())
    }
}

/// Records that are parsed together, without the layout in them.
pub(super) struct Batch {
    pub(super) part: Part,
    /// The ends of the complete records.
    ends: Vec<usize>,
    /// The length from which it is full.
    full: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            part: Part::default(),
            ends: Vec::new(),
            full: FULL,
        }
    }
}

impl Batch {
    const START: &'static str = "<batch>";
    const END: &'static str = "</batch>";

    /// Creates the first batch of a stream.
    pub(super) fn first_of_stream() -> Self {
        Self {
            full: FIRST_FULL,
            ..Self::default()
        }
    }

    /// Returns whether there is no complete record.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns whether the complete records are long enough.
    pub(super) fn is_full(&self) -> bool {
        self.ends.last().is_some_and(|end| *end >= self.full)
    }

    pub(super) fn begin_record(&mut self) {
        if self.is_empty() {
            self.part.text.push_str(Self::START);
        }
    }

    pub(super) fn end_record(&mut self) {
        self.ends.push(self.part.text.len());
    }

    /// Returns the text of the incomplete record.
    pub(super) fn incomplete_record(&self) -> &str {
        self.part.text.get(self.last_end()..).unwrap_or_default()
    }

    /// Makes the text a document of the complete records. Returns the incomplete record.
    pub(super) fn close(&mut self) -> String {
        let incomplete = self.incomplete_record().to_owned();
        self.part.text.truncate(self.last_end());
        self.part.text.push_str(Self::END);
        incomplete
    }

    /// Removes the complete records.
    pub(super) fn restart(&mut self, incomplete: &str) {
        self.part.text.clear();
        self.ends.clear();
        self.full = FULL;
        (self.part.nodes, self.part.source) = (0, 0);
        if !incomplete.is_empty() {
            self.begin_record();
            self.part.text.push_str(incomplete);
        }
    }

    /// Returns the complete records one by one.
    pub(super) fn records(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(Self::START.len()).chain(self.ends.iter().copied());
        let text = &self.part.text;
        starts
            .zip(&self.ends)
            .filter_map(|(start, end)| text.get(start..*end))
    }

    fn last_end(&self) -> usize {
        self.ends.last().copied().unwrap_or(Self::START.len())
    }
}
