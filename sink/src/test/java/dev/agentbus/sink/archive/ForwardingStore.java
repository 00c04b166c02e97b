package dev.agentbus.sink.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Another store, but for what is overridden.
interface ForwardingStore extends ObjectStore {
    ObjectStore store();

    @Override
    default String place() {
        return store().place();
    }

    @Override
    default boolean create(String key, byte[] content) {
        return store().create(key, content);
    }

    @Override
    default void write(String key, byte[] content) {
        store().write(key, content);
    }

    @Override
    default void upload(String key, Path file, Stat stat) {
        store().upload(key, file, stat);
    }

    @Override
    default Optional<byte[]> read(String key) {
        return store().read(key);
    }

    @Override
    default Optional<Stat> stat(String key) {
        return store().stat(key);
    }

    @Override
    default void download(String key, Path to) {
        store().download(key, to);
    }

    @Override
    default List<String> list(String prefix, String after) {
        return store().list(prefix, after);
    }

    @Override
    default void delete(String key) {
        store().delete(key);
    }

    @Override
    default void close() {
        store().close();
    }
}
