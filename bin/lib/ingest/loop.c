/* Runs the statements of a page of orders again and again, prepared once: the peer of `bin/bench ingest-sqlite`. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LIMIT = 65536 };
struct piece { char kind; int index; const char *text; int length; };
struct value { char kind; long long integer; double real; struct piece *pieces; int count; };
struct run { sqlite3_stmt *statement; int first, count; };

static struct value values[LIMIT];
static struct run runs[LIMIT];
static int value_count, run_count;
static sqlite3 *db;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void exec(const char *sql) {
    if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) fail(sql);
}

/* Cuts `{x0}`, `{s0}`, `{n0}` and `{y}` out of a text. */
static void cut(struct value *value, const char *text) {
    value->pieces = calloc(strlen(text) + 1, sizeof(struct piece));
    const char *start = text;
    for (const char *p = text;; p++) {
        char kind = p[0] == '{' ? p[1] : 0;
        char *end = 0;
        int index = 0;
        if (kind == 'y' && p[2] == '}') end = (char *)p + 2;
        else if (kind == 'x' || kind == 's' || kind == 'n') {
            index = (int)strtol(p + 2, &end, 10);
            if (end == p + 2 || *end != '}') end = 0;
        }
        if (*p && !end) continue;
        if (p > start) value->pieces[value->count++] = (struct piece){'t', 0, start, (int)(p - start)};
        if (!*p) return;
        value->pieces[value->count++] = (struct piece){kind, index, 0, 0};
        p = end;
        start = end + 1;
    }
}

static void load(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    char *line = 0;
    size_t size = 0;
    ssize_t length;
    sqlite3_stmt *statement = 0;
    while ((length = getline(&line, &size, file)) > 0) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        if (line[0] == 'S') {
            if (sqlite3_prepare_v3(db, line + 2, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0) != SQLITE_OK) fail(line);
        } else if (line[0] == 'X') {
            runs[run_count++] = (struct run){statement, value_count, 0};
        } else {
            struct value *value = &values[value_count++];
            value->kind = line[2];
            if (value->kind == 'i') value->integer = strtoll(line + 4, 0, 10);
            if (value->kind == 'r') value->real = strtod(line + 4, 0);
            if (value->kind == 't') cut(value, strdup(line + 4));
            runs[run_count - 1].count++;
        }
        if (value_count >= LIMIT || run_count >= LIMIT) fail("too long");
    }
    fclose(file);
}

int main(int count, char **words) {
    if (count != 8) fail("file spec pages page durability spread base");
    int pages = atoi(words[3]), page = atoi(words[4]), spread = atoi(words[6]), step = spread / 3 > 0 ? spread / 3 : 1;
    long long base = 700000000000LL + atoll(words[7]);
    if (sqlite3_open(words[1], &db) != SQLITE_OK) fail(words[1]);
    exec("PRAGMA journal_mode = WAL");
    exec("PRAGMA foreign_keys = ON");
    exec(strcmp(words[5], "full") ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
    load(words[2]);
    int *skus = calloc(page * 3, sizeof(int));
    static char memory[1 << 20];
    srandom((unsigned)base);
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (int turn = 0; turn < pages; turn++) {
        long long first = base + (long long)turn * page;
        for (int k = 0; k < page; k++) {
            int one = (int)(random() % spread);
            skus[k * 3] = one;
            skus[k * 3 + 1] = (one + step) % spread;
            skus[k * 3 + 2] = (one + 2 * step) % spread;
        }
        struct timespec clock;
        clock_gettime(CLOCK_REALTIME, &clock);
        long long now = clock.tv_sec * 1000000LL + clock.tv_nsec / 1000;
        exec("BEGIN IMMEDIATE");
        for (int r = 0; r < run_count; r++) {
            sqlite3_stmt *statement = runs[r].statement;
            char *end = memory;
            for (int v = 0; v < runs[r].count; v++) {
                struct value *value = &values[runs[r].first + v];
                if (value->kind == 'n') sqlite3_bind_null(statement, v + 1);
                else if (value->kind == 'c') sqlite3_bind_int64(statement, v + 1, now);
                else if (value->kind == 'i') sqlite3_bind_int64(statement, v + 1, value->integer);
                else if (value->kind == 'r') sqlite3_bind_double(statement, v + 1, value->real);
                else {
                    char *start = end;
                    for (int p = 0; p < value->count; p++) {
                        struct piece *piece = &value->pieces[p];
                        if (piece->kind == 't') {
                            memcpy(end, piece->text, piece->length);
                            end += piece->length;
                        } else if (piece->kind == 'x') end += sprintf(end, "%012x", skus[piece->index]);
                        else if (piece->kind == 's') end += sprintf(end, "%d", skus[piece->index]);
                        else if (piece->kind == 'y') end += sprintf(end, "%012llx", first);
                        else end += sprintf(end, "%lld", first + piece->index);
                    }
                    sqlite3_bind_text(statement, v + 1, start, (int)(end - start), SQLITE_STATIC);
                }
            }
            int status;
            while ((status = sqlite3_step(statement)) == SQLITE_ROW)
                for (int c = 0; c < sqlite3_column_count(statement); c++) sqlite3_column_text(statement, c);
            if (status != SQLITE_DONE) fail(sqlite3_sql(statement));
            sqlite3_reset(statement);
        }
        exec("COMMIT");
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%f\n", pages * page / ((ended.tv_sec - begun.tv_sec) + (ended.tv_nsec - begun.tv_nsec) / 1e9));
    return 0;
}
