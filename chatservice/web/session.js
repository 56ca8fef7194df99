/** The conversation with the server: who one is, what one sends, and what becomes of it. */

import { Connection } from "./connection.js";
import { keyOf } from "./text.js";
import { language, say, tell } from "./words.js";

/** Messages that are asked for at once when somebody scrolls up. */
const PAGE = 50;

/** How long one's name may still be held by the connection that was lost. */
const HELD = 120_000;

/** Between what the page asks for by itself: it takes nothing off how fast people may write. */
const PAUSE = 300;

const SPOKEN = ["said", "acted", "whispered"];
const LAST_WORDS = ["goodbye", "closed-elsewhere", "out-of-server"];

export class Session {
	/** The commands that the server has, as it describes them. */
	commands = [];
	/** Whether one has a nickname on this connection. */
	isIn = false;
	#nick = "";
	#wasIn = false;
	#lostAt = 0;
	#requests = new Map();
	#number = 0;
	#chores = Promise.resolve();
	/** What was said and is not known to be on the server's disk, in that order. */
	#outbox = [];
	#isReady = false;
	#hasGap = false;
	#writer = "";

	/** `page` shows what the session has to tell: see `main.js`. */
	constructor(chat, page) {
		Object.assign(this, { chat, page });
		this.connection = new Connection(`${location.origin.replace("http", "ws")}/ws`, {
			opened: () => this.#greet(),
			received: (message) => this.#receive(message),
			closed: () => this.#closed(),
		});
	}

	// Coming in, and coming back

	enter(nick) {
		this.#nick = nick;
		this.#lostAt = 0;
		this.connection.start();
	}

	#greet() {
		const { seq, rooms } = this.chat;
		const resume = this.#wasIn && { since: seq, rooms: rooms.map(({ name }) => name) };
		this.#introduce({ type: "hello", version: 1, nick: this.#nick, language, ...resume });
	}

	async #introduce(request) {
		try {
			await this.ask(request);
		} catch ({ code, text }) {
			if (code === "lost" || this.isIn) return;
			if (code === "name-registered") this.#introduce({ type: "login", name: this.#nick });
			else if (code === "name-taken" && Date.now() - this.#lostAt < HELD) this.connection.retry();
			else this.#end(text);
		}
	}

	#welcomed(message) {
		const { chat } = this;
		const { nick, seq, room, away, elsewhere } = message;
		const isNew = !this.#wasIn;
		this.isIn = this.#wasIn = true;
		this.#nick = nick;
		this.connection.settle();
		chat.become(nick);
		chat.isAway = away !== undefined;
		if (!elsewhere) chat.fixed = seq;
		if (isNew) {
			chat.seq = seq;
			chat.open(chat.room(room));
			chat.notice(tell(message));
		} else if (seq < chat.seq) {
			chat.seq = seq;
			chat.forget();
			chat.notice([say("anew")]);
		}
		this.page.entered();
		this.#resume().catch(() => {});
		this.#chore({ type: "rooms" }, (reply) => this.#joined(reply));
		for (const { name } of chat.rooms) this.refresh(name);
		this.#chore({ type: "help" }, ({ commands }) => (this.commands = commands));
	}

	/** Send what has to be sent again, once it is known what of it the server has. */
	async #resume() {
		this.#hasGap = false;
		// What was missed comes before the answer to this: what has not come then was not kept.
		await this.ask({ type: "ping" });
		for (const { isDoubtful, where } of this.#hasGap ? this.#outbox : []) {
			if (!isDoubtful || !where.isRoom) continue;
			const own = { type: "history", which: `${PAGE} ${this.#nick}`, room: where.name };
			await this.ask(own, ({ messages }) => messages.forEach((each) => this.#heard(each)));
		}
		this.#flush();
	}

	/** Be in the rooms that the server says one is in: one may be shut out of some by now. */
	#joined({ joined, rooms }) {
		const { chat } = this;
		const there = joined.map((name) => chat.room(name));
		for (const room of chat.rooms) if (!there.includes(room)) chat.close(room);
		for (const { name, topic = "" } of rooms) {
			if (joined.includes(name)) chat.room(name).topic = topic;
		}
		chat.changed();
	}

	#closed() {
		if (this.isIn) this.#lostAt = Date.now();
		this.isIn = this.#isReady = false;
		for (const { reject } of this.#requests.values()) reject({ code: "lost" });
		this.#requests.clear();
		this.page.lost();
	}

	#end(text) {
		this.connection.stop();
		this.#closed();
		this.#wasIn = false;
		this.page.ended(text);
	}

	// Asking

	/**
	 * Send a request. Resolves to its `ok`, and rejects with its `error`, or with the code "lost".
	 * `take` gets the other answers to it, instead of whoever gets them otherwise.
	 */
	ask(message, take) {
		return new Promise((resolve, reject) => {
			const id = `${++this.#number}`;
			if (this.connection.send({ id, ...message })) this.#requests.set(id, { take, resolve, reject });
			else reject({ code: "lost" });
		});
	}

	/** Ask, and tell if it can't be done; returns whether it is done. */
	async do(message) {
		try {
			return await this.ask(message);
		} catch ({ text }) {
			if (text) this.chat.notice([text]);
			return null;
		}
	}

	/** Answer a question for a password. */
	secret(text) {
		this.ask({ type: "secret", text }).catch((error) => this.page.refused(error.text));
	}

	#chore(message, take) {
		const pause = () => new Promise((done) => setTimeout(done, PAUSE));
		this.#chores = this.#chores.then(() => this.ask(message, take)).catch(() => {}).then(pause);
	}

	/** Look who is in a room: nobody is told that somebody is away. */
	refresh(room) {
		this.#chore({ type: "users", room }, ({ people }) => this.chat.are(room, people));
	}

	/** Have older messages of a conversation. */
	async older(where) {
		const { name, isRoom, messages } = where;
		if (!this.isIn || where.isLoading || where.complete) return;
		where.isLoading = true;
		const first = (!isRoom && where.oldest) || messages.find((each) => each.seq)?.seq;
		const which = `${PAGE} ${isRoom ? "" : name} ${first ? `before #${first}` : ""}`;
		const room = isRoom ? name : this.chat.lastRoom;
		try {
			await this.ask({ type: "history", which, room }, ({ messages }) => {
				where.complete = messages.length < PAGE;
				where.oldest = messages[0]?.seq;
				this.chat.remember(messages, where);
			});
		} catch ({ code }) {
			where.complete = code !== "lost";
		}
		where.isLoading = false;
		this.chat.changed();
	}

	// Saying

	/** Do what somebody typed: a command of the server's, or something to say, line by line. */
	type(text, where) {
		for (const line of text.split("\n").map((each) => each.trim())) {
			if (/^\/[^/]/.test(line)) this.#command(line, where);
			else if (line) this.#speak(where, line.replace(/^\/\//, "/"));
		}
	}

	#command(line, where) {
		const { chat } = this;
		const [, typed, rest] = line.match(/^\/(\S+)\s*(.*)/);
		const called = typed.toLowerCase();
		const { name } = this.commands.find((each) => [each.name, ...each.aliases].includes(called)) ?? { name: called };
		const [to, text] = name === "reply" ? [this.#writer, rest] : rest.split(/\s+(.*)/);
		if (name === "me" && rest) {
			if (where.isRoom) this.#speak(where, rest, "acted");
			else chat.notice([say("notHere")]);
		} else if (["msg", "reply"].includes(name) && to && text) {
			const other = chat.person(to.replace("@", ""));
			chat.open(other);
			this.#speak(other, text);
		} else if (name === "edit" && rest) this.edit(rest);
		else if (name === "delete" && !rest) this.delete();
		else this.do({ type: "line", text: line, room: chat.lastRoom });
	}

	#speak(where, text, kind = where.isRoom ? "said" : "whispered") {
		this.#outbox.push(this.chat.speak(where, kind, text));
		if (this.#isReady) this.#flush();
	}

	/** Send what waits; what was sent before a loss and did not come back, too. */
	#flush() {
		this.#isReady = true;
		for (const message of this.#outbox) if (!message.isSent) this.#send(message);
	}

	async #send(message) {
		const { chat } = this;
		const { kind, text, where } = message;
		const { name } = where;
		const request = {
			said: { type: "say", text, room: name },
			acted: { type: "me", action: text, room: name },
			whispered: { type: "msg", text, to: name },
		}[kind];
		const told = (reply) => (reply.type !== "whisper-sent" || reply.away !== undefined) && chat.notice(tell(reply), where);
		message.isSent = true;
		try {
			const { seq } = await this.ask(request, told);
			this.#isDone(message);
			chat.kept(message, seq);
		} catch (error) {
			message.isSent = false;
			message.isDoubtful = error.code === "lost";
			if (message.isDoubtful) return;
			this.#isDone(message);
			chat.refused(message, error.text);
		}
	}

	#isDone(message) {
		this.#outbox = this.#outbox.filter((each) => each !== message);
	}

	/** Say once more what was refused. */
	again(message) {
		this.chat.drop(message);
		this.#speak(message.where, message.text, message.kind);
	}

	/** Change the last thing that one said. */
	async edit(text) {
		const last = this.chat.lastOwn;
		if (await this.do({ type: "edit", text })) this.chat.correct(last?.seq, text);
	}

	/** Take it back. */
	async delete() {
		const last = this.chat.lastOwn;
		if (await this.do({ type: "delete" })) this.chat.remove(last?.seq, say("deleted", { from: this.#nick }));
	}

	// Hearing

	#receive(message) {
		const { id, type } = message;
		const request = this.#requests.get(id);
		if (type === "ok" || (type === "error" && request)) {
			this.#requests.delete(id);
			request?.[type === "ok" ? "resolve" : "reject"](message);
		} else if (request?.take) request.take(message);
		else this.#told(message, !!request);
	}

	/** Take in what happened, and the answers to what somebody typed. */
	#told(message, isAsked) {
		const { chat, page } = this;
		const { type, room, seq, who, at } = message;
		if (SPOKEN.includes(type)) return this.#heard(message);
		if (seq && type !== "welcome") chat.seq = Math.max(chat.seq, seq);
		const tellEach = (all) => all.forEach((each) => chat.notice(tell(message), each, at));
		let where = room && chat.rooms.find((each) => keyOf(each.name) === keyOf(room));
		switch (type) {
			case "welcome":
				return this.#welcomed(message);
			case "password-asked":
				return page.asked(message);
			case "whisper-copied":
				return this.#heard({ ...message, type: "whispered" });
			case "history":
				if (message.asked) return page.found({ ...message, marks: [] });
				return chat.remember(message.messages, chat.room(room));
			case "found":
				return page.found(message);
			case "rooms":
				return page.rooms(message);
			case "corrected":
				return chat.correct(message.message, message.text);
			case "deleted":
				return chat.remove(message.message, tell(message)[0]);
			case "removed":
				return message.messages.forEach((each) => chat.remove(each, tell(message)[0]));
			case "left":
			case "quit":
				return tellEach(chat.went(who, room));
			case "renamed":
				return tellEach(chat.renamed(who, message.name));
			case "joined":
				chat.came(room, who);
				message.who = who.filter((each) => !chat.isOwn(each));
				if (!message.who.length) return undefined;
				break;
			case "waited":
				for (const each of message.messages) this.#heard(each);
				break;
			case "thrown-out":
				chat.went(who, room);
				break;
			case "topic-changed":
			case "topic":
				chat.room(room).topic = message.topic;
				break;
			case "room-entered":
			case "entered-elsewhere":
				chat.room(room).topic = message.topic ?? "";
				if (isAsked && this.#isReady) chat.open(chat.room(room));
				return this.refresh(room);
			case "room-left":
			case "left-elsewhere":
			case "out-of-room":
				chat.close(where);
				where = undefined;
				break;
			case "users":
				if (room) chat.are(room, message.people);
				break;
			case "away":
			case "back":
				chat.isAway = type === "away";
				for (const each of chat.rooms) this.refresh(each.name);
				break;
			case "left-out":
				// What is shown would have a gap: who scrolls up reads it in order.
				chat.forget(chat.rooms);
				this.#hasGap = true;
				break;
		}
		const lines = tell(message);
		if (LAST_WORDS.includes(type)) return this.#end(lines[0]);
		if (type === "error" && !this.isIn) return page.refused(message.text);
		return chat.notice(lines, where, at);
	}

	#heard(told) {
		const { chat, page } = this;
		const doubtful = chat.bySeq.has(told.seq) ? [] : this.#outbox.filter((each) => each.isDoubtful);
		const own = chat.match(doubtful, told);
		if (own) {
			this.#isDone(own);
			return chat.kept(own, told.seq);
		}
		const message = chat.hear(told);
		if (!message || message.own) return undefined;
		const isPrivate = told.type === "whispered";
		if (isPrivate) this.#writer = told.from;
		return (isPrivate || message.mention) && page.alert(message);
	}
}
