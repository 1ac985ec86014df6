package k4j.kubelet.volume;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.Unstructured;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// Asks for tokens with TokenRequest and keeps them until 80 % of their life, a day at most.
public final class Tokens implements TokenSource {

  private static final Kind<Unstructured> SERVICE_ACCOUNTS =
      Unstructured.kind(new ResourceName("", "v1", "serviceaccounts"), "ServiceAccount", true);
  private static final Duration MOST = Duration.ofHours(24);

  private record Key(String podUid, String account, String audience, long expirationSeconds) {}

  private record Kept(String token, Instant until) {}

  private final Client client;
  private final InstantSource clock;
  private final ConcurrentMap<Key, Kept> kept = new ConcurrentHashMap<>();

  public Tokens(Client client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public String token(JsonObject pod, String audience, long expirationSeconds) {
    PodName name = PodName.of(pod);
    String account = PodSpecs.spec(pod).string("serviceAccountName");
    Key key = new Key(name.uid(), account, audience, expirationSeconds);
    Kept have = kept.get(key);
    Instant now = clock.instant();
    if (have != null && now.isBefore(have.until())) {
      return have.token();
    }
    JsonObject status = request(name, key).object("status");
    Instant expires = Instant.parse(status.string("expirationTimestamp"));
    Duration life = Duration.between(now, expires).multipliedBy(8).dividedBy(10);
    String token = status.string("token");
    kept.put(key, new Kept(token, now.plus(life.compareTo(MOST) < 0 ? life : MOST)));
    return token;
  }

  private JsonObject request(PodName pod, Key key) {
    var spec =
        JsonObject.builder()
            .put("expirationSeconds", key.expirationSeconds())
            .put(
                "boundObjectRef",
                JsonObject.builder()
                    .put("apiVersion", "v1")
                    .put("kind", "Pod")
                    .put("name", pod.name())
                    .put("uid", pod.uid())
                    .build());
    if (!key.audience().isEmpty()) {
      spec.put("audiences", JsonArray.ofStrings(List.of(key.audience())));
    }
    JsonObject body =
        JsonObject.builder()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "TokenRequest")
            .put("metadata", JsonObject.EMPTY)
            .put("spec", spec.build())
            .build();
    return client.in(SERVICE_ACCOUNTS, pod.namespace()).post(key.account(), "token", body);
  }

  /// Lets go of a pod's tokens.
  public void forget(String podUid) {
    kept.keySet().removeIf(key -> key.podUid().equals(podUid));
  }
}
