package dev.agentbus.sink.alert;

import dev.agentbus.events.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, as `v1,` and base64.
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /// @param secret as receivers hand it out: base64, perhaps behind `whsec_`
    /// @param timestamp seconds since 1970
    /// @throws Misconfigured when the secret is no base64
    static String sign(String secret, String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    private static byte[] key(String secret) {
        String encoded = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        try {
            byte[] key = Base64.getDecoder().decode(encoded);
            if (key.length >= 16) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            throw new Misconfigured("Cannot sign: the webhook's secret must be base64, got: something else");
        }
        throw new Misconfigured("Cannot sign: the webhook's secret must have at least 16 bytes, got: fewer");
    }
}
