package k4j.controllers.certificates;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.certificates.v1.CertificateSigningRequest;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.certificates.RequestPlan.Recognized;

/// Approves the requests of kubelets that have the right to theirs.
public final class CertificateApproving implements Controller {

  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private final Client client;
  private final Informer<CertificateSigningRequest> requests;
  private final ControllerLoop<String> loop;

  public CertificateApproving(ControllerContext context) {
    client = context.client();
    requests = context.informers().of(Kinds.CERTIFICATE_SIGNING_REQUESTS);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("csrapproving", List.of(requests), queue, this::reconcile);
    requests.handle(Handler.each(request -> queue.add(request.key())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    Optional<CertificateSigningRequest> request = requests.get(key);
    if (request.isEmpty()) {
      return Outcome.DONE;
    }
    JsonObject json = request.get().json();
    for (Recognized recognized : RequestPlan.approving(json)) {
      if (allowed(json.object("spec"), recognized.subresource())) {
        client
            .on(Kinds.CERTIFICATE_SIGNING_REQUESTS)
            .put(
                request.get().name(),
                "approval",
                RequestPlan.withCondition(json, "Approved", "AutoApproved", recognized.message()));
        break;
      }
    }
    return Outcome.DONE;
  }

  private boolean allowed(JsonObject spec, String subresource) {
    JsonObject wanted =
        JsonObject.builder()
            .put("group", "certificates.k8s.io")
            .put("resource", "certificatesigningrequests")
            .put("subresource", subresource)
            .put("verb", "create")
            .put("version", "*")
            .build();
    var subject =
        JsonObject.builder()
            .put("user", spec.string("username"))
            .put("groups", spec.array("groups"))
            .put("resourceAttributes", wanted);
    if (spec.has("uid")) {
      subject.put("uid", spec.string("uid"));
    }
    if (spec.has("extra")) {
      subject.put("extra", spec.object("extra"));
    }
    JsonObject review =
        JsonObject.EMPTY
            .with("apiVersion", "authorization.k8s.io/v1")
            .with("kind", "SubjectAccessReview")
            .with("spec", subject.build());
    return client
        .transport()
        .send(Request.of("POST", REVIEWS, Map.of(), review))
        .body()
        .object("status")
        .bool("allowed");
  }

  @Override
  public void close() {
    loop.close();
  }
}
