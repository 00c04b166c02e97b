package dev.agentbus.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Memory of a process tree.
public final class ProcessMemory {
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /// Resident bytes of one process without its children.
    public static long of(ProcessHandle process) {
        return of(process.pid());
    }

    /// Resident bytes of `root` and all below it. On Linux a page that several processes share is
    /// divided among them (Pss), so that the sum over a tree is what the tree costs; elsewhere the
    /// sum of what `ps` says.
    public static long ofTree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process -> of(process.pid()))
                .sum();
    }

    private static long of(long pid) {
        try {
            Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
            if (Files.exists(rollup)) {
                return kibibytes(Files.readString(rollup), "Pss:");
            }
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return answer.isEmpty() ? 0 : Long.parseLong(answer) * KIB;
        } catch (IOException _) {
            return 0;
        }
    }

    private static long kibibytes(String rollup, String field) {
        return rollup.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElse(0);
    }
}
