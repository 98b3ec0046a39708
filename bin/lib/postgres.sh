#!/usr/bin/env bash
# A scratch PostgreSQL server in a folder of its own, on loopback, for tests and the demo.
#
#   bin/lib/postgres.sh start DIR   starts it (makes it first) and prints its owner's URL
#   bin/lib/postgres.sh stop DIR    stops it; the folder stays
#   bin/lib/postgres.sh fall DIR    has it fall as at a power cut, and starts it again on the same port
#
# POSTGRES_OPTIONS is handed to the server, such as "-c shared_buffers=1GB".
# FSYNC=on keeps what is committed through a crash of the machine; the default is off, for speed.
# POSTGRES_BIN names the folder of initdb and pg_ctl when it is in an unusual place.
set -euo pipefail

# The server outlives this script and would hold open whatever its caller left open; Foundation's Process waits for
# just that. 255 is bash's own.
for file in /dev/fd/*; do
    number=${file##*/}
    if [ "$number" -gt 2 ] && [ "$number" != 255 ]; then eval "exec $number>&-" 2>/dev/null || true; fi
done

fail() { echo "postgres.sh: $*" >&2; exit 1; }

bin_folder() {
    local folder
    for folder in "${POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        /opt/homebrew/opt/postgresql/bin /usr/local/opt/postgresql/bin; do
        if [ -n "$folder" ] && [ -x "$folder/initdb" ]; then echo "$folder"; fi
    done | tail -n 1
}

# PostgreSQL refuses to run as root; then everything runs as the user that Debian's package made.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "${POSTGRES_USER:-postgres}" -- "$@")
    else
        "$@"
    fi
}

# bash itself asks the port: no connection means that nobody listens there.
free_port() {
    local port
    for _ in $(seq 1 200); do
        port=$((20000 + RANDOM % 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
    done
    fail "found no free port on 127.0.0.1"
}

url() { echo "postgres://postgres@127.0.0.1:$(cat "$1/port")/postgres"; }

start() {
    local dir=$1 bin fsync=${FSYNC:-off} port try
    bin=$(bin_folder)
    [ -n "$bin" ] || fail "PostgreSQL is not installed. Debian: apt-get install postgresql. macOS: brew install postgresql@17"
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    if [ "$(id -u)" = 0 ]; then chown "${POSTGRES_USER:-postgres}" "$dir" || fail "cannot give $dir to the server's user"; fi
    if [ ! -f "$dir/data/PG_VERSION" ]; then
        as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 \
            || fail "initdb failed, see $dir/initdb.log"
    fi
    if as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then url "$dir"; return; fi
    # A socket's path may be about 100 characters long; a deeper folder does without one.
    local socket=$dir
    [ ${#dir} -le 80 ] || socket=
    for try in 1 2 3 4 5; do
        if [ -f "$dir/port" ] && [ "$try" = 1 ]; then port=$(cat "$dir/port"); else port=$(free_port); fi
        if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 start -o "\
            -c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$socket' \
            -c max_connections=200 -c deadlock_timeout=100ms -c fsync=$fsync -c synchronous_commit=$fsync -c full_page_writes=$fsync ${POSTGRES_OPTIONS:-}" \
            >/dev/null 2>&1; then
            echo "$port" >"$dir/port"
            url "$dir"
            return
        fi
    done
    fail "the server did not start, see $dir/data/server.log"
}

stop() {
    local dir=$1 bin
    bin=$(bin_folder)
    [ -n "$bin" ] || fail "PostgreSQL is not installed"
    [ -d "$dir/data" ] || return 0
    dir=$(cd "$dir" && pwd)
    as_server "$bin/pg_ctl" -D "$dir/data" -m fast -w -t 60 stop >/dev/null 2>&1 || true
}

# An immediate shutdown: no farewell, no checkpoint, recovery from the log at the next start.
fall() {
    local dir=$1 bin port
    bin=$(bin_folder)
    dir=$(cd "$dir" && pwd)
    port=$(cat "$dir/port")
    as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 60 stop >/dev/null 2>&1 || fail "it does not run"
    start "$dir" >/dev/null
    [ "$(cat "$dir/port")" = "$port" ] || fail "it came back on another port"
}

case "${1:-}" in
start) [ $# = 2 ] || fail "usage: start DIR"; start "$2" ;;
stop) [ $# = 2 ] || fail "usage: stop DIR"; stop "$2" ;;
fall) [ $# = 2 ] || fail "usage: fall DIR"; fall "$2" ;;
*) fail "usage: start DIR | stop DIR | fall DIR" ;;
esac
