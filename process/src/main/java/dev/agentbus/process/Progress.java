package dev.agentbus.process;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far a handler is in one partition, so that a restart neither repeats what is done nor forgets
/// when what failed is due. Travels as the last line of the note beside the committed position:
///
/// `1 <end> <open>,<open>,…` with numbers in base 36; `end` counted from the position, an open offset
/// from the one before it (the first from the position); one that was tried has
/// `:attempts:first:last:due` behind it, times in milliseconds.
///
/// @param position the first offset that is not done
/// @param end everything from `position` to before `end` is done, save for what is open
/// @param open in order
record Progress(long position, long end, List<Open> open) {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    /// Leaves room for the [PartitionNote] on the line before.
    static final int MAX_NOTE_CHARACTERS = LogReader.MAX_NOTE_BYTES - PartitionNote.MAX_BYTES - 1;

    private static final String VERSION = "1";
    private static final int RADIX = 36;

    /// A record that is not done.
    ///
    /// @param attempts those that have failed
    /// @param first when the first one failed
    /// @param last when the latest one failed
    /// @param due not before
    record Open(long offset, int attempts, Instant first, Instant last, Instant due) {
        static Open untried(long offset) {
            return new Open(offset, 0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
        }
    }

    Progress {
        open = List.copyOf(open);
    }

    /// Nothing is known beyond the position.
    static Progress at(long position) {
        return new Progress(position, position, List.of());
    }

    /// Leaves out the end of what does not fit: those records are handled again after a restart.
    String note() {
        if (open.isEmpty() && end == position) {
            return "";
        }
        StringBuilder items = new StringBuilder();
        long noted = end;
        long before = position;
        for (Open each : open) {
            String item = item(each, before);
            if (items.length() + item.length() > MAX_NOTE_CHARACTERS - 32) {
                noted = each.offset();
                break;
            }
            items.append(items.isEmpty() ? "" : ",").append(item);
            before = each.offset();
        }
        return VERSION + " " + Long.toString(noted - position, RADIX) + " " + items;
    }

    private static String item(Open each, long before) {
        String offset = Long.toString(each.offset() - before, RADIX);
        return each.attempts() == 0
                ? offset
                : String.join(
                        ":",
                        offset,
                        Integer.toString(each.attempts(), RADIX),
                        Long.toString(each.first().toEpochMilli(), RADIX),
                        Long.toString(each.last().toEpochMilli(), RADIX),
                        Long.toString(each.due().toEpochMilli(), RADIX));
    }

    /// A note that is not ours, or broken, counts as none: what lies beyond the position is handled
    /// again.
    static Progress of(CommittedPosition committed) {
        String note = committed.note().substring(committed.note().indexOf('\n') + 1);
        if (note.isEmpty()) {
            return at(committed.next());
        }
        try {
            return parse(committed.next(), note);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            log.atWarn()
                    .addKeyValue("position", committed.next())
                    .setCause(e)
                    .log("Could not read the note beside a committed position, going on from the position");
            return at(committed.next());
        }
    }

    private static Progress parse(long position, String note) {
        String[] fields = note.split(" ", -1);
        if (!fields[0].equals(VERSION)) {
            return at(position);
        }
        List<Open> open = new ArrayList<>();
        long offset = position;
        for (String item : fields[2].isEmpty() ? new String[0] : fields[2].split(",", -1)) {
            String[] numbers = item.split(":", -1);
            offset += Long.parseLong(numbers[0], RADIX);
            open.add(
                    numbers.length == 1
                            ? Open.untried(offset)
                            : new Open(
                                    offset,
                                    Integer.parseInt(numbers[1], RADIX),
                                    time(numbers[2]),
                                    time(numbers[3]),
                                    time(numbers[4])));
        }
        return new Progress(position, position + Long.parseLong(fields[1], RADIX), open);
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis, RADIX));
    }
}
