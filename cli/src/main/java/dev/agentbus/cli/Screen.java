package dev.agentbus.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/// Where a command writes: results to standard output, everything else to standard error.
record Screen(PrintWriter out, PrintWriter err) {
    private static final long PROGRESS_AFTER_NANOS = 2_000_000_000L;

    static Screen of(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("a command runs only after it was parsed");
        }
        return new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    /// @return false once nobody reads any more
    boolean line(String text) {
        out.println(text);
        return !out.checkError();
    }

    void json(JsonNode node) {
        line(node.toPrettyString());
    }

    void say(String text) {
        err.println("agentbus: " + text);
        err.flush();
    }

    /// Says how far long work is, once it has taken a while and a person may be watching.
    void progress(long startedNanos, String text) {
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        if (watched || System.nanoTime() - startedNanos > PROGRESS_AFTER_NANOS) {
            say(text);
        }
    }

    /// Rows in columns as wide as they need to be, the last one open.
    void table(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                line.append(" "
                        .repeat(i == row.size() - 1 ? 0 : widths[i] - row.get(i).length() + 2));
            }
            line(line.toString().stripTrailing());
        }
    }
}
