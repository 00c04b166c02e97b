package dev.agentbus.engine;

import java.nio.file.Path;
import java.util.Properties;

/// The settings of a node that is alone: every internal topic has one replica, and little memory is
/// set aside.
final class KafkaProperties {
    private KafkaProperties() {}

    /// @param controller a free loopback address; a quorum of one with static voters may change it
    ///     between starts
    static Properties of(KafkaNodeSettings settings, HostPort address, HostPort controller, Path logFolder) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
        p.setProperty("advertised.listeners", "PLAINTEXT://" + address);
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("inter.broker.listener.name", "PLAINTEXT");
        p.setProperty("controller.quorum.voters", "1@" + controller);
        p.setProperty("log.dirs", logFolder.toString());
        p.setProperty("auto.create.topics.enable", "false");
        alone(p);
        groups(p, settings);
        sizes(p, settings);
        return p;
    }

    private static void alone(Properties p) {
        for (String key : new String[] {
            "offsets.topic.replication.factor",
            "offsets.topic.num.partitions",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "transaction.state.log.num.partitions",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
            "share.coordinator.state.topic.num.partitions",
            "default.replication.factor"
        }) {
            p.setProperty(key, "1");
        }
        // The controller keeps a crashed broker's registration this long and refuses the new one meanwhile.
        p.setProperty("broker.session.timeout.ms", "1000");
        p.setProperty("broker.heartbeat.interval.ms", "250");
        p.setProperty("controller.quorum.election.timeout.ms", "250");
        p.setProperty("controller.quorum.fetch.timeout.ms", "500");
        p.setProperty("metadata.max.idle.interval.ms", "5000");
    }

    private static void groups(Properties p, KafkaNodeSettings settings) {
        String timeout = Long.toString(settings.sessionTimeout().toMillis());
        String heartbeat =
                Long.toString(Math.min(3000, settings.sessionTimeout().toMillis() / 4));
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("group.consumer.min.session.timeout.ms", "1000");
        p.setProperty("group.consumer.session.timeout.ms", timeout);
        p.setProperty("group.consumer.min.heartbeat.interval.ms", "100");
        p.setProperty("group.consumer.heartbeat.interval.ms", heartbeat);
        p.setProperty("group.min.session.timeout.ms", "1000");
    }

    private static void sizes(Properties p, KafkaNodeSettings settings) {
        String largest = Integer.toString(settings.maxRecordBytes());
        p.setProperty("message.max.bytes", largest);
        p.setProperty("replica.fetch.max.bytes", largest);
        p.setProperty("log.cleaner.dedupe.buffer.size", "2000000");
        p.setProperty("log.index.size.max.bytes", "2097152");
        // So that who knocks while the node stands still is heard at once on its return, and need not knock again.
        p.setProperty("socket.listen.backlog.size", "1024");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
    }
}
