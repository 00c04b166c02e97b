package dev.agentbus.ingest.http;

import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers what was answered under an `Idempotency-Key`, within bounded memory: a repeat gets the
/// same answer and stores nothing. Forgotten answers do no harm, since a repeat derives the same
/// event ids from its key. Safe for any thread.
final class IdempotencyMemory {
    private static final int ENTRY_OVERHEAD_BYTES = 300;

    private record Entry(byte[] digest, CompletableFuture<Answer> answer) {}

    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /// The sizes of the entries that may be forgotten, eldest first; those still being worked on
    /// are not in it.
    private final Map<String, Integer> sizes = new LinkedHashMap<>();
    private long bytes;

    IdempotencyMemory(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// The remembered answer, or that of `work`, which is done once even when repeats come at the
    /// same time.
    ///
    /// @param key topic and key
    /// @param digest of the request's content
    /// @throws Refusal 409 when the key stands for other content
    Answer once(String key, byte[] digest, Supplier<Answer> work) {
        Entry mine = new Entry(digest, new CompletableFuture<>());
        Entry other = enter(key, mine);
        if (other == null) {
            return perform(key, mine, work);
        }
        if (!MessageDigest.isEqual(other.digest(), digest)) {
            throw new Refusal(
                    409,
                    "idempotency key in use",
                    "Cannot publish: an Idempotency-Key must come with the same content each time, got: other content");
        }
        return other.answer().join();
    }

    private @Nullable Entry enter(String key, Entry mine) {
        lock.lock();
        try {
            return entries.putIfAbsent(key, mine);
        } finally {
            lock.unlock();
        }
    }

    private Answer perform(String key, Entry entry, Supplier<Answer> work) {
        Answer answer = null;
        try {
            answer = work.get();
            return answer;
        } catch (Refusal e) {
            answer = Answer.of(e);
            return answer;
        } finally {
            Answer given = answer == null
                    ? Answer.of(
                            new Refusal(503, "unavailable", "Cannot publish: the first attempt failed, got: no answer"))
                    : answer;
            remember(key, entry, given);
            entry.answer().complete(given);
        }
    }

    private void remember(String key, Entry entry, Answer answer) {
        lock.lock();
        try {
            if (!answer.isFinal()) {
                entries.remove(key, entry);
                return;
            }
            int size = ENTRY_OVERHEAD_BYTES + 2 * key.length() + answer.body().length;
            sizes.put(key, size);
            bytes += size;
            Iterator<Map.Entry<String, Integer>> eldest = sizes.entrySet().iterator();
            while (bytes > maxBytes && eldest.hasNext()) {
                Map.Entry<String, Integer> one = eldest.next();
                bytes -= one.getValue();
                eldest.remove();
                entries.remove(one.getKey());
            }
        } finally {
            lock.unlock();
        }
    }
}
