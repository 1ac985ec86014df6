package k4j.controllers.admissionpolicystatus;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.admissionregistration.v1.ExpressionWarning;
import k4j.api.admissionregistration.v1.TypeChecking;
import k4j.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import k4j.api.apiextensions.v1.CustomResourceDefinition;
import k4j.api.schema.Catalog;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Says in the status of a ValidatingAdmissionPolicy which of its expressions cannot be right.
public final class AdmissionPolicyStatusController implements Controller {

  private final Client client;
  private final Informer<ValidatingAdmissionPolicy> policies;
  private final ControllerLoop<String> loop;
  private final Informer<CustomResourceDefinition> definitions;
  private final Catalog catalog;

  public AdmissionPolicyStatusController(ControllerContext context) {
    client = context.client();
    catalog = context.catalog();
    policies = context.informers().of(Kinds.VALIDATING_ADMISSION_POLICIES);
    definitions = context.informers().of(Kinds.CUSTOM_RESOURCE_DEFINITIONS);
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "validatingadmissionpolicy-status",
            List.of(policies, definitions),
            queue,
            this::reconcile);
    policies.handle(Handler.each(policy -> queue.add(policy.name())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<ValidatingAdmissionPolicy> policy = policies.get(name);
    policy.filter(AdmissionPolicyStatusController::isUnchecked).ifPresent(this::check);
    return Outcome.DONE;
  }

  private static boolean isUnchecked(ValidatingAdmissionPolicy policy) {
    return policy.status().observedGeneration() != policy.metadata().generation();
  }

  private void check(ValidatingAdmissionPolicy policy) {
    List<ExpressionWarning> warnings =
        AdmissionPolicyStatusPlan.warnings(
            policy.spec().json(), new KnownKinds(catalog, definitions.list()));
    TypeChecking checked =
        warnings.isEmpty()
            ? TypeChecking.EMPTY
            : TypeChecking.EMPTY.withExpressionWarnings(warnings);
    client
        .on(Kinds.VALIDATING_ADMISSION_POLICIES)
        .updateStatus(
            policy.withStatus(
                policy
                    .status()
                    .withTypeChecking(checked)
                    .withObservedGeneration(policy.metadata().generation())));
  }

  @Override
  public void close() {
    loop.close();
  }
}
