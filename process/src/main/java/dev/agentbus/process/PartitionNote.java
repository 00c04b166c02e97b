package dev.agentbus.process;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a worker does not go on in a partition, as a line of text that it leaves in the log beside
/// its position: so every process that asks about the group knows, not only the worker's own.
///
/// @param reasons short names like `sink-down`; none when the partition flows
/// @param error the worker's last failure
public record PartitionNote(Set<String> reasons, Optional<WorkerStatus.LastError> error) {
    public static final PartitionNote NONE = new PartitionNote(new TreeSet<>(), Optional.empty());

    private static final Pattern TEXT = Pattern.compile("agentbus ([a-z,-]+)(?: (\\S+) (.*))?");
    /// What is left of [LogReader#MAX_NOTE_BYTES] is for a handler's [Progress], on the next line.
    static final int MAX_BYTES = 1_000;

    /// Keeps the line that short, whatever the characters.
    private static final int MAX_MESSAGE_CHARACTERS = (MAX_BYTES - 400) / 4;

    public PartitionNote {
        reasons = Collections.unmodifiableSet(new TreeSet<>(reasons));
    }

    static PartitionNote of(Collection<PauseReason> pauses, Optional<WorkerStatus.LastError> error) {
        TreeSet<String> reasons = new TreeSet<>();
        pauses.forEach(pause -> reasons.add(pause.text()));
        return reasons.isEmpty() ? NONE : new PartitionNote(reasons, error);
    }

    /// Understands its own text only; other groups write what they like.
    public static PartitionNote parse(String text) {
        Matcher line = TEXT.matcher(text.lines().findFirst().orElse(""));
        if (!line.matches()) {
            return NONE;
        }
        TreeSet<String> reasons = new TreeSet<>(List.of(line.group(1).split(",")));
        return new PartitionNote(reasons, error(line.group(2), line.group(3)));
    }

    private static Optional<WorkerStatus.LastError> error(@Nullable String time, @Nullable String message) {
        if (time == null || message == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WorkerStatus.LastError(message, Instant.parse(time)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// Empty when there is nothing to say.
    String text() {
        return reasons.isEmpty()
                ? ""
                : "agentbus " + String.join(",", reasons)
                        + error.map(last -> " %s %s".formatted(last.time(), oneLine(last.message())))
                                .orElse("");
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_MESSAGE_CHARACTERS ? line : line.substring(0, MAX_MESSAGE_CHARACTERS);
    }
}
