package dev.agentbus.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

/// A lane on virtual time: a task takes as long as the dice say, and takes effect at its end.
final class SimulatedLane implements Lane {
    private record Running(Callable<Runnable> work, long ends) {}

    private final VirtualTime time;
    private final int slots;
    private final List<Running> tasks = new ArrayList<>();
    private final List<Runnable> ended = new ArrayList<>();

    SimulatedLane(VirtualTime time, int slots) {
        this.time = time;
        this.slots = slots;
    }

    @Override
    public int running() {
        return tasks.size() + ended.size();
    }

    @Override
    public boolean busy() {
        return running() >= slots;
    }

    @Override
    public void submit(Callable<Runnable> work) {
        long slow = time.random().nextInt(50) == 0 ? 3_000_000_000L : 0;
        tasks.add(new Running(work, time.nanos() + slow + time.random().nextInt(20_000_000)));
        tasks.sort(Comparator.comparingLong(Running::ends));
    }

    @Override
    public boolean await(Duration limit) {
        if (running() == 0) {
            return true;
        }
        if (ended.isEmpty()) {
            long wait = Math.min(limit.toNanos(), Math.max(0, tasks.getFirst().ends() - time.nanos()));
            time.advance(Duration.ofNanos(wait));
        }
        runDue();
        return !ended.isEmpty();
    }

    private void runDue() {
        while (!tasks.isEmpty() && tasks.getFirst().ends() <= time.nanos()) {
            ended.add(run(tasks.removeFirst().work()));
        }
    }

    private static Runnable run(Callable<Runnable> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot simulate: a task failed in a way it did not foresee", e);
        }
    }

    @Override
    public void settle() {
        runDue();
        List<Runnable> results = List.copyOf(ended);
        ended.clear();
        results.forEach(Runnable::run);
    }

    /// What runs still takes effect with even odds, and nobody hears of it.
    @Override
    public void abandon() {
        for (Running task : tasks) {
            if (time.random().nextBoolean()) {
                run(task.work());
            }
        }
        tasks.clear();
        ended.clear();
    }

    @Override
    public void close() {}
}
