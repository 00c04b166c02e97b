package dev.agentbus.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pushes the states that have to be asked for by name. They are made only while somebody watches,
/// each on a thread of its own, so that one that takes long delays no other.
///
/// States are added before the start; then any thread may greet.
final class StatePush implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatePush.class);

    private final LiveClients clients;
    private final Map<Channel, State> states = new EnumMap<>(Channel.class);
    private final List<Thread> threads = new ArrayList<>();

    /// @param every how often it is looked at
    /// @param mark something that changes when the state does; asked while somebody watches
    /// @param frame the state now; its channel is the key
    record State(Duration every, Supplier<Object> mark, Supplier<Frame> frame) {}

    StatePush(LiveClients clients) {
        this.clients = clients;
    }

    synchronized void add(Channel channel, State state) {
        states.put(channel, state);
        threads.add(Thread.ofVirtual().name("view-push-" + channel.wireName()).start(() -> push(channel, state)));
    }

    /// Sends a client what it has begun to want, without waiting for the next change.
    synchronized void greet(Client client, Subscription before) {
        states.forEach((channel, state) -> {
            if (client.subscription().wants(channel) && !before.wants(channel)) {
                Thread.ofVirtual()
                        .name("view-greet-" + channel.wireName())
                        .start(() -> made(channel, state)
                                .ifPresent(frame -> client.outbox().offerState(frame)));
            }
        });
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }

    private void push(Channel channel, State state) {
        Optional<Object> pushed = Optional.empty();
        try {
            while (true) {
                Thread.sleep(state.every);
                if (clients.anyWants(channel)) {
                    pushed = pushIfChanged(channel, state, pushed);
                }
            }
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Object> pushIfChanged(Channel channel, State state, Optional<Object> pushed) {
        Optional<Object> now = asked(channel, state.mark);
        if (now.isPresent() && !now.equals(pushed)) {
            made(channel, state).ifPresent(clients::publishState);
            return now;
        }
        return pushed;
    }

    private static Optional<Frame> made(Channel channel, State state) {
        return asked(channel, state.frame);
    }

    private static <T> Optional<T> asked(Channel channel, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("channel", channel.wireName()).setCause(e).log("Could not push a state");
            return Optional.empty();
        }
    }
}
