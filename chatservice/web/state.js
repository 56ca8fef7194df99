/**
 * What the page knows: conversations, who is there, what was said. No DOM and no network here;
 * whoever shows it is told that something changed, and looks.
 *
 * A conversation is a room that one is in, or what is said to and by one person alone. A message
 * has a `seq` once the server has it; before, and if it is refused, a `status`. What is only told
 * is a message, too: it has `lines` and no text. `version` counts what became of a message.
 */

import { isSame, keyOf, mentionOf } from "./text.js";

/** Messages of a conversation that are kept: while the latest are read, and at most. */
export const MOST_LATEST = 600;
export const MOST_READ = 3000;

const roomKey = (name) => `#${keyOf(name)}`;
const personKey = (name) => `@${keyOf(name)}`;
const now = () => new Date().toISOString();

export class Chat {
	nick = "";
	/** Every name that one had here: what they said is one's own. */
	names = new Set();
	conversations = new Map();
	active = "";
	/** The room that commands act in while a private conversation is shown. */
	lastRoom = "";
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

	/** Forget what was said, in rooms at least; but not what the server does not have yet. */
	forget(conversations = this.conversations.values()) {
		for (const conversation of conversations) {
			for (const { seq } of conversation.messages) this.bySeq.delete(seq);
			conversation.messages = conversation.messages.filter((each) => each.status);
			conversation.complete = false;
		}
	}

	become(nick) {
		this.nick = nick;
		this.names.add(keyOf(nick));
		this.mention = mentionOf(nick);
		this.changed();
	}

	isOwn(name) {
		return this.names.has(keyOf(name));
	}

	// Conversations

	/** Return the room of that name, made if need be. */
	room(name) {
		return this.#conversation(roomKey(name), name, true);
	}

	/** Return the private conversation with somebody, made if need be. */
	person(name) {
		return this.#conversation(personKey(name), name, false);
	}

	#conversation(key, name, isRoom) {
		if (!this.conversations.has(key)) {
			const empty = { topic: "", draft: "", messages: [], people: new Map(), unread: 0, mentions: 0 };
			this.conversations.set(key, { key, name, isRoom, ...empty });
			this.changed();
		}
		return this.conversations.get(key);
	}

	/** The conversation that is shown. */
	get current() {
		return this.conversations.get(this.active);
	}

	get rooms() {
		return [...this.conversations.values()].filter((each) => each.isRoom);
	}

	get privates() {
		return [...this.conversations.values()].filter((each) => !each.isRoom);
	}

	open(conversation) {
		this.active = conversation.key;
		if (conversation.isRoom) this.lastRoom = conversation.name;
		this.isReadingBack = false;
		this.look();
	}

	/** Take note that what is shown is read, if somebody looks. */
	look() {
		if (this.current && this.isSeen) this.current.unread = this.current.mentions = 0;
		this.changed();
	}

	close(conversation) {
		if (!conversation) return;
		this.forget([conversation]);
		this.conversations.delete(conversation.key);
		const next = this.rooms.at(-1);
		if (roomKey(this.lastRoom) === conversation.key) this.lastRoom = next?.name;
		if (this.active === conversation.key && next) this.open(next);
		this.changed();
	}

	/** How much waits to be read, in all: messages, and among them those to oneself. */
	get waiting() {
		const sum = (field) => [...this.conversations.values()].reduce((all, each) => all + each[field], 0);
		return { unread: sum("unread"), mentions: sum("mentions") };
	}

	// What is said

	/** Return where something belongs that was said. */
	placeOf({ type, room, from, to }) {
		return type === "whispered" ? this.person(this.isOwn(from) ? to : from) : this.room(room);
	}

	#message({ type, seq, at, from, text, edited }) {
		const own = this.isOwn(from);
		const mention = !own && type !== "whispered" && text.search(this.mention) >= 0;
		return { kind: type, seq, at, from, text, edited, own, mention, version: 0 };
	}

	/** Take in what somebody said just now. Returns the message, unless it is known already. */
	hear(told) {
		const where = this.placeOf(told);
		this.seq = Math.max(this.seq, told.seq ?? 0);
		if (this.#isKnown(told, where)) return null;
		const message = this.#insert(where, this.#message(told));
		if (!message.own && !(this.isSeen && this.active === where.key)) {
			where.unread++;
			if (message.mention || !where.isRoom) where.mentions++;
		}
		this.#trim(where);
		return message;
	}

	/** Take in older messages, those of this conversation. */
	remember(messages, where) {
		for (const told of messages) {
			if (this.placeOf(told) === where && !this.#isKnown(told, where)) this.#insert(where, this.#message(told));
		}
		this.changed();
	}

	/** What one said privately elsewhere comes without a number; after a loss again, and with it. */
	#isKnown({ type, seq, at, text }, { messages }) {
		const isCopy = (each) => !each.seq && each.at === at && each.text === text;
		const copy = seq && type === "whispered" && messages.findLast(isCopy);
		if (copy) this.kept(copy, seq);
		return this.bySeq.has(seq);
	}

	/** Show what one says oneself, before the server has it. */
	speak(where, kind, text) {
		const message = { kind, at: now(), from: this.nick, text, own: true, status: "sending", version: 0, where };
		where.messages.push(message);
		this.#trim(where);
		return message;
	}

	/** The server has it, under this number. */
	kept(message, seq) {
		const { where, version } = message;
		this.seq = Math.max(this.seq, seq);
		this.drop(message);
		Object.assign(message, { seq, status: "", version: version + 1 });
		if (!this.bySeq.has(seq)) this.#insert(where, message);
	}

	/** The server does not take it, for a reason. */
	refused(message, problem) {
		Object.assign(message, { problem, status: "refused", version: message.version + 1 });
		this.changed();
	}

	drop(message) {
		message.where.messages = message.where.messages.filter((each) => each !== message);
		this.changed();
	}

	/** Put a message where its number belongs: before all that the server does not have yet. */
	#insert(where, message) {
		const { messages } = where;
		const { seq, at } = message;
		if (seq) this.bySeq.set(seq, message);
		let place = messages.length;
		for (; place > 0; place--) {
			const before = messages[place - 1];
			const isLater = seq && before.seq ? before.seq > seq : before.at > at;
			if (!isLater && !before.status) break;
		}
		messages.splice(place, 0, Object.assign(message, { where }));
		return message;
	}

	/** Let go of the oldest of too many, but not under the eyes of who reads them. */
	#trim(where) {
		const isRead = this.isReadingBack && where.key === this.active;
		const excess = where.messages.length - (isRead ? MOST_READ : MOST_LATEST);
		if (excess > 0) {
			for (const { seq } of where.messages.splice(0, excess)) this.bySeq.delete(seq);
			where.complete = false;
		}
		this.changed();
	}

	/** One's own last message, which alone can be changed; none while another is on its way. */
	get lastOwn() {
		const own = [...this.conversations.values()].flatMap(({ messages }) => [
			messages.find((each) => each.status === "sending"),
			messages.findLast((each) => each.own && each.seq > this.fixed && !each.gone),
		]);
		const last = own.reduce((one, other) => (other && !(one?.seq > other.seq) ? other : one), null);
		return own.some((each) => each?.status) ? null : last;
	}

	/** A message says something else now. */
	correct(seq, text) {
		this.#change(seq, { text, edited: true });
	}

	/** A message is no more; `gone` is what stands in its place. */
	remove(seq, gone) {
		this.#change(seq, { text: "", gone });
	}

	#change(seq, what) {
		const message = this.bySeq.get(seq);
		if (message) Object.assign(message, what, { version: message.version + 1 });
		this.changed();
	}

	/** Find, among one's own messages, the one that the server tells now. */
	match(messages, told) {
		const is = ({ where, kind, text }) =>
			where === this.placeOf(told) && kind === told.type && isSame(text, told.text);
		return this.isOwn(told.from) ? messages.find(is) : undefined;
	}

	/** Tell something in a conversation. */
	notice(lines, where = this.current, at = now()) {
		if (!where || !lines.length) return;
		where.messages.push({ kind: "notice", at, lines, version: 0 });
		this.#trim(where);
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

	/** Return the conversations that somebody is in. */
	with(name) {
		const isThere = (each) => each.key === personKey(name) || each.people.has(keyOf(name));
		return [...this.conversations.values()].filter(isThere);
	}

	/** Somebody left one room, or all. Returns the conversations that it concerns. */
	went(name, room) {
		const all = room ? [this.room(room)] : this.with(name);
		for (const { people } of all) people.delete(keyOf(name));
		this.changed();
		return all;
	}

	/** Somebody has another name: so has the conversation with them. Returns as `went`. */
	renamed(before, after) {
		const all = this.went(before);
		for (const { isRoom, people } of all) if (isRoom) people.set(keyOf(after), { name: after });
		const private_ = this.conversations.get(personKey(before));
		if (private_ && !this.conversations.has(personKey(after))) {
			this.conversations.delete(private_.key);
			if (this.active === private_.key) this.active = personKey(after);
			Object.assign(private_, { key: personKey(after), name: after });
			this.conversations.set(private_.key, private_);
		}
		if (keyOf(before) === keyOf(this.nick)) this.become(after);
		return all;
	}
}
