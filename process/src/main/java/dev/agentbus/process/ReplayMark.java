package dev.agentbus.process;

import dev.agentbus.events.Header;
import java.util.ArrayList;
import java.util.List;

/// The headers by which whoever handles a record sees that it is read again on purpose. They are put
/// on when the record is read; in the log it stays as it was.
public final class ReplayMark {
    /// Its value is the replay's id.
    public static final String REPLAY = "x-agentbus-replay";

    static final String EFFECTS = "x-agentbus-replay-effects";

    private ReplayMark() {}

    /// @param effects in place of the record's own mark, if it has one
    public static List<Header> on(List<Header> headers, String replay, Effects effects) {
        List<Header> marked = new ArrayList<>(headers.size() + 2);
        for (Header header : headers) {
            if (!header.name().equals(REPLAY) && !header.name().equals(EFFECTS)) {
                marked.add(header);
            }
        }
        marked.add(Header.of(REPLAY, replay));
        if (effects == Effects.REPEAT) {
            marked.add(Header.of(EFFECTS, "repeat"));
        }
        return marked;
    }

    static boolean isOn(List<Header> headers) {
        return has(headers, REPLAY);
    }

    static boolean wantsEffects(List<Header> headers) {
        return has(headers, EFFECTS);
    }

    private static boolean has(List<Header> headers, String name) {
        return headers.stream().anyMatch(header -> header.name().equals(name));
    }

    /// What becomes of effects that leave the bus.
    public enum Effects {
        SUPPRESS,
        REPEAT
    }
}
