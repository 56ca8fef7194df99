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

const LAST_WORDS = ["goodbye", "closed-elsewhere", "out-of-server"];

export class Session {
	/** The commands that the server has, as it describes them. */
	commands = [];
	/** Whether one has a nickname on this connection, and whether one ever had. */
	isIn = false;
	#wasIn = false;
	#nick = "";
	#lostAt = 0;
	#requests = new Map();
	#number = 0;
	#chores = Promise.resolve();
	/** The password that is asked for, and what waits until it is given. */
	#asked = "";
	#answered = Promise.resolve();
	#go = () => {};
	/** What was said and is not known to be on the server's disk. */
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

	#welcome(message) {
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
			chat.open(chat.room(room));
			chat.notice(tell(message));
		} else if (seq < chat.seq) {
			chat.forget(chat.talks.values());
			chat.notice([say("anew")]);
		}
		if (isNew || seq < chat.seq) chat.seq = seq;
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
		for (const { isDoubtful, talk } of this.#hasGap ? this.#outbox : []) {
			if (!isDoubtful || !talk.isRoom) continue;
			const own = { type: "history", which: `${PAGE} ${this.#nick}`, room: talk.name };
			await this.ask(own, ({ messages }) => messages.forEach((each) => this.#hear(each)));
		}
		this.#flush();
	}

	/** Be in the rooms that the server says one is in: one may be shut out of some by now. */
	#joined({ joined, rooms }) {
		const { chat } = this;
		const there = joined.map((name) => chat.room(name));
		for (const room of chat.rooms) if (!there.includes(room)) chat.close(room);
		for (const { name, topic } of rooms) if (joined.includes(name)) chat.room(name).topic = topic;
	}

	#closed() {
		if (this.isIn) this.#lostAt = Date.now();
		this.isIn = this.#isReady = false;
		for (const { reject } of this.#requests.values()) reject({ code: "lost" });
		this.#requests.clear();
		this.#asked = "";
		this.#go();
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

	/** Ask, and tell if it can't be done; resolves to nothing then. */
	do(message) {
		return this.ask(message).catch(({ text }) => text && this.chat.notice([text]));
	}

	/** Ask the person for a password: the server hears nothing else until it has that. */
	async #secret(question) {
		if (this.#asked === question.wanted) return; // again, since something else came in between
		this.#asked = question.wanted;
		this.#answered = new Promise((done) => (this.#go = done));
		const text = await this.page.asked(question);
		this.#asked = "";
		this.ask({ type: "secret", text }).catch(({ text }) => this.page.refused(text)).then(this.#go);
	}

	#chore(message, take) {
		const pause = () => new Promise((done) => setTimeout(done, PAUSE));
		const ask = () => this.#answered.then(() => this.ask(message, take));
		this.#chores = this.#chores.then(ask).catch(() => {}).then(pause);
	}

	/** Look who is in a room: nobody is told that somebody is away. */
	refresh(room) {
		this.#chore({ type: "users", room }, ({ people }) => this.chat.are(room, people));
	}

	/** Have older messages of a talk. */
	async older(talk) {
		const { name, isRoom, messages } = talk;
		if (!this.isIn || talk.isLoading || talk.complete) return;
		talk.isLoading = true;
		const first = (!isRoom && talk.oldest) || messages.find((each) => each.seq)?.seq;
		const which = `${PAGE} ${isRoom ? "" : name} ${first ? `before #${first}` : ""}`;
		const room = isRoom ? name : this.chat.lastRoom.name;
		const take = ({ messages }) => {
			talk.complete = messages.length < PAGE;
			talk.oldest = messages[0]?.seq;
			this.chat.remember(messages, talk);
		};
		await this.ask({ type: "history", which, room }, take).catch(({ code }) => (talk.complete = code !== "lost"));
		talk.isLoading = false;
		this.chat.changed();
	}

	// Saying

	/** Do what somebody typed: a command of the server's, or something to say, line by line. */
	type(text, talk) {
		for (const line of text.split("\n").map((each) => each.trim())) {
			if (/^\/[^/]/.test(line)) this.#command(line, talk);
			else if (line) this.#speak(talk, line.replace(/^\/\//, "/"));
		}
	}

	#command(line, talk) {
		const { chat } = this;
		const [, typed, rest] = line.match(/^\/(\S+)\s*(.*)/);
		const word = typed.toLowerCase();
		const { name } = this.commands.find((each) => [each.name, ...each.aliases].includes(word)) ?? { name: word };
		const [to, text] = name === "reply" ? [this.#writer, rest] : rest.split(/\s+(.*)/);
		if (name === "me" && rest) {
			if (talk.isRoom) this.#speak(talk, rest, "acted");
			else chat.notice([say("notHere")]);
		} else if (["msg", "reply"].includes(name) && to && text) {
			chat.open(chat.person(to.replace("@", "")));
			this.#speak(chat.current, text);
		} else if (name === "edit" && rest) this.edit(rest);
		else if (name === "delete" && !rest) this.delete();
		else this.do({ type: "line", text: line, room: chat.lastRoom.name });
	}

	#speak(talk, text, kind = talk.isRoom ? "said" : "whispered") {
		this.#outbox.push(this.chat.speak(talk, kind, text));
		if (this.#isReady) this.#flush();
	}

	/** Send what waits; what was sent before a loss and did not come back, too. */
	#flush() {
		this.#isReady = true;
		for (const message of this.#outbox) if (!message.isSent) this.#send(message);
	}

	async #send(message) {
		const { kind, text, talk } = message;
		const { name } = talk;
		const request = {
			said: { type: "say", text, room: name },
			acted: { type: "me", action: text, room: name },
			whispered: { type: "msg", text, to: name },
		}[kind];
		const told = (reply) => {
			if (reply.type !== "whisper-sent" || reply.away !== undefined) this.chat.notice(tell(reply), talk);
		};
		message.isSent = true;
		try {
			const { seq } = await this.ask(request, told);
			this.#settle(message, seq);
		} catch ({ code, text }) {
			message.isSent = false;
			message.isDoubtful = code === "lost";
			if (message.isDoubtful) return;
			this.#settle(message);
			this.chat.refused(message, text);
		}
	}

	#settle(message, seq) {
		this.#outbox = this.#outbox.filter((each) => each !== message);
		if (seq) this.chat.kept(message, seq);
	}

	/** Say once more what was refused. */
	again(message) {
		this.chat.drop(message);
		this.#speak(message.talk, message.text, message.kind);
	}

	/** Change the last thing that one said. */
	async edit(text) {
		const { seq } = this.chat.lastOwn ?? {};
		if (await this.do({ type: "edit", text })) this.chat.correct(seq, text);
	}

	/** Take it back. */
	async delete() {
		const { seq } = this.chat.lastOwn ?? {};
		if (await this.do({ type: "delete" })) this.chat.remove(seq, say("deleted", { from: this.#nick }));
	}

	// Hearing

	#receive(message) {
		const { id, type } = message;
		const request = this.#requests.get(id);
		if (request && ["ok", "error"].includes(type)) {
			this.#requests.delete(id);
			request[type === "ok" ? "resolve" : "reject"](message);
		} else if (request?.take) request.take(message);
		else if (type !== "ok") this.#take(message, request);
	}

	/** Take in what happened, and the answers to what somebody typed. */
	#take(message, request) {
		const { chat, page } = this;
		const { type, room, seq, who, at } = message;
		let talk = room && chat.rooms.find(({ name }) => keyOf(name) === keyOf(room));
		let talks = [talk || undefined];
		if (seq && type !== "welcome") chat.seq = Math.max(chat.seq, seq);
		switch (type) {
			case "said":
			case "acted":
			case "whispered":
				return this.#hear(message);
			case "whisper-copied":
				return this.#hear({ ...message, type: "whispered" });
			case "welcome":
				return this.#welcome(message);
			case "password-asked":
				return this.#secret(message);
			case "history":
				return message.asked ? page.found({ ...message, marks: [] }) : chat.remember(message.messages, chat.room(room));
			case "found":
				return page.found(message);
			case "rooms":
				return page.rooms(message);
			case "corrected":
				return chat.correct(message.message, message.text);
			case "deleted":
			case "removed":
				return [message.message ?? message.messages].flat().forEach((each) => chat.remove(each, tell(message)[0]));
			case "left":
			case "quit":
				talks = chat.went(who, room);
				break;
			case "renamed":
				talks = chat.renamed(who, message.name);
				break;
			case "joined":
				chat.came(room, who);
				message.who = who.filter((each) => !chat.isOwn(each));
				if (!message.who.length) return undefined;
				break;
			case "waited":
				for (const each of message.messages) this.#hear(each);
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
				talk = chat.room(room);
				talk.topic = message.topic;
				if (request && this.#isReady) chat.open(talk);
				return this.refresh(room);
			case "room-left":
			case "left-elsewhere":
			case "out-of-room":
				if (talk) chat.close(talk);
				talks = [undefined];
				break;
			case "users":
				if (room) chat.are(room, message.people);
				break;
			case "away":
			case "back":
				chat.isAway = type === "away";
				for (const { name } of chat.rooms) this.refresh(name);
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
		return talks.forEach((each) => chat.notice(lines, each, at));
	}

	#hear(told) {
		const { chat } = this;
		const doubtful = chat.bySeq.has(told.seq) ? [] : this.#outbox.filter((each) => each.isDoubtful);
		const own = chat.match(doubtful, told);
		if (own) return this.#settle(own, told.seq);
		const message = chat.hear(told);
		if (!message || message.own) return undefined;
		if (!message.talk.isRoom) this.#writer = told.from;
		return (!message.talk.isRoom || message.mention) && this.page.alert(message);
	}
}
