package dev.agentbus.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Identifies one event through every door, retry and replay: same id twice means stored once,
/// counted once, alerted once.
///
/// Any text is legal (producers in the field send UUIDs and ids such as `evt-1732-x9`); [#asUuid()]
/// gives the row id.
public record EventId(String value) {
    /// Characters at most.
    public static final int MAX_LENGTH = 512;

    public EventId {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new PermanentFailure("Cannot use event id: it must be 1 to 512 characters and not blank, got: "
                    + value.length() + " characters");
        }
    }

    /// A new time-ordered id (UUID version 7, RFC 9562): neighbours in time are neighbours in an
    /// index.
    public static EventId mint() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new EventId(new UUID(high, low).toString());
    }

    /// The id of an event that came without one: where it stands in the log names it, so a second
    /// reading gives the same id.
    public static EventId at(TopicName topic, int partition, long offset) {
        return named(topic.value() + "-" + partition + "-" + offset);
    }

    /// A name-based id (UUID version 5 layout, SHA-1): the same name gives the same id, on every
    /// machine.
    public static EventId named(String name) {
        return new EventId(nameBased(name).toString());
    }

    /// The id as a row key: itself when it is a UUID, else the name-based UUID of its text.
    public UUID asUuid() {
        if (value.length() == 36) {
            try {
                return UUID.fromString(value);
            } catch (IllegalArgumentException _notAUuid) {
                return nameBased(value);
            }
        }
        return nameBased(value);
    }

    private static UUID nameBased(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(hash);
            long high = (bits.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L;
            long low = (bits.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
