package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Claim;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The segments of one partition, end to end, kept in the archive itself. A segment is first
/// planned, by creating an object named by its first offset, then its files are written, then it is
/// done. As the plan of an offset can be created only once, two processes never cut the same
/// stretch in two ways: who comes second is fenced, or finishes the very same files.
final class Chain {
    /// Where a partition's archive ends.
    ///
    /// @param next the offset of the first record that is not in the archive, or [Claim#NONE]
    /// @param open the segment that was planned there and is not done
    record End(long next, Optional<Segment> open) {}

    private final ObjectStore store;
    private final String folder;

    Chain(ObjectStore store, String cluster, LogPartition partition) {
        this.store = store;
        this.folder = Layout.chain(cluster, partition);
    }

    /// Asks the store. A planned segment whose files are all there is done now.
    End end() {
        String head = store.read(folder + Layout.HEAD)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .orElse("");
        TreeMap<String, Set<String>> found = new TreeMap<>();
        for (String key : store.list(folder, folder + head)) {
            String name = key.substring(folder.length());
            if (!name.equals(Layout.HEAD)) {
                found.computeIfAbsent(name.substring(0, name.indexOf('.')), _ -> new HashSet<>())
                        .add(name);
            }
        }
        Map.Entry<String, Set<String>> latest = found.lastEntry();
        if (latest == null) {
            return new End(Claim.NONE, Optional.empty());
        }
        String last = latest.getKey();
        if (latest.getValue().contains(last + Layout.DONE_SUFFIX)) {
            return new End(required(last + Layout.DONE_SUFFIX).next(), Optional.empty());
        }
        Segment plan = required(last + Layout.PLAN_SUFFIX);
        if (plan.files().stream().allMatch(this::isThere)) {
            done(plan);
            return new End(plan.next(), Optional.empty());
        }
        return new End(plan.first(), Optional.of(plan));
    }

    private Segment required(String name) {
        return find(name)
                .orElseThrow(() -> new PermanentFailure(
                        "Cannot read archive: an object was listed and is gone, got: " + folder + name));
    }

    private Optional<Segment> find(String name) {
        return store.read(folder + name).map(Segment::of);
    }

    boolean isThere(ArchivedFile file) {
        return store.stat(file.key()).filter(file.stat()::equals).isPresent();
    }

    /// @return whether this is the plan now; false when another process has cut differently
    boolean plan(Segment segment) {
        String name = Layout.offset(segment.first()) + Layout.PLAN_SUFFIX;
        return store.create(folder + name, segment.json())
                || find(name).filter(segment::equals).isPresent();
    }

    /// Decides what a planned segment consists of, now that its records have been read again: a file
    /// that is there as planned stays, the others are written from here.
    Segment resumed(Segment plan, Segment again) {
        Set<String> planned = plan.files().stream().map(ArchivedFile::key).collect(Collectors.toSet());
        if (!again.files().stream().allMatch(file -> planned.contains(file.key()))) {
            planned.forEach(store::delete);
            return plan.withFiles(again.files());
        }
        var made = again.files().stream().collect(Collectors.toMap(ArchivedFile::key, Function.identity()));
        List<ArchivedFile> files = plan.files().stream()
                .filter(file -> made.containsKey(file.key()) || isThere(file))
                .map(file -> isThere(file) ? file : made.getOrDefault(file.key(), file))
                .toList();
        return plan.withFiles(files);
    }

    void done(Segment segment) {
        String offset = Layout.offset(segment.first());
        store.write(folder + offset + Layout.DONE_SUFFIX, segment.json());
        store.write(folder + Layout.HEAD, offset.getBytes(StandardCharsets.UTF_8));
    }
}
