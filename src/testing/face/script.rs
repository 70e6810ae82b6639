//! The actions of users in a meeting, which a test performs.

use super::TestServer;
use crate::testing::world::Meeting;

/// A meeting on the server, in which a test makes users act. Returned by [`TestServer::meeting`].
///
/// After the meeting has ended, its methods have no effect.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # use bbb_sdk::testing::TestServer;
/// # let server = TestServer::start()?;
/// # server.create_meeting("room-1");
/// let meeting = server.meeting("room-1").expect("it was created");
/// let ada = meeting.join_as_moderator("Ada");
/// let bob = meeting.join_as_viewer("Bob");
/// ada.speak();
/// bob.raise_hand();
/// bob.leave();
/// assert_eq!(meeting.users(), ["Ada"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TestMeeting<'a> {
    pub(super) server: &'a TestServer,
    /// The internal ID.
    pub(super) id: String,
}

/// A user in a meeting. Returned by [`TestMeeting::join_as_viewer`] and similar methods, and by [`TestServer::open`].
#[derive(Debug, Clone)]
pub struct TestUser<'a> {
    pub(super) server: &'a TestServer,
    /// The internal ID of the meeting.
    pub(super) meeting: String,
    /// The internal ID of the user.
    pub(super) id: String,
}

impl<'a> TestMeeting<'a> {
    /// Returns the internal ID of the meeting.
    pub fn internal_id(&self) -> &str {
        &self.id
    }

    /// Adds a moderator to the meeting.
    pub fn join_as_moderator(&self, name: &str) -> TestUser<'a> {
        self.join(name, true)
    }

    /// Adds a viewer to the meeting.
    pub fn join_as_viewer(&self, name: &str) -> TestUser<'a> {
        self.join(name, false)
    }

    fn join(&self, name: &str, moderator: bool) -> TestUser<'a> {
        let site = self.server.site();
        TestUser {
            server: self.server,
            meeting: self.id.clone(),
            id: site.change(|world, now| world.enter(&self.id, name, moderator, now)),
        }
    }

    /// Returns the names of the users in the meeting.
    pub fn users(&self) -> Vec<String> {
        self.server.site().view(|world| {
            let meeting = world.meeting(&self.id);
            let online = meeting.into_iter().flat_map(Meeting::online);
            online.map(|user| user.name.clone()).collect()
        })
    }

    /// Returns the users who are waiting to be let in.
    pub fn waiting(&self) -> Vec<TestUser<'a>> {
        let site = self.server.site();
        let ids: Vec<String> = site.view(|world| {
            let users = world.meeting(&self.id).into_iter().flat_map(|m| &m.users);
            let waiting = users.filter(|user| user.waiting);
            waiting.map(|user| user.internal_id.clone()).collect()
        });
        let user = |id| TestUser {
            server: self.server,
            meeting: self.id.clone(),
            id,
        };
        ids.into_iter().map(user).collect()
    }

    /// Starts the recording, as a moderator does. Without `record=true` in `create` nothing is recorded.
    pub fn start_recording(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_recording(&self.id, true, now));
    }

    /// Stops the recording, as a moderator does.
    pub fn stop_recording(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_recording(&self.id, false, now));
    }

    /// Returns whether the meeting is being recorded.
    pub fn is_recording(&self) -> bool {
        let site = self.server.site();
        site.view(|world| world.meeting(&self.id).is_some_and(|m| m.recording))
    }

    /// Returns the public chat: the name of the writer and the text of each message.
    pub fn chat(&self) -> Vec<(String, String)> {
        self.known(|meeting| meeting.chat.clone())
    }

    /// Returns the names of the meeting's documents.
    pub fn documents(&self) -> Vec<String> {
        self.known(|meeting| meeting.documents.clone())
    }

    /// Returns the value of a parameter of `create`, as the server that created the meeting received it.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.known(|meeting| value(&meeting.given, name))
    }

    /// Reads a meeting that may have ended.
    fn known<T: Default>(&self, look: impl FnOnce(&Meeting) -> T) -> T {
        let site = self.server.site();
        site.view(|world| world.known_meeting(&self.id).map(look).unwrap_or_default())
    }

    /// Mutes every microphone, as a moderator does.
    pub fn mute_all(&self) {
        let site = self.server.site();
        site.change(|world, now| world.mute_all(&self.id, now));
    }

    /// Ends the meeting, as a moderator does.
    pub fn end(&self) {
        let site = self.server.site();
        site.change(|world, now| world.end(&self.id, now, &site.settings));
    }
}

impl TestUser<'_> {
    /// Returns the internal user ID.
    pub fn internal_id(&self) -> &str {
        &self.id
    }

    /// Returns the value of a parameter of the user's join link.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let site = self.server.site();
        site.change(|world, _| value(&world.user_mut(&self.meeting, &self.id)?.given, name))
    }

    /// Returns the IDs of the meeting and the user.
    fn who(&self) -> (&str, &str) {
        (&self.meeting, &self.id)
    }

    /// Leaves the meeting.
    pub fn leave(&self) {
        let site = self.server.site();
        site.change(|world, now| world.leave(self.who(), now));
    }

    /// Lets in the waiting user, as a moderator does.
    pub fn let_in(&self) {
        let site = self.server.site();
        site.change(|world, now| world.let_in(self.who(), now));
    }

    /// Turns away the waiting user, as a moderator does.
    pub fn deny(&self) {
        let site = self.server.site();
        site.change(|world, now| world.deny(self.who(), now));
    }

    /// Joins the audio with a microphone, and speaks.
    pub fn speak(&self) {
        let site = self.server.site();
        site.change(|world, now| world.speak(self.who(), now));
    }

    /// Mutes the microphone.
    pub fn mute(&self) {
        let site = self.server.site();
        site.change(|world, now| world.mute(self.who(), now));
    }

    /// Joins the audio as a listener.
    pub fn listen(&self) {
        let site = self.server.site();
        site.change(|world, now| world.listen(self.who(), now));
    }

    /// Leaves the audio.
    pub fn leave_audio(&self) {
        let site = self.server.site();
        site.change(|world, now| world.leave_audio(self.who(), now));
    }

    /// Shares the camera.
    pub fn share_camera(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_camera(self.who(), true, now));
    }

    /// Stops sharing the camera.
    pub fn stop_camera(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_camera(self.who(), false, now));
    }

    /// Becomes the presenter.
    pub fn present(&self) {
        let site = self.server.site();
        site.change(|world, now| world.present(self.who(), now));
    }

    /// Raises the hand.
    pub fn raise_hand(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_hand(self.who(), true, now));
    }

    /// Lowers the hand.
    pub fn lower_hand(&self) {
        let site = self.server.site();
        site.change(|world, now| world.set_hand(self.who(), false, now));
    }

    /// Writes to the public chat.
    pub fn chat(&self, text: &str) {
        let site = self.server.site();
        site.change(|world, now| world.chat(self.who(), text, now));
    }

    /// Returns whether this user is in the meeting.
    pub fn is_there(&self) -> bool {
        let site = self.server.site();
        site.change(|world, _| {
            let user = world.user_mut(&self.meeting, &self.id);
            user.is_some_and(|user| user.online)
        })
    }

    /// Returns whether this user is waiting to be let in.
    pub fn is_waiting(&self) -> bool {
        let site = self.server.site();
        site.change(|world, _| {
            let user = world.user_mut(&self.meeting, &self.id);
            user.is_some_and(|user| user.waiting)
        })
    }
}

/// Returns the first value with this name.
fn value(pairs: &[(String, String)], name: &str) -> Option<String> {
    let found = pairs.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone())
}
