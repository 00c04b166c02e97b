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
    SYSTEM;

    /// Stands for all channels.
    static final String ALL = "all";

    /// Every name a client may say.
    static List<String> validNames() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(ALL), Arrays.stream(values()).map(Channel::wireName))
                .toList();
    }

    static Set<Channel> everything() {
        return EnumSet.allOf(Channel.class);
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
