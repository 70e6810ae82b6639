//! HTML error pages of the programs around BigBlueButton.

use super::reason;
use crate::testing::text::xml::escaped;

/// Returns the page of nginx, in front of BigBlueButton.
pub(in crate::testing) fn nginx(status: u16) -> String {
    let title = format!("{status} {}", reason(status));
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx/1.18.0 (Ubuntu)</center>\r\n</body>\r\n</html>\r\n"
    )
}

/// Returns the page of Grails for an unhandled exception.
pub(in crate::testing) fn grails_500() -> String {
    "<!doctype html>\n<html>\n    <head>\n        <title>Grails Runtime Exception</title>\n    </head>\n    <body>\n        \
     <ul class=\"errors\">\n            <li>An error has occurred</li>\n        </ul>\n    </body>\n</html>\n"
        .to_owned()
}

/// Returns the page of Express, which serves the webhooks.
pub(in crate::testing) fn express(words: &str) -> String {
    let words = escaped(words);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n\
         <pre>{words}</pre>\n</body>\n</html>\n"
    )
}

/// Returns the page of Django, the framework of b3lb, for an unknown path.
pub(in crate::testing) fn django_404() -> String {
    "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  \
     <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n"
        .to_owned()
}

/// Returns the page of `HAProxy` when no server is left.
pub(in crate::testing) fn balancer_503() -> String {
    "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n".to_owned()
}

/// Returns the page of Django for an unhandled exception.
pub(in crate::testing) fn django_500() -> String {
    "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Server Error (500)</title>\n</head>\n<body>\n  \
     <h1>Server Error (500)</h1><p></p>\n</body>\n</html>\n"
        .to_owned()
}

/// Returns the page of Django for a bad request.
pub(in crate::testing) fn django_400() -> String {
    "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Bad Request (400)</title>\n</head>\n<body>\n  \
     <h1>Bad Request (400)</h1><p></p>\n</body>\n</html>\n"
        .to_owned()
}
