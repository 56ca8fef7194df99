/** A WebSocket that notices when it is dead, and connects again by itself. */

const FIRST_WAIT = 300;
const LONGEST_WAIT = 20_000;

/** After so long a silence a sign of life is asked for, which may take so long. */
const SILENCE = 25_000;
const PATIENCE = 10_000;

/** `opened()`, `received(message)` and `closed()` are called for each connection anew. */
export function createConnection(url, { opened, received, closed }) {
	let socket = null;
	let timer = 0;
	let failures = 0;

	function start() {
		stop();
		socket = new WebSocket(url);
		// The browser itself would wait for minutes.
		timer = setTimeout(retry, PATIENCE);
		socket.onclose = retry;
		socket.onopen = opened;
		socket.onmessage = ({ data }) => {
			clearTimeout(timer);
			timer = setTimeout(doubt, SILENCE);
			received(JSON.parse(data));
		};
	}

	function doubt() {
		send({ type: "ping" });
		timer = setTimeout(retry, PATIENCE);
	}

	function stop() {
		clearTimeout(timer);
		timer = 0;
		// A dead connection takes its time to close.
		if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
		socket?.close();
		socket = null;
	}

	function retry() {
		if (!socket) return;
		stop();
		// A server that starts again is not to be run down by its own people.
		const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++);
		timer = setTimeout(start, wait * (0.5 + Math.random() / 2));
		closed();
	}

	const settle = () => (failures = 0);

	function send(message) {
		const isOpen = socket?.readyState === WebSocket.OPEN;
		if (isOpen) socket.send(JSON.stringify(message));
		return isOpen;
	}

	addEventListener("online", () => timer && !socket && start());
	addEventListener("offline", retry);
	return { start, stop, retry, settle, send };
}
