/**
 * What is said on the page: `en.js` or `es.js`, lines of "key: text". A key with the name of one of
 * the server's messages tells it. In a text there stand:
 *
 *     {name}         a field, isolated: a name written from right to left turns nothing around
 *     [ ({name})]    nothing at all where there is no such field
 *     [?name:text]   only where there is one; `!` only where there is none
 *     one|many       two forms, for {number}
 */

const LANGUAGES = ["en", "es"];

/** Kept with the tab, once somebody has chosen one. */
const LANGUAGE = "language";

export const languageOf = (preferred) =>
	preferred.map((each) => each.slice(0, 2).toLowerCase()).find((each) => LANGUAGES.includes(each)) ?? "en";

export let language = languageOf([sessionStorage.getItem(LANGUAGE) ?? "", ...navigator.languages]);
let locale;
let phrases;

async function load() {
	const { TABLE } = await import(`./${language}.js`);
	phrases = Object.fromEntries(TABLE.trim().split("\n").map((row) => row.split(/: (.*)/)));
	locale = navigator.languages.find((each) => each.startsWith(language)) ?? language;
}

/** Say everything in another language from now on. */
export async function speak(wanted) {
	if (!LANGUAGES.includes(wanted) || wanted === language) return;
	sessionStorage.setItem(LANGUAGE, (language = wanted));
	await load();
}

await load();

export function say(key, values = {}) {
	// An empty reason for being away is one: so is being away.
	const has = (name) => (name === "away" ? values.away !== undefined : !!values[name] && values[name].length !== 0);
	const [one, many = one] = phrases[key].split("|");
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
	let formatter;
	let spoken;
	return (at) => {
		if (spoken !== locale) formatter = new Intl.DateTimeFormat((spoken = locale), options);
		return formatter.format(new Date(at));
	};
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
	const head = key in phrases ? key : id && !row && "done"; // an answer that needs no words of its own
	const lines = rows.map((each, index) => say(row, { number: index + 1, text: each, ...each }));
	return head ? [say(head, values), ...lines] : lines;
}
