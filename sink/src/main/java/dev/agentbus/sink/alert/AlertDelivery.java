package dev.agentbus.sink.alert;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.process.EffectInDoubt;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.Handling;
import dev.agentbus.process.Hold;
import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.Destination;
import dev.agentbus.process.idempotency.ClaimPolicy;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.OnOutage;
import dev.agentbus.process.idempotency.OnceHandler;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one destination of every notice that opens or closes; behind [#once] one notice is one message. Nothing is
/// sent during a replay, and nothing that is silenced.
public final class AlertDelivery implements EventHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertDelivery.class);

    /// What a chat is told about a message that was begun before and never answered.
    private static final String MAY_BE_A_REPEAT = "may be a repeat: nobody knows whether it arrived before";
    private static final String GROUP_PREFIX = "alert-delivery-";
    /// Twice as long as sending can take; after a crash a notice waits for as long.
    private static final Expiries EXPIRIES =
            new Expiries(GuardedClient.TOTAL_LIMIT.multipliedBy(2), Duration.ofDays(7));

    private final Contract alerts;
    private final Destination destination;
    private final AlertBoard board;
    private final Clock clock;
    private final Duration totalLimit;
    private final GuardedClient client;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong silenced = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

    public AlertDelivery(Contract alerts, Destination destination, AlertBoard board) {
        this(alerts, destination, board, Clock.systemUTC(), GuardedClient.TOTAL_LIMIT);
    }

    AlertDelivery(Contract alerts, Destination destination, AlertBoard board, Clock clock, Duration totalLimit) {
        this.alerts = alerts;
        this.destination = destination;
        this.board = board;
        this.clock = clock;
        this.totalLimit = totalLimit;
        this.client = new GuardedClient(new AddressGuard(destination.common().privateAddresses()), clock);
    }

    /// Whether a destination's address may be called, as far as it can be told now; a name that can't be
    /// looked up is no mistake.
    ///
    /// @throws Misconfigured when it must not be
    public static void check(Destination destination) {
        try {
            URI url = switch (destination) {
                case Destination.PagerDuty pager -> pager.url();
                case Destination.Slack slack -> slackUrl(slack);
                case Destination.Webhook webhook -> webhook.url();
            };
            new AddressGuard(destination.common().privateAddresses()).check(url);
        } catch (PermanentFailure e) {
            throw new Misconfigured(
                    "Cannot use destination %s: %s"
                            .formatted(destination.common().name(), e.getMessage()),
                    e);
        } catch (TransientFailure e) {
            log.atWarn()
                    .addKeyValue("destination", destination.common().name())
                    .setCause(e)
                    .log("A destination can't be looked up now");
        }
    }

    /// The handler to be used: claims each notice before it is sent, and keeps to the destination's pace.
    public EventHandler once(IdempotencyStore claims) {
        ClaimPolicy policy = new ClaimPolicy(group(), EXPIRIES, OnOutage.FAIL_CLOSED);
        return new PacedHandler(
                new OnceHandler(this, claims, policy),
                this::wants,
                new Pace(destination.common().perMinute(), clock));
    }

    /// The consumer group of a destination.
    public String group() {
        return GROUP_PREFIX + destination.common().name();
    }

    @Override
    public Collection<Contract> contracts() {
        return List.of(alerts);
    }

    /// Whether there is anything to send, silences aside.
    boolean wants(DecodedEvent event, Handling handling) {
        return handling.effects()
                && Notice.isOne(event)
                && Notice.of(event).isFor(destination.common().name());
    }

    @Override
    public void handle(DecodedEvent event, Handling handling) {
        if (!wants(event, handling)) {
            return;
        }
        Notice notice = Notice.of(event);
        if (board.silenced(notice.rule(), notice.key(), notice.since()).isPresent()) {
            silenced.incrementAndGet();
            return;
        }
        switch (destination) {
            case Destination.PagerDuty pager ->
                sendUnderItsName(
                        pager.url(),
                        Message.forPagerDuty(notice, pager.routingKey().reveal()),
                        handling.hold());
            case Destination.Slack slack -> sendToSlack(slack, notice, handling.hold());
            case Destination.Webhook webhook ->
                sendUnderItsName(
                        webhook.url(),
                        Message.forWebhook(
                                notice,
                                webhook.secret().reveal(),
                                clock.instant().getEpochSecond()),
                        handling.hold());
        }
    }

    /// The receiver knows a repeat by its name, so a message in doubt is sent again at once.
    private void sendUnderItsName(URI url, Message message, Hold hold) {
        try {
            send(url, message, hold);
        } catch (EffectInDoubt e) {
            throw new TransientFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private void sendToSlack(Destination.Slack slack, Notice notice, Hold hold) {
        if (!hold.inDoubt()) {
            send(slackUrl(slack), Message.forSlack(notice, Optional.empty()), hold);
            return;
        }
        switch (slack.inDoubt()) {
            case REPEAT -> send(slackUrl(slack), Message.forSlack(notice, Optional.of(MAY_BE_A_REPEAT)), hold);
            case SKIP -> {
                skipped.incrementAndGet();
                log.atWarn()
                        .addKeyValue("destination", slack.common().name())
                        .addKeyValue("event", notice.id())
                        .log("A message that may have arrived is not sent again");
            }
        }
    }

    /// Not for longer than nobody else may send the same.
    private void send(URI url, Message message, Hold hold) {
        Duration left = hold.left();
        client.post(url, message, left.compareTo(totalLimit) < 0 ? left : totalLimit);
        sent.incrementAndGet();
    }

    private static URI slackUrl(Destination.Slack slack) {
        if (slack.url().isPresent()) {
            return slack.url().get();
        }
        try {
            return new URI(slack.secretUrl().orElseThrow().reveal());
        } catch (URISyntaxException _) {
            // Without its cause, which would show the secret.
            throw new Misconfigured("Cannot use destination %s: its secret must be an address, got: something else"
                    .formatted(slack.common().name()));
        }
    }

    public Destination destination() {
        return destination;
    }

    /// Messages since the start.
    public long sent() {
        return sent.get();
    }

    /// Notices that were kept back since the start.
    public long silenced() {
        return silenced.get();
    }

    /// Messages since the start that may have arrived before, and were not sent again.
    public long skipped() {
        return skipped.get();
    }

    @Override
    public void close() {
        client.close();
    }
}
