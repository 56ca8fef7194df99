/** What the page says in Spanish: see `words.js`. */
export const TABLE = `
nickname: Tu nombre
enter: Entrar
lost: Sin conexión. Se vuelve a intentar…
anew: El servidor empieza otro historial.
conversations: Conversaciones
rooms: Salas
private: Privado
people: Personas
onlyYou: Solo tú y {name} leéis esto.
you: tú
close: Cerrar
message: Mensaje para {name}
send: Enviar
latest: Lo último[ ({count})]
beginning: Aquí empieza todo.
edited: editado
sending: enviando
doubtful: Se cortó la conexión: quizá no se envió.
unsent: Sin enviar: no hay conexión.
tooLong: Sin enviar: una línea tiene como mucho {limit} bytes.
news: Mensajes nuevos
leaveRoom: Salir de {name}
goBack: Cierra esta ventana para volver.
changePassword: Cambiar la contraseña
language: English
refused: Sin enviar: {text}
again: Reintentar
discard: Descartar
edit: Editar
delete: Borrar
editing: Editando tu último mensaje
notHere: Eso es para una sala: escríbelo allí.
search: Buscar
words: Palabras, de:NOMBRE, en:SALA, antes:FECHA
nothing: No se ha encontrado nada.
badDate: Una fecha es como 2026-11-20.
more: Mostrar más
roomName: Entra o crea una sala
notify: Avísame de menciones y privados
denied: Este navegador no permite avisos.
register: Registrar este nombre
away: Estoy ausente
back: He vuelto
help: Comandos
leave: Salir del chat
login: Contraseña de {nick}
new: Contraseña nueva para {nick}
repeat: La misma contraseña otra vez
own: Tu contraseña, {nick}
isAway: ausente[: {reason}]
done: Hecho[: {who}][ en #{room}][ durante {seconds}][ ({networks})].[ Se quedan: {others}.]
raw: {text}
welcome: ¡Hola, {nick}! Escribe /help para ver los comandos.[ Estás {away}.]
joined: [!many:{who} entró][?many:{who} entraron]
left: {who} salió[ ({reason})]
renamed: {who} ahora es {name}
topic-changed: {who} [?topic:cambió el tema: {topic}][!topic:quitó el tema]
deleted: {from} retiró un mensaje
removed: {by} ha borrado un mensaje de {from}
announced: {from} a todos: {text}
thrown-out: {by} ha echado a {who}[?banned: sin vuelta][ ({reason})]
silenced: {by} [?muted:te ha silenciado][!muted:te deja hablar otra vez][ en #{room}][ durante {seconds}]
appointed: {by}: {who} [!moderator:ya no ]es moderador de #{room}
mode-changed: {by} ha cambiado #{room}: {mode} {value}
invited: {by} te invita a #{room}: /join {room}
out-of-room: {by} te ha echado de #{room}[?banned: sin vuelta][ ({reason})].
out-of-server: {by} te ha echado del servidor[ ({reason})].
bans: {number}:
sanctions: {who}[ ({networks})]: {kind}, {by}[, {until}][ ({reason})]
room-shown: #{room}:[ {modes}][!modes: abierta a todos][, lenta ({slow})][. De: {owner}][. Moderadores: {moderators}]
left-out: Se dijeron {number} más: sube.
waited: Mensajes privados entretanto: {total}
whisper-waits: {to} no está: tu mensaje espera.
whisper-sent: {to}: {away}
users: [#{room}: ]{people} ({number})
topic: #{room}:[ {topic}][!topic: sin tema]
settings: {settings}
setting: {name} = {value}
person: {nick}: desde {since}, sin escribir {idle}, en {rooms}[; {away}]
time: Hora del servidor: {now}, en marcha {uptime}
version: chatservice {version}
command: {usage} – {summary}[ ({aliases})][ → {example}]
registered: El nombre {nick} queda registrado.
nothing-changed: No se ha cambiado nada.
session: {number}. [{address}, ]{since}, {idle}[?this: ←]
closed-elsewhere: Has cerrado esta conexión desde otra.
token: La clave de {nick}, que solo se ve ahora: {token}
goodbye: ¡Hasta pronto!
`;
