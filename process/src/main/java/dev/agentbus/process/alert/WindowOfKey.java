package dev.agentbus.process.alert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The counts of one key: a ring with a place for each step of the window.
final class WindowOfKey {
    static final long NEVER = Long.MAX_VALUE;
    private static final long NONE = Long.MIN_VALUE;
    private static final int[] NO_MARKS = {};

    final AlertKey key;
    /// Its owner's: how the alert stands, and when it is to be judged.
    Phase phase = Phase.QUIET;
    long due = NEVER;

    private final int[] all;
    /// Of a rule with one source it is empty.
    private final int[] marked;
    private final List<Evidence> evidence = new ArrayList<>(1);
    private long sum;
    private long sumMarked;
    /// The step that was counted last, numbered since 1970.
    private long last = NONE;

    /// @param marks whether some of what is counted is counted apart
    WindowOfKey(AlertKey key, int steps, boolean marks) {
        this.key = key;
        this.all = new int[steps];
        this.marked = marks ? new int[steps] : NO_MARKS;
    }

    /// Makes `step` the last one of the window.
    void rollTo(long step) {
        if (last == NONE || step - last >= all.length) {
            clear();
            last = Math.max(last, step);
            return;
        }
        while (last < step) {
            last++;
            int place = place(last);
            sum -= all[place];
            all[place] = 0;
            if (marked.length > 0) {
                sumMarked -= marked[place];
                marked[place] = 0;
            }
        }
    }

    private void clear() {
        Arrays.fill(all, 0);
        Arrays.fill(marked, 0);
        sum = 0;
        sumMarked = 0;
    }

    private int place(long step) {
        return (int) Math.floorMod(step, (long) all.length);
    }

    /// Counts one in the last step.
    void add(boolean isMarked, @Nullable Evidence seen) {
        int place = place(last);
        all[place]++;
        sum++;
        if (isMarked) {
            marked[place]++;
            sumMarked++;
        }
        if (seen != null) {
            if (evidence.size() == Evidence.KEPT) {
                evidence.removeFirst();
            }
            evidence.addLast(seen);
        }
    }

    long all() {
        return sum;
    }

    long marked() {
        return sumMarked;
    }

    boolean isEmpty() {
        return sum == 0;
    }

    /// The first step in which something was counted. Not when it is empty.
    long oldest() {
        long step = last - all.length + 1;
        while (all[place(step)] == 0) {
            step++;
        }
        return step;
    }

    List<Evidence> evidence() {
        return List.copyOf(evidence);
    }

    ObjectNode saved() {
        ObjectNode into = Saved.JSON.createObjectNode();
        into.put("last", last).put("due", due);
        ArrayNode counts = into.putArray("counts");
        for (int back = 0; back < all.length; back++) {
            int place = place(last - back);
            if (all[place] != 0) {
                counts.addArray().add(back).add(all[place]).add(marked.length == 0 ? 0 : marked[place]);
            }
        }
        Saved.writePhase(into, phase);
        Saved.writeEvidence(into, evidence);
        return into;
    }

    /// @param from what [#saved()] said
    void restore(JsonNode from) {
        last = from.path("last").asLong();
        due = from.path("due").asLong();
        for (JsonNode count : from.path("counts")) {
            int place = place(last - count.get(0).asInt());
            all[place] = count.get(1).asInt();
            sum += all[place];
            if (marked.length > 0) {
                marked[place] = count.get(2).asInt();
                sumMarked += marked[place];
            }
        }
        phase = Saved.readPhase(from);
        evidence.addAll(Saved.readEvidence(from));
    }
}
