/**
 * Every phrase of the page, in English and Spanish; refusals and the commands' help come from the
 * server. A phrase with the name of a message of the protocol tells that message:
 *
 *     {name}         one of its fields, isolated: a name written from right to left turns nothing
 *     [ ({name})]    nothing at all where there is no such field
 *     [?name:text]   only where there is one; `!` only where there is none
 *     one|many       two forms, for {number}
 */
export const PHRASES = {
	tagline: ["Pick a nickname and talk.", "Elige un nombre y habla."],
	nickname: ["Your nickname", "Tu nombre"],
	enter: ["Enter", "Entrar"],
	lost: ["No connection. What you write is sent later.", "Sin conexión. Lo que escribas se envía después."],
	unreachable: ["The server can't be reached. Trying again…", "No se llega al servidor. Se vuelve a intentar…"],
	anew: ["The server begins a new history.", "El servidor empieza otro historial."],
	conversations: ["Conversations", "Conversaciones"],
	rooms: ["Rooms", "Salas"],
	private: ["Private", "Privado"],
	people: ["People", "Personas"],
	writeTo: ["Write to {name} privately", "Escribir a {name} en privado"],
	onlyYou: ["Only you and {name} read this.", "Solo tú y {name} leéis esto."],
	you: ["you", "tú"],
	close: ["Close", "Cerrar"],
	message: ["Message to {name}", "Mensaje para {name}"],
	messages: ["Messages", "Mensajes"],
	send: ["Send", "Enviar"],
	suggestions: ["Suggestions", "Sugerencias"],
	latest: ["Latest messages", "Últimos mensajes"],
	beginning: ["This is where it begins.", "Aquí empieza todo."],
	edited: ["edited", "editado"],
	sending: ["sending", "enviando"],
	refused: ["Not sent: {text}", "Sin enviar: {text}"],
	again: ["Send again", "Enviar otra vez"],
	discard: ["Discard", "Descartar"],
	edit: ["Edit", "Editar"],
	delete: ["Delete", "Borrar"],
	editing: ["Editing your last message", "Editando tu último mensaje"],
	notHere: ["A room would read that: type it there.", "Eso lo leería una sala: escríbelo allí."],
	search: ["Search", "Buscar"],
	words: ["Words, from:NAME, in:ROOM, before:DATE", "Palabras, de:NOMBRE, en:SALA, antes:FECHA"],
	nothing: ["Nothing was found.", "No se ha encontrado nada."],
	badDate: ["A date is like 2026-11-20.", "Una fecha es como 2026-11-20."],
	more: ["Show more", "Mostrar más"],
	writes: ["{name} writes", "{name} escribe"],
	roomName: ["Enter or make a room", "Entrar en una sala o crearla"],
	here: ["{number} person|{number} people", "{number} persona|{number} personas"],
	notify: ["Notify me of mentions and private messages", "Avísame de menciones y privados"],
	notifyOff: ["Do not notify me any more", "No me avises más"],
	denied: ["This browser does not allow notifications.", "Este navegador no permite avisos."],
	register: ["Register this nickname", "Registrar este nombre"],
	away: ["I am away", "Estoy ausente"],
	back: ["I am back", "He vuelto"],
	help: ["Commands", "Comandos"],
	leave: ["Leave the chat", "Salir del chat"],
	login: ["Password for {nick}", "Contraseña de {nick}"],
	new: ["New password for {nick}", "Contraseña nueva para {nick}"],
	repeat: ["The same password again", "La misma contraseña otra vez"],
	own: ["Your password, {nick}", "Tu contraseña, {nick}"],
	isAway: ["away[: {reason}]", "ausente[: {reason}]"],
	ban: ["banned", "vetado"],
	mute: ["muted", "silenciado"],
	today: ["Today", "Hoy"],
	yesterday: ["Yesterday", "Ayer"],

	done: [
		"Done[: {who}][ in #{room}][ for {seconds}][ ({networks})].[?unknown: Nobody of that name was here.][ These stay: {others}.]",
		"Hecho[: {who}][ en #{room}][ durante {seconds}][ ({networks})].[?unknown: Nadie ha estado con ese nombre.][ Se quedan: {others}.]",
	],
	raw: "{text}",
	welcome: ["Welcome, {nick}! Type / for commands.[ You are {away}.]", "¡Hola, {nick}! Escribe / para ver los comandos.[ Estás {away}.]"],
	joined: ["{who} joined", "[!many:{who} entró][?many:{who} entraron]"],
	left: ["{who} left[ ({reason})]", "{who} salió[ ({reason})]"],
	renamed: ["{who} is now {name}", "{who} ahora es {name}"],
	"topic-changed": ["{who} [?topic:set the topic: {topic}][!topic:took the topic away]", "{who} [?topic:cambió el tema: {topic}][!topic:quitó el tema]"],
	deleted: ["{from} took back a message", "{from} retiró un mensaje"],
	removed: ["{by} removed a message of {from}", "{by} ha borrado un mensaje de {from}"],
	announced: ["{from} to everyone: {text}", "{from} a todos: {text}"],
	"thrown-out": ["{by} [?banned:banned {who}][!banned:threw {who} out][ ({reason})]", "{by} ha [?banned:vetado][!banned:echado] a {who}[ ({reason})]"],
	silenced: [
		"{by} [?muted:muted you][!muted:lets you speak again][ in #{room}][ for {seconds}]",
		"{by} [?muted:te ha silenciado][!muted:te deja hablar otra vez][ en #{room}][ durante {seconds}]",
	],
	appointed: [
		"{by} made {who} [?moderator:a moderator][!moderator:an ordinary member] of #{room}",
		"{by} ha hecho a {who} [?moderator:moderador][!moderator:un miembro más] de #{room}",
	],
	"mode-changed": ["{by} changed #{room}: {mode} {value}", "{by} ha cambiado #{room}: {mode} {value}"],
	invited: ["{by} invites you to #{room}: /join {room}", "{by} te invita a #{room}: /join {room}"],
	"out-of-room": ["{by} [?banned:banned you from][!banned:threw you out of] #{room}[ ({reason})].", "{by} te ha [?banned:vetado en][!banned:echado de] #{room}[ ({reason})]."],
	"out-of-server": ["{by} threw you off the server[ ({reason})].", "{by} te ha echado del servidor[ ({reason})]."],
	bans: ["Banned or muted: {number}", "Vetados o silenciados: {number}"],
	sanctions: "{who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]",
	"room-shown": [
		"#{room}:[ {modes}][!modes: open to all][, slow ({slow})][. Owner: {owner}][. Moderators: {moderators}]",
		"#{room}:[ {modes}][!modes: abierta a todos][, lenta ({slow})][. De: {owner}][. Moderadores: {moderators}]",
	],
	"left-out": ["{number} more were said: scroll up.", "Se dijeron {number} más: sube."],
	waited: ["Private messages while you were away: {total}", "Mensajes privados mientras no estabas: {total}"],
	"whisper-waits": ["{to} is not here: your message waits.", "{to} no está: tu mensaje espera."],
	"whisper-sent": "{to}: {away}",
	users: ["{number} here[ in #{room}]: {people}", "{number} aquí[ en #{room}]: {people}"],
	topic: ["#{room}:[ {topic}][!topic: no topic]", "#{room}:[ {topic}][!topic: sin tema]"],
	"room-left": ["You left #{room}.", "Has dejado #{room}."],
	settings: "{settings}",
	setting: "{name} = {value}",
	person: ["{nick}: here since {since}, idle for {idle}, in {rooms}[; {away}]", "{nick}: aquí desde {since}, sin escribir desde hace {idle}, en {rooms}[; {away}]"],
	time: ["Server time: {now}, running for {uptime}", "Hora del servidor: {now}, en marcha desde hace {uptime}"],
	version: "chatservice {version}",
	command: "{usage} – {summary}[ ({aliases})][ → {example}]",
	registered: ["{nick} is registered: from now on your password is asked for.", "{nick} queda registrado: desde ahora se pide tu contraseña."],
	"nothing-changed": ["Nothing was changed.", "No se ha cambiado nada."],
	forgotten: ["{nick} is not registered any more.", "{nick} ya no está registrado."],
	session: ["{number}. [{address}, ]{since}, idle for {idle}[?this: ←]", "{number}. [{address}, ]{since}, inactiva desde hace {idle}[?this: ←]"],
	"closed-elsewhere": ["You closed this connection from another one.", "Has cerrado esta conexión desde otra."],
	token: ["The token of {nick}, shown only now: {token}", "La clave de {nick}, que solo se ve ahora: {token}"],
	goodbye: ["See you soon!", "¡Hasta pronto!"],
	closing: ["The server is closing.", "El servidor se cierra."],
};

const LANGUAGES = ["en", "es"];

const isOf = (language) => (locale) => locale.toLowerCase().startsWith(language);

/** Return the language of the page for somebody who prefers these, in this order. */
export const languageOf = (preferred) =>
	preferred.flatMap((locale) => LANGUAGES.filter((each) => isOf(each)(locale)))[0] ?? "en";

export const language = languageOf(navigator.languages);

/** Dates and times are written as in the person's country. */
const LOCALE = navigator.languages.find(isOf(language)) ?? language;

/** Return a phrase with what is to be put into it. */
export function say(key, values = {}) {
	// An empty reason for being away is one: so is being away.
	const has = (name) => (name === "away" ? values.away !== undefined : !!values[name] && values[name].length !== 0);
	const [english, spanish = english] = [PHRASES[key]].flat();
	const [one, many = one] = (language === "en" ? english : spanish).split("|");
	return (values.number === 1 ? one : many)
		.replace(/\[([?!])(\w+):([^\]]*)\]/g, (_, sign, name, text) => (has(name) === (sign === "?") ? text : ""))
		.replace(/\[([^\]]*\{(\w+)\}[^\]]*)\]/g, (_, text, name) => (has(name) ? text : ""))
		.replace(/\{(\w+)\}/g, (_, name) => `\u2068${(FORMATS[name] ?? list())(values[name])}\u2069`);
}

/** Return how long so many seconds are, in words. */
function duration(seconds) {
	const units = Object.entries({ day: 86400, hour: 3600, minute: 60, second: 1 });
	const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
	const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
	return new Intl.NumberFormat(LOCALE, options).format(seconds / size);
}

const format = (options) => {
	const formatter = new Intl.DateTimeFormat(LOCALE, options);
	return (at) => formatter.format(new Date(at));
};
export const timeOf = format({ timeStyle: "short" });
export const momentOf = format({ dateStyle: "medium", timeStyle: "short" });
const dateOf = format({ dateStyle: "full" });

/** Return the day of a time, as a heading. */
export function dayOf(at) {
	const day = dateOf(at);
	if (day === dateOf(Date.now())) return say("today");
	return day === dateOf(Date.now() - 86_400_000) ? say("yesterday") : day;
}

/** Return how somebody is away; the reason may be empty. */
export const awayText = (reason) => say("isAway", { reason });

const list = (each = String) => (values) => [values].flat().map(each).join(", ");

/** How the fields of these names are shown. */
const FORMATS = {
	...{ seconds: duration, idle: duration, uptime: duration, slow: duration },
	...{ since: momentOf, until: momentOf, now: momentOf },
	away: awayText,
	kind: (kind) => say(kind),
	aliases: list((each) => `/${each}`),
	rooms: list((each) => `#${each}`),
	people: list(({ name, away }) => name + (away === undefined ? "" : ` (${awayText(away)})`)),
	settings: (settings) => Object.entries(settings).map((each) => each.join(" = ")).join(", "),
};

/** Messages with rows: which field has them, and the phrase of each. */
const ROWS = {
	commands: ["commands", "command"],
	sessions: ["sessions", "session"],
	bans: ["sanctions", "sanctions"],
	motd: ["lines", "raw"],
};

/** Messages that are told in the words of another one. */
const AS = { error: "raw", quit: "left" };
for (const type of "ban-set mute-set unbanned unmuted invite-sent report-sent ignored unignored away back password-changed session-closed".split(" ")) {
	AS[type] = "done";
}

/** Return the lines that tell a message of the server; none for what is not told in words. */
export function tell(message) {
	const { type, people, who } = message;
	const [field, row] = ROWS[type] ?? [];
	const rows = message[field] ?? [];
	const number = people?.length ?? rows.length;
	const key = AS[type] ?? type;
	const many = Array.isArray(who) && who.length > 1;
	return [
		...(key in PHRASES ? [say(key, { number, many, ...message })] : []),
		...rows.map((each, index) => say(row, { number: index + 1, text: each, ...each })),
	];
}
