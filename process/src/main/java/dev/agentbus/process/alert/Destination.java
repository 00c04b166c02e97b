package dev.agentbus.process.alert;

import java.net.URI;
import java.util.Optional;

/// Where people are told. Holds no secret, only where one is.
public sealed interface Destination {
    Common common();

    /// As it is written in a rules file.
    String kind();

    /// What all have.
    ///
    /// @param privateAddresses whether it may lie on this machine or in a private network
    /// @param perMinute messages per minute at most
    record Common(String name, boolean privateAddresses, int perMinute) {}

    /// PagerDuty, Events API v2.
    record PagerDuty(Common common, URI url, Secret routingKey) implements Destination {
        @Override
        public String kind() {
            return "pagerduty";
        }
    }

    /// A Slack incoming webhook; its address is the secret.
    ///
    /// @param url set instead of the secret where it need not be one
    record Slack(Common common, Optional<URI> url, Optional<Secret> secretUrl) implements Destination {
        @Override
        public String kind() {
            return "slack";
        }
    }

    /// Any receiver, signed as Standard Webhooks says.
    record Webhook(Common common, URI url, Secret secret) implements Destination {
        @Override
        public String kind() {
            return "webhook";
        }
    }
}
