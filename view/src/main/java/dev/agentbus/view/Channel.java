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
    TRACES,
    /// That counts in windows of time have changed. Only for those who name it.
    WINDOWS,
    /// How many alerts fire. Only for those who name it.
    FIRING,
    /// All of alerts: what fires, what is over, what is silenced, who was told. Only for those who name it.
    ALERTS,
    /// That other patterns are known. Only for those who name it.
    PATTERNS;

    /// Stands for all channels but those that have to be named.
    static final String ALL = "all";

    /// What [#ALL] stands for; states that cost something are sent to those who name them.
    boolean isPartOfAll() {
        return switch (this) {
            case METRICS, ACTIONS, ROUTING, TRANSFORMATIONS, PERFORMANCE, EVENTS, ERRORS, SYSTEM -> true;
            case BUS, TRACES, WINDOWS, FIRING, ALERTS, PATTERNS -> false;
        };
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
