/**
 * Every phrase of the page, in English and in Spanish. Refusals and the commands' help come from
 * the server. A phrase with the name of a message of the protocol tells that message:
 *
 *     {name}         one of its fields, isolated: a name written from right to left turns nothing
 *     [ ({name})]    nothing at all where there is no such field
 *     [?name:text]   only where there is one; `!` only where there is none
 *     one|many       two forms, for {number}
 */
export const PHRASES = {
	tagline: ["Pick a nickname and talk.", "Elige un nombre y habla."],
	nickname: ["Your nickname", "Tu nombre"],
	enter: ["Enter the chat", "Entrar al chat"],
	connecting: ["Connecting…", "Conectando…"],
	unreachable: ["The server can't be reached. Trying again…", "No se llega al servidor. Se vuelve a intentar…"],
	lost: ["No connection. What you write is sent later.", "Sin conexión. Lo que escribas se envía después."],
	anew: ["The server begins a new history.", "El servidor empieza otro historial."],
	conversations: ["Conversations", "Conversaciones"],
	rooms: ["Rooms", "Salas"],
	privates: ["Private", "Privados"],
	people: ["People", "Personas"],
	unread: ["{number} unread", "{number} sin leer"],
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
	farBack: ["Search finds what was said before this.", "Buscar encuentra lo dicho antes."],
	edited: ["edited", "editado"],
	sending: ["sending", "enviando"],
	refused: ["Not sent: {text}", "Sin enviar: {text}"],
	again: ["Send again", "Enviar otra vez"],
	discard: ["Discard", "Descartar"],
	edit: ["Edit", "Editar"],
	delete: ["Delete", "Borrar"],
	editing: ["Editing your last message", "Editando tu último mensaje"],
	cancel: ["Cancel", "Cancelar"],
	notHere: ["A room would read that: type it there.", "Eso lo leería una sala: escríbelo allí."],
	search: ["Search", "Buscar"],
	words: ["Words, from:NAME, in:ROOM, before:DATE", "Palabras, de:NOMBRE, en:SALA, antes:FECHA"],
	nothing: ["Nothing was found.", "No se ha encontrado nada."],
	badDate: ["A date is like 2026-11-20.", "Una fecha es como 2026-11-20."],
	more: ["Show more", "Mostrar más"],
	private: ["private", "privado"],
	writes: ["{name} writes", "{name} escribe"],
	roomName: ["Enter or make a room", "Entrar en una sala o crearla"],
	join: ["Enter", "Entrar"],
	here: ["{number} person|{number} people", "{number} persona|{number} personas"],
	notify: ["Notify me of mentions and private messages", "Avísame de menciones y privados"],
	notifyOff: ["Do not notify me any more", "No me avises más"],
	denied: ["This browser does not allow notifications.", "Este navegador no permite avisos."],
	register: ["Register this nickname", "Registrar este nombre"],
	goAway: ["I am away", "Estoy ausente"],
	comeBack: ["I am back", "He vuelto"],
	help: ["Commands", "Comandos"],
	leave: ["Leave the chat", "Salir del chat"],
	continue: ["Continue", "Continuar"],
	login: ["Password for {nick}", "Contraseña de {nick}"],
	new: ["New password for {nick}", "Contraseña nueva para {nick}"],
	repeat: ["The same password again", "La misma contraseña otra vez"],
	own: ["Your password, {nick}", "Tu contraseña, {nick}"],
	isAway: ["away[: {reason}]", "ausente[: {reason}]"],
	ban: ["banned", "vetado"],
	mute: ["muted", "silenciado"],
	today: ["Today", "Hoy"],
	yesterday: ["Yesterday", "Ayer"],

	raw: ["{text}", "{text}"],
	welcome: ["Welcome, {nick}! Type / for commands.[ You are {away}.]", "¡Hola, {nick}! Escribe / para ver los comandos.[ Estás {away}.]"],
	joined: ["{who} joined", "[!many:{who} entró][?many:{who} entraron]"],
	left: ["{who} left", "{who} salió"],
	quit: ["{who} left[ ({reason})]", "{who} salió[ ({reason})]"],
	renamed: ["{who} is now {name}", "{who} ahora es {name}"],
	"topic-changed": ["{who} [?topic:set the topic: {topic}][!topic:took the topic away]", "{who} [?topic:cambió el tema: {topic}][!topic:quitó el tema]"],
	deleted: ["{from} took back a message", "{from} retiró un mensaje"],
	removed: ["{by} removed a message of {from}", "{by} ha borrado un mensaje de {from}"],
	announced: ["{from} to everyone: {text}", "{from} a todos: {text}"],
	"thrown-out": ["{by} [?banned:banned {who}][!banned:threw {who} out][ ({reason})]", "{by} ha [?banned:vetado][!banned:echado] a {who}[ ({reason})]"],
	silenced: ["{by} [?muted:muted you][!muted:lets you speak again][ in #{room}][ for {seconds}]", "{by} [?muted:te ha silenciado][!muted:te deja hablar otra vez][ en #{room}][ durante {seconds}]"],
	appointed: ["{by} made {who} [?moderator:a moderator][!moderator:an ordinary member] of #{room}", "{by} ha hecho a {who} [?moderator:moderador][!moderator:un miembro más] de #{room}"],
	"mode-changed": ["{by} changed #{room}: {mode} {value}", "{by} ha cambiado #{room}: {mode} {value}"],
	invited: ["{by} invites you to #{room}: /join {room}", "{by} te invita a #{room}: /join {room}"],
	"out-of-room": ["{by} [?banned:banned you from][!banned:threw you out of] #{room}[ ({reason})].", "{by} te ha [?banned:vetado en][!banned:echado de] #{room}[ ({reason})]."],
	"out-of-server": ["{by} threw you off the server[ ({reason})].", "{by} te ha echado del servidor[ ({reason})]."],
	"ban-set": ["{who} is banned[ from #{room}][ for {seconds}][ with {networks}].[?unknown: Nobody of that name was here.][ These stay: {others}.][?trusted: That is a trusted address.]", "{who} queda vetado[ en #{room}][ durante {seconds}][ con {networks}].[?unknown: Nadie ha estado con ese nombre.][ Se quedan: {others}.][?trusted: Es una dirección de confianza.]"],
	"mute-set": ["{who} is muted[ in #{room}][ for {seconds}].", "{who} queda silenciado[ en #{room}][ durante {seconds}]."],
	unbanned: ["{who} is not banned any more.", "{who} ya no está vetado."],
	unmuted: ["{who} may speak again.", "{who} puede hablar otra vez."],
	bans: ["Banned or muted: {number}", "Vetados o silenciados: {number}"],
	sanctions: ["{who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]", "{who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]"],
	"room-shown": ["#{room}:[ {modes}][!modes: open to all][, slow ({slow})][. Owner: {owner}][. Moderators: {moderators}]", "#{room}:[ {modes}][!modes: abierta a todos][, lenta ({slow})][. De: {owner}][. Moderadores: {moderators}]"],
	"report-sent": ["{number} moderator reads it.|{number} moderators read it.", "Lo lee {number} moderador.|Lo leen {number} moderadores."],
	"invite-sent": ["{who} is invited to #{room}.", "{who} queda invitado a #{room}."],
	"left-out": ["{number} more line was said: scroll up.|{number} more lines were said: scroll up.", "Se dijo {number} línea más: sube.|Se dijeron {number} líneas más: sube."],
	waited: ["Private messages while you were away: {total}", "Mensajes privados mientras no estabas: {total}"],
	"whisper-waits": ["{to} is not here: your message waits.", "{to} no está: tu mensaje espera."],
	"whisper-sent": ["{to}: {away}", "{to}: {away}"],
	users: ["{number} here[ in #{room}]: {people}", "{number} aquí[ en #{room}]: {people}"],
	topic: ["[?topic:Topic: {topic}][!topic:#{room} has no topic.]", "[?topic:Tema: {topic}][!topic:#{room} no tiene tema.]"],
	"room-left": ["You left #{room}.", "Has dejado #{room}."],
	away: ["You are away. /back ends that.", "Estás ausente. /back lo termina."],
	back: ["You are back.", "Has vuelto."],
	ignored: ["You are ignoring {who}. /unignore {who} ends it.", "Ignoras a {who}. /unignore {who} lo termina."],
	unignored: ["You are no longer ignoring {who}.", "Ya no ignoras a {who}."],
	settings: ["Settings: {settings}", "Ajustes: {settings}"],
	setting: ["{name} = {value}", "{name} = {value}"],
	person: ["{nick}: here since {since}, idle for {idle}, in {rooms}[; {away}]", "{nick}: aquí desde {since}, sin escribir desde hace {idle}, en {rooms}[; {away}]"],
	time: ["Server time: {now}, running for {uptime}", "Hora del servidor: {now}, en marcha desde hace {uptime}"],
	version: ["chatservice {version}", "chatservice {version}"],
	command: ["{usage} – {summary}[ ({aliases})][ → {example}]", "{usage} – {summary}[ ({aliases})][ → {example}]"],
	registered: ["{nick} is registered: from now on your password is asked for.", "{nick} queda registrado: desde ahora se pide tu contraseña."],
	"password-changed": ["Your password is changed.", "Tu contraseña está cambiada."],
	"nothing-changed": ["Nothing was changed.", "No se ha cambiado nada."],
	forgotten: ["{nick} is not registered any more.", "{nick} ya no está registrado."],
	session: ["{number}. [{address}, ]{since}, idle for {idle}[?this: ←]", "{number}. [{address}, ]{since}, inactiva desde hace {idle}[?this: ←]"],
	"session-closed": ["Connection {number} is closed.", "La conexión {number} está cerrada."],
	"closed-elsewhere": ["You closed this connection from another one.", "Has cerrado esta conexión desde otra."],
	token: ["The token of {nick}, shown only now: {token}", "La clave de {nick}, que solo se ve ahora: {token}"],
	goodbye: ["See you soon!", "¡Hasta pronto!"],
	closing: ["The server is closing.", "El servidor se cierra."],
};

const LANGUAGES = ["en", "es"];

/** Return the language of the page for somebody who prefers these, in this order. */
export const languageOf = (preferred) =>
	preferred.map((each) => each.slice(0, 2).toLowerCase()).find((each) => LANGUAGES.includes(each)) ?? "en";

export const language = languageOf(navigator.languages);

/** Return a phrase with what is to be put into it. */
export function say(key, values = {}, into = language) {
	// An empty reason for being away is one: so is being away.
	const has = (name) => (name === "away" ? values.away !== undefined : !!values[name] && values[name].length !== 0);
	const [one, many = one] = PHRASES[key][LANGUAGES.indexOf(into)].split("|");
	return (values.number === 1 ? one : many)
		.replace(/\[([?!])(\w+):([^\]]*)\]/g, (_, sign, name, text) => (has(name) === (sign === "?") ? text : ""))
		.replace(/\[([^\]]*\{(\w+)\}[^\]]*)\]/g, (_, text, name) => (has(name) ? text : ""))
		.replace(/\{(\w+)\}/g, (_, name) => `\u2068${(FORMATS[name] ?? plain)(values[name])}\u2069`);
}

/** Return how long so many seconds are, in words. */
function duration(seconds) {
	const units = Object.entries({ day: 86400, hour: 3600, minute: 60, second: 1 });
	const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
	const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
	return new Intl.NumberFormat(language, options).format(seconds / size);
}

const format = (options) => {
	const formatter = new Intl.DateTimeFormat(language, options);
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

const list = (each) => (values) => values.map(each).join(", ");

const plain = (value) => [value].flat().join(", ");

/** How the fields of these names are shown. */
const FORMATS = {
	...{ seconds: duration, idle: duration, uptime: duration, slow: duration },
	...{ since: momentOf, until: momentOf, now: momentOf },
	away: awayText,
	kind: (kind) => say(kind),
	aliases: list((each) => `/${each}`),
	rooms: list((each) => `#${each}`),
	people: list(({ name, away }) => name + (away === undefined ? "" : ` (${awayText(away)})`)),
	settings: (settings) => list((each) => each.join(" = "))(Object.entries(settings)),
};

/** Messages with rows: which field has them, and the phrase of each. */
const ROWS = {
	commands: ["commands", "command"],
	sessions: ["sessions", "session"],
	bans: ["sanctions", "sanctions"],
	motd: ["lines", "raw"],
};

/** Return the lines that tell a message of the server; none for what is not told in words. */
export function tell(message) {
	const { type, people, who } = message;
	const [field, row] = ROWS[type] ?? [];
	const rows = message[field] ?? [];
	const number = people?.length ?? rows.length;
	const key = type === "error" ? "raw" : type;
	const many = Array.isArray(who) && who.length > 1;
	return [
		...(key in PHRASES ? [say(key, { number, many, ...message })] : []),
		...rows.map((each, index) => say(row, { number: index + 1, text: each, ...each })),
	];
}
