/**
 * What the page knows: conversations, who is there, what was said. No DOM and no network here;
 * whoever shows it is told that something changed, and looks.
 *
 * A talk is a room that one is in, or what is said to and by one person alone. A message has a
 * `seq` once the server has it; before, and if it is refused, a `status`. What is only told is a
 * message, too, with `lines` and no text. `version` counts what became of a message.
 */

import { isSame, keyOf, mentionOf } from "./text.js";

/** Messages of a talk that are kept: while the latest are read, and at most. */
const MOST_LATEST = 600;
const MOST_READ = 3000;

const now = () => new Date().toISOString();

export class Chat {
	nick = "";
	/** Every name that one had here: what they said is one's own. */
	#names = new Set();
	talks = new Map();
	/** The talk that is shown, and the room that commands act in while that is a private one. */
	current = null;
	lastRoom = null;
	/** Whether somebody looks at the page, and whether they have scrolled up in it. */
	isSeen = true;
	isReadingBack = false;
	isAway = false;
	/** The number of the last message that came: what is greater was missed. */
	seq = 0;
	/** One's own messages up to this number are beyond correcting. */
	fixed = 0;
	bySeq = new Map();

	/** `changed` is called whenever there may be something else to show. */
	constructor(changed) {
		this.changed = changed;
	}

	become(nick) {
		this.nick = nick;
		this.#names.add(keyOf(nick));
		this.mention = mentionOf(nick);
		this.changed();
	}

	isOwn(name) {
		return this.#names.has(keyOf(name));
	}

	// Talks

	/** Return the room of that name, made if need be. */
	room(name) {
		return this.#talk("#", name);
	}

	/** Return the private talk with somebody, made if need be. */
	person(name) {
		return this.#talk("@", name);
	}

	#talk(sign, name) {
		const key = sign + keyOf(name);
		if (!this.talks.has(key)) {
			const counts = { unread: 0, mentions: 0 };
			this.talks.set(key, { key, name, isRoom: sign === "#", ...counts, draft: "", messages: [], people: new Map() });
			this.changed();
		}
		return this.talks.get(key);
	}

	get rooms() {
		return [...this.talks.values()].filter((talk) => talk.isRoom);
	}

	get privates() {
		return [...this.talks.values()].filter((talk) => !talk.isRoom);
	}

	open(talk) {
		this.current = talk;
		if (talk.isRoom) this.lastRoom = talk;
		this.isReadingBack = false;
		this.look();
	}

	/** Take note that what is shown is read, if somebody looks. */
	look() {
		if (this.current && this.isSeen) this.current.unread = this.current.mentions = 0;
		this.changed();
	}

	close(talk) {
		this.forget([talk]);
		this.talks.delete(talk.key);
		if (this.lastRoom === talk) this.lastRoom = this.rooms.at(-1);
		if (this.current === talk && this.lastRoom) this.open(this.lastRoom);
		this.changed();
	}

	/** Forget what was said there; not what the server does not have yet. */
	forget(talks) {
		for (const talk of talks) {
			for (const { seq } of talk.messages) this.bySeq.delete(seq);
			talk.messages = talk.messages.filter((message) => message.status);
			talk.complete = false;
		}
	}

	/** How much waits to be read, in all: messages, and among them those to oneself. */
	get waiting() {
		const sum = (field) => [...this.talks.values()].reduce((all, talk) => all + talk[field], 0);
		return { unread: sum("unread"), mentions: sum("mentions") };
	}

	// What is said

	/** Return where something belongs that was said. */
	placeOf({ type, room, from, to }) {
		return type === "whispered" ? this.person(this.isOwn(from) ? to : from) : this.room(room);
	}

	/** Take in what somebody said just now. Returns the message, unless it is known already. */
	hear(told) {
		const talk = this.placeOf(told);
		this.seq = Math.max(this.seq, told.seq ?? 0);
		const message = this.#take(told, talk);
		if (message && !message.own && !(this.isSeen && this.current === talk)) {
			talk.unread++;
			if (message.mention || !talk.isRoom) talk.mentions++;
		}
		this.#trim(talk);
		return message;
	}

	/** Take in older messages, those of one talk. */
	remember(messages, talk) {
		for (const told of messages) if (this.placeOf(told) === talk) this.#take(told, talk);
		this.changed();
	}

	#take({ type, seq, at, from, text, edited }, talk) {
		// What one said privately elsewhere comes without a number; after a loss again, and with it.
		const isCopy = (each) => !each.seq && each.at === at && each.text === text;
		const copy = type === "whispered" && seq && talk.messages.findLast(isCopy);
		if (copy) this.kept(copy, seq);
		if (this.bySeq.has(seq)) return null;
		const own = this.isOwn(from);
		const mention = !own && talk.isRoom && text.search(this.mention) >= 0;
		return this.#insert({ kind: type, seq, at, from, text, edited, own, mention, talk, version: 0 });
	}

	/** Show what one says oneself, before the server has it. */
	speak(talk, kind, text) {
		const message = { kind, at: now(), from: this.nick, text, own: true, status: "sending", talk, version: 0 };
		talk.messages.push(message);
		this.#trim(talk);
		return message;
	}

	/** The server has it, under this number. */
	kept(message, seq) {
		this.seq = Math.max(this.seq, seq);
		this.drop(message);
		if (!this.bySeq.has(seq)) this.#insert(this.#change(message, { seq, status: "" }));
	}

	/** The server does not take it, for a reason. */
	refused(message, problem) {
		this.#change(message, { problem, status: "refused" });
	}

	drop(message) {
		message.talk.messages = message.talk.messages.filter((each) => each !== message);
		this.changed();
	}

	/** Put a message where its number belongs: before all that the server does not have yet. */
	#insert(message) {
		const { seq, at, talk } = message;
		const isBefore = (each) => !each.status && (seq && each.seq ? each.seq < seq : each.at <= at);
		talk.messages.splice(talk.messages.findLastIndex(isBefore) + 1, 0, message);
		if (seq) this.bySeq.set(seq, message);
		return message;
	}

	/** Let go of the oldest of too many, but not under the eyes of who reads them. */
	#trim(talk) {
		const most = this.isReadingBack && talk === this.current ? MOST_READ : MOST_LATEST;
		const excess = talk.messages.length - most;
		if (excess > 0) {
			for (const { seq } of talk.messages.splice(0, excess)) this.bySeq.delete(seq);
			talk.complete = false;
		}
		this.changed();
	}

	/** One's own last message, which alone can be changed; none while another is on its way. */
	get lastOwn() {
		const own = [...this.bySeq.values()].filter((each) => each.own && !each.gone && each.seq > this.fixed);
		const isSending = [...this.talks.values()].some((talk) => talk.messages.some((each) => each.status === "sending"));
		return isSending ? undefined : own.sort((one, other) => one.seq - other.seq).at(-1);
	}

	/** A message says something else now. */
	correct(seq, text) {
		this.#change(this.bySeq.get(seq), { text, edited: true });
	}

	/** A message is no more; `gone` is what stands in its place. */
	remove(seq, gone) {
		this.#change(this.bySeq.get(seq), { text: "", gone });
	}

	#change(message, what) {
		this.changed();
		return message && Object.assign(message, what, { version: message.version + 1 });
	}

	/** Find, among one's own messages, the one that the server tells now. */
	match(messages, told) {
		const is = ({ talk, kind, text }) =>
			talk === this.placeOf(told) && kind === told.type && isSame(text, told.text);
		return this.isOwn(told.from) ? messages.find(is) : undefined;
	}

	/** Tell something in a talk. */
	notice(lines, talk = this.current, at = now()) {
		if (!lines.length || !talk) return;
		talk.messages.push({ kind: "notice", at, lines, version: 0 });
		this.#trim(talk);
	}

	// People

	/** Those who are in a room. */
	are(room, people) {
		this.room(room).people = new Map(people.map((each) => [keyOf(each.name), each]));
		this.changed();
	}

	came(room, names) {
		for (const name of names) this.room(room).people.set(keyOf(name), { name });
		this.changed();
	}

	/** Somebody left one room, or all. Returns the talks that it concerns. */
	went(name, room) {
		const key = keyOf(name);
		const is = (talk) => (room ? talk === this.room(room) : talk.people.has(key) || talk.key === `@${key}`);
		const talks = [...this.talks.values()].filter(is);
		for (const { people } of talks) people.delete(key);
		this.changed();
		return talks;
	}

	/** Somebody has another name: so has the talk with them. Returns as `went`. */
	renamed(before, after) {
		const talks = this.went(before);
		for (const talk of talks) {
			if (talk.isRoom) talk.people.set(keyOf(after), { name: after });
			else if (!this.talks.has(`@${keyOf(after)}`)) {
				this.talks.delete(talk.key);
				this.talks.set(`@${keyOf(after)}`, Object.assign(talk, { key: `@${keyOf(after)}`, name: after }));
			}
		}
		if (before === this.nick) this.become(after);
		return talks;
	}
}
