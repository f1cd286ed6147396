# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What explain says, and its commands as they are printed, tried one by one. The names of
# those that were go to the file $TRIED; tests/tool/advice.t looks that none is missing.
#
#	$EXPLAINED	where explain's JSON is, after each of these
#	explain ADDR	what it says of a device
#	found STEP RESULT TEXT ADDR
#			the step came to that, and its text has this
#	says NAME TEXT ADDR
#			explain gives the advice NAME, and its words have this
#	command_of NAME	the command of that advice, in $EXPLAINED
#	works NAME ADDR	explain gives that command; it runs without an error; and the step
#			that gave it has something else to say then

PATH=$PWD/build/vfio:$PATH
: "${EXPLAINED=/tmp/explained}" "${TRIED=/dev/null}"

explain() {
	virtio-vfio explain "$1" --json >"$EXPLAINED" || :
	jq -c '.verdict, (.steps[] | select(.result != "ok"))' "$EXPLAINED"
}

found() {
	explain "$4"
	jq -e --arg step "$1" --arg result "$2" --arg text "$3" '.steps[] |
		select(.step == $step) | .result == $result and (.found | contains($text))' \
		"$EXPLAINED"
}

says() {
	explain "$3"
	jq -e --arg name "$1" --arg text "$2" 'any((.steps[], .migration).advice[];
		.advice == $name and (.text | contains($text)))' "$EXPLAINED"
}

command_of() {
	jq -r --arg name "$1" 'first((.steps[], .migration).advice[] |
		select(.advice == $name and .is_command) | .text)' "$EXPLAINED"
}

# step_of NAME: the whole step that gave it
step_of() {
	jq -c --arg name "$1" '[(.steps[], .migration) | select(any(.advice[]; .advice == $name))][0]' \
		"$EXPLAINED"
}

works() {
	explain "$2"
	_command=$(command_of "$1")
	[ -n "$_command" ] || { echo "explain does not give $1"; return 1; }
	_step=$(step_of "$1")
	echo "$_command"
	sh -c "$_command" || { echo "it ended with status $?"; return 1; }
	explain "$2"
	if jq -c '(.steps[], .migration)' "$EXPLAINED" | grep -qxF -e "$_step"; then
		echo "explain says the same again"
		return 1
	fi
	echo "$1" >>"$TRIED"
}
