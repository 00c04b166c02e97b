package dev.agentbus.view;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a client wants to see. Immutable; changes give a new one.
///
/// @param channels empty means all
record Subscription(Set<Channel> channels, Filter filter) {
    /// What a new client gets.
    static final Subscription ALL = new Subscription(Set.of(), Filter.NONE);

    Subscription {
        channels = Set.copyOf(channels);
    }

    /// Naming channels ends "all"; naming "all" ends the rest.
    Subscription subscribe(Collection<Channel> more) {
        Set<Channel> wanted = EnumSet.noneOf(Channel.class);
        wanted.addAll(channels);
        wanted.addAll(more);
        return new Subscription(wanted, filter);
    }

    Subscription subscribeAll() {
        return new Subscription(Set.of(), filter);
    }

    /// Leaving the last channel leads back to all.
    Subscription unsubscribe(Collection<Channel> fewer) {
        Set<Channel> wanted = channels.isEmpty() ? Channel.everything() : EnumSet.copyOf(channels);
        wanted.removeAll(fewer);
        return new Subscription(wanted, filter);
    }

    Subscription filtered(Filter by) {
        return new Subscription(channels, by);
    }

    boolean wants(Frame frame) {
        if (!wants(frame.channel())) {
            return false;
        }
        ViewEvent event = frame.event();
        return event == null || filter.admits(event);
    }

    boolean wants(Channel channel) {
        return channels.isEmpty() ? channel.isPartOfAll() : channels.contains(channel);
    }

    List<String> names() {
        return channels.isEmpty()
                ? List.of(Channel.ALL)
                : channels.stream().sorted().map(Channel::wireName).toList();
    }
}
