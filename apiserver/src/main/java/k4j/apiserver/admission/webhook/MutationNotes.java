package k4j.apiserver.admission.webhook;

import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionNotes;

/// Notes for audits and for the client what one mutating webhook did to a request.
final class MutationNotes {

  private static final String PREFIX = "mutation.webhook.admission.k8s.io/";
  private static final String PATCH = "patch.webhook.admission.k8s.io/";

  private final AdmissionNotes notes;
  private final Webhook webhook;
  private final String turn;

  /// @param index of the webhook among all
  MutationNotes(AdmissionNotes notes, Webhook webhook, int index) {
    this.notes = notes;
    this.webhook = webhook;
    turn = "round_%d_index_%d".formatted(notes.secondRound() ? 1 : 0, index);
  }

  private JsonObject who() {
    return JsonObject.EMPTY
        .with("configuration", webhook.configuration())
        .with("webhook", webhook.name());
  }

  void mutated(boolean changed) {
    notes.trail().annotate(PREFIX + turn, who().with("mutated", changed).toString());
  }

  void patched(JsonArray patch) {
    JsonObject value = who().with("patch", patch).with("patchType", "JSONPatch");
    notes.trail().annotateWithRequest(PATCH + turn, value.toString());
  }

  void failedOpen() {
    notes.trail().annotate("failed-open." + PREFIX + turn, webhook.name());
  }

  void told(ReviewResponse response) {
    told(notes, webhook, response);
  }

  static void told(AdmissionNotes notes, Webhook webhook, ReviewResponse response) {
    response
        .annotations()
        .forEach((key, value) -> notes.trail().annotate(webhook.name() + "/" + key, value));
    notes.warnings().addAll(response.warnings());
  }
}
