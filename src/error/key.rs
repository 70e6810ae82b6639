//! [`ErrorKey`]: the keys with which servers name their refusals.

use crate::value::open_enum;

open_enum! {
    /// A key with which a server names a refusal or explains a success.
    ///
    /// Compare keys, not messages: messages differ between versions.
    pub enum ErrorKey {
        /// The checksum is wrong or missing, or its algorithm is not accepted.
        ChecksumError = "checksumError",
        /// The content type of the body is missing, or the call does not accept it. Since 2.6.18 and 2.7.8.
        UnsupportedContentType = "unsupportedContentType",
        /// Success: the meeting or webhook already exists.
        DuplicateWarning = "duplicateWarning",
        /// `create`: a meeting with this ID is running with other passwords.
        IdNotUnique = "idNotUnique",
        /// `create`: the older spelling of [`IdNotUnique`](Self::IdNotUnique).
        NotUniqueMeetingId = "NotUniqueMeetingID",
        /// `create`: the voice bridge belongs to another meeting.
        NonUniqueVoiceBridge = "nonUniqueVoiceBridge",
        /// `create`: the breakout room has no parent meeting.
        ParentMeetingIdMissing = "parentMeetingIDMissing",
        /// `create`: the parent meeting of the breakout room is not running.
        ParentMeetingDoesNotExist = "parentMeetingDoesNotExist",
        /// The body is not well-formed. Since builds of May 2026.
        MalformedXml = "malformedXml",
        /// `create`: the client's settings cannot be read. It comes in a list of errors. Since 3.0.
        ClientSettingsOverride = "clientSettingsOverride",
        /// `create`: the editor of the shared notes does not exist. Since 3.0.
        InvalidSharedNotesEditor = "invalidSharedNotesEditor",
        /// A document's URL cannot be used. Since builds of May 2026.
        InvalidPresentationUrl = "invalidPresentationUrl",
        /// A required parameter is missing. Since 2.4.
        NullError = "nullError",
        /// A required parameter is empty. Since 2.4.
        EmptyError = "emptyError",
        /// A value is too short or too long. Since 2.4.
        SizeError = "sizeError",
        /// A value has the wrong type. Since 2.4.
        ValidationError = "validationError",
        /// A parameter or the checksum is missing, and the message says which. It comes in lists of errors. Since 2.2.
        MissingParam = "MissingParam",
        /// The meeting ID is missing.
        MissingParamMeetingId = "missingParamMeetingID",
        /// `create`: the name is missing. Only on old servers.
        MissingParamName = "missingParamName",
        /// `join`: the name is missing.
        MissingParamFullName = "missingParamFullName",
        /// `join`: the name is longer than 255 characters. Since builds of September 2026.
        FullNameTooLong = "fullNameTooLong",
        /// `sendChatMessage`: the message is missing. Since builds of July 2026.
        MissingParamMessage = "missingParamMessage",
        /// A password is wrong, too short or too long.
        InvalidPassword = "invalidPassword",
        /// `join`: the meeting does not exist.
        InvalidMeetingIdentifier = "invalidMeetingIdentifier",
        /// `join`: the meeting has ended or never existed.
        MeetingForciblyEnded = "meetingForciblyEnded",
        /// `join`: `createTime` belongs to another meeting with the same ID.
        MismatchCreateTimeParam = "mismatchCreateTimeParam",
        /// `join`: the meeting is full.
        MaxParticipantsReached = "maxParticipantsReached",
        /// `join`: the guest policy denies access.
        GuestDeniedAccess = "guestDeniedAccess",
        /// `join`: the internal user ID has no session. Since 3.0.
        UserNotFound = "userNotFound",
        /// `join`: the role or the password is missing. The key contains a space.
        ParamsRequired = "Params required",
        /// `join` with `redirect=false` succeeded.
        SuccessfullyJoined = "successfullyJoined",
        /// `end` succeeded, and the meeting ends soon.
        SentEndMeetingRequest = "sentEndMeetingRequest",
        /// The meeting or recording does not exist.
        NotFound = "notFound",
        /// `sendChatMessage`: the meeting does not exist.
        MeetingNotFound = "meetingNotFound",
        /// The recording does not exist. Only in some builds.
        RecordingNotFound = "recordingNotFound",
        /// `getMeetings` succeeded, and there are no meetings.
        NoMeetings = "noMeetings",
        /// `getSessions` succeeded, and there are no sessions.
        NoSessions = "noSessions",
        /// `getRecordings` succeeded, and there are no recordings. For text tracks, a refusal: the recording does not
        /// exist.
        NoRecordings = "noRecordings",
        /// The record ID is missing.
        MissingParamRecordId = "missingParamRecordID",
        /// `publishRecordings`: `publish` is missing.
        MissingParamPublish = "missingParamPublish",
        /// The recording has no text tracks.
        NoCaptionsFound = "noCaptionsFound",
        /// `putRecordingTextTrack` succeeded.
        UploadTextTrackSuccess = "upload_text_track_success",
        /// `putRecordingTextTrack`: the file could not be stored.
        UploadTextTrackFailed = "upload_text_track_failed",
        /// `putRecordingTextTrack`: the file is missing or empty.
        EmptyUploadedTextTrack = "empty_uploaded_text_track",
        /// `putRecordingTextTrack`: a parameter is missing, and the message says which.
        ParamError = "paramError",
        /// `putRecordingTextTrack`: the kind is neither `subtitles` nor `captions`.
        InvalidKind = "invalidKind",
        /// `putRecordingTextTrack`: the server cannot read the language.
        InvalidLang = "invalidLang",
        /// `hooks/create`: the callback URL is missing.
        MissingParamCallbackUrl = "missingParamCallbackURL",
        /// `hooks/create` failed.
        CreateHookError = "createHookError",
        /// `hooks/destroy`: the hook ID is missing.
        MissingParamHookId = "missingParamHookID",
        /// `hooks/destroy`: the hook does not exist or is permanent.
        DestroyMissingHook = "destroyMissingHook",
        /// `hooks/destroy` failed.
        DestroyHookError = "destroyHookError",
        /// `hooks/list` failed, or the meeting has no hooks.
        ListHookError = "listHookError",
        /// The session token is missing.
        MissingToken = "missingToken",
        /// The session token is unknown.
        MissingSession = "missingSession",
        /// The session token is unknown, in other calls of the same session.
        SessionMissing = "sessionMissing",
        /// The session no longer exists.
        InvalidSession = "invalidSession",
        /// The user was denied access.
        GuestDeny = "guestDeny",
        /// The server has an internal error.
        UnexpectedError = "unexpectedError",
        /// The API is switched off.
        ApiNotEnabled = "apiNotEnabled",
        /// `join`: the `configToken` is unknown. Up to 2.3.
        NoConfigFound = "noConfigFound",
        /// `setConfigXML`: the configuration is missing. Up to 2.3.
        ConfigXmlError = "configXMLError",
        /// `setPollXML`: the poll cannot be read. Up to 2.4.
        PollXmlError = "pollXMLError",
        /// `setPollXML`: the checksum is wrong. Up to 2.4.
        PollXmlChecksumError = "pollXMLChecksumError",
        /// The query string is missing. Up to 2.4.
        NoQueryString = "noQueryString",
        /// Scalelite has an internal error.
        InternalError = "internalError",
        /// Scalelite: the meeting's server is offline.
        ServerUnavailable = "serverUnavailable",
        /// Scalelite: no server has the requested tag.
        ServerTagUnavailable = "serverTagUnavailable",
        /// Scalelite: it does not have the call.
        UnsupportedRequest = "unsupportedRequest",
        /// Scalelite: `getRecordings` requires meeting IDs or record IDs.
        MissingParameters = "missingParameters",
        /// bbblb: the request is invalid, and the message says why.
        ClientError = "clientError",
        /// b3scale has an internal error.
        B3scaleServerError = "b3scale_server_error",
        /// b3scale: it does not have the call.
        B3scaleGatewayError = "b3scaleGatewayError",
        /// b3scale: the recording does not exist.
        InvalidRecordingIdentifier = "invalidRecordingIdentifier",
        /// b3scale: the call is not implemented.
        NotImplemented = "notImplemented",
    }
}
