package dev.agentbus.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    /// @param mark something that changes when the state does
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
                        .start(() -> client.outbox().offerState(state.frame.get()));
            }
        });
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }

    private void push(Channel channel, State state) {
        Object pushed = null;
        try {
            while (true) {
                Thread.sleep(state.every);
                Object now = state.mark.get();
                if (!now.equals(pushed) && clients.anyWants(channel)) {
                    pushed = now;
                    publish(channel, state);
                }
            }
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Channel channel, State state) {
        try {
            clients.publishState(state.frame.get());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("channel", channel.wireName()).setCause(e).log("Could not push a state");
        }
    }
}
