package dev.agentbus.process;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// A destination with transactions: keeps the positions beside the events. All calls block; one
/// thread at a time per worker, several workers at once.
///
/// Every method throws [dev.agentbus.events.TransientFailure] when the destination can't be reached
/// or can't do it now.
public interface BatchSink {
    /// The contracts whose events this sink takes: the worker reads these topics.
    Collection<Contract> contracts();

    /// How the records of one of its topics are read.
    default RecordDecoder decoder(Contract contract) {
        return RecordDecoder.ofEvents(contract);
    }

    /// Makes ready what the sink needs, e.g. its tables. Idempotent.
    void prepare();

    /// Takes the partitions over: from now on no older claim can store anything for them.
    Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions);

    /// Stores events and positions, both or neither. After a [dev.agentbus.events.TransientFailure]
    /// the same events may be given again, in other batches too.
    ///
    /// @throws Unanswered when it is open whether the batch was stored; the same batch is given again
    /// @throws dev.agentbus.events.PermanentFailure when an event of the batch can never be stored;
    ///     nothing is stored
    StoreOutcome store(Batch batch);

    /// Does everything that storing would do, and undoes it: whether these events would pass now.
    ///
    /// @return whether they would; false also when another worker has taken over
    boolean rehearse(Batch batch);
}
