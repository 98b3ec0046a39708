# Sourced by bin/test: seeds of simulated trading, and every planted mistake; sets `simulated` and, on failure, `status`.
#
#   ENTREPOT_SEEDS=300            how many seeds; 150 unless told, 0 for no simulation at all
#   ENTREPOT_POSTGRES_SEEDS=20    how many of them also on PostgreSQL; 2 unless told
#   ENTREPOT_POLICY_SEEDS=20      how many with each policy for all workspaces; none unless told
#   ENTREPOT_BOUNDARY_SEEDS=1     how many short scenes are also restarted at every store and call boundary; none unless told
#   ENTREPOT_MINUTES=42           by when bin/test should be over: fewer seeds are played where time runs out
simulated=
simulator_build=

# begin_simulator : builds it for speed, behind whatever else runs.
begin_simulator() {
    say "Building the simulator meanwhile (.build/simulator.log)"
    nice -n 10 swift build --ignore-lock $release --product entrepot >"$root/.build/simulator.log" 2>&1 &
    simulator_build=$!
}

# minutes_left : how many there are; many where nobody counts them.
minutes_left() { echo $((${ENTREPOT_MINUTES:-100000} - SECONDS / 60)); }

# An allocator that is quicker for many small things, where there is one: a quarter less work for the same history.
allocator=$(compgen -G '/usr/lib/*/libmimalloc.so*' | head -n 1 || true)

# simulate NAME ARGUMENTS… : one run, whose end is shown and whose failure counts.
simulate() {
    local name=$1 began=$SECONDS verdict=passed
    shift
    say "Simulating: $name"
    LD_PRELOAD=$allocator "$simulator" simulate "$@" 2>&1 | tee -i -a "$log" | tail -n 90 || { verdict=FAILED; status=1; }
    simulated="$simulated $name $verdict in $((SECONDS - began)) s;"
}

# Waits for the build, as long as something could still be played after it.
wait_for_simulator() {
    say "Waiting for the simulator's build"
    while kill -0 "$simulator_build" 2>/dev/null; do
        if [ "$(minutes_left)" -lt 3 ]; then
            kill "$simulator_build" || true
            wait "$simulator_build" || true
            simulated="simulated: nothing, $((SECONDS / 60)) of $ENTREPOT_MINUTES minutes were gone"
            return 1
        fi
        sleep 2
    done
    if ! wait "$simulator_build"; then
        tail -n 40 "$root/.build/simulator.log" >&2
        simulated="simulated: nothing, the build failed" status=1
        return 1
    fi
    simulator=$(swift build -c release --show-bin-path)/entrepot
}

simulate_all() {
    wait_for_simulator || return 0
    simulated="simulated:"
    local seeds=${ENTREPOT_SEEDS:-150} on_postgres=${ENTREPOT_POSTGRES_SEEDS:-2} policy
    # One to three minutes on two cores.
    if [ "$(minutes_left)" -ge 5 ]; then simulate "planted mistakes" --all-plants; fi
    if [ -z "${ENTREPOT_MINUTES:-}" ]; then simulate "$seeds seeds" --seeds "$seeds"; else play_in_time "$seeds"; fi
    if [ "$(minutes_left)" -gt 1 ]; then
        simulate "$on_postgres seeds on PostgreSQL" --seeds "$on_postgres" --postgres "$postgres_url"
    fi
    if [ -n "${ENTREPOT_POLICY_SEEDS:-}" ]; then
        for policy in guaranteed adaptive shared buffered; do
            simulate "$ENTREPOT_POLICY_SEEDS seeds, all $policy" --seeds "$ENTREPOT_POLICY_SEEDS" --policy "$policy"
        done
    fi
    if [ -n "${ENTREPOT_BOUNDARY_SEEDS:-}" ]; then
        simulate "$ENTREPOT_BOUNDARY_SEEDS seeds at every boundary" --crash-every-boundary --seeds "$ENTREPOT_BOUNDARY_SEEDS"
    fi
}

# play_in_time SEEDS : piece by piece, as long as another piece and what comes after it will be over in time.
play_in_time() {
    local played=0 piece=15 took=0 began
    while [ "$played" -lt "$1" ] && [ $((SECONDS + took * 3 / 2)) -lt $(((ENTREPOT_MINUTES - 2) * 60)) ]; do
        began=$SECONDS
        if [ $(($1 - played)) -lt "$piece" ]; then piece=$(($1 - played)); fi
        simulate "seeds $((played + 1)) to $((played + piece))" --seed $((played + 1)) --seeds "$piece"
        played=$((played + piece)) took=$((SECONDS - began))
    done
    simulated="$simulated $played of $1 seeds in the time there was;"
}
