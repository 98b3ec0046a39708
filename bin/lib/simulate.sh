# Sourced by bin/test: seeds of simulated trading, and every planted mistake; sets `simulated` and, on failure, `status`.
#
#   ENTREPOT_SEEDS=300            how many seeds; 150 unless told, 0 for no simulation at all
#   ENTREPOT_POSTGRES_SEEDS=20    how many of them also on PostgreSQL; 2 unless told
#   ENTREPOT_POLICY_SEEDS=20      how many with each policy for all workspaces; none unless told
#   ENTREPOT_BOUNDARY_SEEDS=1     how many short scenes are also restarted at every store and call boundary; none unless told
#   ENTREPOT_MINUTES=42           by when bin/test should be over: fewer seeds are played where time runs out
say "Building the simulator"
swift build -c release --product entrepot
simulator=$(swift build -c release --show-bin-path)/entrepot

simulated="simulated:"
# simulate NAME ARGUMENTS… : one run, whose end is shown and whose failure counts.
simulate() {
    local name=$1 began=$SECONDS verdict=passed
    shift
    say "Simulating: $name"
    "$simulator" simulate "$@" 2>&1 | tee -i -a "$log" | tail -n 90 || { verdict=FAILED; status=1; }
    simulated="$simulated $name $verdict in $((SECONDS - began)) s;"
}

seeds=${ENTREPOT_SEEDS:-150}
simulate "planted mistakes" --all-plants
if [ -z "${ENTREPOT_MINUTES:-}" ]; then
    simulate "$seeds seeds" --seeds "$seeds"
else
    # Piece by piece, as long as another piece and what comes after it will be over in time.
    played=0 piece=30 took=0
    while [ "$played" -lt "$seeds" ] && [ $((SECONDS + took * 3 / 2)) -lt $((ENTREPOT_MINUTES * 60)) ]; do
        began_piece=$SECONDS
        if [ $((seeds - played)) -lt "$piece" ]; then piece=$((seeds - played)); fi
        simulate "seeds $((played + 1)) to $((played + piece))" --seed $((played + 1)) --seeds "$piece"
        played=$((played + piece)) took=$((SECONDS - began_piece))
    done
    simulated="$simulated $played of $seeds seeds in the time there was;"
fi
on_postgres=${ENTREPOT_POSTGRES_SEEDS:-2}
simulate "$on_postgres seeds on PostgreSQL" --seeds "$on_postgres" --postgres "$postgres_url"
if [ -n "${ENTREPOT_POLICY_SEEDS:-}" ]; then
    for policy in guaranteed adaptive shared buffered; do
        simulate "$ENTREPOT_POLICY_SEEDS seeds, all $policy" --seeds "$ENTREPOT_POLICY_SEEDS" --policy "$policy"
    done
fi
if [ -n "${ENTREPOT_BOUNDARY_SEEDS:-}" ]; then
    simulate "$ENTREPOT_BOUNDARY_SEEDS seeds at every boundary" --crash-every-boundary --seeds "$ENTREPOT_BOUNDARY_SEEDS"
fi
