/* The load: many people at a chat server of this machine, counted and timed.
 *
 *     load DIALECT PORT PEOPLE AT_ONCE SERVER_PID SECONDS
 *
 * DIALECT is "plain" (a nickname's line, then lines), "irc" (NICK, USER, JOIN, PRIVMSG), "json" (an
 * object on each line) or "websocket" (the same objects in its frames, RFC 6455). All PEOPLE arrive, AT_ONCE of them at a time, and enter one room; then each line of standard input
 * asks for one workload, and standard output gets one line of JSON for the arrivals and for each:
 *
 *     one SECONDS           one person talks: a line, and the next when everyone has read it
 *     all TALKERS LINES SECONDS
 *                           so many people talk, with so many lines each on their way
 *     paced RATE SECONDS    so many lines a second, by everyone in turns; how long each took
 *
 * At the end of the input, or SECONDS after the start, it is over. Every line that is said has the
 * same length, so reading is counting bytes, which are thrown away by the system without copying
 * them (MSG_TRUNC, tcp(7)). CHECKERS people read every line: that each person's lines come complete
 * and in order. At the end of a workload everyone must have got every byte that they are owed.
 * CPU times are the system's: the server's user and system time, with all its threads.
 */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { EVENTS = 1024, INPUT = 1 << 18, CHECKERS = 4, AT_A_TIME = 64 };
enum { COMMANDS = UINT32_MAX, TIMER = UINT32_MAX - 1 }; /* what is no person in an epoll event */

enum { ROUNDS = 5 };

static const uint64_t WARM_UP = 500000, LONGEST_WINDOW = 30000000, DRAIN = 60000000; /* µs */
static const uint64_t QUIET = 500000; /* µs without a byte: nothing more is to come */

enum state { CONNECTING, SHAKING, NAMING, JOINING, INSIDE, READY };
enum workload { NONE, ONE, ALL, PACED };

struct dialect {
    const char *name;
    const char *greeting, *welcome;   /* what is sent first; what is in the answer */
    const char *before, *after;       /* what stands around a text that is said; AFTER also around
                                         one that is delivered */
    int framed;                       /* whether each stands in a frame of its own */
};

static const struct dialect DIALECTS[] = {
    {"plain", "u%05u\r\n", "Welcome, ", "", "\r\n", 0},
    {"irc", "NICK u%05u\r\nUSER u 0 * :u\r\n", " 366 ", "PRIVMSG #room :", "\r\n", 0},
    {"json", "{\"type\":\"hello\",\"version\":1,\"nick\":\"u%05u\"}\n", "\"welcome\"",
     "{\"type\":\"say\",\"text\":\"", "\"}\n", 0},
    {"websocket", "{\"type\":\"hello\",\"version\":1,\"nick\":\"u%05u\"}", "\"welcome\"",
     "{\"type\":\"say\",\"text\":\"", "\"}", 1},
};

static const char SHAKE[] = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

struct person {
    int fd;
    enum state state;
    uint32_t said;     /* lines, in this workload */
    uint64_t received; /* bytes, in this workload */
    char *half;        /* a line whose end has not come yet, where lines are looked at */
    size_t half_size;
    char *waiting; /* what the system did not take */
    size_t waiting_size;
};

static struct person *people;
static uint32_t count, arrived, ready, tries_left = 100000;
static const struct dialect *dialect;
static int irc, epoll, timer;
static struct sockaddr_in server;
static uint32_t *seen; /* by checker and person: how many of their lines came, in this workload */
static size_t line_length; /* of a delivered line, with what the server puts in front */
static enum workload workload;
static uint32_t talkers, in_flight;
static uint64_t received, said, checked, wrong, lost; /* in this workload */
static uint64_t timed_from;                           /* microseconds; earlier lines don't count */
static uint64_t last_at;                              /* microseconds, when something last came */
static int settling;
static char command[128];
static size_t command_size;
static int commands_ended;

static void fail(const char *what) {
    fprintf(stderr, "load: %s\n", what);
    exit(1);
}

static void watch(uint32_t who, int fd, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.u32 = who};
    epoll_ctl(epoll, operation, fd, &event);
}

/* -- saying --------------------------------------------------------------------------------- */

static void push(uint32_t who, const char *data, size_t size) {
    struct person *person = &people[who];
    ssize_t sent = person->waiting_size ? 0 : send(person->fd, data, size, MSG_NOSIGNAL);
    if (sent < 0) sent = 0; /* a lost connection is found by reading */
    if ((size_t)sent == size) return;
    size -= (size_t)sent;
    person->waiting = realloc(person->waiting, person->waiting_size + size);
    memcpy(person->waiting + person->waiting_size, data + sent, size);
    if (!person->waiting_size) watch(who, person->fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    person->waiting_size += size;
}

static void push_waiting(uint32_t who) {
    struct person *person = &people[who];
    ssize_t sent = send(person->fd, person->waiting, person->waiting_size, MSG_NOSIGNAL);
    if (sent <= 0) return;
    person->waiting_size -= (size_t)sent;
    memmove(person->waiting, person->waiting + sent, person->waiting_size);
    if (!person->waiting_size) watch(who, person->fd, EPOLL_CTL_MOD, EPOLLIN);
}

/* Begins a frame of a text message, if these are framed; its mask changes nothing. */
static char *begin(char *end, size_t size) {
    if (!dialect->framed) return end;
    if (size > 125) fail("a message that is too long");
    memcpy(end, (char[]){(char)0x81, (char)(0x80 | size), 0, 0, 0, 0}, 6);
    return end + 6;
}

static char *write_message(char *end, uint32_t who, uint32_t number, uint64_t at) {
    end = begin(end, strlen(dialect->before) + TEXT + strlen(dialect->after));
    end = write_text(stpcpy(end, dialect->before), who, number, at);
    return stpcpy(end, dialect->after);
}

static void say(uint32_t who, uint32_t lines) {
    static char text[AT_A_TIME * 128];
    while (lines) {
        uint32_t some = lines < AT_A_TIME ? lines : AT_A_TIME;
        char *end = text;
        uint64_t now = microseconds();
        for (uint32_t i = 0; i < some; i++)
            end = write_message(end, who, people[who].said++, now);
        said += some;
        lines -= some;
        push(who, text, (size_t)(end - text));
    }
}

static void greet(uint32_t who) {
    char greeting[128], text[256];
    if (dialect->framed && people[who].state == CONNECTING) {
        people[who].state = SHAKING;
        push(who, text, (size_t)sprintf(text, SHAKE, ntohs(server.sin_port)));
        return;
    }
    sprintf(greeting, dialect->greeting, who);
    people[who].state = NAMING;
    char *end = stpcpy(begin(text, strlen(greeting)), greeting);
    push(who, text, (size_t)(end - text));
}

/* Lets a person say as many lines as they may, now that they have read more. */
static void go_on(uint32_t who) {
    struct person *person = &people[who];
    if (workload == ONE && received == said * (count - 1) * line_length) {
        say(0, 1);
    } else if (workload == ALL && who < talkers && !person->waiting_size) {
        uint64_t allowed = in_flight + person->received / line_length / (talkers - 1);
        if (allowed > person->said) say(who, (uint32_t)(allowed - person->said));
    }
}

/* -- arriving ------------------------------------------------------------------------------- */

static void reach(uint32_t who) {
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) fail("too few open files are allowed");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    people[who].fd = fd;
    if (connect(fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS)
        fail("the server can't be reached");
    watch(who, fd, EPOLL_CTL_ADD, EPOLLOUT);
}

/* A short listen backlog that overflows ends a connection that its client took for made. */
static void reach_again(uint32_t who) {
    close(people[who].fd);
    free(people[who].waiting);
    people[who] = (struct person){.state = CONNECTING};
    reach(who);
}

/* -- reading -------------------------------------------------------------------------------- */

static void read_reply(uint32_t who, const char *line, size_t size) {
    struct person *person = &people[who];
    if (irc && size > 5 && !memcmp(line, "PING ", 5)) {
        char pong[600];
        int length = snprintf(pong, sizeof pong, "PONG %.*s", (int)(size - 5), line + 5);
        push(who, pong, (size_t)length);
    } else if (person->state == NAMING && irc && memmem(line, size, " 001 ", 5)) {
        person->state = JOINING;
        push(who, "JOIN #room\r\n", 12);
    } else if (person->state == SHAKING) {
        if (size == 2) greet(who); /* the end of the answer's head */
    } else if (person->state == (irc ? JOINING : NAMING) &&
               memmem(line, size, dialect->welcome, strlen(dialect->welcome))) {
        person->state = INSIDE;
        arrived++;
    } else if (person->state == INSIDE && is_first_text(line, size, dialect->after, who == 0)) {
        if (line_length && line_length != size) fail("lines of different length");
        line_length = size;
        person->state = READY;
        ready++;
    }
}

static void check(uint32_t who, const char *line, size_t size) {
    struct said found;
    if (settling) return; /* a server may tell of those who came a moment later */
    if (!read_text(line, size, dialect->after, &found) || size != line_length || found.who >= count) {
        if (!wrong++) fprintf(stderr, "load: not expected: %.*s\n", (int)size, line);
        return;
    }
    if (workload == PACED && found.at >= timed_from) add_latency(microseconds() - found.at);
    if (who < CHECKERS) {
        uint32_t *next = &seen[who * count + found.who];
        wrong += found.number != *next;
        *next = found.number + 1;
        checked++;
    }
}

/* Returns how many bytes the first line, or frame, of those has; 0 if its end has not come. */
static size_t first_size(const struct person *person, const char *line, const char *end) {
    size_t there = (size_t)(end - line);
    if (!dialect->framed || person->state == SHAKING) {
        const char *newline = memchr(line, '\n', there);
        return newline ? (size_t)(newline + 1 - line) : 0;
    }
    if (there < 4) return 0;
    const unsigned char *head = (const unsigned char *)line;
    size_t size = head[1] < 126 ? 2u + head[1] : 4u + head[2] * 256u + head[3];
    if (head[1] > 126) fail("a frame that is too long");
    return there < size ? 0 : size;
}

static void read_lines(uint32_t who, char *line, char *end) {
    struct person *person = &people[who];
    size_t size;
    while ((size = first_size(person, line, end))) {
        if (person->state == READY)
            check(who, line, size);
        else
            read_reply(who, line, size);
        line += size;
    }
    person->half_size = (size_t)(end - line);
    if (person->half_size) {
        person->half = realloc(person->half, person->half_size);
        memcpy(person->half, line, person->half_size);
    }
}

static void take(uint32_t who) {
    static char input[INPUT * 2];
    struct person *person = &people[who];
    int counts = person->state == READY;
    int looks = !counts || who < CHECKERS || workload == PACED;
    size_t before = looks ? person->half_size : 0;
    if (before > INPUT) fail("a line that never ends");
    if (before) memcpy(input, person->half, before);
    ssize_t size = looks ? recv(person->fd, input + before, INPUT, 0)
                         : recv(person->fd, NULL, INPUT, MSG_TRUNC);
    if (size <= 0) {
        if (size < 0 && errno == EAGAIN) return;
        if (person->state == NAMING && !person->half_size && tries_left) {
            tries_left--;
            reach_again(who);
            return;
        }
        if (person->state < READY) fail("the server hung up on somebody who arrives");
        epoll_ctl(epoll, EPOLL_CTL_DEL, person->fd, NULL);
        lost++;
        return;
    }
    last_at = microseconds();
    if (counts) {
        person->received += (uint64_t)size;
        received += (uint64_t)size;
    }
    if (looks) read_lines(who, input, input + before + size);
    if (counts) go_on(who);
}

/* Takes what there is to take; waits for it at most some milliseconds, or forever for -1. */
static void turn(int milliseconds) {
    struct epoll_event events[EVENTS];
    int found = epoll_wait(epoll, events, EVENTS, milliseconds);
    for (int i = 0; i < found; i++) {
        uint32_t who = events[i].data.u32;
        uint64_t due;
        if (who == COMMANDS) {
            ssize_t size = read(0, command + command_size, sizeof command - command_size - 1);
            if ((commands_ended = size <= 0)) watch(COMMANDS, 0, EPOLL_CTL_DEL, 0);
            command_size += size > 0 ? (size_t)size : 0;
        } else if (who == TIMER) {
            static uint32_t next;
            if (read(timer, &due, sizeof due) == sizeof due && workload == PACED)
                for (; due; due--) say(next = (next + 7919) % count, 1);
        } else if (people[who].state == CONNECTING) {
            watch(who, people[who].fd, EPOLL_CTL_MOD, EPOLLIN);
            greet(who);
        } else {
            if (events[i].events & EPOLLOUT && people[who].waiting_size) push_waiting(who);
            if (events[i].events & ~(uint32_t)EPOLLOUT) take(who);
        }
    }
}

/* -- workloads ------------------------------------------------------------------------------ */

static void say_first(uint32_t who, uint32_t until) {
    char text[128], *end = write_message(text, who, FIRST_LINE, microseconds());
    push(who, text, (size_t)(end - text));
    while (ready < until) turn(-1);
}

/* Everyone arrives, and has read a line that was said after the last arrival: so they have read of
 * every arrival, too, or, where these are told of a moment later, once nothing more comes. The first
 * person can't read their own line, and reads the second one's. */
static void arrive(uint32_t at_once) {
    struct usage start = usage_now(), named;
    for (uint32_t next = 0; arrived < count; turn(-1))
        while (next < count && next - arrived < at_once) reach(next++);
    named = usage_now();
    say_first(1, 1);
    say_first(0, count);
    settling = 1;
    while (microseconds() < last_at + QUIET) turn(10);
    settling = 0;
    struct usage now = usage_now();
    now.at = (double)last_at / 1e6;
    printf("{\"named_seconds\": %.6f, \"line\": %zu, ",
           named.at - start.at, line_length);
    print_usage(start, now);
    printf("}\n");
}

static uint64_t owed(void) { return (said * (count - 1)) * line_length; }

static void run(enum workload which, double rate, double seconds) {
    workload = which;
    received = said = checked = wrong = lost = 0;
    memset(seen, 0, sizeof *seen * CHECKERS * count);
    for (uint32_t who = 0; who < count; who++) people[who].said = people[who].received = 0;
    forget_latencies();
    uint64_t measured = (uint64_t)(seconds * 1e6);
    timed_from = microseconds() + (measured < WARM_UP ? measured : WARM_UP);
    uint64_t over = timed_from + measured;
    if (which == PACED) {
        long interval = (long)(1e9 / rate);
        struct timespec each = {interval / 1000000000, interval % 1000000000};
        timerfd_settime(timer, 0, &(struct itimerspec){each, each}, NULL);
    } else if (which == ONE) {
        say(0, 1);
    } else {
        for (uint32_t who = 0; who < talkers; who++) say(who, in_flight);
    }
    while (microseconds() < timed_from) turn(1);
    struct usage start = usage_now(), now;
    uint64_t bytes = received, sent = said;
    /* A slow server needs longer for what is on its way at any moment than was asked for. */
    uint64_t rounds = which == ALL ? ROUNDS * talkers * in_flight * (count - 1) * line_length : 0;
    while (microseconds() < over ||
           (received - bytes < rounds && microseconds() < over + LONGEST_WINDOW))
        turn(1);
    now = usage_now();
    bytes = received - bytes;
    sent = said - sent;
    timerfd_settime(timer, 0, &(struct itimerspec){0}, NULL);
    if (which != PACED) workload = NONE;
    while (received < owed() && !lost && microseconds() < over + DRAIN) turn(1);
    workload = NONE;
    uint32_t incomplete = 0;
    for (uint32_t who = 0; who < count; who++)
        incomplete += people[who].received != (said - people[who].said) * line_length;
    printf("{\"delivered\": %.1f, \"said\": %lu, \"checked\": %lu, \"wrong\": %lu, "
           "\"lost\": %lu, \"incomplete\": %u, ",
           (double)bytes / (double)line_length, sent, checked, wrong, lost, incomplete);
    print_latencies();
    print_usage(start, now);
    printf("}\n");
}

static void obey(char *line) {
    double rate = 0, seconds = 0;
    if (sscanf(line, "one %lf", &seconds) == 1)
        run(ONE, 0, seconds);
    else if (sscanf(line, "all %u %u %lf", &talkers, &in_flight, &seconds) == 3 && talkers > 1 &&
             talkers <= count)
        run(ALL, 0, seconds);
    else if (sscanf(line, "paced %lf %lf", &rate, &seconds) == 2)
        run(PACED, rate, seconds);
    else
        fail("a command that is none");
}

int main(int argc, char **argv) {
    if (argc != 7) fail("DIALECT PORT PEOPLE AT_ONCE SERVER_PID SECONDS");
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof DIALECTS / sizeof *DIALECTS; i++)
        if (!strcmp(argv[1], DIALECTS[i].name)) dialect = &DIALECTS[i];
    if (!dialect) fail("a dialect that is none");
    irc = !strcmp(argv[1], "irc");
    server = (struct sockaddr_in){.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)atoi(argv[2])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    count = (uint32_t)atoi(argv[3]);
    if (count <= CHECKERS) fail("too few people");
    use_server(atoi(argv[5]));
    alarm((unsigned)atoi(argv[6]));
    people = calloc(count, sizeof *people);
    seen = calloc((size_t)CHECKERS * count, sizeof *seen);
    epoll = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(TIMER, timer, EPOLL_CTL_ADD, EPOLLIN);
    arrive((uint32_t)atoi(argv[4]));
    watch(COMMANDS, 0, EPOLL_CTL_ADD, EPOLLIN);
    for (;;) {
        char *end = memchr(command, '\n', command_size);
        if (!end && commands_ended) return 0;
        if (!end) {
            turn(-1);
            continue;
        }
        char line[sizeof command];
        *end++ = 0;
        strcpy(line, command);
        command_size -= (size_t)(end - command);
        memmove(command, end, command_size);
        obey(line);
    }
}
