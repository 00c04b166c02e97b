package dev.agentbus.sink.archive;

import dev.agentbus.events.TransientFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Remembers which objects were downloaded, and does not reach those whose names hold what is away.
record CountingStore(ObjectStore store, List<String> downloads, Set<String> away) implements ObjectStore {
    @Override
    public String place() {
        return store.place();
    }

    @Override
    public boolean create(String key, byte[] content) {
        return store.create(key, content);
    }

    @Override
    public void write(String key, byte[] content) {
        store.write(key, content);
    }

    @Override
    public void upload(String key, Path file, Stat stat) {
        store.upload(key, file, stat);
    }

    @Override
    public Optional<byte[]> read(String key) {
        return store.read(key);
    }

    @Override
    public Optional<Stat> stat(String key) {
        return store.stat(key);
    }

    @Override
    public void download(String key, Path to) {
        if (away.stream().anyMatch(key::contains)) {
            throw new TransientFailure("Cannot use archive: the store is away, got: " + key);
        }
        downloads.add(key);
        store.download(key, to);
    }

    @Override
    public List<String> list(String prefix, String after) {
        return store.list(prefix, after);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
