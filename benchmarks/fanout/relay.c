/* The bare relay: what a chat costs that does nothing but hand lines on.
 *
 *     relay
 *
 * It listens on a free port of 127.0.0.1 and prints that port. The first line of a connection is a
 * nickname; each further line goes to everyone else as "[12:00] nickname: line". All lines that one
 * round of epoll finds are joined into one buffer, and each receiver gets that buffer in one system
 * call, its own lines cut out. Nothing is checked and nobody's coming is announced: this is the
 * limit that the other servers are compared with.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { EVENTS = 4096, INPUT = 65536, MOST_PIECES = 1024, LONGEST_NAME = 64, MOST_WAITING = 1 << 26 };

static const char TIME[] = "[12:00] ";
static const char WELCOME[] = "Welcome, you!\r\nType /help for commands.\r\n";

struct own { /* where a line of somebody's stands in the buffer of the round */
    size_t start, end;
};

struct person {
    int fd;
    int named;
    char prefix[sizeof TIME + LONGEST_NAME + 2];
    size_t prefix_size;
    char *half; /* a line whose end has not come yet */
    size_t half_size;
    char *waiting; /* what the system did not take */
    size_t waiting_size;
    struct own *own;
    size_t own_count, own_room;
};

static struct person **people; /* by descriptor */
static int *members;           /* descriptors of those who have a name */
static int member_count;
static int epoll;
static char *round_bytes; /* the lines of this round */
static size_t round_size, round_room;

static void *sized(void *memory, size_t size) {
    memory = realloc(memory, size);
    if (!memory) abort();
    return memory;
}

static void watch(struct person *person, int operation) {
    struct epoll_event event = {.events = EPOLLIN | (person->waiting_size ? EPOLLOUT : 0),
                                .data.fd = person->fd};
    epoll_ctl(epoll, operation, person->fd, &event);
}

static void leave(struct person *person) {
    for (int i = 0; person->named && i < member_count; i++)
        if (members[i] == person->fd) {
            members[i] = members[--member_count];
            break;
        }
    people[person->fd] = NULL;
    close(person->fd);
    free(person->half);
    free(person->waiting);
    free(person->own);
    free(person);
}

static void keep(struct person *person, const struct iovec *pieces, int count, size_t sent) {
    size_t before = person->waiting_size;
    for (int i = 0; i < count; i++) {
        size_t skipped = sent < pieces[i].iov_len ? sent : pieces[i].iov_len;
        size_t size = pieces[i].iov_len - skipped;
        sent -= skipped;
        if (!size) continue;
        person->waiting = sized(person->waiting, person->waiting_size + size);
        memcpy(person->waiting + person->waiting_size, (char *)pieces[i].iov_base + skipped, size);
        person->waiting_size += size;
    }
    if (person->waiting_size > MOST_WAITING)
        shutdown(person->fd, SHUT_RDWR); /* the next round finds it closed */
    else if (!before && person->waiting_size)
        watch(person, EPOLL_CTL_MOD);
}

static void hand(struct person *person, const struct iovec *pieces, int count) {
    ssize_t sent = 0;
    if (!person->waiting_size) sent = writev(person->fd, pieces, count);
    if (sent < 0) sent = 0;
    keep(person, pieces, count, (size_t)sent);
}

static void hand_waiting(struct person *person) {
    ssize_t sent = write(person->fd, person->waiting, person->waiting_size);
    if (sent <= 0) return;
    person->waiting_size -= (size_t)sent;
    memmove(person->waiting, person->waiting + sent, person->waiting_size);
    if (!person->waiting_size) watch(person, EPOLL_CTL_MOD);
}

static void take_line(struct person *person, const char *line, size_t size) {
    if (!person->named) {
        size_t length = size - 1 - (size > 1 && line[size - 2] == '\r');
        if (length > LONGEST_NAME) length = LONGEST_NAME;
        person->prefix_size = (size_t)sprintf(person->prefix, "%s%.*s: ", TIME, (int)length, line);
        person->named = 1;
        members[member_count++] = person->fd;
        hand(person, &(struct iovec){(char *)WELCOME, sizeof WELCOME - 1}, 1);
        return;
    }
    size_t wanted = round_size + person->prefix_size + size;
    if (wanted > round_room) round_bytes = sized(round_bytes, round_room = wanted * 2);
    if (person->own_count == person->own_room) {
        person->own_room = person->own_room ? person->own_room * 2 : 4;
        person->own = sized(person->own, person->own_room * sizeof *person->own);
    }
    person->own[person->own_count++] = (struct own){round_size, wanted};
    memcpy(round_bytes + round_size, person->prefix, person->prefix_size);
    memcpy(round_bytes + round_size + person->prefix_size, line, size);
    round_size = wanted;
}

static void take(struct person *person) {
    static char input[INPUT * 2];
    if (person->half_size) memcpy(input, person->half, person->half_size);
    ssize_t size = read(person->fd, input + person->half_size, INPUT);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) leave(person);
        return;
    }
    char *line = input, *end = input + person->half_size + size, *newline;
    while ((newline = memchr(line, '\n', (size_t)(end - line)))) {
        take_line(person, line, (size_t)(newline + 1 - line));
        line = newline + 1;
    }
    person->half_size = (size_t)(end - line);
    if (person->half_size > INPUT) person->half_size = 0; /* nobody's line is that long */
    if (person->half_size) {
        person->half = sized(person->half, person->half_size);
        memcpy(person->half, line, person->half_size);
    }
}

static void tell_everyone(void) {
    for (int i = 0; i < member_count; i++) {
        struct person *person = people[members[i]];
        struct iovec pieces[MOST_PIECES];
        int count = 0;
        size_t start = 0;
        for (size_t own = 0; own <= person->own_count; own++) {
            size_t end = own < person->own_count ? person->own[own].start : round_size;
            if (end > start) pieces[count++] = (struct iovec){round_bytes + start, end - start};
            if (own < person->own_count) start = person->own[own].end;
            if (count == MOST_PIECES) { /* more than one writev(2) takes */
                hand(person, pieces, count);
                count = 0;
            }
        }
        person->own_count = 0;
        if (count) hand(person, pieces, count);
    }
    round_size = 0;
}

static void welcome(int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        people[fd] = calloc(1, sizeof **people);
        people[fd]->fd = fd;
        watch(people[fd], EPOLL_CTL_ADD);
    }
}

int main(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    size_t most = files.rlim_cur < 1 << 20 ? files.rlim_cur : 1 << 20;
    people = calloc(most, sizeof *people);
    members = calloc(most, sizeof *members);
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) return 1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    epoll = epoll_create1(0);
    struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct person *person = people[events[i].data.fd];
            if (events[i].data.fd == listener) {
                welcome(listener);
                continue;
            }
            if (person && events[i].events & EPOLLOUT) hand_waiting(person);
            if (person && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take(person);
        }
        if (round_size) tell_everyone();
    }
}
