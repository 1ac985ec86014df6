package k4j.apiserver.admission.webhook;

import java.util.HashSet;
import java.util.Set;
import k4j.api.json.JsonObject;

/// Remembers which webhooks have seen an object, to know which of them must see it again
/// (admission, `reinvocationPolicy`).
final class Rounds {

  private final Set<String> asked = new HashSet<>();
  private final Set<String> due = new HashSet<>();
  private JsonObject last = JsonObject.EMPTY;

  /// Those asked so far have not seen what the object is now.
  void changed() {
    due.addAll(asked);
    asked.clear();
  }

  /// Called when the webhooks' turn comes again.
  void again(JsonObject object) {
    if (!object.equals(last)) {
      changed();
    }
  }

  void ended(JsonObject object) {
    last = object;
  }

  void asked(Webhook webhook) {
    if (webhook.ifNeeded()) {
      asked.add(webhook.id());
    }
  }

  boolean isDue(Webhook webhook) {
    return due.contains(webhook.id());
  }
}
