package dev.agentbus.sink.archive;

import dev.agentbus.events.TransientFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store on which one call fails, before or after it was carried out, and from then on all of
/// them, as for a process that dies there.
final class DyingStore implements ObjectStore {
    /// On which side of the fatal call the process dies.
    enum Side {
        BEFORE,
        AFTER
    }

    private final ObjectStore store;
    private final Side side;
    private int left;

    /// @param steps calls that change something and are answered
    DyingStore(ObjectStore store, int steps, Side side) {
        this.store = store;
        this.left = steps;
        this.side = side;
    }

    boolean dead() {
        return left < 0;
    }

    /// The process was only cut off.
    void revive() {
        left = Integer.MAX_VALUE;
    }

    private <T> T change(Supplier<T> work) {
        demandAlive();
        if (left == 0) {
            left = -1;
            if (side == Side.AFTER) {
                T _ = work.get();
            }
            throw gone();
        }
        left--;
        return work.get();
    }

    private void demandAlive() {
        if (left < 0) {
            throw gone();
        }
    }

    private static TransientFailure gone() {
        return new TransientFailure("Cannot reach store: the process is dead, got: nothing");
    }

    @Override
    public String place() {
        return store.place();
    }

    @Override
    public boolean create(String key, byte[] content) {
        return change(() -> store.create(key, content));
    }

    @Override
    public void write(String key, byte[] content) {
        change(() -> {
            store.write(key, content);
            return true;
        });
    }

    @Override
    public void upload(String key, Path file, Stat stat) {
        change(() -> {
            store.upload(key, file, stat);
            return true;
        });
    }

    @Override
    public void delete(String key) {
        change(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public Optional<byte[]> read(String key) {
        demandAlive();
        return store.read(key);
    }

    @Override
    public Optional<Stat> stat(String key) {
        demandAlive();
        return store.stat(key);
    }

    @Override
    public void download(String key, Path to) {
        demandAlive();
        store.download(key, to);
    }

    @Override
    public List<String> list(String prefix, String after) {
        demandAlive();
        return store.list(prefix, after);
    }

    @Override
    public void close() {}
}
