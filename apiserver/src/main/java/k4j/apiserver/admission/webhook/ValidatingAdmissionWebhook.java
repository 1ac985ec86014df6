package k4j.apiserver.admission.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.registry.Reader;

/// Lets webhooks refuse what is written; all are asked at once.
public final class ValidatingAdmissionWebhook implements AdmissionPlugin {

  private static final ResourceName CONFIGURATIONS =
      new ResourceName("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations");
  private static final String FAILED_OPEN =
      "failed-open.validating.webhook.admission.k8s.io/round_0_index_";

  private final WebhookSource source;
  private final WebhookMatcher matcher;
  private final WebhookCaller caller;

  public ValidatingAdmissionWebhook(Reader reader, Authorizer authorizer, WebhookCaller caller) {
    this.caller = caller;
    source = new WebhookSource(reader, CONFIGURATIONS);
    matcher = new WebhookMatcher(reader, authorizer);
  }

  @Override
  public String name() {
    return "ValidatingAdmissionWebhook";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return !source.webhooks().isEmpty() && !WebhookMatcher.exempt(request);
  }

  @Override
  public void validate(AdmissionRequest request) {
    var invocations = new ArrayList<Invocation>();
    for (Webhook webhook : source.webhooks()) {
      matcher.invocation(webhook, request).ifPresent(invocations::add);
    }
    List<Outcome> outcomes = outcomes(invocations, request);
    StatusException first = null;
    for (int i = 0; i < outcomes.size(); i++) {
      try {
        judge(invocations.get(i).webhook(), outcomes.get(i), request, i);
      } catch (StatusException refused) {
        first = first == null ? refused : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private List<Outcome> outcomes(List<Invocation> invocations, AdmissionRequest request) {
    if (invocations.size() <= 1) {
      return invocations.stream().map(each -> caller.call(each, request, false)).toList();
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> futures = new ArrayList<>();
      for (Invocation each : invocations) {
        futures.add(threads.submit(() -> caller.call(each, request, false)));
      }
      var outcomes = new ArrayList<Outcome>();
      for (Future<Outcome> each : futures) {
        outcomes.add(each.get());
      }
      return outcomes;
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a webhook's call broke", broken.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw StatusException.timeout("request did not complete within requested timeout");
    }
  }

  private static void judge(Webhook webhook, Outcome outcome, AdmissionRequest request, int index) {
    switch (outcome) {
      case Outcome.Refused(StatusException status) -> throw status;
      case Outcome.Failed(String why) -> {
        if (!webhook.ignoresFailure()) {
          throw StatusException.internal(why);
        }
        request.notes().trail().annotate(FAILED_OPEN + index, webhook.name());
      }
      case Outcome.Answered(ReviewResponse response) -> {
        MutationNotes.told(request.notes(), webhook, response);
        if (!response.allowed()) {
          throw response.denial(webhook.name());
        }
      }
    }
  }
}
