/**
 * Key / English / Spanish. A phrase with the name of one of the server's messages tells it:
 *
 *     {name}         a field, isolated: a name written from right to left turns nothing around
 *     [ ({name})]    nothing at all where there is no such field
 *     [?name:text]   only where there is one; `!` only where there is none
 *     one|many       two forms, for {number}
 */
const TABLE = `
nickname / Your nickname / Tu nombre
enter / Enter / Entrar
lost / No connection. Trying again… / Sin conexión. Se vuelve a intentar…
anew / The server begins a new history. / El servidor empieza otro historial.
conversations / Conversations / Conversaciones
rooms / Rooms / Salas
private / Private / Privado
people / People / Personas
onlyYou / Only you and {name} read this. / Solo tú y {name} leéis esto.
you / you / tú
close / Close / Cerrar
message / Message to {name} / Mensaje para {name}
send / Send / Enviar
latest / Latest messages / Últimos mensajes
beginning / This is where it begins. / Aquí empieza todo.
edited / edited / editado
sending / sending / enviando
refused / Not sent: {text} / Sin enviar: {text}
again / Send again / Enviar otra vez
discard / Discard / Descartar
edit / Edit / Editar
delete / Delete / Borrar
editing / Editing your last message / Editando tu último mensaje
notHere / A room would read that: type it there. / Eso lo leería una sala: escríbelo allí.
search / Search / Buscar
words / Words, from:NAME, in:ROOM, before:DATE / Palabras, de:NOMBRE, en:SALA, antes:FECHA
nothing / Nothing was found. / No se ha encontrado nada.
badDate / A date is like 2026-11-20. / Una fecha es como 2026-11-20.
more / Show more / Mostrar más
roomName / Enter or make a room / Entrar en una sala o crearla
notify / Notify me of mentions and private messages / Avísame de menciones y privados
denied / This browser does not allow notifications. / Este navegador no permite avisos.
register / Register this nickname / Registrar este nombre
away / I am away / Estoy ausente
back / I am back / He vuelto
help / Commands / Comandos
leave / Leave the chat / Salir del chat
login / Password for {nick} / Contraseña de {nick}
new / New password for {nick} / Contraseña nueva para {nick}
repeat / The same password again / La misma contraseña otra vez
own / Your password, {nick} / Tu contraseña, {nick}
isAway / away[: {reason}] / ausente[: {reason}]

done / Done[: {who}][ in #{room}][ for {seconds}][ ({networks})].[ These stay: {others}.] / Hecho[: {who}][ en #{room}][ durante {seconds}][ ({networks})].[ Se quedan: {others}.]
raw / {text}
welcome / Welcome, {nick}! Type /help for commands.[ You are {away}.] / ¡Hola, {nick}! Escribe /help para ver los comandos.[ Estás {away}.]
joined / {who} joined / [!many:{who} entró][?many:{who} entraron]
left / {who} left[ ({reason})] / {who} salió[ ({reason})]
renamed / {who} is now {name} / {who} ahora es {name}
topic-changed / {who} [?topic:set the topic: {topic}][!topic:took the topic away] / {who} [?topic:cambió el tema: {topic}][!topic:quitó el tema]
deleted / {from} took back a message / {from} retiró un mensaje
removed / {by} removed a message of {from} / {by} ha borrado un mensaje de {from}
announced / {from} to everyone: {text} / {from} a todos: {text}
thrown-out / {by} threw {who} out[?banned: for good][ ({reason})] / {by} ha echado a {who}[?banned: sin vuelta][ ({reason})]
silenced / {by} [?muted:muted you][!muted:lets you speak again][ in #{room}][ for {seconds}] / {by} [?muted:te ha silenciado][!muted:te deja hablar otra vez][ en #{room}][ durante {seconds}]
appointed / {by}: {who} is [!moderator:no longer ]a moderator of #{room} / {by}: {who} [!moderator:ya no ]es moderador de #{room}
mode-changed / {by} changed #{room}: {mode} {value} / {by} ha cambiado #{room}: {mode} {value}
invited / {by} invites you to #{room}: /join {room} / {by} te invita a #{room}: /join {room}
out-of-room / {by} threw you out of #{room}[?banned: for good][ ({reason})]. / {by} te ha echado de #{room}[?banned: sin vuelta][ ({reason})].
out-of-server / {by} threw you off the server[ ({reason})]. / {by} te ha echado del servidor[ ({reason})].
bans / {number}:
sanctions / {who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]
room-shown / #{room}:[ {modes}][!modes: open to all][, slow ({slow})][. Owner: {owner}][. Moderators: {moderators}] / #{room}:[ {modes}][!modes: abierta a todos][, lenta ({slow})][. De: {owner}][. Moderadores: {moderators}]
left-out / {number} more were said: scroll up. / Se dijeron {number} más: sube.
waited / Private messages meanwhile: {total} / Mensajes privados entretanto: {total}
whisper-waits / {to} is not here: your message waits. / {to} no está: tu mensaje espera.
whisper-sent / {to}: {away}
users / [#{room}: ]{people} ({number})
topic / #{room}:[ {topic}][!topic: no topic] / #{room}:[ {topic}][!topic: sin tema]
settings / {settings}
setting / {name} = {value}
person / {nick}: since {since}, idle for {idle}, in {rooms}[; {away}] / {nick}: desde {since}, sin escribir {idle}, en {rooms}[; {away}]
time / Server time: {now}, up for {uptime} / Hora del servidor: {now}, en marcha {uptime}
version / chatservice {version}
command / {usage} – {summary}[ ({aliases})][ → {example}]
registered / {nick} is registered. / {nick} queda registrado.
nothing-changed / Nothing was changed. / No se ha cambiado nada.
session / {number}. [{address}, ]{since}, {idle}[?this: ←]
closed-elsewhere / You closed this connection from another one. / Has cerrado esta conexión desde otra.
token / The token of {nick}, shown only now: {token} / La clave de {nick}, que solo se ve ahora: {token}
goodbye / See you soon! / ¡Hasta pronto!
`;

/** For each key English and Spanish; where there is but one, it is both. */
export const PHRASES = Object.fromEntries(
	TABLE.match(/.+/g).map((row) => row.split(" / ")).map(([key, ...phrases]) => [key, phrases]),
);

export const languageOf = (preferred) =>
	preferred.map((each) => each.slice(0, 2).toLowerCase()).find((each) => ["en", "es"].includes(each)) ?? "en";

export const language = languageOf(navigator.languages);
const locale = navigator.languages.find((each) => each.startsWith(language)) ?? language;

export function say(key, values = {}) {
	// An empty reason for being away is one: so is being away.
	const has = (name) => (name === "away" ? values.away !== undefined : !!values[name] && values[name].length !== 0);
	const [english, spanish = english] = PHRASES[key];
	const [one, many = one] = (language === "en" ? english : spanish).split("|");
	return (values.number === 1 ? one : many)
		.replace(/\[([?!])(\w+):([^\]]*)\]/g, (_, sign, name, text) => (has(name) === (sign === "?") ? text : ""))
		.replace(/\[([^\]]*\{(\w+)\}[^\]]*)\]/g, (_, text, name) => (has(name) ? text : ""))
		.replace(/\{(\w+)\}/g, (_, name) => `\u2068${(FORMATS[name] ?? list())(values[name])}\u2069`);
}

function duration(seconds) {
	const units = Object.entries({ day: 86400, hour: 3600, minute: 60, second: 1 });
	const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
	const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
	return new Intl.NumberFormat(locale, options).format(seconds / size);
}

const format = (options) => {
	const formatter = new Intl.DateTimeFormat(locale, options);
	return (at) => formatter.format(new Date(at));
};
export const timeOf = format({ timeStyle: "short" });
export const dayOf = format({ dateStyle: "full" });
export const momentOf = format({ dateStyle: "medium", timeStyle: "short" });

export const awayText = (reason) => say("isAway", { reason });

const list = (each = String) => (values) => [values].flat().map(each).join(", ");

const FORMATS = {
	...{ seconds: duration, idle: duration, uptime: duration, slow: duration },
	...{ since: momentOf, until: momentOf, now: momentOf },
	away: awayText,
	aliases: list((each) => `/${each}`),
	rooms: list((each) => `#${each}`),
	people: list(({ name, away }) => name + (away === undefined ? "" : ` (${awayText(away)})`)),
	settings: (settings) => list((each) => each.join(" = "))(Object.entries(settings)),
};

const ROWS = {
	commands: ["commands", "command"],
	sessions: ["sessions", "session"],
	bans: ["sanctions", "sanctions"],
	motd: ["lines", "raw"],
};

/** Return the lines that tell a message, if it is told in words. */
export function tell(message) {
	const { id, type, people, who } = message;
	const [field, row] = ROWS[type] ?? [];
	const rows = message[field] ?? [];
	const values = { number: people?.length ?? rows.length, many: Array.isArray(who) && who[1], ...message };
	const key = { error: "raw", quit: "left" }[type] ?? type;
	const head = key in PHRASES ? key : id && !row && "done"; // an answer that needs no words of its own
	const lines = rows.map((each, index) => say(row, { number: index + 1, text: each, ...each }));
	return head ? [say(head, values), ...lines] : lines;
}
