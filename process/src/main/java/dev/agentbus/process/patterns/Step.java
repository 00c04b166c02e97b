package dev.agentbus.process.patterns;

/// One step of a trace, generalised.
///
/// @param key what makes it the same step, the failing one with [#FAILED] behind it
/// @param shown for people, with placeholders
/// @param tool as its event names it
/// @param error what it failed with, generalised; empty when it did not, or nothing was said
/// @param millis how long it took; negative when unknown
record Step(String key, String shown, String tool, String error, long millis) {
    static final String FAILED = " !";

    boolean failed() {
        return key.endsWith(FAILED);
    }

    /// The key of the same step going well.
    String wanted() {
        return failed() ? key.substring(0, key.length() - FAILED.length()) : key;
    }
}
