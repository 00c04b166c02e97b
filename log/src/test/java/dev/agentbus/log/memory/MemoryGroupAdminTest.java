package dev.agentbus.log.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdminContract;
import org.junit.jupiter.api.Test;

class MemoryGroupAdminTest extends GroupAdminContract {
    private final MemoryLog log = new MemoryLog();

    @Override
    protected EventLog log() {
        return log;
    }

    @Test
    void saysNothingWhileTheLogIsAway() {
        log.disconnect();

        assertThatThrownBy(() -> open(log.groups()).describe()).isInstanceOf(TransientFailure.class);
    }
}
