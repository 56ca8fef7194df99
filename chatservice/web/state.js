/**
 * What the page knows, without DOM and network. A talk is a room, or what is said to and by one
 * person alone. A message has a `seq` once the server has it, before that a `status`; what is only
 * told has `lines`. Its `version` counts what became of it.
 */

import { isSame, keyOf, mentionOf } from "./text.js";

/** Messages of a talk that are kept: while the latest are read, and at most. */
const MOST_LATEST = 600;
const MOST_READ = 3000;

const now = () => new Date().toISOString();

/** `changed` is called whenever there may be something else to show. */
export function createChat(changed) {
	const talks = new Map();
	const all = () => [...talks.values()];
	const bySeq = new Map();
	/** What was said under any name that one had here is one's own. */
	const names = new Set();

	const chat = {
		nick: "",
		current: null,
		lastRoom: null,
		isSeen: true,
		isReadingBack: false,
		isAway: false,
		isNotifying: false,
		/** The id of the server's history, whose numbers these are. */
		history: "",
		/** The number of the last message that came: what is greater was missed. */
		seq: 0,
		/** One's own messages up to this number are beyond correcting. */
		fixed: 0,

		become(nick) {
			chat.nick = nick;
			names.add(keyOf(nick));
			chat.mention = mentionOf(nick);
		},
		isOwn: (name) => names.has(keyOf(name)),
		has: (seq) => bySeq.has(seq),

		room: (name) => talkOf("#", name),
		person: (name) => talkOf("@", name),
		isIn: (room) => talks.has(`#${keyOf(room)}`),
		get rooms() {
			return all().filter((talk) => talk.isRoom);
		},
		get privates() {
			return all().filter((talk) => !talk.isRoom);
		},

		open(talk) {
			if (chat.current && chat.current !== talk) chat.current.news = null;
			chat.current = talk;
			if (talk.isRoom) chat.lastRoom = talk;
			chat.isReadingBack = false;
			chat.look();
		},

		look() {
			if (chat.current && chat.isSeen && !chat.isReadingBack) chat.current.unread = chat.current.mentions = 0;
			changed();
		},

		close(talk) {
			chat.forget([talk]);
			talks.delete(talk.key);
			if (chat.lastRoom === talk) chat.lastRoom = chat.rooms.at(-1);
			if (chat.current === talk) chat.open(chat.lastRoom ?? talk);
			changed();
		},

		/** Forget what was said there; not what the server does not have yet. */
		forget(some = all()) {
			for (const talk of some) {
				for (const { seq } of talk.messages) bySeq.delete(seq);
				talk.messages = talk.messages.filter((each) => each.status);
				talk.complete = false;
			}
		},

		get waiting() {
			const sum = (field) => all().reduce((sum, talk) => sum + talk[field], 0);
			return { unread: sum("unread"), mentions: sum("mentions") };
		},

		/** Take in what was said; returns the message, unless it is known. */
		hear(told) {
			const talk = placeOf(told);
			chat.seq = Math.max(chat.seq, told.seq ?? 0);
			const message = take(told, talk);
			const isRead = chat.isSeen && chat.current === talk && !chat.isReadingBack;
			if (message && !message.own && !isRead) {
				if (!talk.unread++) talk.news = message;
				if (message.mention || !talk.isRoom) talk.mentions++;
			}
			trim(talk);
			return message;
		},

		remember(messages, talk) {
			for (const told of messages) take(told, talk);
			changed();
		},

		speak(talk, kind, text) {
			const message = { kind, at: now(), from: chat.nick, text, own: true, status: "sending", talk, version: 0 };
			talk.news = null;
			talk.messages.push(message);
			trim(talk);
			return message;
		},

		kept(message, seq) {
			chat.seq = Math.max(chat.seq, seq);
			chat.drop(message);
			if (!bySeq.has(seq)) insert(change(message, { seq, status: "" }));
		},
		refused: (message, problem) => change(message, { problem, status: "refused" }),
		drop(message) {
			message.talk.messages = message.talk.messages.filter((each) => each !== message);
			changed();
		},

		/** Only one's last message can be changed; none while another is on its way. */
		get lastOwn() {
			let last;
			for (const { messages } of all()) {
				if (messages.some((each) => each.status === "sending")) return undefined;
				const own = messages.findLast((each) => each.own && !each.gone && each.seq > chat.fixed);
				if (own && !(last?.seq > own.seq)) last = own;
			}
			return last;
		},

		correct: (seq, text) => change(bySeq.get(seq), { text, edited: true }),
		remove: (seq, gone) => change(bySeq.get(seq), { text: "", gone }),

		/** Find, among one's own messages, the one that the server tells now. */
		match(messages, told) {
			const talk = placeOf(told);
			const is = (each) => each.talk === talk && each.kind === told.type && isSame(each.text, told.text);
			return chat.isOwn(told.from) && messages.find(is);
		},

		notice(lines, talk = chat.current, at = now()) {
			if (!lines.length || !talk) return;
			talk.messages.push({ kind: "notice", at, lines, version: 0 });
			trim(talk);
		},

		/** Who is in a room, came, left it, left all; the last two return the talks that it concerns. */
		are(room, people) {
			chat.room(room).people = new Map(people.map((each) => [keyOf(each.name), each]));
			people.forEach(({ name }) => letGo(name));
			changed();
		},
		came(room, names) {
			for (const name of names) chat.room(room).people.set(keyOf(name), { name });
			names.forEach(letGo);
		},
		went(name, room) {
			const key = keyOf(name);
			const is = (talk) => (room ? talk === chat.room(room) : talk.people.has(key) || talk.key === `@${key}`);
			const left = all().filter(is);
			for (const { people } of left) people.delete(key);
			return left;
		},

		renamed(before, name) {
			const key = `@${keyOf(name)}`;
			const left = chat.went(before);
			if (before === chat.nick) chat.become(name);
			else letGo(name);
			for (const talk of left) {
				if (talk.isRoom) chat.came(talk.name, [name]);
				else if (!talks.has(key)) {
					talks.delete(talk.key);
					talks.set(key, Object.assign(talk, { key, name, title: name }));
				}
			}
			return left;
		},
	};

	/** A name that was one's own is another's now. */
	function letGo(name) {
		if (keyOf(name) !== keyOf(chat.nick)) names.delete(keyOf(name));
	}

	function talkOf(sign, name) {
		const key = sign + keyOf(name);
		const isRoom = sign === "#";
		const counts = { unread: 0, mentions: 0 };
		const made = { key, name, title: isRoom ? `#${name}` : name, isRoom, ...counts, draft: "", messages: [], people: new Map() };
		if (!talks.has(key)) talks.set(key, made);
		return talks.get(key);
	}

	function placeOf({ type, room, from, to }) {
		if (type !== "whispered") return chat.room(room);
		const isToMe = keyOf(to) === keyOf(chat.nick);
		if (isToMe) letGo(from);
		return chat.person(chat.isOwn(from) && !isToMe ? to : from);
	}

	function take(told, talk) {
		const { type, seq, at, from, to, text } = told;
		// What one said privately elsewhere comes without a number; after a loss again, and with it.
		const isCopy = (each) => !each.seq && each.at === at && each.text === text;
		const copy = type === "whispered" && seq && talk.messages.findLast(isCopy);
		if (copy) chat.kept(copy, seq);
		if (bySeq.has(seq)) return null;
		const own = talk.isRoom ? chat.isOwn(from) : talk.key === `@${keyOf(to)}`;
		const mention = !own && talk.isRoom && text.search(chat.mention) >= 0;
		return insert({ ...told, kind: type, own, mention, talk, version: 0 });
	}

	/** Put a message where its number belongs, before all that the server does not have yet. */
	function insert(message) {
		const { seq, at, talk } = message;
		const isBefore = (each) => !each.status && (seq && each.seq ? each.seq < seq : each.at <= at);
		talk.messages.splice(talk.messages.findLastIndex(isBefore) + 1, 0, message);
		if (seq) bySeq.set(seq, message);
		return message;
	}

	/** Let go of the oldest of too many, but not under the eyes of who reads them. */
	function trim(talk) {
		const most = chat.isReadingBack && talk === chat.current ? MOST_READ : MOST_LATEST;
		if (talk.messages.length > most) {
			for (const { seq } of talk.messages.splice(0, talk.messages.length - most)) bySeq.delete(seq);
			talk.complete = false;
		}
		changed();
	}

	function change(message, what) {
		changed();
		return message && Object.assign(message, what, { version: message.version + 1 });
	}

	return chat;
}
