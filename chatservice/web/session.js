/** The conversation with the server. */

import { createConnection } from "./connection.js";
import { keyOf } from "./text.js";
import { language, say, speak as use, tell } from "./words.js";

const PAGE = 50;

/** How long one's name may still be held by the connection that was lost. */
const HELD = 120_000;

/** Between what the page asks for itself: one may write only so fast. */
const PAUSE = 300;

/** Before what was refused is asked for again. */
const PATIENCE = 10_000;

/** What these do, a whole room learns. */
const OF_ROOMS = "me topic leave room op deop kick ban unban mute unmute".split(" ");

const sizeOf = (text) => new TextEncoder().encode(text).length;

/** `page` shows what there is to tell: see `main.js`. */
export function createSession(chat, page) {
	let commands = [];
	let isIn = false;
	let wasIn = false;
	let nick = "";
	let lostAt = 0;
	const requests = new Map();
	let number = 0;
	let chores = Promise.resolve();
	/** The password that is asked for, and what waits until it is given. */
	let asked = "";
	let answered = Promise.resolve();
	let go = () => {};
	/** What was said and is not known to be on the server's disk. */
	let outbox = [];
	let isReady = false;
	let writer = "";
	/** The longest line that the server takes, in bytes. */
	let limit = Infinity;
	/** Why it is that one can't come in again, though there is a connection. */
	let held = "";
	/** Why one was not let in with a password. */
	let wrong = null;

	const connection = createConnection(`${location.origin.replace("http", "ws")}/ws`, {
		opened() {
			const rooms = chat.rooms.map(({ name }) => name);
			const resume = wasIn && { since: chat.seq, history_id: chat.history, rooms };
			introduce({ type: "hello", version: 1, nick, language, ...resume });
		},
		received(message) {
			const { id, type } = message;
			const request = requests.get(id);
			if (request && ["ok", "error"].includes(type)) {
				requests.delete(id);
				request[type](message);
			} else if (request?.take) request.take(message);
			else if (type !== "ok") take(message, request);
		},
		closed,
	});

	function enter(name, leftAt = 0) {
		nick = name;
		lostAt = leftAt;
		held = "";
		wrong = null;
		connection.start();
	}

	async function introduce(request) {
		try {
			await ask(request);
		} catch (error) {
			if (error.code === "lost" || isIn) return;
			if (error.code === "name-registered") introduce({ type: "login", name: nick });
			else if (error.code === "name-taken" && Date.now() - lostAt < HELD) {
				held = error.text;
				connection.retry();
			} else end(error);
		}
	}

	function welcome(message) {
		const { seq, room, away, elsewhere } = message;
		const isNew = !wasIn;
		const isOther = !isNew && (message.history_id !== chat.history || seq < chat.seq);
		isIn = wasIn = true;
		nick = message.nick;
		limit = message.limits.text;
		chat.history = message.history_id;
		held = "";
		wrong = null;
		connection.settle();
		chat.become(nick);
		chat.isAway = away !== undefined;
		if (!elsewhere) chat.fixed = seq;
		if (isNew) {
			chat.open(chat.room(room));
			chat.notice(tell(message));
		} else if (isOther) {
			chat.forget();
			chat.notice([say("anew")]);
		}
		if (isNew || isOther) chat.seq = seq;
		page.entered();
		// What was missed comes before the answer to this: what has not come then was not kept.
		ask({ type: "ping" }).then(flush, () => {});
		chore({ type: "rooms" }, beIn);
		for (const { name } of chat.rooms) refresh(name);
		chore({ type: "help" }, (reply) => ({ commands } = reply));
	}

	/** One may be shut out of rooms by now. */
	function beIn({ joined, rooms }) {
		const there = joined.map((name) => chat.room(name));
		for (const room of chat.rooms) if (!there.includes(room)) chat.close(room);
		for (const { name, topic } of rooms) if (joined.includes(name)) chat.room(name).topic = topic;
	}

	function closed() {
		if (isIn) lostAt = Date.now();
		isIn = isReady = false;
		for (const { error } of requests.values()) error({ code: "lost", text: say("doubtful") });
		requests.clear();
		asked = "";
		go();
		// After too many wrong ones the server closes: nobody is asked again by itself.
		if (wrong) return end(wrong);
		return page.lost(held);
	}

	function end(message) {
		wrong = null;
		connection.stop();
		closed();
		page.ended(tell(message)[0]);
	}

	/** Whoever comes next finds nothing. */
	function leave(message) {
		wasIn = false;
		outbox = [];
		for (const talk of [...chat.privates, ...chat.rooms]) chat.close(talk);
		end(message);
	}

	/** Resolves to the `ok`; rejects with the `error`, or the code "lost". `take` gets other answers. */
	function ask(message, take, talk) {
		return new Promise((ok, error) => {
			const id = `${++number}`;
			if (connection.send({ id, ...message })) requests.set(id, { take, talk, ok, error });
			else error({ code: "lost" });
		});
	}

	/** What goes wrong is told where it was tried. */
	function attempt(message, take) {
		const talk = chat.current;
		return ask(message, take, talk).catch(({ text }) => chat.notice([text ?? say("unsent")], talk));
	}

	/** Ask the person for a password: the server hears nothing else until it has that. */
	async function secret(question) {
		if (asked === question.wanted) return; // again, since something else came in between
		asked = question.wanted;
		answered = new Promise((done) => (go = done));
		const text = await page.asked(question);
		asked = "";
		ask({ type: "secret", text })
			.catch((error) => {
				if (error.code === "lost") return;
				if (!isIn) wrong = { type: "error", ...error };
				page.refused(error.text);
			})
			.then(go);
	}

	const pause = (time = PAUSE) => new Promise((done) => setTimeout(done, time));

	function chore(message, take) {
		chores = chores.then(() => answered).then(() => ask(message, take)).catch(() => {}).then(() => pause());
	}

	/** Nobody is told that somebody is away. */
	const refresh = (room) => chore({ type: "users", room }, ({ people }) => chat.are(room, people));

	async function older(talk) {
		const { name, isRoom, messages } = talk;
		if (!isIn || talk.isLoading || talk.complete) return;
		talk.isLoading = true;
		const first = messages.find((each) => each.seq)?.seq;
		const which = `${PAGE} ${isRoom ? "" : `private @${name}`} ${first ? `before #${first}` : ""}`;
		const take = ({ messages }) => {
			talk.complete = messages.length < PAGE;
			chat.remember(messages, talk);
		};
		const request = { type: "history", which, room: isRoom ? name : chat.lastRoom.name };
		await ask(request, take).catch(() => pause(PATIENCE));
		talk.isLoading = false;
	}

	/** Take what was typed, and say whether it is on its way; only one line alone is a command. */
	function type(text, talk) {
		const lines = text.split("\n").map((each) => each.trim()).filter(Boolean);
		if (!isShort(lines)) return false;
		if (lines.length > 1) for (const line of lines) speak(talk, line);
		else if (/^\/(?!\/)/.test(lines[0])) return command(lines[0], talk);
		else if (lines.length) speak(talk, lines[0].replace(/^\/\//, "/"));
		return true;
	}

	/** What is too long the server would not read, but close the connection. */
	function isShort(lines) {
		const isLong = lines.some((line) => sizeOf(line) > limit);
		if (isLong) chat.notice([say("tooLong", { limit })]);
		return !isLong;
	}

	/** Only what is said waits for a connection. */
	function isConnected() {
		if (!isIn) chat.notice([say("unsent")]);
		return isIn;
	}

	function command(line, talk) {
		const [, typed, rest] = line.match(/^\/(\S*)\s*(.*)/);
		const word = typed.toLowerCase();
		const { name } = commands.find((each) => [each.name, ...each.aliases].includes(word)) ?? { name: word };
		const [to, text] = name === "reply" ? [writer, rest] : rest.split(/\s+(.*)/);
		if (OF_ROOMS.includes(name) && !talk.isRoom) {
			chat.notice([say("notHere")]);
			return false;
		}
		if (name === "me" && rest) speak(talk, rest, "acted");
		else if (["msg", "reply"].includes(name) && to && text) return whisper(to.replace("@", ""), text);
		else if (name === "edit" && rest) return edit(rest);
		else if (!isConnected()) return false;
		else if (name === "delete" && !rest) remove();
		else attempt({ type: "line", text: line, room: chat.lastRoom.name });
		return true;
	}

	/** A conversation is opened with somebody whom the server knows. */
	function whisper(to, text) {
		if (!isConnected()) return false;
		attempt({ type: "msg", to, text }, noteIn(chat.current)).then((done) => {
			if (!done) return;
			chat.open(chat.person(to));
			chat.kept(chat.speak(chat.current, "whispered", text), done.seq);
		});
		return true;
	}

	/** Tell in a talk what became of a whisper, if that is worth telling. */
	const noteIn = (talk) => (reply) => {
		if (reply.type !== "whisper-sent" || reply.away !== undefined) chat.notice(tell(reply), talk);
	};

	function speak(talk, text, kind = talk.isRoom ? "said" : "whispered") {
		outbox.push(chat.speak(talk, kind, text));
		if (isReady) flush();
	}

	function flush() {
		isReady = true;
		for (const message of outbox.filter((each) => !each.isSent)) {
			// It may have come: a room shows that by now, of a whisper only a person can know.
			if (message.isDoubtful && message.kind === "whispered") refuse(message, say("doubtful"));
			else send(message);
		}
	}

	async function send(message) {
		const { kind, text, talk } = message;
		const room = talk.name;
		const request = {
			said: { type: "say", text, room },
			acted: { type: "me", action: text, room },
			whispered: { type: "msg", text, to: room },
		}[kind];
		Object.assign(message, { isSent: true, isDoubtful: false });
		try {
			settle(message, (await ask(request, noteIn(talk))).seq);
		} catch ({ code, text }) {
			message.isSent = false;
			message.isDoubtful = code === "lost";
			if (code !== "lost") refuse(message, say("refused", { text }));
		}
	}

	function settle(message, seq) {
		outbox = outbox.filter((each) => each !== message);
		if (seq) chat.kept(message, seq);
	}

	function refuse(message, problem) {
		settle(message);
		chat.refused(message, problem);
	}

	const doubtful = () => outbox.filter((each) => each.isDoubtful);

	function again(message) {
		chat.drop(message);
		speak(message.talk, message.text, message.kind);
	}

	/** Correct the last message; say whether the correction is on its way. */
	function edit(text) {
		const { seq } = chat.lastOwn ?? {};
		if (!isShort([text]) || !isConnected()) return false;
		attempt({ type: "edit", text }).then((done) => done && chat.correct(seq, text));
		return true;
	}

	async function remove() {
		const { seq } = chat.lastOwn ?? {};
		if (await attempt({ type: "delete" })) chat.remove(seq, say("deleted", { from: nick }));
	}

	function hear(told) {
		const own = !chat.has(told.seq) && chat.match(doubtful(), told);
		if (own) return settle(own, told.seq);
		const message = chat.hear(told);
		if (!message || message.own) return undefined;
		if (!message.talk.isRoom) writer = told.from;
		return (!message.talk.isRoom || message.mention) && page.alert(message);
	}

	/** What messages change; returned is where they are told, `true` for where it was. */
	const changes = {
		welcome,
		said: hear,
		acted: hear,
		whispered: hear,
		"whisper-copied": (message) => hear({ ...message, type: "whispered" }),
		"password-asked": secret,
		found: page.found,
		rooms: page.rooms,
		history: (message) =>
			message.asked ? page.found(message) : chat.remember(message.messages, chat.room(message.room)),
		corrected: ({ message, text }) => chat.correct(message, text),
		deleted: gone,
		removed: gone,
		left: ({ who, room }) => chat.went(who, room),
		quit: ({ who }) => chat.went(who),
		renamed({ who, name }) {
			const left = chat.renamed(who, name);
			if (nick !== chat.nick) page.named((nick = chat.nick));
			return left;
		},
		setting({ name, value, changed }) {
			if (name === "language" && changed) use(value).then(page.translated);
			return true;
		},
		joined({ who, room }) {
			chat.came(room, who);
			return !who.some(chat.isOwn);
		},
		"thrown-out": ({ who, room }) => chat.went(who, room),
		waited({ messages }) {
			messages.forEach(hear);
			return true;
		},
		topic: topicIs,
		"topic-changed": topicIs,
		"room-entered": beInOne,
		"entered-elsewhere": beInOne,
		"room-left": beOut,
		"left-elsewhere": beOut,
		"out-of-room": beOut,
		users({ room, people }) {
			if (room) chat.are(room, people);
			return true;
		},
		away: beAway,
		back: beAway,
		"left-out"() {
			// Who scrolls up reads it in order. Whether own lines are in it, only a person can know.
			chat.forget(chat.rooms);
			for (const each of doubtful()) refuse(each, say("doubtful"));
			return true;
		},
		goodbye: leave,
		"closed-elsewhere": leave,
		"out-of-server": leave,
	};

	function gone(told) {
		for (const seq of told.messages ?? [told.message]) chat.remove(seq, tell(told)[0]);
	}

	function topicIs({ room, topic }) {
		chat.room(room).topic = topic;
		return true;
	}

	function beInOne({ room, topic }, request) {
		topicIs({ room, topic });
		if (request && isReady) chat.open(chat.room(room));
		refresh(room);
	}

	function beOut({ room }) {
		chat.close(chat.room(room));
		return [chat.current];
	}

	function beAway({ type }) {
		chat.isAway = type === "away";
		chat.rooms.forEach(({ name }) => refresh(name));
		return true;
	}

	function take(message, request) {
		const { type, room, seq, text, at } = message;
		if (seq && type !== "welcome") chat.seq = Math.max(chat.seq, seq);
		if (type === "error" && !isIn) return page.refused(text);
		const told = changes[type]?.(message, request) ?? !changes[type];
		const here = request?.talk ?? (room ? chat.room(room) : chat.current);
		const talks = told === true ? [here] : [told].flat();
		for (const talk of talks) if (talk?.key) chat.notice(tell(message), talk, at);
	}

	return { enter, attempt, refresh, older, type, again, edit, remove, commands: () => commands };
}
