/** The conversation with the server. */

import { createConnection } from "./connection.js";
import { keyOf } from "./text.js";
import { language, say, tell } from "./words.js";

const PAGE = 50;

/** How long one's name may still be held by the connection that was lost. */
const HELD = 120_000;

/** Between what the page asks for by itself: people may write only so fast. */
const PAUSE = 300;

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

	const connection = createConnection(`${location.origin.replace("http", "ws")}/ws`, {
		opened() {
			const resume = wasIn && { since: chat.seq, rooms: chat.rooms.map(({ name }) => name) };
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

	function enter(name) {
		nick = name;
		lostAt = 0;
		connection.start();
	}

	async function introduce(request) {
		try {
			await ask(request);
		} catch (error) {
			const { code } = error;
			if (code === "lost" || isIn) return;
			if (code === "name-registered") introduce({ type: "login", name: nick });
			else if (code === "name-taken" && Date.now() - lostAt < HELD) connection.retry();
			else end(error);
		}
	}

	function welcome(message) {
		const { seq, room, away, elsewhere } = message;
		const isNew = !wasIn;
		isIn = wasIn = true;
		nick = message.nick;
		connection.settle();
		chat.become(nick);
		chat.isAway = away !== undefined;
		if (!elsewhere) chat.fixed = seq;
		if (isNew) {
			chat.open(chat.room(room));
			chat.notice(tell(message));
		} else if (seq < chat.seq) {
			chat.forget();
			chat.notice([say("anew")]);
		}
		if (isNew || seq < chat.seq) chat.seq = seq;
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
		for (const { error } of requests.values()) error({ code: "lost" });
		requests.clear();
		asked = "";
		go();
		page.lost();
	}

	function end(message) {
		connection.stop();
		closed();
		wasIn = false;
		page.ended(tell(message)[0]);
	}

	/** Resolves to the `ok`; rejects with the `error`, or the code "lost". `take` gets other answers. */
	function ask(message, take) {
		return new Promise((ok, error) => {
			const id = `${++number}`;
			if (connection.send({ id, ...message })) requests.set(id, { take, ok, error });
			else error({ code: "lost" });
		});
	}

	const attempt = (message) => ask(message).catch(({ text }) => text && chat.notice([text]));

	/** Ask the person for a password: the server hears nothing else until it has that. */
	async function secret(question) {
		if (asked === question.wanted) return; // again, since something else came in between
		asked = question.wanted;
		answered = new Promise((done) => (go = done));
		const text = await page.asked(question);
		asked = "";
		ask({ type: "secret", text }).catch(({ text }) => page.refused(text)).then(go);
	}

	function chore(message, take) {
		const pause = () => new Promise((done) => setTimeout(done, PAUSE));
		chores = chores.then(() => answered).then(() => ask(message, take)).catch(() => {}).then(pause);
	}

	/** Nobody is told that somebody is away. */
	const refresh = (room) => chore({ type: "users", room }, ({ people }) => chat.are(room, people));

	async function older(talk) {
		const { name, isRoom, messages, oldest } = talk;
		if (!isIn || talk.isLoading || talk.complete) return;
		talk.isLoading = true;
		const first = isRoom || !oldest ? messages.find((each) => each.seq)?.seq : oldest;
		const which = `${PAGE} ${isRoom ? "" : name} ${first ? `before #${first}` : ""}`;
		const take = ({ messages }) => {
			talk.complete = messages.length < PAGE;
			talk.oldest = messages[0]?.seq;
			chat.remember(messages, talk);
		};
		const request = { type: "history", which, room: isRoom ? name : chat.lastRoom.name };
		await ask(request, take).catch(({ code }) => (talk.complete = code !== "lost"));
		talk.isLoading = false;
	}

	function type(text, talk) {
		for (const line of text.split("\n").map((each) => each.trim())) {
			if (/^\/[^/]/.test(line)) command(line, talk);
			else if (line) speak(talk, line.replace(/^\/\//, "/"));
		}
	}

	function command(line, talk) {
		const [, typed, rest] = line.match(/^\/(\S+)\s*(.*)/);
		const word = typed.toLowerCase();
		const { name } = commands.find((each) => [each.name, ...each.aliases].includes(word)) ?? { name: word };
		const [to, text] = name === "reply" ? [writer, rest] : rest.split(/\s+(.*)/);
		if (name === "me" && rest && !talk.isRoom) chat.notice([say("notHere")]);
		else if (name === "me" && rest) speak(talk, rest, "acted");
		else if (["msg", "reply"].includes(name) && to && text) {
			chat.open(chat.person(to.replace("@", "")));
			speak(chat.current, text);
		} else if (name === "edit" && rest) edit(rest);
		else if (name === "delete" && !rest) remove();
		else attempt({ type: "line", text: line, room: chat.lastRoom.name });
	}

	function speak(talk, text, kind = talk.isRoom ? "said" : "whispered") {
		outbox.push(chat.speak(talk, kind, text));
		if (isReady) flush();
	}

	function flush() {
		isReady = true;
		for (const message of outbox) if (!message.isSent) send(message);
	}

	async function send(message) {
		const { kind, text, talk } = message;
		const room = talk.name;
		const request = {
			said: { type: "say", text, room },
			acted: { type: "me", action: text, room },
			whispered: { type: "msg", text, to: room },
		}[kind];
		const take = (reply) => {
			if (reply.type !== "whisper-sent" || reply.away !== undefined) chat.notice(tell(reply), talk);
		};
		message.isSent = true;
		try {
			settle(message, (await ask(request, take)).seq);
		} catch ({ code, text }) {
			message.isSent = false;
			message.isDoubtful = code === "lost";
			if (code !== "lost") refuse(message, text);
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

	async function edit(text) {
		const { seq } = chat.lastOwn ?? {};
		if (await attempt({ type: "edit", text })) chat.correct(seq, text);
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
		renamed: ({ who, name }) => chat.renamed(who, name),
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
			for (const each of doubtful()) refuse(each, say("lost"));
			return true;
		},
		goodbye: end,
		"closed-elsewhere": end,
		"out-of-server": end,
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
		const talks = told === true ? [room ? chat.room(room) : chat.current] : [told].flat();
		for (const talk of talks) if (talk?.key) chat.notice(tell(message), talk, at);
	}

	return { enter, attempt, refresh, older, type, again, edit, remove, commands: () => commands, isIn: () => isIn };
}
