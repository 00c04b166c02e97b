package dev.agentbus.ingest.importer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells from what a command printed that it failed: recordings hold no exit codes.
final class FailureSigns {
    private record Sign(String name, Pattern pattern) {}

    /// Anchored at line starts: a listing of code that talks of errors is none.
    private static final List<Sign> SIGNS = List.of(
            sign("edit_refused", "\\AYour (?:proposed )?edit (?:has introduced new syntax error|was not applied)"),
            sign("traceback", "^Traceback \\(most recent call last\\):"),
            sign("syntax_error", "^(?:\\w+\\.)?(?:SyntaxError|IndentationError): "),
            sign(
                    "shell_error",
                    "^(?:/bin/)?(?:ba)?sh: .*(?:command not found|No such file or directory|Permission denied|syntax error)"),
            sign(
                    "shell_error",
                    "^(?:ls|cat|cd|cp|mv|rm|grep|find|python3?|git): .*(?:No such file|cannot |can't open|fatal)"),
            sign("timeout", "^(?:EXECUTION TIMED OUT|COMMAND TIMED OUT|TIMEOUT ERROR)"),
            sign("tests_failed", "^=+ .*\\b[0-9]+ (?:failed|errors?)\\b.*=+\\s*$"));

    private FailureSigns() {}

    private static Sign sign(String name, String pattern) {
        return new Sign(name, Pattern.compile(pattern, Pattern.MULTILINE));
    }

    /// The kind of failure that the observation shows.
    static Optional<String> in(String observation) {
        return SIGNS.stream()
                .filter(sign -> sign.pattern().matcher(observation).find())
                .map(Sign::name)
                .findFirst();
    }
}
