package dev.agentbus.sink.archive;

import dev.agentbus.events.TransientFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Remembers which objects were downloaded, and does not reach those whose names hold what is away.
record CountingStore(ObjectStore store, List<String> downloads, Set<String> away) implements ForwardingStore {
    @Override
    public void download(String key, Path to) {
        if (away.stream().anyMatch(key::contains)) {
            throw new TransientFailure("Cannot use archive: the store is away, got: " + key);
        }
        downloads.add(key);
        store.download(key, to);
    }
}
