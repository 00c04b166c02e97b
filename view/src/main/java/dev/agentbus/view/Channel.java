package dev.agentbus.view;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a client can subscribe to; the wire name is the lower-case name.
enum Channel {
    METRICS,
    ACTIONS,
    ROUTING,
    TRANSFORMATIONS,
    PERFORMANCE,
    EVENTS,
    ERRORS,
    SYSTEM,
    /// The process itself: engines, topics, consumer groups. Only for those who name it.
    BUS,
    /// The traces that moved last. Only for those who name it.
    TRACES;

    /// Stands for all channels but those that have to be named.
    static final String ALL = "all";

    /// What [#ALL] stands for; states that cost something are sent to those who name them.
    boolean isPartOfAll() {
        return this != BUS && this != TRACES;
    }

    /// Every name a client may say.
    static List<String> validNames() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(ALL), Arrays.stream(values()).map(Channel::wireName))
                .toList();
    }

    static Set<Channel> everything() {
        Set<Channel> all = EnumSet.allOf(Channel.class);
        all.removeIf(channel -> !channel.isPartOfAll());
        return all;
    }

    static Optional<Channel> find(String wireName) {
        return Arrays.stream(values())
                .filter(channel -> channel.wireName().equals(wireName))
                .findFirst();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
