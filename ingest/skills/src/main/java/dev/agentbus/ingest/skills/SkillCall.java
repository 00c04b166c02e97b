package dev.agentbus.ingest.skills;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One call of a skill as it lies in the spool folder: NUL-separated records `agentbus-call 1`,
/// topic, then field, type and value of each argument, then `end`.
///
/// @param topic where the event goes
/// @param arguments in the order given; a field that comes twice counts as it came last
record SkillCall(TopicName topic, List<Argument> arguments) {
    private static final String MAGIC = "agentbus-call 1";
    private static final String END = "end";

    /// One argument.
    ///
    /// @param type what the script took it for: `text`, `json`, `list`, `bool`, `int` or `num`; or
    ///     `length` and `sha256`, which are computed here from the field that the value names
    /// @param value any bytes but NUL
    record Argument(String field, String type, byte[] value) {
        String text() {
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    SkillCall {
        arguments = List.copyOf(arguments);
    }

    /// @return empty when the end mark is missing: its writer is still at it, or was stopped in the
    ///     middle
    /// @throws PermanentFailure when this is no call at all
    static Optional<SkillCall> parse(byte[] file) {
        List<byte[]> records = split(file);
        if (!records.isEmpty() && !MAGIC.startsWith(text(records.getFirst()))) {
            throw new PermanentFailure(
                    "Cannot read skill call: it must begin with '%s', got: another beginning".formatted(MAGIC));
        }
        boolean whole = records.size() >= 3
                && records.size() % 3 == 0
                && file[file.length - 1] == 0
                && text(records.getLast()).equals(END);
        if (!whole) {
            return Optional.empty();
        }
        List<Argument> arguments = new ArrayList<>(records.size() / 3);
        for (int i = 2; i < records.size() - 1; i += 3) {
            arguments.add(new Argument(text(records.get(i)), text(records.get(i + 1)), records.get(i + 2)));
        }
        return Optional.of(new SkillCall(new TopicName(text(records.get(1))), arguments));
    }

    private static List<byte[]> split(byte[] file) {
        List<byte[]> records = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == 0) {
                records.add(Arrays.copyOfRange(file, start, i));
                start = i + 1;
            }
        }
        if (start < file.length) {
            records.add(Arrays.copyOfRange(file, start, file.length));
        }
        return records;
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.UTF_8);
    }
}
