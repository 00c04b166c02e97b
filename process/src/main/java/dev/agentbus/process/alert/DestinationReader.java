package dev.agentbus.process.alert;

import dev.agentbus.events.contract.Place;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One entry of `destinations`.
record DestinationReader(Values values, Map<String, String> environment) {
    private static final URI PAGERDUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final int PER_MINUTE = 30;
    private static final Set<String> COMMON = Set.of("kind", "url", "allow-private-addresses", "per-minute");

    Destination read(String name, Place place) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,49}")) {
            throw place.wrong("must be named with up to 50 small letters, digits and hyphens, its name is " + name);
        }
        Destination.Common common = new Destination.Common(
                name,
                place.find("allow-private-addresses").map(Place::flag).orElse(false),
                place.find("per-minute").map(values::whole).orElse(PER_MINUTE));
        Place kind = place.need("kind");
        return switch (values.text(kind)) {
            case "pagerduty" -> {
                refuseOthers(place, "routing-key-env", "routing-key-file");
                yield new Destination.PagerDuty(
                        common,
                        place.find("url").map(url -> url(url, common)).orElse(PAGERDUTY),
                        secret(place, "routing-key").orElseThrow(() -> place.missing("routing-key-env")));
            }
            case "slack" -> {
                refuseOthers(place, "url-env", "url-file", "in-doubt");
                Optional<URI> url = place.find("url").map(given -> url(given, common));
                Optional<Secret> secret = secret(place, "url");
                if (url.isPresent() == secret.isPresent()) {
                    throw place.wrong("must have one of url-env, url-file, url");
                }
                yield new Destination.Slack(
                        common,
                        url,
                        secret,
                        place.find("in-doubt").map(this::inDoubt).orElse(Destination.InDoubt.REPEAT));
            }
            case "webhook" -> {
                refuseOthers(place, "secret-env", "secret-file");
                yield new Destination.Webhook(
                        common,
                        url(place.need("url"), common),
                        secret(place, "secret").orElseThrow(() -> place.missing("secret-env")));
            }
            default -> throw kind.wrong("must be pagerduty, slack or webhook");
        };
    }

    private Destination.InDoubt inDoubt(Place place) {
        return switch (values.text(place)) {
            case "repeat" -> Destination.InDoubt.REPEAT;
            case "skip" -> Destination.InDoubt.SKIP;
            default -> throw place.wrong("must be repeat or skip");
        };
    }

    private static void refuseOthers(Place place, String... own) {
        Set<String> known = new TreeSet<>(COMMON);
        known.addAll(Set.of(own));
        Values.refuseOthers(place, known);
    }

    private Optional<Secret> secret(Place place, String key) {
        Optional<Secret> variable =
                place.find(key + "-env").map(name -> new Secret.Variable(values.text(name), environment));
        Optional<Secret> file = place.find(key + "-file").map(name -> new Secret.InFile(Path.of(values.text(name))));
        if (variable.isPresent() && file.isPresent()) {
            throw place.wrong("must have one of %s-env and %s-file".formatted(key, key));
        }
        return variable.or(() -> file);
    }

    /// The address's form; where it leads is checked by who connects.
    private URI url(Place place, Destination.Common common) {
        try {
            URI url = new URI(values.text(place));
            boolean http = "http".equals(url.getScheme()) && common.privateAddresses();
            if ((http || "https".equals(url.getScheme())) && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException _) {
            throw place.wrong("must be an https address");
        }
        throw place.wrong("must be an https address without a user (http only where private addresses are allowed)");
    }
}
