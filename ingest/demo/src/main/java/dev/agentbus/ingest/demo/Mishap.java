package dev.agentbus.ingest.demo;

import java.util.List;

/// A way to fail, and what is known about it once it is understood.
///
/// @param message as a tool says it; `{file}` and `{name}` are filled in
record Mishap(String type, String category, String message, String cause, String cure, String prevention) {
    static final List<Mishap> OF_READ = List.of(
            new Mishap(
                    "FileNotFound",
                    "wrong_assumption",
                    "File does not exist: {file}.bak. Did you mean {name}?",
                    "The path was guessed from the name of the class",
                    "Looked the file up with Glob before reading it",
                    "Search before the first read"),
            new Mishap(
                    "FileTooLarge",
                    "tool_limit",
                    "File content (31842 words) exceeds the limit of 25000. Use offset and limit to read parts of {name}",
                    "A generated file was read as a whole",
                    "Read the part around the match",
                    "Ask for the size first"));
    static final List<Mishap> OF_SEARCH = List.of(new Mishap(
            "BadPattern",
            "tool_misuse",
            "regex parse error: unclosed group",
            "A brace in the pattern was not escaped",
            "Escaped the brace",
            "Search for fixed strings where no pattern is needed"));
    static final List<Mishap> OF_EDIT = List.of(
            new Mishap(
                    "TextNotFound",
                    "tool_misuse",
                    "String to replace not found in {name}",
                    "The text was quoted from memory, with other white space",
                    "Read the lines again and quoted them exactly",
                    "Read right before editing"),
            new Mishap(
                    "FileNotReadYet",
                    "tool_misuse",
                    "{name} has not been read yet. Read it first before writing to it",
                    "Another agent had read the file, not this one",
                    "Read the file, then edited it",
                    "Hand over file contents with the work"),
            new Mishap(
                    "FileChanged",
                    "conflict",
                    "{name} was modified since it was read, by a formatter or by somebody else",
                    "The formatter runs on save",
                    "Read it again after the formatter",
                    "Format once, at the end"));
    static final List<Mishap> OF_BASH = List.of(
            new Mishap(
                    "TestFailure",
                    "assertion",
                    "FAILED {name}: expected 1999 but was 2000",
                    "Amounts are rounded per line instead of once at the end",
                    "Rounded once, on the total",
                    "Keep money in integer cents"),
            new Mishap(
                    "CompileError",
                    "build",
                    "{name}:88: error: incompatible types: Optional<Price> cannot be converted to Price",
                    "A method that returned null now returns Optional",
                    "Unwrapped the value with a sensible default",
                    "Compile after each change of a signature"),
            new Mishap(
                    "CommandTimedOut",
                    "timeout",
                    "Command timed out after 2m 0s",
                    "The test waits for a port that nothing opens",
                    "Waited for the server's ready line instead",
                    "No fixed ports in tests"),
            new Mishap(
                    "ConnectionRefused",
                    "environment",
                    "connect ECONNREFUSED 127.0.0.1:5432",
                    "The database of the test environment had not started",
                    "Started it and waited until it answered",
                    "Check the environment before the first test"),
            new Mishap(
                    "MissingModule",
                    "environment",
                    "Cannot find module needed by {name}; is it installed?",
                    "The lock file was changed without an install",
                    "Installed from the lock file",
                    "Install after each checkout"),
            new Mishap(
                    "MergeConflict",
                    "conflict",
                    "CONFLICT (content): Merge conflict in {file}",
                    "Two agents changed the same function",
                    "Took both changes, one after the other",
                    "One agent per file at a time"));
    static final List<Mishap> OF_WEB = List.of(
            new Mishap(
                    "RateLimited",
                    "rate_limit",
                    "HTTP 429 Too Many Requests, retry after 20 s",
                    "Three agents asked the same site at once",
                    "Waited, then asked again",
                    "One queue per host"),
            new Mishap(
                    "Overloaded",
                    "provider",
                    "HTTP 529: the provider is overloaded",
                    "The provider had an incident",
                    "Tried again after ten seconds",
                    "Back off, with jitter"));
    static final List<Mishap> OF_QUERY = List.of(
            new Mishap(
                    "StatementTimeout",
                    "timeout",
                    "ERROR: canceling statement due to statement timeout",
                    "A sequential scan over 42 million rows",
                    "Added the missing predicate on the date",
                    "Explain before running"),
            new Mishap(
                    "UndefinedColumn",
                    "wrong_assumption",
                    "ERROR: column \"net_total\" does not exist",
                    "The column was renamed last month",
                    "Used amount_net",
                    "List the columns first"));

    String in(Request request) {
        return message.replace("{file}", request.file().path())
                .replace("{name}", request.file().name());
    }
}
