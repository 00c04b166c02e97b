package dev.agentbus.process.deadletter;

import dev.agentbus.events.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What came before this letter: nothing, or redrives that failed. Travels in headers of its own,
/// which others copy from record to record.
///
/// @param redrives how often this record has been put into the log again
/// @param original the first letter of the line
/// @param parent the letter before this one
/// @param from where the very first record stood, as `topic-partition@offset`
public record Lineage(int redrives, Optional<LetterId> original, Optional<LetterId> parent, String from) {
    static final String PREFIX = "x-agentbus-redrive-";
    static final String COUNT = PREFIX + "count";
    static final String LETTER = PREFIX + "letter";
    static final String ORIGINAL = PREFIX + "original";
    static final String FROM = PREFIX + "from";

    /// Of a record that was never redriven.
    public static final Lineage NONE = new Lineage(0, Optional.empty(), Optional.empty(), "");

    static Lineage of(HeaderView headers) {
        Optional<LetterId> parent = LetterId.find(headers.lastText(LETTER));
        int redrives = Math.clamp(headers.lastNumber(COUNT).orElse(0), 0, 1_000_000);
        if (redrives == 0) {
            return NONE;
        }
        return new Lineage(
                redrives, LetterId.find(headers.lastText(ORIGINAL)).or(() -> parent), parent, headers.lastText(FROM));
    }

    /// What the record carries that is made of this letter.
    List<Header> headersOfNext(LetterId letter, Optional<Origin> origin) {
        List<Header> next = new ArrayList<>(4);
        next.add(Header.of(COUNT, Integer.toString(redrives + 1)));
        next.add(Header.of(LETTER, letter.text()));
        next.add(Header.of(ORIGINAL, original.orElse(letter).text()));
        String first = from.isEmpty()
                ? origin.map(Origin::position).map(Object::toString).orElse("")
                : from;
        next.add(Header.of(FROM, first));
        return next;
    }

    static boolean owns(String header) {
        return header.startsWith(PREFIX);
    }
}
