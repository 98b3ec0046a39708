# Sourced by bin/test: seeds of simulated trading, and every planted mistake; sets `simulated` and, on failure, `status`.
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
simulate "${ENTREPOT_SEEDS:-150} seeds" --seeds "${ENTREPOT_SEEDS:-150}"
simulate "planted mistakes" --all-plants
simulate "${ENTREPOT_BOUNDARY_SEEDS:-1} seeds at every boundary" --crash-every-boundary --seeds "${ENTREPOT_BOUNDARY_SEEDS:-1}"
