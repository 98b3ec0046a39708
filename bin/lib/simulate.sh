# Sourced by bin/test: seeds of simulated trading, and every planted mistake; sets `simulated` and, on failure, `status`.
#
#   ENTREPOT_SEEDS=150            how many seeds; 60 unless told, 0 for no simulation at all
#   ENTREPOT_POSTGRES_SEEDS=20    how many of them also on PostgreSQL; 2 unless told
#   ENTREPOT_BOUNDARY_SEEDS=1     how many short scenes are also restarted at every store and call boundary; none unless told
#   ENTREPOT_MINUTES=42           by when bin/test should be over; where the builds took long, fewer seeds are played
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

seeds=${ENTREPOT_SEEDS:-60}
if [ -n "${ENTREPOT_MINUTES:-}" ]; then
    # A seed takes two to three seconds on two cores, the planted mistakes two to three minutes.
    left=$(((ENTREPOT_MINUTES * 60 - SECONDS - 300) / 3))
    if [ "$left" -lt "$seeds" ]; then
        seeds=$((left > 5 ? left : 5))
        say "The builds took long: $seeds seeds are played"
    fi
fi
simulate "planted mistakes" --all-plants
simulate "$seeds seeds" --seeds "$seeds"
on_postgres=${ENTREPOT_POSTGRES_SEEDS:-2}
simulate "$on_postgres seeds on PostgreSQL" --seeds "$on_postgres" --postgres "$postgres_url"
if [ -n "${ENTREPOT_BOUNDARY_SEEDS:-}" ]; then
    simulate "$ENTREPOT_BOUNDARY_SEEDS seeds at every boundary" --crash-every-boundary --seeds "$ENTREPOT_BOUNDARY_SEEDS"
fi
