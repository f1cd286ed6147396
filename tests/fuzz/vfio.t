#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver on the VFIO interface, with hardware that misbehaves: fuzzed for
# FUZZ_SECONDS. FUZZ_SEED chooses the programs; the kernel is that of LAB_KERNEL,
# and with KCOV in it (the debug kernel) what reaches something new is kept in the
# cache.
cd "$(dirname "$0")/../.." || exit
PROJECT=$PWD
LAB_ME=tests/fuzz
. lab/lib/common.sh

: "${FUZZ_SECONDS:=15}" "${FUZZ_SEED:=1}"
artifacts=build/artifacts/fuzz-vfio
corpus=$LAB_CACHE/fuzz/vfio

mkdir -p "$corpus" $artifacts
rm -rf $artifacts/*.txt $artifacts/corpus
cp -R "$corpus" $artifacts/corpus

status=0
lab/run --no-guests --vfs 1 --timeout $((FUZZ_SECONDS + 200)) \
	--artifacts $artifacts tests/fuzz/vm/round "$FUZZ_SECONDS" "$FUZZ_SEED" ||
	status=$?

cp -R $artifacts/corpus/. "$corpus"

# It is the kernel that died: does it of the last program alone?
if [ $status -ge 124 ] && [ -s $artifacts/running.txt ]; then
	awk -v RS='--\n' '$0 ~ /[a-z]/ { last = $0 } END { printf "%s", last }' \
		$artifacts/running.txt >$artifacts/found.txt
	echo "# the host VM died; once more with the last program alone"
	if tests/fuzz/vfio/replay $artifacts/found.txt >$artifacts/replay.log 2>&1; then
		echo "# that one alone does not do it: it takes those before it"
		cp $artifacts/running.txt $artifacts/found.txt
	fi
	sed 's/^/# /' $artifacts/found.txt
fi
if [ -s $artifacts/found.txt ]; then
	echo "# reproduce: tests/fuzz/vfio/replay $artifacts/found.txt"
	echo "# keep it:   cp $artifacts/found.txt tests/fuzz/seeds/vfio/NAME.txt"
fi
exit $status
