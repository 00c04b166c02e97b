package dev.agentbus.process.groups;

/// Whether a group does its work, judged from how it moves, not from how much is left: there is no
/// threshold to set. The rules are those of LinkedIn's Burrow, over the last [Window#SIZE] looks at
/// one partition; the first that holds counts. A group is as badly off as its worst partition.
///
/// 1. The position went back: [#REWOUND].
/// 2. Nothing is left, or nothing was left at some time within the window: it keeps up, [#OK].
/// 3. It stood still over the whole window though there was work. Nobody is there to do it:
///    [#STOPPED]. It stands for more than twice its usual wait between two steps: [#STALLED].
/// 4. It moves, but at every step there was as much left as before, or more, and now there is more:
///    it falls behind, [#WARN].
/// 5. Else [#OK].
///
/// What is known of a partition weighs in: a reason that hinders it (the destination is down, the
/// log can't be reached) makes rules 2 and 5 a [#WARN] at once, long before a window is full; who
/// was paused by a person never is [#STALLED], but [#WARN]. A group that nobody runs is judged at
/// the first look, as there is nothing to wait for.
///
/// From the best to the worst.
public enum Verdict {
    /// Keeps up, or catches up.
    OK,
    /// Falls behind, or something is in its way.
    WARN,
    /// Its position went back: it is replaying, or was reset, or has lost its position.
    REWOUND,
    /// There is work and somebody to do it, but no progress.
    STALLED,
    /// There is work, and nobody to do it.
    STOPPED;

    Verdict orWorse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
