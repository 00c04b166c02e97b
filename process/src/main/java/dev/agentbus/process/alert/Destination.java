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

    /// What is done about a message that was begun and never answered.
    enum InDoubt {
        /// Sent again, and marked as one that may be a repeat.
        REPEAT,
        /// Not sent again.
        SKIP
    }

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
    /// @param inDoubt what to do about a message of which nobody knows whether it arrived: a chat can't tell
    ///     a repeat from news
    record Slack(Common common, Optional<URI> url, Optional<Secret> secretUrl, InDoubt inDoubt) implements Destination {
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
