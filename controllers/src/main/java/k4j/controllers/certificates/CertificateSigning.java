package k4j.controllers.certificates;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.certificates.v1.CertificateSigningRequest;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.certificates.RequestPlan.Signing;
import org.jspecify.annotations.Nullable;

/// Signs approved requests for the cluster's own signers.
public final class CertificateSigning implements Controller {

  private final ControllerContext context;
  private final Client client;
  private final Informer<CertificateSigningRequest> requests;
  private final ControllerLoop<String> loop;
  private final @Nullable Signature signature;

  public CertificateSigning(ControllerContext context) {
    this.context = context;
    client = context.client();
    requests = context.informers().of(Kinds.CERTIFICATE_SIGNING_REQUESTS);
    SigningAuthority authority = context.settings().authority();
    signature =
        authority == null ? null : new Signature(authority, context.surroundings().random());
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("csrsigning", List.of(requests), queue, this::reconcile);
    requests.handle(Handler.each(request -> queue.add(request.key())));
  }

  @Override
  public void start() {
    if (signature != null) {
      loop.start(1);
    }
  }

  private Outcome reconcile(String key) {
    Optional<CertificateSigningRequest> request = requests.get(key);
    if (request.isEmpty() || signature == null) {
      return Outcome.DONE;
    }
    JsonObject json = request.get().json();
    switch (RequestPlan.signing(json)) {
      case Signing.Nothing() -> {}
      case Signing.Refuse(String message) ->
          write(
              request.get(),
              RequestPlan.withCondition(json, "Failed", "SignerValidationFailure", message));
      case Signing.Sign(Asked asked) -> {
        JsonObject spec = json.object("spec");
        Optional<Duration> life =
            spec.has("expirationSeconds")
                ? Optional.of(Duration.ofSeconds(spec.integer("expirationSeconds")))
                : Optional.empty();
        List<String> usages = spec.array("usages").strings();
        String pem = signature.sign(asked, usages, life, context.now());
        write(request.get(), RequestPlan.withCertificate(json, pem));
      }
    }
    return Outcome.DONE;
  }

  private void write(CertificateSigningRequest request, JsonObject next) {
    client.on(Kinds.CERTIFICATE_SIGNING_REQUESTS).put(request.name(), "status", next);
  }

  @Override
  public void close() {
    loop.close();
  }
}
