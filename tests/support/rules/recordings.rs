//! The rules for recordings.

use super::*;

/// Returns the kind of program that created the list of recordings.
fn producer(fixture: &Fixture) -> &str {
    fixture.about["producer"]["kind"].as_str().unwrap()
}

pub(crate) fn recordings(fixture: &Fixture) -> Value {
    let all = fixture.model()["recordings"].as_array().unwrap();
    let (damaged, sound): (Vec<_>, Vec<_>) = all.iter().partition(|one| one["error"] == true);
    let mut recordings: Vec<Value> = sound.iter().map(|one| recording(fixture, one)).collect();
    recordings.sort_by(|a, b| a["record_id"].as_str().cmp(&b["record_id"].as_str()));
    let pagination = &fixture.model()["pagination"];
    let page = pagination.is_object().then(|| {
        json!([
            pagination["offset"],
            pagination["limit"],
            true,
            false,
            all.is_empty()
        ])
    });
    let (message_key, message) = match producer(fixture) {
        _ if !all.is_empty() => (None, None),
        "ruby-view" => (
            Some("noRecordings"),
            Some("There are not recordings for the meetings"),
        ),
        _ => (
            Some("noRecordings"),
            Some("There are no recordings for the meeting(s)."),
        ),
    };
    json!({
        "recordings": recordings,
        "damaged": damaged.iter().map(|one| one["metadataXml"].clone()).collect::<Vec<_>>(),
        "total": pagination["totalElements"],
        "page": page,
        "message_key": message_key,
        "message": message,
    })
}

fn recording(fixture: &Fixture, model: &Value) -> Value {
    let meeting = &model["meeting"];
    let database = producer(fixture) == "dom-db";
    let value = |element: &str, value: &Value| {
        if fixture.has(element) {
            value.clone()
        } else {
            Value::Null
        }
    };
    let own = |name: &str, of_meeting: &str| {
        let own = if model[name].is_string() {
            &model[name]
        } else {
            &meeting[of_meeting]
        };
        escaped(fixture, model, &referenced(fixture, &text(fixture, own)))
    };
    let time = |name: &str| {
        let words = &model[format!("{name}Text")];
        moment(&text(
            fixture,
            if words.is_string() {
                words
            } else {
                &model[name]
            },
        ))
    };
    let formats: Vec<Value> = model["formats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format(fixture, one))
        .collect();
    let sizes = || {
        model["formats"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["size"].as_i64().unwrap())
            .sum::<i64>()
    };
    let has_sizes = fixture.about["producer"]["generation"] == "scala-2.2";
    json!({
        "record_id": model["recordId"],
        "meeting_id": own("meetingId", "externalId"),
        "internal_meeting_id": value("internalMeetingID", &meeting["id"]),
        "name": own("name", "name"),
        "is_breakout": if database { Value::Null } else { value("internalMeetingID", &meeting["breakout"]) },
        "published": model["published"],
        "state": value("state", &model["state"]),
        "start_time": time("startTime"),
        "end_time": time("endTime"),
        "deleted_at": moment(&model["deletedAt"]),
        "publish_updated": model["publishUpdated"],
        "protected": model["isProtected"],
        "participants": value("participants", &model["participants"]),
        "raw_size_bytes": value("rawSize", &model["rawSize"]),
        "metadata": metadata(fixture, model),
        "breakout": breakout(fixture, model),
        "breakout_rooms": if fixture.has("breakoutRooms") { sorted(&model["breakoutRooms"]) } else { json!([]) },
        "size_bytes": has_sizes.then(sizes),
        "playback": formats,
        "data": data(fixture, model),
        "callback": callback(model),
    })
}

fn sorted(list: &Value) -> Value {
    list.as_array().cloned().unwrap_or_default().into()
}

fn moment(text: &Value) -> Value {
    let text = text.as_str().unwrap_or_default();
    match text.parse::<i64>() {
        Ok(millis) => come(json!(millis)),
        Err(_) if text.is_empty() || text == "null" => Value::Null,
        Err(_) => json!(text),
    }
}

/// Returns a moment, or null for 0, which means that it has not come.
pub(super) fn come(millis: Value) -> Value {
    if millis == json!(0) {
        Value::Null
    } else {
        millis
    }
}

/// Lists that are created by Scala code have names and IDs that are escaped twice, and once more for each change of the
/// recording.
fn escaped(fixture: &Fixture, model: &Value, value: &Value) -> Value {
    let mut value = match value.as_str() {
        Some(value) => value.to_owned(),
        None => return Value::Null,
    };
    if producer(fixture) == "scala-recordings" {
        for _ in 0..=model["rewrites"].as_u64().unwrap_or(0) {
            value = value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;");
        }
    }
    json!(value)
}

/// Servers with the encoding ISO-8859-1 write other characters as references, even in CDATA, where they remain
/// references.
fn referenced(fixture: &Fixture, value: &Value) -> Value {
    match value.as_str() {
        Some(value) if fixture.about["encoding"] == "ISO-8859-1" => value
            .chars()
            .map(|c| match u32::from(c) {
                0..=0xFF => c.to_string(),
                code => format!("&#x{code:x};"),
            })
            .collect::<String>()
            .into(),
        _ => value.clone(),
    }
}

fn metadata(fixture: &Fixture, model: &Value) -> Value {
    if model["no_meta"] == true {
        return json!({});
    }
    match model["raw_meta"].as_str() {
        None => match map(fixture, &model["metadata"]) {
            Value::Object(map) => map
                .into_iter()
                .map(|(name, value)| (name, referenced(fixture, &value)))
                .collect(),
            other => other,
        },
        // Markup in a value is reduced to its text.
        Some(raw) => roxmltree::Document::parse(raw)
            .unwrap()
            .root_element()
            .children()
            .map(|child| {
                let texts: String = child
                    .descendants()
                    .filter_map(|node| node.text().filter(|_| node.is_text()))
                    .collect();
                (child.tag_name().name().to_owned(), json!(texts))
            })
            .collect(),
    }
}

fn breakout(fixture: &Fixture, model: &Value) -> Value {
    let breakout = &model["breakout"];
    if !breakout.is_object() {
        return Value::Null;
    }
    let free_join = match model["rewrites"].as_u64() {
        Some(1..) => json!(false),
        _ if fixture.has("freeJoin") => breakout["freeJoin"].clone(),
        _ => Value::Null,
    };
    json!([breakout["parentMeetingId"], breakout["sequence"], free_join])
}

fn data(fixture: &Fixture, model: &Value) -> Value {
    let data = model["data"].as_array().into_iter().flatten();
    data.map(|one| json!([text(fixture, &one["type"]), text(fixture, &one["url"])]))
        .collect()
}

fn callback(model: &Value) -> Value {
    let callback = &model["callback"];
    if callback.is_object() {
        json!([
            callback["meetingId"],
            callback["callbackAttributes"],
            moment(&callback["createdAt"])
        ])
    } else {
        Value::Null
    }
}

fn format(fixture: &Fixture, model: &Value) -> Value {
    let millis = model["durationMs"].as_i64().unwrap();
    let database = producer(fixture) == "dom-db";
    let has_sizes = fixture.about["producer"]["generation"] == "scala-2.2";
    // Servers of the 0.x releases return only the first picture.
    let most = match producer(fixture) {
        "groovy" => 1,
        _ => usize::MAX,
    };
    let images = || {
        let images = model["images"].as_array().into_iter().flatten();
        images
            .take(most)
            .enumerate()
            .map(|(at, image)| self::image(image, database.then_some(at)))
            .collect()
    };
    json!({
        "kind": model["type"],
        "url": text(fixture, &model["url"]),
        "processing_time_millis": if fixture.has("processingTime") { model["processingTime"].clone() } else { Value::Null },
        "length_minutes": (!database).then_some(millis / 60_000),
        "length_millis": database.then_some(millis),
        "size_bytes": if has_sizes { model["size"].clone() } else { Value::Null },
        "preview": match model["raw_extensions"].as_str() {
            Some(raw) => json!(raw_images(raw)),
            None if fixture.has("images") => images(),
            None => json!([]),
        },
        "urls": model["raw_extensions"].as_str().map(raw_urls).unwrap_or_default(),
    })
}

fn image(image: &Value, sequence: Option<usize>) -> Value {
    let number = |name: &str| {
        image[name]
            .as_str()
            .and_then(|text| text.parse::<i64>().ok())
    };
    // Line breaks in an attribute are read as spaces.
    let alt = image["alt"]
        .as_str()
        .map(|alt| alt.replace(['\n', '\r', '\t'], " ").trim().to_owned());
    json!({
        "url": image["url"],
        "width": number("width"),
        "height": number("height"),
        "alt": alt.filter(|alt| !alt.is_empty()),
        "sequence": sequence,
    })
}

/// Returns the pictures in extensions, which are copied unchanged.
fn raw_images(raw: &str) -> Vec<Value> {
    let document = roxmltree::Document::parse(raw).unwrap();
    let within = |node: &roxmltree::Node<'_, '_>, name| {
        node.ancestors().any(|above| above.has_tag_name(name))
    };
    let images = document
        .descendants()
        .filter(|node| node.has_tag_name("image") && within(node, "preview"));
    images
        .map(|node| {
            json!({
                "url": node.text().map(str::trim).filter(|url| !url.is_empty()),
                "width": node.attribute("width").and_then(|text| text.parse::<i64>().ok()),
                "height": node.attribute("height").and_then(|text| text.parse::<i64>().ok()),
                "alt": node.attribute("alt").filter(|alt| !alt.is_empty()),
                "sequence": Value::Null,
            })
        })
        .collect()
}

fn raw_urls(raw: &str) -> Vec<Value> {
    let document = roxmltree::Document::parse(raw).unwrap();
    let urls = document.descendants().filter(|node| {
        node.has_tag_name("url")
            && node
                .parent()
                .is_some_and(|parent| parent.has_tag_name("urls"))
    });
    urls.map(|node| {
        json!([
            node.attribute("type"),
            node.attribute("category"),
            node.text().map(str::trim)
        ])
    })
    .collect()
}
