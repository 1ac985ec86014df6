package k4j.controllers.certificates;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.certificates.v1.CertificateSigningRequest;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Clears away requests that nobody needs any more.
public final class CertificateCleaner implements Controller {

  private static final Duration PERIOD = Duration.ofHours(1);

  private final ControllerContext context;
  private final Client client;
  private final Informer<CertificateSigningRequest> requests;
  private final ControllerLoop<String> loop;

  public CertificateCleaner(ControllerContext context) {
    this.context = context;
    client = context.client();
    requests = context.informers().of(Kinds.CERTIFICATE_SIGNING_REQUESTS);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("csrcleaner", List.of(requests), queue, this::reconcile);
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
    if (!RequestPlan.isOver(request.get().json(), context.now())) {
      return Outcome.after(PERIOD);
    }
    try {
      client.on(Kinds.CERTIFICATE_SIGNING_REQUESTS).delete(request.get().name());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
