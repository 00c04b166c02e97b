package dev.agentbus.log.memory;

import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.ShutOut;
import dev.agentbus.log.SoleAppender;
import java.util.ArrayList;
import java.util.List;

/// Writes as long as it is the latest of its name.
final class MemorySoleAppender implements SoleAppender {
    private final MemoryLog log;
    private final String name;

    MemorySoleAppender(MemoryLog log, String name) {
        this.log = log;
        this.name = name;
        log.locked(() -> {
            log.demandLink();
            log.sole.put(name, this);
        });
    }

    @Override
    public List<Position> append(List<NewRecord> records) {
        List<Position> positions = new ArrayList<>();
        log.locked(() -> {
            log.demandLink();
            if (log.sole.get(name) != this) {
                throw new ShutOut("Cannot append as %s: another has taken over, got: nothing".formatted(name));
            }
            records.forEach(each -> positions.add(log.write(each)));
        });
        return positions;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void close() {}
}
