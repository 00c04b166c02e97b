package dev.agentbus.sink.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where an archive lies: objects under names with slashes, each written as a whole or not at all.
/// Safe for any thread; all calls block, and throw [dev.agentbus.events.TransientFailure] when the
/// store can't do it now.
public interface ObjectStore extends AutoCloseable {
    /// An object as the store knows it.
    ///
    /// @param sha256 of its content, in hexadecimal
    record Stat(long bytes, String sha256) {}

    /// For people: where this is.
    String place();

    /// Writes an object that must not be there yet; of several writers one wins.
    ///
    /// @return whether it was written; false when there is one of that name
    boolean create(String key, byte[] content);

    /// Writes or replaces a small object.
    void write(String key, byte[] content);

    /// Writes or replaces an object with the content of a file.
    void upload(String key, Path file, Stat stat);

    Optional<byte[]> read(String key);

    Optional<Stat> stat(String key);

    /// @throws dev.agentbus.events.PermanentFailure when there is none
    void download(String key, Path to);

    /// The keys that begin with `prefix` and sort behind `after`, in order.
    List<String> list(String prefix, String after);

    /// Does nothing when there is none.
    void delete(String key);

    @Override
    void close();
}
