//! Reads JSON without building a tree.

/// The white space of JSON.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) struct Reader<'a> {
    rest: &'a str,
    /// Whether a step wanted more than there is.
    ran_out: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            ran_out: false,
        }
    }

    /// Reads a member's name and the colon after it.
    pub(super) fn name(&mut self) -> Option<String> {
        self.take('"')?;
        let name = self.rest_of_text()?;
        self.take(':')?;
        Some(name)
    }

    /// Reads past a value, however deep it is nested. Returns it if it is to be kept and is a text, a number or a boolean,
    /// and an empty text otherwise.
    ///
    /// Brackets are counted but not matched, because a parser reads the text as well, or it is only a refusal.
    pub(super) fn value(&mut self, keep: bool) -> Option<String> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                '"' if depth == 0 && keep => return self.rest_of_text(),
                '"' => {
                    self.skip_text()?;
                    if depth == 0 {
                        return Some(String::new());
                    }
                }
                '[' | '{' => depth = depth.checked_add(1)?,
                ']' | '}' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(String::new());
                    }
                }
                ',' | ':' if depth > 0 => {}
                c if c.is_ascii_alphanumeric() || c == '-' => {
                    let rest = self.rest_of_word();
                    if depth == 0 {
                        let word = keep.then(|| format!("{c}{rest}"));
                        return Some(word.filter(|word| word != "null").unwrap_or_default());
                    }
                }
                _ => return None,
            }
        }
    }

    fn rest_of_word(&mut self) -> &'a str {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let (rest, behind) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = behind;
        rest
    }

    /// Skips the rest of a text after its opening quote.
    fn skip_text(&mut self) -> Option<()> {
        loop {
            let at = self.rest.find(['"', '\\']).unwrap_or(self.rest.len());
            self.rest = self.rest.get(at..)?;
            if self.character()? == '"' {
                return Some(());
            }
            self.character()?;
        }
    }

    /// Returns whether a step failed because the text ends too early.
    pub(super) fn ran_out(&self) -> bool {
        self.ran_out
    }

    /// Returns whether only blanks are left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.trim_start_matches(BLANKS).is_empty()
    }

    /// Takes the next character that is not a blank.
    pub(super) fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start_matches(BLANKS);
        self.character()
    }

    /// Takes this character if it is the next one that is not a blank.
    pub(super) fn take(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.trim_start_matches(BLANKS);
        self.ran_out |= self.rest.is_empty();
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    fn character(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        self.ran_out |= next.is_none();
        next
    }

    /// Reads the rest of a text after its opening quote.
    pub(super) fn rest_of_text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            text.push(match self.character()? {
                '"' => return Some(text),
                '\\' => match self.character()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{C}',
                    'u' => self.escaped_unit()?,
                    c @ ('"' | '\\' | '/') => c,
                    _ => return None,
                },
                c => c,
            });
        }
    }

    /// Reads an escaped character: four hex digits, or two escapes of four for a surrogate pair.
    fn escaped_unit(&mut self) -> Option<char> {
        let first = self.hex()?;
        let mut units = vec![first];
        if (0xD800..0xDC00).contains(&first) {
            self.escape("\\u")?;
            units.push(self.hex()?);
        }
        char::decode_utf16(units).next()?.ok()
    }

    /// Takes these two characters.
    fn escape(&mut self, wanted: &str) -> Option<()> {
        wanted
            .chars()
            .try_for_each(|c| (self.character()? == c).then_some(()))
    }

    fn hex(&mut self) -> Option<u16> {
        self.ran_out |= self.rest.len() < 4;
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        digits.chars().try_fold(0, |unit: u16, digit| {
            let digit = digit.to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }
}
