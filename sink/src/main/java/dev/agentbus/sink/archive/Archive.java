package dev.agentbus.sink.archive;

import dev.agentbus.events.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// An archive and its name. Safe for any thread.
public final class Archive implements AutoCloseable {
    private static final String PROBE = Layout.OWN + "probe";

    private final ObjectStore store;
    private volatile @Nullable String id;

    /// @param store closed with it
    public Archive(ObjectStore store) {
        this.store = store;
    }

    ObjectStore store() {
        return store;
    }

    /// For people: where it is.
    public String place() {
        return store.place();
    }

    /// Whether anybody has ever written into it. Asks the store, and leaves it as it is.
    boolean exists() {
        return store.read(Layout.IDENTITY).isPresent();
    }

    /// The archive's id, the same for all who use it; the first one makes it. Asks the store once.
    ///
    /// @throws Misconfigured when the store would let two processes write the same object
    String open() {
        String known = id;
        if (known == null) {
            boolean _ = store.create(PROBE, bytes("{}"));
            if (store.create(PROBE, bytes("{}"))) {
                throw new Misconfigured(
                        "Cannot use archive: its store must refuse to create an object twice (If-None-Match), got: "
                                + store.place());
            }
            known = identity();
            id = known;
        }
        return known;
    }

    private String identity() {
        String fresh = UUID.randomUUID().toString();
        if (store.create(Layout.IDENTITY, bytes("{\"id\": \"%s\", \"layout\": 1}\n".formatted(fresh)))) {
            return fresh;
        }
        return store.read(Layout.IDENTITY)
                .map(json -> JsonMapper.shared().readTree(json).path("id").asString())
                .orElseThrow(() -> new Misconfigured("Cannot use archive: it must have a name, got: " + store.place()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        store.close();
    }
}
