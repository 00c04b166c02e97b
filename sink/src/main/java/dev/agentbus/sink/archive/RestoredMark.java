package dev.agentbus.sink.archive;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.log.LogRecord;
import java.util.ArrayList;
import java.util.List;

/// The header of a record that came back from an archive: which archive, and where it stood in the
/// log before. The archive it came from does not take it a second time.
final class RestoredMark {
    static final String NAME = "x-agentbus-restored";

    private RestoredMark() {}

    /// The headers under which a record returns into the log: its own, the marks, and what its first
    /// place in the log said about it and the second would not: its id and its time.
    ///
    /// @param restore the restore's own name
    static List<Header> on(RowReader.Row row, String archive, String restore) {
        LogRecord record = row.record();
        List<Header> headers = new ArrayList<>(record.headers().size() + 4);
        for (Header header : record.headers()) {
            if (!header.name().equals(NAME) && !header.name().equals(Envelope.REPLAY)) {
                headers.add(header);
            }
        }
        EventId placed =
                EventId.at(record.partition().topic(), record.partition().number(), record.offset());
        if (placed.value().equals(row.eventId())) {
            headers.add(Header.of(Envelope.ID, row.eventId()));
        }
        if (Envelope.find(record.headers(), Envelope.TIME).isEmpty()) {
            headers.add(Header.of(Envelope.TIME, row.time().toString()));
        }
        headers.add(Header.of(NAME, archive + "/" + record.position()));
        headers.add(Header.of(Envelope.REPLAY, restore));
        return headers;
    }

    static boolean isFrom(String archive, LogRecord record) {
        return Envelope.find(record.headers(), NAME)
                .filter(mark -> mark.startsWith(archive + "/"))
                .isPresent();
    }
}
