//! Bodies of `multipart/form-data`.

use super::parameters::Parameters;

/// A field of a form.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::testing) struct Field<'a> {
    pub(in crate::testing) name: &'a str,
    /// Whether the field is an uploaded file.
    pub(in crate::testing) is_file: bool,
    pub(in crate::testing) content: &'a str,
}

/// Returns the fields of a body. There are none if the content type is another one.
pub(in crate::testing) fn fields<'a>(content_type: &str, body: &'a str) -> Vec<Field<'a>> {
    let Some(boundary) = boundary(content_type) else {
        return Vec::new();
    };
    // Text before the first boundary and after the last one is ignored.
    let Some((_, parts)) = body.split_once(&format!("--{boundary}")) else {
        return Vec::new();
    };
    parts
        .split(&format!("\r\n--{boundary}"))
        .take_while(|part| !part.starts_with("--"))
        .filter_map(field)
        .collect()
}

/// Returns the fields of a body that are not files.
pub(in crate::testing) fn parameters(content_type: &str, body: &str) -> Parameters {
    let fields = fields(content_type, body).into_iter();
    let texts = fields.filter(|field| !field.is_file);
    texts
        .map(|field| (field.name.to_owned(), field.content.to_owned()))
        .collect()
}

fn boundary(content_type: &str) -> Option<&str> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(rest, "boundary")?;
    Some(boundary).filter(|boundary| !boundary.is_empty())
}

/// Reads one part: headers, an empty line, and the content.
fn field(part: &str) -> Option<Field<'_>> {
    let (head, content) = part.split_once("\r\n\r\n")?;
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    })?;
    Some(Field {
        name: parameter(disposition, "name")?,
        is_file: parameter(disposition, "filename").is_some(),
        content,
    })
}

/// Returns a parameter of a header, without quotes.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        let is_it = found.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nA & B +\r\n--b\r\n\
                        Content-Disposition: form-data; name=\"slides\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n\
                        %PDF\r\n\r\n1 --b\r\n--b\r\nContent-Type: text/plain\r\n\r\nof no name\r\n--b--\r\n--b\r\n\
                        content-disposition: form-data; name=late\r\n\r\nbehind the end\r\n--b--\r\n";

    #[test]
    fn parameters_and_files() {
        let kind = "Multipart/Form-Data; charset=utf-8; boundary=\"b\"";
        let expected = [
            Field {
                name: "name",
                is_file: false,
                content: "A & B +",
            },
            Field {
                name: "slides",
                is_file: true,
                content: "%PDF\r\n\r\n1 --b",
            },
        ];
        assert_eq!(fields(kind, BODY), expected);
        let parameters = parameters(kind, BODY);
        let pairs: Vec<_> = parameters.iter().collect();
        assert_eq!(pairs, [("name", "A & B +")]);
    }

    #[test]
    fn what_is_no_such_form_has_no_fields() {
        for kind in [
            "application/x-www-form-urlencoded",
            "text/plain; boundary=b",
            "multipart/form-data",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(fields(kind, BODY), [], "{kind}");
        }
    }
}
