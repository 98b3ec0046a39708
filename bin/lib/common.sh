# What the words in bin/ share. Sourced, never run. Works with the bash 3.2 that macOS has.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() {
    if [ -t 2 ]; then printf '\033[1m==>\033[0m %s\n' "$*" >&2; else printf '==> %s\n' "$*" >&2; fi
}
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
is_macos() { [ "$(uname -s)" = Darwin ]; }

# Finds Swift 6.3 or later, also where an installer has put it without telling PATH.
need_swift() {
    local folder version
    if ! command -v swift >/dev/null; then
        for folder in "$HOME/.local/share/swiftly/bin" "$HOME/.swiftly/bin" /opt/swift/usr/bin /usr/local/swift/usr/bin; do
            if [ -x "$folder/swift" ]; then PATH="$folder:$PATH"; break; fi
        done
    fi
    command -v swift >/dev/null || fail "Swift is not installed. $(how_to_get_swift)"
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    case "$version" in
    "") fail "'swift --version' says nothing we can read. $(how_to_get_swift)" ;;
    [0-5].* | 6.[0-2]) fail "Swift $version is too old: Entrepot needs 6.3 or later. $(how_to_get_swift)" ;;
    esac
    swift_with_libraries
}

# How Swift builds for speed. With its libraries inside, where the toolchain has them so, the program needs an eighth to a
# quarter less CPU for the same work, and runs where Swift is not installed.
release="-c release"
swift_with_libraries() {
    local folder
    is_macos && return
    folder=$(swift -print-target-info 2>/dev/null | sed -nE 's/.*"runtimeResourcePath": *"([^"]+)".*/\1/p')
    if [ -n "$folder" ] && [ -d "${folder}_static" ]; then release="$release --static-swift-stdlib"; fi
}

how_to_get_swift() {
    if is_macos; then
        echo "Install a current Xcode, or swiftly: https://www.swift.org/install/macos/ (then: swiftly install 6.3)"
    else
        echo "Install swiftly: https://www.swift.org/install/linux/ (then: swiftly install 6.3)"
    fi
}

# Homebrew keeps these two out of pkg-config's sight.
if is_macos && command -v brew >/dev/null; then
    brew_prefix=$(brew --prefix)
    PKG_CONFIG_PATH="$brew_prefix/opt/libpq/lib/pkgconfig:$brew_prefix/opt/sqlite/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
    export PKG_CONFIG_PATH
fi

# install PACKAGE… : with the system's package manager, as root or through sudo.
install() {
    [ $# -gt 0 ] || return 0
    say "Installing $*"
    if is_macos; then
        command -v brew >/dev/null || fail "Homebrew is missing (https://brew.sh). Install it, or install $* yourself."
        brew install "$@"
        return
    fi
    command -v apt-get >/dev/null || fail "This system has no apt-get. Install what Debian calls: $*"
    local as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "Ask someone with root to run: apt-get install $*"
        as_root=sudo
    fi
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

# scratch_postgres : starts a server of our own, sets $postgres_url, and stops it when the script ends, however it ends.
scratch_postgres() {
    say "Starting a scratch PostgreSQL on loopback"
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/entrepot-postgres.XXXXXX")
    trap stop_postgres EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    postgres_url=$("$root/bin/lib/postgres.sh" start "$postgres_folder") || fail "the scratch PostgreSQL did not start"
}

stop_postgres() {
    # A second Ctrl-C must not leave the server behind.
    trap '' INT TERM HUP
    "$root/bin/lib/postgres.sh" stop "$postgres_folder" || true
    rm -rf "$postgres_folder"
}
