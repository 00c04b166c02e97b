package dev.agentbus.view;

import dev.agentbus.events.EventId;
import java.util.TreeMap;
import java.util.UUID;

/// The ids of the events of the window, so that none is counted twice. 64 bits of each id are kept,
/// by the hour: among a million ids the chance of one false match is below 1 in 10 million. One
/// thread.
final class SeenIds {
    private static final long HOUR_MILLIS = 3_600_000;

    private final int maxIds;
    private final TreeMap<Long, LongSet> byHour = new TreeMap<>();
    private int size;

    SeenIds(int maxIds) {
        this.maxIds = maxIds;
    }

    /// @return whether this is the first time
    boolean add(EventId id, long timeMillis) {
        long hash = hashOf(id);
        for (LongSet hour : byHour.values()) {
            if (hour.contains(hash)) {
                return false;
            }
        }
        byHour.computeIfAbsent(Math.floorDiv(timeMillis, HOUR_MILLIS), _ -> new LongSet())
                .add(hash);
        size++;
        while (size > maxIds && byHour.size() > 1) {
            size -= byHour.pollFirstEntry().getValue().size();
        }
        return true;
    }

    void forgetBefore(long timeMillis) {
        long hour = Math.floorDiv(timeMillis, HOUR_MILLIS);
        while (!byHour.isEmpty() && byHour.firstKey() < hour) {
            size -= byHour.pollFirstEntry().getValue().size();
        }
    }

    int size() {
        return size;
    }

    private static long hashOf(EventId id) {
        UUID uuid = id.asUuid();
        long mixed = (uuid.getMostSignificantBits() * 0x9E3779B97F4A7C15L) ^ uuid.getLeastSignificantBits();
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        return mixed == 0 ? 1 : mixed;
    }

    /// Open addressing; 0 is no member.
    private static final class LongSet {
        private long[] slots = new long[64];
        private int size;

        boolean contains(long hash) {
            for (int i = (int) hash & (slots.length - 1); slots[i] != 0; i = (i + 1) & (slots.length - 1)) {
                if (slots[i] == hash) {
                    return true;
                }
            }
            return false;
        }

        void add(long hash) {
            if (size * 3 >= slots.length * 2) {
                long[] old = slots;
                slots = new long[old.length * 2];
                for (long member : old) {
                    if (member != 0) {
                        put(member);
                    }
                }
            }
            put(hash);
            size++;
        }

        int size() {
            return size;
        }

        private void put(long hash) {
            int i = (int) hash & (slots.length - 1);
            while (slots[i] != 0) {
                i = (i + 1) & (slots.length - 1);
            }
            slots[i] = hash;
        }
    }
}
