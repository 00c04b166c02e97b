package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.StoreOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A process dies at each of its steps in turn; another takes over.
class ArchiveCrashTest {
    /// About eight events each.
    private static final ArchiveSettings SMALL =
            new ArchiveSettings(Path.of("unused"), 2_000, Duration.ofMinutes(15), 1 << 20);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void holdsEachRecordOnceWhicheverStepAProcessDiesAt(DyingStore.Side side) throws IOException {
        int step = 0;
        boolean died = true;
        for (; died; step++) {
            ArchiveWorld world = new ArchiveWorld(folder.resolve(side + "-" + step)).produce(40);
            DyingStore store = new DyingStore(world.store(), step, side);
            ArchiveWorld.Member first = world.process(store, SMALL);
            died = !carries(first);

            ArchiveWorld.Member second = world.process(world.store(), SMALL);
            second.claim();
            second.store(40);
            second.finish();

            assertThat(world.wrong()).as("died %s step %d", side, step).isEmpty();
        }
        assertThat(step).as("steps that were tried").isGreaterThan(20);
    }

    private static boolean carries(ArchiveWorld.Member process) {
        try {
            process.claim();
            process.store(17);
            process.store(23);
            process.finish();
            return true;
        } catch (TransientFailure _died) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsEachRecordOnceWhenTheDeadOneComesBackAndTheOtherCutsElsewhere(DyingStore.Side side) throws IOException {
        ArchiveSettings larger = new ArchiveSettings(Path.of("unused"), 3_500, Duration.ofMinutes(15), 1 << 20);
        for (int step = 0; step < 24; step++) {
            ArchiveWorld world = new ArchiveWorld(folder.resolve(side + "-" + step)).produce(40);
            DyingStore store = new DyingStore(world.store(), step, side);
            ArchiveWorld.Member frozen = world.process(store, SMALL);
            carries(frozen);

            ArchiveWorld.Member owner = world.process(world.store(), larger);
            owner.claim();
            owner.store(30);
            store.revive();
            goesOn(frozen);
            owner.store(10);
            owner.finish();
            goesOn(frozen);

            assertThat(world.wrong()).as("died %s step %d", side, step).isEmpty();
        }
    }

    /// As a process that has not noticed yet that its partitions are gone.
    private static void goesOn(ArchiveWorld.Member zombie) {
        if (zombie.store(40) instanceof StoreOutcome.Stored) {
            zombie.finish();
        }
    }

    static IntStream seeds() {
        return new Random(20_260_301).ints(12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdsEachRecordOnceThroughAnyHistoryOfProcesses(int seed) throws IOException {
        Random random = new Random(seed);
        ArchiveWorld world = new ArchiveWorld(folder);
        ArchiveWorld.Member[] members = new ArchiveWorld.Member[3];
        for (int i = 0; i < 60; i++) {
            world.produce(random.nextInt(6));
            int which = random.nextInt(members.length);
            ArchiveWorld.Member member = members[which];
            try {
                switch (member == null ? 0 : random.nextInt(8)) {
                    case 0, 1 -> members[which] = joined(world, random);
                    case 2 -> member.finish();
                    case 3 -> member.claim();
                    default -> member.store(random.nextInt(12));
                }
            } catch (TransientFailure _died) {
                // Its next turn fails too, until another takes its place.
            }
        }

        ArchiveWorld.Member last = world.process(world.store(), SMALL);
        last.claim();
        last.store(Integer.MAX_VALUE / 2);
        last.finish();

        assertThat(world.wrong()).isEmpty();
    }

    private static ArchiveWorld.Member joined(ArchiveWorld world, Random random) {
        DyingStore.Side side = random.nextBoolean() ? DyingStore.Side.AFTER : DyingStore.Side.BEFORE;
        ArchiveSettings limits =
                new ArchiveSettings(Path.of("unused"), 500 + random.nextInt(4_000), Duration.ofMinutes(15), 1 << 20);
        ArchiveWorld.Member fresh = world.process(new DyingStore(world.store(), random.nextInt(30), side), limits);
        fresh.claim();
        return fresh;
    }

    @Test
    void finishesWhatADeadOneHasUploadedWithoutReadingItAgain() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(5);
        // probe, name, plan, upload; the plan is not called done
        DyingStore store = new DyingStore(world.store(), 5, DyingStore.Side.BEFORE);
        assertThat(carries(world.process(store, SMALL))).isFalse();

        ArchiveWorld.Member second = world.process(world.store(), SMALL);
        second.claim();

        assertThat(second.position()).isEqualTo(5);
        assertThat(world.wrong()).isEmpty();
    }
}
