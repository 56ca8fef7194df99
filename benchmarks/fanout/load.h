/* What the load is made of: lines of one length, the system's CPU times, and latencies. */
#include <stddef.h>
#include <stdint.h>

enum { TEXT = 68, FIRST_LINE = 999999999 }; /* bytes of a text; the number of no other line */

struct said {
    uint32_t who, number;
    uint64_t at; /* microseconds */
};

uint64_t microseconds(void);

/* Writes "WHO NUMBER AT some words" of TEXT bytes; returns where it ends. */
char *write_text(char *end, uint32_t who, uint32_t number, uint64_t at);

/* Reads it back, from between whatever the server put in front and AFTER; returns whether it is
 * one. */
int read_text(const char *line, size_t size, const char *after, struct said *found);

/* Returns whether it is the one that WHO says when everyone has arrived. */
int is_first_text(const char *line, size_t size, const char *after, uint32_t who);

struct usage { /* seconds */
    double at, server, server_user, server_system, own;
};

void use_server(int pid);
struct usage usage_now(void);
void print_usage(struct usage start, struct usage now);

void forget_latencies(void);
void add_latency(uint64_t latency);
void print_latencies(void);
