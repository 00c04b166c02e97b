package dev.agentbus.acceptance;

import java.util.List;

/// What a [Workload] holds on purpose.
///
/// @param steps what is done, in the words with which a pattern's step has to begin; a step that
///     fails ends in `!`
/// @param kind how its traces end
/// @param traces the ids of those that hold it
record Planted(List<String> steps, Kind kind, List<String> traces) {
    enum Kind {
        SUCCESS,
        FAILURE,
        /// A failure and its cure: traces end as they may.
        TROUBLE
    }

    /// Whether exactly these steps were found.
    ///
    /// @param found as they were published; a step that fails ends in `!`
    boolean matches(List<String> found) {
        if (found.size() != steps.size()) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            if (!matches(steps.get(i), found.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String planted, String found) {
        if (planted.endsWith("!") != found.endsWith("!")) {
            return false;
        }
        String wanted = planted.replace("!", "");
        String there = found.replace("!", "");
        return there.equals(wanted) || there.startsWith(wanted + " ");
    }
}
