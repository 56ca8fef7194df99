/** A WebSocket that notices when it is dead, and connects again by itself. */

const FIRST_WAIT = 300;
const LONGEST_WAIT = 20_000;

/** After so long a silence a sign of life is asked for, which may take so long. */
const SILENCE = 25_000;
const PATIENCE = 10_000;

export class Connection {
	#socket = null;
	#timer = 0;
	#failures = 0;

	/** `listener` has `opened()`, `received(message)` and `closed()`. */
	constructor(url, listener) {
		Object.assign(this, { url, listener });
		addEventListener("online", () => this.#timer && !this.#socket && this.start());
		addEventListener("offline", () => this.retry());
	}

	/** Connect now, and again whenever the connection is lost. */
	start() {
		this.stop();
		const socket = (this.#socket = new WebSocket(this.url));
		// The browser's own patience with a server that does not answer is one of minutes.
		this.#timer = setTimeout(() => this.retry(), PATIENCE);
		socket.onclose = () => this.retry();
		socket.onopen = () => this.listener.opened();
		socket.onmessage = ({ data }) => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#doubt(), SILENCE);
			this.listener.received(JSON.parse(data));
		};
	}

	#doubt() {
		this.send({ type: "ping" });
		this.#timer = setTimeout(() => this.retry(), PATIENCE);
	}

	/** Close, and stay so. */
	stop() {
		clearTimeout(this.#timer);
		this.#timer = 0;
		// A dead connection takes its time to close: nobody waits for it.
		if (this.#socket) this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
		this.#socket?.close();
		this.#socket = null;
	}

	/** Close, and connect again after a while: what was tried did not work. */
	retry() {
		if (!this.#socket) return;
		this.stop();
		// Not all at once: a server that starts again is not to be run down by its own people.
		const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
		this.#timer = setTimeout(() => this.start(), wait * (0.5 + Math.random() / 2));
		this.listener.closed();
	}

	/** What was tried worked: the next loss is followed by a quick attempt. */
	settle() {
		this.#failures = 0;
	}

	/** Send a message; returns whether there is a connection. */
	send(message) {
		const isOpen = this.#socket?.readyState === WebSocket.OPEN;
		if (isOpen) this.#socket.send(JSON.stringify(message));
		return isOpen;
	}
}
