/// The shell programs that run on a node, as POSIX sh (XCU 2) in one line each, so that any login shell passes them on.
enum TetherScript {
    /// Runs one step and watches the channel's standard input: `sh -c THIS trawl TOKEN GRACE LEASE
    /// COMMAND CROWD`.
    ///
    /// The step gets a session and a process group of its own by setsid(1); where the node has none it shares the
    /// tether's (`shared`), whose end is then less precise. End of file on the input, or silence for LEASE seconds
    /// (0: no lease), means TERM to the group, GRACE seconds, KILL. What a step leaves in its group when it ends goes
    /// the same way. Marks on standard error: `start GROUP MODE LEASE` and `end STATUS HOW SIGHT`, HOW being 0 where
    /// nothing was ended, 1 where TERM was sent, 2 where KILL was needed. SIGHT is `empty` where the tether was told to
    /// end the step and has seen that nothing of it is left, in its group or outside it; `unseen` is everything else,
    /// and whoever has to know looks by ``remains``.
    ///
    /// A shell without job control starts what runs in the background with INT and QUIT ignored, and some (dash,
    /// busybox) cannot take that back: env(1) of GNU coreutils 8.31 and later can, and costs no process of its own.
    ///
    /// What was killed with the step may need a moment to be gone: only what is there still after it was left behind.
    ///
    /// The watcher outlives every signal but KILL and PIPE; PIPE is how it is told to go, because bash reports any
    /// other death of a child on standard error. It has to hear that from its first moment on (a step may be over at
    /// once, and the tether waits for it), so the tether ignores PIPE only once it is there. Once it ends the step it does not hear that either, and its exit status
    /// says what came of it: 70 and HOW where nothing is left, 80 and HOW where it could not see that.
    static let tether =
        shared + """
            timed() { "$@" timeout -s KILL 9 dd count=0 >/dev/null 2>&1; }; \
            trap "" HUP INT TERM; exec 3<&0 </dev/null; \
            T=$1 G=$2 L=$3 C=$4 K=$5 M=shared E=nolease; \
            command -v setsid >/dev/null 2>&1 && M=own; \
            I="env --default-signal=INT,QUIT"; \
            if [ "$L" -gt 0 ]; then timed $I && E=lease || { I=; timed && E=lease; }; \
            else $I true >/dev/null 2>&1 || I=; fi; \
            ( trap - HUP INT TERM; exec 3<&-; TRAWL_STEP=$T; export TRAWL_STEP; \
            [ $M = own ] && exec $I setsid sh -c "$C"; exec $I sh -c "$C" ) & \
            S=$!; P=$S; [ $M = own ] || P=$(own_group); \
            ( exec >/dev/null 2>&1; \
            if [ $E = lease ]; then \
            while [ -n "$(timeout -s KILL "$L" dd bs=1 count=1 <&3)" ]; do :; done; \
            else while read -r l <&3; do :; done; fi; \
            [ $M = own ] && trap "" PIPE && can_see || { end_group; exit $((80 + H)); }; \
            H=1 n=0; ask_group; while [ "$n" -lt $((G * 20)) ] && kill -0 "$S"; do nap; done; \
            kill -0 "$S" && kill -KILL -"$P" && H=2; sweep && exit $((70 + H)); exit $((80 + H)) ) & \
            W=$!; trap "" PIPE; exec 3<&-; \
            printf "\\036%s start %s %s %s\\n" "$T" "$P" $M $E >&2; \
            wait "$S" 2>/dev/null; R=$?; kill -PIPE "$W" 2>/dev/null; wait "$W" 2>/dev/null; w=$? V=unseen; \
            case $w in 7[0-2]) H=${w#7} V=empty;; 8[0-2]) H=${w#8};; \
            *) H=0; [ $M = own ] && alive && nap && alive && end_group 2>/dev/null;; esac; \
            printf "\\036%s end %s %s %s\\n" "$T" "$R" "$H" "$V" >&2; \
            [ $M = own ] || { kill -TERM -"$P"; nap; nap; nap; kill -KILL -"$P"; } 2>/dev/null; \
            exit "$R"
            """

    /// Looks for what is left of a step, and ends it: `sh -c THIS trawl TOKEN GROUP GRACE CROWD`, GROUP 0 where
    /// it is unknown.
    ///
    /// Whatever carries the token in its environment belongs to the step, also outside its group; a zombie is nothing.
    /// Answers on standard output: `TOKEN clear HOW`, HOW as above, or `TOKEN left PIDS`, or `TOKEN blind` where the
    /// node has no /proc to look into and the group could not be seen empty.
    static let remains =
        shared + """
            T=$1 P=$2 G=$3 K=$4 M=own S=0 H=0 B=1; can_see && B=; sweep 2>/dev/null; \
            if [ -n "$X$Y" ]; then echo "$T left$X $Y"; \
            elif [ -n "$B" ] && [ "$P" -le 0 ]; then echo "$T blind"; \
            else echo "$T clear $H"; fi
            """

    /// What both use.
    ///
    /// `alive` asks whether the group has a process that is no zombie. Where kill(1) says that it has any, be it one
    /// that we may not touch, and its first process has ended, `seek` looks for the others.
    ///
    /// `seek` finds what carries the token (`X`) and whether the group lives (`Y`) by one grep(1): the shells' own read
    /// takes a system call a byte. It looks at all processes of the node, or, where that runs more than CROWD threads,
    /// at those alone that can be left of a step (`kin`). They have lost the parents that belonged to the step, so at
    /// least the topmost is a child of a process above us by now (proc(5): `children`), be that init or another that
    /// takes in orphans; which sshd never does but as a container's first process. So a look costs no more the more is
    /// looked for: a thousand nodes on one machine would otherwise read all of each other's processes. Among those, a
    /// zombie is told by having no program (`exe`), but for whom we may not read at all.
    ///
    /// `sweep` ends what `seek` finds, round by round, and succeeds once nothing is there; a child whose parent had to
    /// go first is met a round later, and is asked by TERM as well.
    ///
    /// `end_group` takes the group for alive while the step's first process is: before that one has got its own group,
    /// the group cannot be seen, and TERM may still be ignored.
    private static let shared = """
        n=0; \
        nap() { if sleep 0.05 2>/dev/null; then n=$((n + 1)); else sleep 1; n=$((n + 20)); fi; }; \
        own_group() { read -r l </proc/$$/stat || { ps -o pgid= -p $$; return; }; set -- ${l##*) }; echo "$3"; }; \
        can_see() { [ -r /proc/self/environ ] && command -v grep >/dev/null 2>&1; }; \
        kin() { a=$$; while [ "$a" -gt 0 ]; do read -r l </proc/$a/stat || return 1; \
        case $l in $$" ("*) c=;; "1 ("*) c=1;; *"(sshd"*) c=;; *) c=1;; esac; set -- ${l##*) }; \
        [ -z "$c" ] || for f in /proc/$a/task/*/children; do [ -r "$f" ] || return 1; \
        l=; read -r l <"$f"; D="$D $l"; done; a=$2; done; }; \
        seek() { X= Y= N= D= f=; [ "$P" -gt 0 ] && exists && f=stat && led && Y="group $P" f=; \
        if read -r a a a l a </proc/loadavg && [ "${l#*/}" -gt "$K" ] && kin; then \
        r=; [ -r /proc/1/environ ] || r=1; for a in $D; do if [ -e /proc/$a/exe ]; then \
        N="$N /proc/$a/environ${f:+ /proc/$a/stat}"; elif [ "$f$r" = stat1 ]; then N="$N /proc/$a/stat"; fi; done; \
        else N="/proc/[0-9]*/environ${f:+ /proc/[0-9]*/stat}"; fi; \
        [ -z "$N" ] || for f in $(LC_ALL=C grep -ls -e "TRAWL_STEP=$T" -e "^[0-9]* (.*) [^ZX] [0-9]* $P " $N); do \
        case $f in */stat) Y="group $P";; *) f=${f#/proc/}; X="$X ${f%/environ}";; esac; done; } 2>/dev/null; \
        exists() { kill -0 -"$P" 2>/dev/null || \
        case $(LC_ALL=C kill -0 -"$P" 2>&1) in *ermitted*) ;; *) return 1;; esac; }; \
        led() { read -r l </proc/$P/stat && case ${l##*) } in [ZX]*) return 1;; esac; } 2>/dev/null; \
        alive() { exists || return 1; led || ! can_see || { seek; [ -n "$Y" ]; }; }; \
        there() { alive || kill -0 "$S"; }; \
        ask_group() { kill -TERM -"$P" || { kill -TERM "$S"; nap; kill -TERM -"$P"; }; nap; }; \
        end_group() { H=1 n=0; ask_group; while there && [ "$n" -lt $((G * 20)) ]; do nap; done; \
        if there; then kill -KILL -"$P"; kill -KILL "$S"; H=2; fi; }; \
        sweep() { J=0 Q= m=; while :; do seek; [ -n "$X$Y" ] || break; : "${m:=$n}"; \
        [ "$n" -lt $((m + G * 20 + 40)) ] || return 1; \
        if [ -z "$Y" ]; then :; elif [ "$n" -ge $((G * 20)) ]; then kill -KILL -"$P"; J=2; \
        elif [ "$J" = 0 ]; then kill -TERM -"$P"; fi; \
        if [ "$n" -ge $((m + G * 20)) ]; then kill -KILL $X; J=2; \
        else for a in $X; do case "$Q " in *" $a "*) ;; *) kill -TERM "$a"; Q="$Q $a";; esac; done; fi; \
        [ "$J" -gt 0 ] || J=1; nap; done; [ "$J" -le "$H" ] || H=$J; }; \

        """
}
