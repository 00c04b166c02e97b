package dev.agentbus.app;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.Worker;
import dev.agentbus.process.alert.AlertReader;
import dev.agentbus.process.alert.Leadership;
import dev.agentbus.process.alert.RulesFile;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The readers that judge by the alert rules, while it is this process's turn.
final class AlertJudge implements Leadership.Work {
    private final Assembly assembly;
    private final Ground ground;
    private final RulesFile rules;
    private volatile @Nullable Running running;

    private record Running(AlertReader reader, Worker worker) {}

    AlertJudge(Assembly assembly, Ground ground, RulesFile rules) {
        this.assembly = assembly;
        this.ground = ground;
        this.rules = rules;
        MeterRegistry meters = assembly.meters();
        FunctionCounter.builder(
                        "agentbus_alerts_late",
                        this,
                        each -> each.reader().map(AlertReader::late).orElse(0L))
                .description("Events that came too late for their window")
                .register(meters);
        FunctionCounter.builder(
                        "agentbus_alerts_crowded",
                        this,
                        each -> each.reader().map(AlertReader::crowded).orElse(0L))
                .description("Events left out because a rule watched too many keys")
                .register(meters);
        Gauge.builder(
                        "agentbus_alerts_keys",
                        this,
                        each -> each.reader().map(AlertReader::keys).orElse(0))
                .description("Keys that rules watch")
                .register(meters);
    }

    @Override
    public void begin() {
        AlertReader reader = new AlertReader(ground.eventLog(), rules);
        reader.start();
        Worker worker = new Worker(
                ground.eventLog(),
                reader.sink(),
                AlertReader.settings().withMarks(ground.folder().marks()),
                assembly.meters());
        worker.start();
        assembly.workers().add(worker);
        running = new Running(reader, worker);
    }

    @Override
    public void end() {
        Running now = running;
        if (now != null) {
            running = null;
            assembly.workers().remove(now.worker());
            now.worker().close();
            now.reader().close();
        }
    }

    /// Empty while another process judges.
    Optional<AlertReader> reader() {
        return Optional.ofNullable(running).map(Running::reader);
    }

    void check() {
        reader().map(AlertReader::problem).filter(problem -> !problem.isEmpty()).ifPresent(problem -> {
            throw new TransientFailure(problem);
        });
    }
}
