/** What the page says in English: see `words.js`. */
export const TABLE = `
nickname: Your nickname
enter: Enter
lost: No connection. Trying again…
anew: The server begins a new history.
conversations: Conversations
rooms: Rooms
private: Private
people: People
onlyYou: Only you and {name} read this.
you: you
close: Close
message: Message to {name}
send: Send
latest: Latest[ ({count})]
beginning: This is where it begins.
edited: edited
sending: sending
doubtful: The connection was lost: perhaps it was not sent.
unsent: Not sent: no connection.
tooLong: Not sent: a line has at most {limit} bytes.
news: New messages
leaveRoom: Leave {name}
goBack: Close this window to go back.
changePassword: Change the password
language: Español
refused: Not sent: {text}
again: Retry
discard: Discard
edit: Edit
delete: Delete
editing: Editing your last message
notHere: That is for a room: type it there.
search: Search
words: Words, from:NAME, in:ROOM, before:DATE
nothing: Nothing was found.
badDate: A date is like 2026-11-20.
more: Show more
roomName: Enter or make a room
notify: Notify me of mentions and private messages
denied: This browser does not allow notifications.
register: Register this nickname
away: I am away
back: I am back
help: Commands
leave: Leave the chat
login: Password for {nick}
new: New password for {nick}
repeat: The same password again
own: Your password, {nick}
isAway: away[: {reason}]
done: Done[: {who}][ in #{room}][ for {seconds}][ ({networks})].[ These stay: {others}.]
raw: {text}
welcome: Welcome, {nick}! Type /help for commands.[ You are {away}.]
joined: {who} joined
left: {who} left[ ({reason})]
renamed: {who} is now {name}
topic-changed: {who} [?topic:set the topic: {topic}][!topic:took the topic away]
deleted: {from} took back a message
removed: {by} removed a message of {from}
announced: {from} to everyone: {text}
thrown-out: {by} threw {who} out[?banned: for good][ ({reason})]
silenced: {by} [?muted:muted you][!muted:lets you speak again][ in #{room}][ for {seconds}]
appointed: {by}: {who} is [!moderator:no longer ]a moderator of #{room}
mode-changed: {by} changed #{room}: {mode} {value}
invited: {by} invites you to #{room}: /join {room}
out-of-room: {by} threw you out of #{room}[?banned: for good][ ({reason})].
out-of-server: {by} threw you off the server[ ({reason})].
bans: {number}:
sanctions: {who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]
room-shown: #{room}:[ {modes}][!modes: open to all][, slow ({slow})][. Owner: {owner}][. Moderators: {moderators}]
left-out: {number} more were said: scroll up.
waited: Private messages meanwhile: {total}
whisper-waits: {to} is not here: your message waits.
whisper-sent: {to}: {away}
users: [#{room}: ]{people} ({number})
topic: #{room}:[ {topic}][!topic: no topic]
settings: {settings}
setting: {name} = {value}
person: {nick}: since {since}, idle for {idle}, in {rooms}[; {away}]
time: Server time: {now}, up for {uptime}
version: chatservice {version}
command: {usage} – {summary}[ ({aliases})][ → {example}]
registered: {nick} is registered.
nothing-changed: Nothing was changed.
session: {number}. [{address}, ]{since}, {idle}[?this: ←]
closed-elsewhere: You closed this connection from another one.
token: The token of {nick}, shown only now: {token}
goodbye: See you soon!
`;
