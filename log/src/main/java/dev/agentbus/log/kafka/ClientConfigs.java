package dev.agentbus.log.kafka;

import static dev.agentbus.log.kafka.KafkaLimits.millis;

import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaSettings.GroupProtocol;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The configurations of the three clients. Nothing from outside passes through as it is: client
/// configuration is code.
final class ClientConfigs {
    private final KafkaSettings settings;

    ClientConfigs(KafkaSettings settings) {
        this.settings = settings;
        harden();
    }

    Map<String, Object> producer() {
        Map<String, Object> config = common();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Idempotence keeps the order of several requests only once the broker knows the producer: on a new
        // partition whose leader is not ready yet, a later request could overtake the refused first one.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, millis(KafkaLimits.LINGER));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, KafkaLimits.BATCH_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, KafkaLimits.APPEND_BUFFER_BYTES);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaLimits.MAX_RECORD_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(KafkaLimits.MAX_BLOCK));
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(KafkaLimits.DELIVERY));
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }

    /// One that is fenced by the next of the same name.
    Map<String, Object> soleProducer(String name) {
        Map<String, Object> config = producer();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.clientId() + "." + name);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(KafkaLimits.TRANSACTION));
        // Its caller has nothing else to do, and may bring more at once than the buffer holds.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(KafkaLimits.SOLE_BLOCK));
        return config;
    }

    Map<String, Object> consumer(ReaderSettings reader) {
        Map<String, Object> config = common();
        reader.group().ifPresent(group -> config.put(ConsumerConfig.GROUP_ID_CONFIG, group));
        if (reader.group().isPresent() && settings.groupProtocol() == GroupProtocol.CONSUMER) {
            config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        } else {
            config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, reader.wholeOnly() ? "read_committed" : "read_uncommitted");
        config.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reader.start().name().toLowerCase(Locale.ROOT));
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, reader.maxPollRecords());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaLimits.FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaLimits.PARTITION_FETCH_BYTES);
        if (!reader.gather().isZero()) {
            config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, KafkaLimits.GATHER_BYTES);
            config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(reader.gather()));
        }
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(KafkaLimits.ADMIN_CALL));
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }

    /// For looking at single records here and there: one batch of each partition at most.
    Map<String, Object> probe() {
        Map<String, Object> config = consumer(new ReaderSettings(Optional.empty(), 1, ReaderSettings.Start.EARLIEST));
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaLimits.PARTITION_FETCH_BYTES);
        return config;
    }

    Map<String, Object> admin() {
        Map<String, Object> config = common();
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(KafkaLimits.ADMIN_CALL));
        return config;
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>(settings.security().clientConfig());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, settings.clientId());
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(KafkaLimits.REQUEST));
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) millis(KafkaLimits.CONNECT));
        config.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, (long) millis(KafkaLimits.CONNECT));
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, millis(KafkaLimits.RECONNECT_FIRST));
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, millis(KafkaLimits.RECONNECT_LAST));
        config.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000);
        config.put("enable.metrics.push", false);
        return config;
    }

    /// The client loads login modules and fetches tokens by configuration; these switch off what
    /// has been used to run foreign code (JNDI, LDAP) and to read files and foreign URLs
    /// (OAUTHBEARER, config providers).
    private static void harden() {
        setIfAbsent(
                "org.apache.kafka.disallowed.login.modules",
                "com.sun.security.auth.module.JndiLoginModule,com.sun.security.auth.module.LdapLoginModule");
        setIfAbsent("org.apache.kafka.sasl.oauthbearer.allowed.urls", "");
        setIfAbsent("org.apache.kafka.sasl.oauthbearer.allowed.files", "");
        setIfAbsent("org.apache.kafka.automatic.config.providers", "none");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
