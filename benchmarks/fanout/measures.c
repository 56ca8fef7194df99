/* See load.h. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WHO = 5, NUMBER = 9, AT = 16, LONGEST_LATENCY = 10000000 };

static const char WORDS[] = "some words, as people write them, or so";
static clockid_t server_clock;
static char server_file[64];
static uint32_t *latencies; /* how many lines took so many microseconds */
static uint64_t latency_count;

static double seconds(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now)) return 0;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

uint64_t microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* -- lines ---------------------------------------------------------------------------------- */

static char *write_number(char *end, uint64_t number, int digits) {
    for (int i = digits - 1; i >= 0; i--, number /= 10) end[i] = (char)('0' + number % 10);
    end[digits] = ' ';
    return end + digits + 1;
}

static int read_number(const char **text, int digits, uint64_t *number) {
    *number = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9') return 0;
        *number = *number * 10 + (uint64_t)(**text - '0');
    }
    return *(*text)++ == ' ';
}

char *write_text(char *end, uint32_t who, uint32_t number, uint64_t at) {
    char *start = end;
    end = write_number(write_number(write_number(end, who, WHO), number, NUMBER), at, AT);
    size_t rest = TEXT - (size_t)(end - start);
    memcpy(end, WORDS, rest);
    return end + rest;
}

int read_text(const char *line, size_t size, const char *after, struct said *found) {
    uint64_t who, number;
    size_t behind = strlen(after);
    if (size < TEXT + behind || memcmp(line + size - behind, after, behind)) return 0;
    const char *text = line + size - behind - TEXT;
    if (!read_number(&text, WHO, &who) || !read_number(&text, NUMBER, &number)) return 0;
    if (!read_number(&text, AT, &found->at)) return 0;
    found->who = (uint32_t)who;
    found->number = (uint32_t)number;
    return 1;
}

int is_first_text(const char *line, size_t size, const char *after, uint32_t who) {
    struct said found;
    return read_text(line, size, after, &found) && found.number == FIRST_LINE && found.who == who;
}

/* -- CPU times ------------------------------------------------------------------------------ */

void use_server(int pid) {
    snprintf(server_file, sizeof server_file, "/proc/%d/stat", pid);
    if (clock_getcpuclockid(pid, &server_clock)) exit(2);
}

/* proc_pid_stat(5): the 14th and 15th field; the second is a name in parentheses. The clock is
 * exact, the fields are in ticks of some milliseconds, but tell user and system time apart. */
static void split(struct usage *usage) {
    char stat[1024];
    FILE *file = fopen(server_file, "r");
    size_t size = file ? fread(stat, 1, sizeof stat - 1, file) : 0;
    if (file) fclose(file);
    stat[size] = 0;
    unsigned long user = 0, system = 0;
    char *fields = strrchr(stat, ')');
    if (fields)
        sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    usage->server_user = (double)user / (double)sysconf(_SC_CLK_TCK);
    usage->server_system = (double)system / (double)sysconf(_SC_CLK_TCK);
}

struct usage usage_now(void) {
    struct usage usage = {.at = seconds(CLOCK_MONOTONIC),
                          .server = seconds(server_clock),
                          .own = seconds(CLOCK_PROCESS_CPUTIME_ID)};
    split(&usage);
    return usage;
}

void print_usage(struct usage start, struct usage now) {
    printf("\"seconds\": %.6f, \"server_cpu\": %.6f, \"server_user\": %.2f, "
           "\"server_system\": %.2f, \"own_cpu\": %.6f",
           now.at - start.at, now.server - start.server, now.server_user - start.server_user,
           now.server_system - start.server_system, now.own - start.own);
}

/* -- latencies ------------------------------------------------------------------------------ */

void forget_latencies(void) {
    free(latencies);
    latencies = calloc(LONGEST_LATENCY + 1, sizeof *latencies); /* untouched pages cost nothing */
    latency_count = 0;
}

void add_latency(uint64_t latency) {
    latencies[latency < LONGEST_LATENCY ? latency : LONGEST_LATENCY]++;
    latency_count++;
}

static uint32_t quantile(double share) {
    uint64_t wanted = (uint64_t)(share * (double)latency_count), passed = 0;
    for (uint32_t i = 0; i <= LONGEST_LATENCY; i++)
        if ((passed += latencies[i]) > wanted) return i;
    return LONGEST_LATENCY;
}

void print_latencies(void) {
    if (!latency_count) return;
    printf("\"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u, \"timed\": %lu, ", quantile(0.5),
           quantile(0.99), quantile(0.999), latency_count);
}
