//! The keys by which servers name their refusals.

use crate::value::open_enum;

open_enum! {
    /// The key by which a server names a refusal, or the reason of an odd success.
    ///
    /// Compare keys, never the words beside them: they differ between versions.
    pub enum ErrorKey {
        /// The checksum is wrong or missing, or its algorithm is not accepted.
        ChecksumError = "checksumError",
        /// The body's content type is missing or not one the call takes. Since 2.6.18 and 2.7.8.
        UnsupportedContentType = "unsupportedContentType",
        /// Success: the meeting or webhook was there already.
        DuplicateWarning = "duplicateWarning",
        /// `create`: a meeting with this ID runs with other passwords.
        IdNotUnique = "idNotUnique",
        /// `create`, older spelling of [`IdNotUnique`](Self::IdNotUnique).
        NotUniqueMeetingId = "NotUniqueMeetingID",
        /// `create`: the voice bridge belongs to another meeting.
        NonUniqueVoiceBridge = "nonUniqueVoiceBridge",
        /// `create`: a breakout room without a parent.
        ParentMeetingIdMissing = "parentMeetingIDMissing",
        /// `create`: a breakout room whose parent does not run.
        ParentMeetingDoesNotExist = "parentMeetingDoesNotExist",
        /// The body is not well-formed. Builds from May 2026.
        MalformedXml = "malformedXml",
        /// `create`: the client's settings cannot be read, in a list of errors. Since 3.0.
        ClientSettingsOverride = "clientSettingsOverride",
        /// `create`: no such editor of shared notes. Since 3.0.
        InvalidSharedNotesEditor = "invalidSharedNotesEditor",
        /// A document's URL cannot be used. Builds from May 2026.
        InvalidPresentationUrl = "invalidPresentationUrl",
        /// A required parameter is missing. Since 2.4.
        NullError = "nullError",
        /// A required parameter is empty. Since 2.4.
        EmptyError = "emptyError",
        /// A value is too short or too long. Since 2.4.
        SizeError = "sizeError",
        /// A value is not of its kind. Since 2.4.
        ValidationError = "validationError",
        /// A parameter is missing, the checksum among them; the words say which. In lists of errors of 2.2 and later.
        MissingParam = "MissingParam",
        /// The meeting ID is missing.
        MissingParamMeetingId = "missingParamMeetingID",
        /// `create`: the name is missing. Old servers.
        MissingParamName = "missingParamName",
        /// `join`: the name is missing.
        MissingParamFullName = "missingParamFullName",
        /// `join`: the name is longer than 255 characters. Builds from September 2026.
        FullNameTooLong = "fullNameTooLong",
        /// `sendChatMessage`: the message is missing. Builds from July 2026.
        MissingParamMessage = "missingParamMessage",
        /// A password is wrong, or too short or too long.
        InvalidPassword = "invalidPassword",
        /// `join`: no such meeting.
        InvalidMeetingIdentifier = "invalidMeetingIdentifier",
        /// `join`: the meeting was ended, or never was.
        MeetingForciblyEnded = "meetingForciblyEnded",
        /// `join`: `createTime` belongs to another meeting of the same ID.
        MismatchCreateTimeParam = "mismatchCreateTimeParam",
        /// `join`: the meeting is full.
        MaxParticipantsReached = "maxParticipantsReached",
        /// `join`: the guest policy denies.
        GuestDeniedAccess = "guestDeniedAccess",
        /// `join`: no session of that internal user ID. Since 3.0.
        UserNotFound = "userNotFound",
        /// `join`: role or password is missing. The key has a space.
        ParamsRequired = "Params required",
        /// `join` with `redirect=false` succeeded.
        SuccessfullyJoined = "successfullyJoined",
        /// `end` succeeded; the meeting ends soon.
        SentEndMeetingRequest = "sentEndMeetingRequest",
        /// No such meeting or recording.
        NotFound = "notFound",
        /// `sendChatMessage`: no such meeting.
        MeetingNotFound = "meetingNotFound",
        /// No such recording, in some builds.
        RecordingNotFound = "recordingNotFound",
        /// Success of `getMeetings`: there are none.
        NoMeetings = "noMeetings",
        /// Success of `getSessions`: there are none.
        NoSessions = "noSessions",
        /// `getRecordings`: there are none (a success); text tracks: no such recording (a refusal).
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
        /// `putRecordingTextTrack`: no file, or an empty one.
        EmptyUploadedTextTrack = "empty_uploaded_text_track",
        /// `putRecordingTextTrack`: a parameter is missing; the words say which.
        ParamError = "paramError",
        /// `putRecordingTextTrack`: neither `subtitles` nor `captions`.
        InvalidKind = "invalidKind",
        /// `putRecordingTextTrack`: a language the server cannot read.
        InvalidLang = "invalidLang",
        /// `hooks/create`: the callback URL is missing.
        MissingParamCallbackUrl = "missingParamCallbackURL",
        /// `hooks/create` failed.
        CreateHookError = "createHookError",
        /// `hooks/destroy`: the hook ID is missing.
        MissingParamHookId = "missingParamHookID",
        /// `hooks/destroy`: no such hook, or a permanent one.
        DestroyMissingHook = "destroyMissingHook",
        /// `hooks/destroy` failed.
        DestroyHookError = "destroyHookError",
        /// `hooks/list` failed, or found none for the meeting.
        ListHookError = "listHookError",
        /// The session token is missing.
        MissingToken = "missingToken",
        /// The session token is not known.
        MissingSession = "missingSession",
        /// The session token is not known, in other calls of the same session.
        SessionMissing = "sessionMissing",
        /// The session is not known any more.
        InvalidSession = "invalidSession",
        /// The user was denied access.
        GuestDeny = "guestDeny",
        /// The server failed inside.
        UnexpectedError = "unexpectedError",
        /// The API is switched off.
        ApiNotEnabled = "apiNotEnabled",
        /// `join`: no such `configToken`. Up to 2.3.
        NoConfigFound = "noConfigFound",
        /// `setConfigXML`: the configuration is missing. Up to 2.3.
        ConfigXmlError = "configXMLError",
        /// `setPollXML`: the poll cannot be read. Up to 2.4.
        PollXmlError = "pollXMLError",
        /// `setPollXML`: the checksum is wrong. Up to 2.4.
        PollXmlChecksumError = "pollXMLChecksumError",
        /// The query string is missing. Up to 2.4.
        NoQueryString = "noQueryString",
        /// Scalelite failed inside.
        InternalError = "internalError",
        /// Scalelite: the meeting's server is offline.
        ServerUnavailable = "serverUnavailable",
        /// Scalelite: no server has the wanted tag.
        ServerTagUnavailable = "serverTagUnavailable",
        /// Scalelite: a call it does not have.
        UnsupportedRequest = "unsupportedRequest",
        /// Scalelite: recordings must be asked for by meeting or record ID.
        MissingParameters = "missingParameters",
        /// bbblb: the request cannot be used, as its words say.
        ClientError = "clientError",
        /// b3scale failed inside.
        B3scaleServerError = "b3scale_server_error",
        /// b3scale: a call it does not have.
        B3scaleGatewayError = "b3scaleGatewayError",
        /// b3scale: no such recording.
        InvalidRecordingIdentifier = "invalidRecordingIdentifier",
        /// b3scale: a call that is not implemented.
        NotImplemented = "notImplemented",
    }
}
