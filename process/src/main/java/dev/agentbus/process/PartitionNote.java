package dev.agentbus.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a worker does not go on in a partition, as a line of text that it leaves in the log beside
/// its position: so every process that asks about the group knows, not only the worker's own. What
/// the worker itself remembers ([Progress]) stands before it.
///
/// @param reasons short names like `sink-down`; none when the partition flows
/// @param error the worker's last failure
public record PartitionNote(Set<String> reasons, Optional<WorkerStatus.LastError> error) {
    public static final PartitionNote NONE = new PartitionNote(Set.of(), Optional.empty());

    /// Behind up to three fields of something else: a mark, the reasons, the error's time and text.
    private static final Pattern TEXT =
            Pattern.compile("(?:\\S+ \\S* \\S* )?agentbus ([a-z-]+(?:,[a-z-]+)*)(?: (\\S+) (.*))?");
    private static final int MAX_MESSAGE_CHARACTERS = 400;

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
        Matcher line = TEXT.matcher(text);
        if (!line.matches()) {
            return NONE;
        }
        TreeSet<String> reasons = new TreeSet<>(Arrays.asList(line.group(1).split(",", -1)));
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

    /// Behind what the worker remembers, which goes first: where there is little room left, the
    /// error stays out, then the reasons.
    ///
    /// @param memory three fields, or none
    String beside(String memory) {
        if (reasons.isEmpty()) {
            return memory;
        }
        String before = memory.isEmpty() ? "" : memory + " ";
        String reasonsOnly = before + "agentbus " + String.join(",", reasons);
        String whole = reasonsOnly
                + error.map(last -> " %s %s".formatted(last.time(), oneLine(last.message())))
                        .orElse("");
        return fits(whole) ? whole : fits(reasonsOnly) ? reasonsOnly : memory;
    }

    private static boolean fits(String note) {
        return note.getBytes(UTF_8).length <= Progress.MAX_NOTE_CHARACTERS;
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_MESSAGE_CHARACTERS ? line : line.substring(0, MAX_MESSAGE_CHARACTERS);
    }
}
