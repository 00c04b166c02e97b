package dev.agentbus.log.kafka;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.EventLogContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaLogTest extends EventLogContract {
    private final TemporaryEngines engines = new TemporaryEngines();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private KafkaLog log;

    @BeforeAll
    void startsABroker() {
        log = new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()));
    }

    @AfterAll
    void stopsTheBroker() {
        log.close();
        engines.close();
    }

    @Override
    protected EventLog log() {
        return log;
    }

    @Override
    protected void freeze() {
        engines.kafka().freeze();
    }

    @Override
    protected void thaw() {
        engines.kafka().thaw();
    }
}
