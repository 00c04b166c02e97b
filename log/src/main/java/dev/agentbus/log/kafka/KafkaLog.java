package dev.agentbus.log.kafka;

import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.SoleAppender;
import dev.agentbus.log.TopicAdmin;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/// The log on a Kafka cluster.
public final class KafkaLog implements EventLog {
    private final KafkaSettings settings;
    private final ClientConfigs configs;
    private @Nullable Admin admin;
    private volatile @Nullable String clusterId;

    public KafkaLog(KafkaSettings settings) {
        this.settings = settings;
        this.configs = new ClientConfigs(settings);
    }

    @Override
    public LogAppender appender() {
        try {
            return new KafkaAppender(new KafkaProducer<>(configs.producer()));
        } catch (KafkaException e) {
            throw Failures.of("open an appender on " + settings.brokers(), e);
        }
    }

    @Override
    public SoleAppender soleAppender(String name) {
        try {
            return KafkaSoleAppender.open(name, new KafkaProducer<>(configs.soleProducer(name)));
        } catch (KafkaException e) {
            throw Failures.of("open the sole appender %s on %s".formatted(name, settings.brokers()), e);
        }
    }

    @Override
    public LogReader reader(ReaderSettings reader) {
        try {
            KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(configs.consumer(reader));
            BusyLoopGuard guard = spins(reader) ? BusyLoopGuard.of(consumer, settings.clientId()) : null;
            return new KafkaReader(consumer, settings.clientId(), reader.group().isPresent(), guard);
        } catch (KafkaException e) {
            throw Failures.of("open a reader on " + settings.brokers(), e);
        }
    }

    private boolean spins(ReaderSettings reader) {
        return reader.group().isPresent() && settings.groupProtocol() == KafkaSettings.GroupProtocol.CONSUMER;
    }

    @Override
    public TopicAdmin topics() {
        return new KafkaTopicAdmin(this);
    }

    @Override
    public GroupAdmin groups() {
        return new KafkaGroupAdmin(this, configs);
    }

    @Override
    public String clusterId() {
        String known = clusterId;
        if (known == null) {
            known = ask(
                    "read the cluster id", client -> client.describeCluster().clusterId());
            clusterId = known;
        }
        return known;
    }

    @Override
    public void check() {
        ask("reach the log", client -> client.describeCluster().nodes());
    }

    @Override
    public synchronized void close() {
        Admin opened = admin;
        admin = null;
        if (opened != null) {
            opened.close(Duration.ZERO);
        }
    }

    int brokers() {
        return ask("count brokers", client -> client.describeCluster().nodes()).size();
    }

    /// Asks the cluster and waits for the answer; `action` completes "Cannot …".
    <T> T ask(String action, Function<Admin, KafkaFuture<T>> question) {
        String full = action + " at " + settings.brokers();
        try {
            return question.apply(admin()).get(KafkaLimits.ADMIN_CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(full, e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw Failures.of(full, e);
        }
    }

    synchronized Admin admin() {
        Admin opened = admin;
        if (opened == null) {
            opened = Admin.create(configs.admin());
            admin = opened;
        }
        return opened;
    }
}
