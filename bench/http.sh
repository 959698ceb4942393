#!/bin/sh
# bench/http.sh BUILD: requests a second and CPU microseconds a request, of the seam beside the floor,
# each server in turn, several rounds interleaved, the median of each. Needs wrk. BUILD holds
# bench/floor and bench/bench_http.
set -eu
build=${1:-build/release}
seconds=${SECONDS_EACH:-3} rounds=${ROUNDS:-3} bytes=20000 port=18080
out=$(mktemp)
trap 'rm -f "$out"' EXIT

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# measure NAME PATH SCRIPT COMMAND...
measure() {
    name=$1 path=$2 script=$3
    shift 3
    "$@" &
    pid=$!
    sleep 0.3
    wrk -t1 -c64 -d1 $script "http://127.0.0.1:$port$path" >/dev/null
    before=$(ticks $pid)
    done=$(wrk -t1 -c64 -d"$seconds" $script "http://127.0.0.1:$port$path" | awk '
        /requests in/ { n = $1 } /Non-2xx/ { bad = 1 } END { print bad ? 0 : n }')
    after=$(ticks $pid)
    kill $pid
    wait $pid 2>/dev/null || true
    awk -v n="$done" -v cpu=$((after - before)) -v s="$seconds" -v hz="$(getconf CLK_TCK)" -v name="$name" 'BEGIN {
        printf "%s\t%d\t%.2f\n", name, n / s, n ? cpu / hz * 1e6 / n : 0 }' >>"$out"
}

post=$(mktemp)
trap 'rm -f "$out" "$post"' EXIT
echo 'wrk.method = "POST"; wrk.body = "a=1"; wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"' >"$post"

for round in $(seq "$rounds"); do
    measure "floor, 2 threads" / "" "$build/bench/floor" $port $bytes 2
    for io in 2 4 8; do
        measure "page on $io I/O threads" /page "" "$build/bench/bench_http" $port $bytes $io 8 inline
    done
    measure "asset on 4 I/O threads" /asset "" "$build/bench/bench_http" $port $bytes 4 8 inline
    measure "page on workers, 2 I/O + 2" /page "" "$build/bench/bench_http" $port $bytes 2 2 workers
    measure "page on workers, 2 I/O + 8" /page "" "$build/bench/bench_http" $port $bytes 2 8 workers
    measure "POST on workers, 4 I/O + 8" /page "-s $post" "$build/bench/bench_http" $port $bytes 4 8 inline
done

printf '%-28s %10s %12s %8s\n' "server, body of $bytes" "req/s" "CPU us/req" "x floor"
sort -t "$(printf '\t')" -k1,1 -k3,3n "$out" | awk -F '\t' '
    { n[$1]++; rate[$1, n[$1]] = $2; cpu[$1, n[$1]] = $3 }
    END {
        for (k in n) { m = int((n[k] + 1) / 2); if (k ~ /^floor/) floor = cpu[k, m] }
        for (k in n) { m = int((n[k] + 1) / 2)
            printf "%-28s %10d %12.1f %8.2f\n", k, rate[k, m], cpu[k, m], cpu[k, m] / floor }
    }' | sort -k1,1
