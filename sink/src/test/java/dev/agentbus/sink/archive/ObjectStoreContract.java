package dev.agentbus.sink.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.PermanentFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every store.
abstract class ObjectStoreContract {
    @TempDir
    Path folder;

    abstract ObjectStore store();

    @Test
    void createsAnObjectOnce() {
        ObjectStore store = store();

        assertThat(store.create("a/b.json", "one".getBytes(UTF_8))).isTrue();
        assertThat(store.create("a/b.json", "two".getBytes(UTF_8))).isFalse();
        assertThat(store.read("a/b.json")).hasValue("one".getBytes(UTF_8));
    }

    @Test
    void letsOneOfManyCreateAnObject() throws Exception {
        ObjectStore store = store();
        Callable<Boolean> attempt = () -> store.create("race", "x".getBytes(UTF_8));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int won = 0;
            for (Future<Boolean> one : threads.invokeAll(List.of(attempt, attempt, attempt, attempt))) {
                try {
                    won += one.get() ? 1 : 0;
                } catch (java.util.concurrent.ExecutionException conflict) {
                    assertThat(conflict).hasMessageContaining("another writer is at it");
                }
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void replacesWhatIsWritten() {
        ObjectStore store = store();
        store.write("head", "1".getBytes(UTF_8));

        store.write("head", "2".getBytes(UTF_8));

        assertThat(store.read("head")).hasValue("2".getBytes(UTF_8));
        assertThat(store.read("tail")).isEmpty();
    }

    @Test
    void knowsSizeAndChecksumOfWhatWasUploaded() throws IOException {
        ObjectStore store = store();
        Path file = Files.writeString(folder.resolve("upload"), "content");
        ObjectStore.Stat stat = Checksum.of(file);

        store.upload("topic=t/date=2026-01-01/f.parquet", file, stat);
        store.download("topic=t/date=2026-01-01/f.parquet", folder.resolve("copy"));

        assertThat(store.stat("topic=t/date=2026-01-01/f.parquet")).hasValue(stat);
        assertThat(folder.resolve("copy")).hasContent("content");
        assertThat(store.stat("topic=t/none")).isEmpty();
        assertThatThrownBy(() -> store.download("topic=t/none", folder.resolve("copy")))
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot read archive: there is no such file, got: topic=t/none");
    }

    @Test
    void listsInOrderWhatBeginsWithAPrefix() {
        ObjectStore store = store();
        for (String key : List.of("c/p/2.json", "c/p/1.plan.json", "c/p/1.json", "c/p/head", "c/q/1.json")) {
            store.write(key, new byte[] {1});
        }

        assertThat(store.list("c/p/", "")).containsExactly("c/p/1.json", "c/p/1.plan.json", "c/p/2.json", "c/p/head");
        assertThat(store.list("c/p/", "c/p/2")).containsExactly("c/p/2.json", "c/p/head");
        assertThat(store.list("none/", "")).isEmpty();
    }

    @Test
    void deletesWithoutAsking() {
        ObjectStore store = store();
        store.write("a", new byte[] {1});

        store.delete("a");
        store.delete("a");

        assertThat(store.read("a")).isEmpty();
    }
}
