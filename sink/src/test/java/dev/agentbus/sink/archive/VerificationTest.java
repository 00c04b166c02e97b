package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    @TempDir
    private Path folder;

    private ArchiveWorld world;

    @BeforeEach
    void archive() {
        world = new ArchiveWorld(folder).produce(30);
        ArchiveWorld.Member member = world.process(world.store(), ArchiveSettings.spoolingTo(Path.of("unused")));
        member.claim();
        member.store(30);
        member.finish();
    }

    private Verification.Report verify() throws IOException {
        return new Verification(new Archive(world.store())).run(ArchiveRange.ALL, folder, (_, _) -> {});
    }

    private Path file(int number) throws IOException {
        return folder.resolve("archive").resolve(world.files().get(number));
    }

    @Test
    void findsASoundArchiveSound() throws IOException {
        assertThat(verify().problems()).isEmpty();
        assertThat(verify().rows()).isEqualTo(30);
        assertThat(verify().files()).isEqualTo(2);
    }

    @Test
    void findsChangedBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(file(0));
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(0), bytes);

        assertThat(verify().problems())
                .singleElement()
                .asString()
                .startsWith(world.files().getFirst() + ": its checksum is not that of the manifest");
    }

    @Test
    void findsAMissingFile() throws IOException {
        String key = world.files().getLast();
        Files.delete(file(1));

        assertThat(verify().problems()).containsExactly(key + ": missing");
    }

    @Test
    void findsAFileThatNoManifestNames() throws IOException {
        Path stranger = file(0).resolveSibling("stranger.parquet");
        Files.copy(file(0), stranger);

        assertThat(verify().problems()).singleElement().asString().endsWith("stranger.parquet: no manifest names it");
    }

    @Test
    void findsAnOverlap() throws IOException {
        Chain chain = new Chain(world.store(), ArchiveWorld.CONSUMER.clusterId(), ArchiveWorld.PARTITION);
        chain.done(new Segment(ArchiveWorld.CONSUMER.clusterId(), ArchiveWorld.PARTITION, 20, 40, java.util.List.of()));

        assertThat(verify().problems())
                .containsExactly("test-cluster/agent-actions-3: a segment begins at 20, the one before ends at 30");
    }
}
