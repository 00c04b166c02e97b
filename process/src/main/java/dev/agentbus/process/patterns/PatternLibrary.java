package dev.agentbus.process.patterns;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Every pattern that was published, by us or by others, and which of them fits a new task. Lives in
/// memory, filled from the log: every process may have one. All methods are safe for any thread.
public final class PatternLibrary implements AutoCloseable {
    private final TextIndex index = new TextIndex();
    private final PatternCatalogue catalogue = new PatternCatalogue(new PatternCatalogue.Listener() {
        @Override
        public void known(KnownPattern pattern) {
            index.put(pattern);
        }

        @Override
        public void forgotten(String id) {
            index.remove(id);
        }
    });
    private final PatternFeed feed;

    public PatternLibrary(EventLog eventLog, Contracts contracts) {
        List<Contract> topics = List.of(
                contracts.find(PatternWriter.SUCCESS).orElseThrow(),
                contracts.find(PatternWriter.FAILURE).orElseThrow());
        this.feed = new PatternFeed(eventLog, topics, new PatternFeed.Reader() {
            @Override
            public void read(KnownPattern pattern) {
                catalogue.put(pattern);
            }

            @Override
            public void pause() {
                index.show();
            }
        });
    }

    /// Returns at once; [#caughtUp()] says when it is complete.
    public void start() {
        feed.start();
    }

    /// Whether it holds everything that was in the log at the start.
    public boolean caughtUp() {
        return feed.caughtUp();
    }

    public Optional<KnownPattern> find(String id) {
        return catalogue.find(id);
    }

    /// The newest first.
    public List<KnownPattern> newest(int limit) {
        return catalogue.newest(limit);
    }

    public int size() {
        return catalogue.size();
    }

    /// The patterns of success that fit best, the best first; none where no word of the prompt was
    /// ever seen.
    public List<Recommendation> recommend(TaskText task, int limit) {
        return new Recommender(index).recommend(task, true, limit);
    }

    /// The patterns of failure that fit best.
    public List<Recommendation> warn(TaskText task, int limit) {
        return new Recommender(index).recommend(task, false, limit);
    }

    /// For what was just published: known before the log tells.
    void learn(Collection<KnownPattern> fresh) {
        fresh.forEach(catalogue::put);
        index.show();
    }

    @Override
    public void close() {
        feed.close();
        index.close();
    }
}
