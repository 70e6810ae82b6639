//! Responses of any size as `BigBlueButton` 3.0 writes them, generated from a running number.

use std::fmt::Write as _;

/// Pseudorandom numbers that are the same in every run.
struct Digits(u64);

impl Digits {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 24
    }

    fn hex(&mut self, length: usize) -> String {
        let mut text = String::new();
        while text.len() < length {
            let _ = write!(text, "{:010x}", self.next());
        }
        text.truncate(length);
        text
    }
}

/// Returns a response to `isMeetingRunning`.
pub fn running() -> String {
    "<response>\n<returncode>SUCCESS</returncode>\n<running>true</running>\n</response>".to_owned()
}

/// Returns a response to `create`.
pub fn created() -> String {
    let mut digits = Digits(1);
    let internal = digits.hex(40);
    format!(
        "<response>\n<returncode>SUCCESS</returncode>\n<meetingID>room-1</meetingID>\n\
         <internalMeetingID>{internal}-1715546442788</internalMeetingID>\n<parentMeetingID>bbb-none</parentMeetingID>\n\
         <attendeePW>v5p5rpc7</attendeePW>\n<moderatorPW>pi87j9ag</moderatorPW>\n<createTime>1715546442788</createTime>\n\
         <voiceBridge>97195</voiceBridge>\n<dialNumber>613-555-1234</dialNumber>\n\
         <createDate>Sun May 12 20:40:42 UTC 2024</createDate>\n<hasUserJoined>false</hasUserJoined>\n\
         <duration>0</duration>\n<hasBeenForciblyEnded>false</hasBeenForciblyEnded>\n<messageKey></messageKey>\n\
         <message></message>\n</response>"
    )
}

/// Returns a response to `getMeetings`.
pub fn meetings(count: usize, attendees: usize) -> String {
    let mut digits = Digits(2);
    let mut text = "<response>\n<returncode>SUCCESS</returncode>\n<meetings>\n".to_owned();
    for number in 0..count {
        text += "<meeting>\n";
        meeting(&mut text, &mut digits, number, attendees);
        text += "</meeting>\n";
    }
    text + "</meetings>\n</response>"
}

/// Returns a response to `getMeetingInfo`.
pub fn meeting_info(attendees: usize) -> String {
    let mut text = "<response>\n<returncode>SUCCESS</returncode>\n".to_owned();
    meeting(&mut text, &mut Digits(3), 0, attendees);
    text + "</response>"
}

fn meeting(text: &mut String, digits: &mut Digits, number: usize, attendees: usize) {
    let (internal, id) = (digits.hex(40), digits.hex(40));
    let _ = write!(
        text,
        "<meetingName>Course {number} &amp; seminar</meetingName>\n<meetingID>{id}</meetingID>\n\
         <internalMeetingID>{internal}-1715546442788</internalMeetingID>\n<createTime>1715546442788</createTime>\n\
         <createDate>Sun May 12 20:40:42 UTC 2024</createDate>\n<voiceBridge>97195</voiceBridge>\n\
         <dialNumber>613-555-1234</dialNumber>\n<attendeePW>v5p5rpc7</attendeePW>\n<moderatorPW>pi87j9ag</moderatorPW>\n\
         <running>true</running>\n<duration>0</duration>\n<hasUserJoined>true</hasUserJoined>\n\
         <recording>false</recording>\n<hasBeenForciblyEnded>false</hasBeenForciblyEnded>\n\
         <startTime>1715546442807</startTime>\n<endTime>0</endTime>\n<participantCount>{attendees}</participantCount>\n\
         <listenerCount>2</listenerCount>\n<voiceParticipantCount>7</voiceParticipantCount>\n\
         <videoCount>5</videoCount>\n<maxUsers>0</maxUsers>\n<moderatorCount>1</moderatorCount>\n<attendees>\n"
    );
    for number in 0..attendees {
        let (user, role) = (
            digits.hex(12),
            if number % 10 == 0 {
                "MODERATOR"
            } else {
                "VIEWER"
            },
        );
        let _ = write!(
            text,
            "<attendee>\n<userID>w_{user}</userID>\n<fullName>Zoë Participant {number}</fullName>\n<role>{role}</role>\n\
             <isPresenter>false</isPresenter>\n<isListeningOnly>false</isListeningOnly>\n\
             <hasJoinedVoice>true</hasJoinedVoice>\n<hasVideo>false</hasVideo>\n<clientType>HTML5</clientType>\n\
             <customdata>\n<bbb_custom_language>en</bbb_custom_language>\n</customdata>\n</attendee>\n"
        );
    }
    let _ = write!(
        text,
        "</attendees>\n<metadata>\n<bbb-origin>Moodle</bbb-origin>\n<bbb-context>Course {number}</bbb-context>\n\
         <analytics-callback-url>https://app.example.com/analytics</analytics-callback-url>\n</metadata>\n\
         <isBreakout>false</isBreakout>\n"
    );
}

/// Returns a response to `getRecordings`. The format `presentation` of each recording has eight preview pictures.
pub fn recordings(count: usize, formats: usize) -> String {
    const KINDS: [&str; 4] = ["presentation", "video", "podcast", "notes"];
    let mut digits = Digits(4);
    let mut text = "<response>\n<returncode>SUCCESS</returncode>\n<recordings>\n".to_owned();
    for number in 0..count {
        let (internal, id) = (digits.hex(40), digits.hex(40));
        let record = format!("{internal}-1715546442788");
        let _ = write!(
            text,
            "<recording>\n<recordID>{record}</recordID>\n<meetingID>{id}</meetingID>\n\
             <internalMeetingID>{record}</internalMeetingID>\n<name>Course {number} &amp; seminar</name>\n\
             <isBreakout>false</isBreakout>\n<published>true</published>\n<state>published</state>\n\
             <startTime>1715546442788</startTime>\n<endTime>1715550042788</endTime>\n<participants>23</participants>\n\
             <rawSize>1692251301</rawSize>\n<metadata>\n<isBreakout>false</isBreakout>\n\
             <meetingName>Course {number} &amp; seminar</meetingName>\n<meetingId>{id}</meetingId>\n\
             <bbb-origin>Moodle</bbb-origin>\n</metadata>\n<size>362754140</size>\n<playback>\n"
        );
        for kind in KINDS.iter().take(formats) {
            let _ = write!(
                text,
                "<format>\n<type>{kind}</type>\n<url>https://bbb.example.com/playback/{kind}/2.3/{record}</url>\n\
                 <processingTime>521979</processingTime>\n<length>60</length>\n<size>362754140</size>\n"
            );
            if *kind == "presentation" {
                text += "<preview>\n<images>\n";
                for slide in 1..=8 {
                    let _ = writeln!(
                        text,
                        "<image alt=\"Slide {slide} of the course\" height=\"136\" width=\"176\">https://bbb.example.com/\
                         presentation/{record}/presentation/{internal}-1530718721134/thumbnails/thumb-{slide}.png</image>"
                    );
                }
                text += "</images>\n</preview>\n";
            }
            text += "</format>\n";
        }
        text += "</playback>\n<data>\n</data>\n</recording>\n";
    }
    text + "</recordings>\n</response>"
}

/// Creates a body of about this many bytes.
pub type Body = fn(usize) -> String;

/// Bodies on which parsers take more time or memory than their length suggests, and an ordinary list.
pub const HOSTILE: &[(&str, Body)] = &[
    ("recordings", |length| recordings(length / 3300, 2)),
    ("nested declarations", |length| {
        numbered("", "<a xmlns:n#='u'>", "", length)
    }),
    ("declarations on siblings", |length| {
        numbered("<response>", "<a xmlns:n#='#'/>", "</response>", length)
    }),
    ("attributes on one element", |length| {
        numbered("<response ", "a#='' ", "/>", length)
    }),
    ("`<` alone", |length| "<".repeat(length)),
    ("`<` in CDATA", |length| {
        around("<response><![CDATA[", "<", "]]></response>", length)
    }),
    ("`=` in a text", |length| {
        around("<response>", "=", "</response>", length)
    }),
    ("`:` in a name", |length| {
        around("<response><a", ":", "/></response>", length)
    }),
    ("empty elements", |length| {
        around("<response>", "<b/>", "</response>", length)
    }),
    ("empty elements and blanks", |length| {
        around("<response>", "<b/> ", "</response>", length)
    }),
    ("empty records", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><recordings>",
            "<recording/>",
            "</recordings></response>",
            length,
        )
    }),
    ("empty formats", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><recordings><recording><playback>",
            "<format/>",
            "</playback></recording></recordings></response>",
            length,
        )
    }),
    ("empty pictures", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><recordings><recording><playback><format><preview><images>",
            "<image/>",
            "</images></preview></format></playback></recording></recordings></response>",
            length,
        )
    }),
    ("records of one format", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><recordings>",
            "<recording><playback><format/></playback></recording>",
            "</recordings></response>",
            length,
        )
    }),
    ("empty attendees", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>a</meetingID><attendees>",
            "<attendee/>",
            "</attendees></meeting></meetings></response>",
            length,
        )
    }),
    ("short metadata", |length| {
        around(
            "<response><returncode>SUCCESS</returncode><recordings><recording><metadata>",
            "<name/>       ",
            "</metadata></recording></recordings></response>",
            length,
        )
    }),
    ("prefixes without declaration", |length| {
        numbered("<response>", "<p#:a/>", "</response>", length)
    }),
    ("depth", |length| "<a>".repeat(length / 3)),
    ("one text", |length| {
        around("<response>", "x", "</response>", length)
    }),
    ("references", |length| {
        around("<response>", "&amp;", "</response>", length)
    }),
    ("comments", |length| {
        around("<response>", "<!---->", "</response>", length)
    }),
    ("texts split by CDATA", |length| {
        around("<response>", "a<![CDATA[b]]>", "</response>", length)
    }),
    ("one long name", |length| {
        around("<response><", "n", "/></response>", length)
    }),
];

fn around(start: &str, middle: &str, end: &str, length: usize) -> String {
    [start, &middle.repeat(length / middle.len()), end].concat()
}

fn numbered(start: &str, middle: &str, end: &str, length: usize) -> String {
    let mut text = start.to_owned();
    for number in 0_u32.. {
        if text.len() >= length {
            break;
        }
        text += &middle.replace('#', &number.to_string());
    }
    text + end
}
