package dev.agentbus.view;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everyone who watches live. The folding thread publishes; clients come and go on their own
/// threads. Nobody waits for a client.
final class LiveClients implements AutoCloseable {
    static final int GOING_AWAY = 1001;
    static final int TRY_AGAIN_LATER = 1013;

    private static final Logger LOG = LoggerFactory.getLogger(LiveClients.class);
    private static final Duration MAX_TICK = Duration.ofSeconds(1);

    private final PushSettings settings;
    private final CopyOnWriteArrayList<Client> clients = new CopyOnWriteArrayList<>();
    private final AtomicLong delivered = new AtomicLong();
    private final String epoch = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 24, 36);
    /// What clients that come back may ask for; guarded by itself.
    private final ArrayDeque<Frame> replay = new ArrayDeque<>();

    private long replayBytes;
    private volatile boolean closed;
    private @Nullable Thread keeper;

    LiveClients(PushSettings settings) {
        this.settings = settings;
    }

    /// Starts looking after clients that do not answer.
    void start() {
        keeper = Thread.ofVirtual().name("view-clients").start(this::keep);
    }

    PushSettings settings() {
        return settings;
    }

    String epoch() {
        return epoch;
    }

    int size() {
        return clients.size();
    }

    /// Events published so far.
    long published() {
        return delivered.get();
    }

    /// @return false when there are too many already
    boolean add(Client client) {
        if (closed || clients.size() >= settings.maxClients()) {
            return false;
        }
        clients.add(client);
        return true;
    }

    void remove(Client client) {
        clients.remove(client);
    }

    /// Live events, in order. Called by the folding thread.
    void publish(List<Frame> frames) {
        remember(frames);
        delivered.addAndGet(frames.size());
        for (Client client : clients) {
            client.outbox().offer(frames, client.subscription());
        }
    }

    /// A state: a newer one of its channel replaces it where it still waits.
    void publishState(Frame frame) {
        for (Client client : clients) {
            if (client.subscription().wants(frame)) {
                client.outbox().offerState(frame);
            }
        }
    }

    boolean anyWants(Channel channel) {
        for (Client client : clients) {
            if (client.subscription().wants(channel)) {
                return true;
            }
        }
        return false;
    }

    /// Status and errors: to all that want them, in front of events.
    void publishStatus(Frame frame) {
        for (Client client : clients) {
            if (client.subscription().wants(frame)) {
                client.reply(frame);
            }
        }
    }

    /// The events after `lastEventId`; empty when they are no longer, or not, known.
    Optional<List<Frame>> since(String lastEventId) {
        int dot = lastEventId.indexOf('.');
        if (dot < 0 || !lastEventId.substring(0, dot).equals(epoch)) {
            return Optional.empty();
        }
        try {
            long last = Long.parseLong(lastEventId.substring(dot + 1));
            synchronized (replay) {
                boolean reaches = replay.isEmpty()
                        ? last == delivered.get()
                        : replay.peekFirst().sequence() <= last + 1
                                && last <= replay.peekLast().sequence();
                return reaches
                        ? Optional.of(replay.stream()
                                .filter(frame -> frame.sequence() > last)
                                .toList())
                        : Optional.empty();
            }
        } catch (NumberFormatException _noSequence) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running = keeper;
        if (running != null) {
            running.interrupt();
        }
        for (Client client : clients) {
            client.close(GOING_AWAY, "Server is going away");
        }
    }

    private void remember(List<Frame> frames) {
        synchronized (replay) {
            for (Frame frame : frames) {
                replay.addLast(frame);
                replayBytes += frame.sizeBytes();
            }
            while (replay.size() > settings.replayFrames()
                    || (replayBytes > PushSettings.REPLAY_BYTES && replay.size() > 1)) {
                replayBytes -= replay.removeFirst().sizeBytes();
            }
        }
    }

    private void keep() {
        Duration tick = settings.pingInterval().compareTo(MAX_TICK) < 0 ? settings.pingInterval() : MAX_TICK;
        long nextPing = System.nanoTime() + settings.pingInterval().toNanos();
        while (!closed) {
            try {
                Thread.sleep(tick);
            } catch (InterruptedException e) {
                return;
            }
            boolean pingNow = System.nanoTime() - nextPing >= 0;
            if (pingNow) {
                nextPing += settings.pingInterval().toNanos();
            }
            for (Client client : new ArrayList<>(clients)) {
                lookAfter(client, pingNow);
            }
        }
    }

    private void lookAfter(Client client, boolean pingNow) {
        if (client.isGone()) {
            clients.remove(client);
            client.abort();
        } else if (client.isStalled(settings.stallLimit())) {
            drop(client, "it takes nothing");
        } else if (pingNow && client.unansweredPings() >= 2) {
            drop(client, "it answers no ping");
        } else if (pingNow) {
            client.ping();
        }
    }

    private void drop(Client client, String reason) {
        clients.remove(client);
        client.abort();
        LOG.atInfo().addKeyValue("reason", reason).log("Disconnected a live client");
    }
}
