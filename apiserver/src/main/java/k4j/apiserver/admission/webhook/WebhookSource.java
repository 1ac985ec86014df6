package k4j.apiserver.admission.webhook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// The webhooks of all configurations of one kind, read anew only when one of them has changed.
final class WebhookSource {

  private final Reader reader;
  private final ResourceName resource;
  private volatile Known known = new Known(-1, Map.of(), List.of());

  WebhookSource(Reader reader, ResourceName resource) {
    this.reader = reader;
    this.resource = resource;
  }

  /// @param version of the resource when it was read
  private record Known(
      long version, Map<String, Compiled> configurations, List<Webhook> webhooks) {}

  private record Compiled(String resourceVersion, List<Webhook> webhooks) {}

  /// By the names of their configurations, and in the order they have there.
  List<Webhook> webhooks() {
    long version = reader.version(resource);
    Known last = known;
    if (last.version() == version && version >= 0) {
      return last.webhooks();
    }
    Known next = read(version, last);
    known = next;
    return next.webhooks();
  }

  private Known read(long version, Known last) {
    var configurations = new HashMap<String, Compiled>();
    var webhooks = new ArrayList<Webhook>();
    List<JsonObject> objects = new ArrayList<>(reader.list(resource, ""));
    objects.sort(Comparator.comparing(object -> object.object("metadata").string("name")));
    for (JsonObject object : objects) {
      JsonObject metadata = object.object("metadata");
      String resourceVersion = metadata.string("resourceVersion");
      Compiled compiled = last.configurations().get(metadata.string("name"));
      if (compiled == null || !compiled.resourceVersion().equals(resourceVersion)) {
        compiled = new Compiled(resourceVersion, Webhook.allOf(object));
      }
      configurations.put(metadata.string("name"), compiled);
      webhooks.addAll(compiled.webhooks());
    }
    return new Known(version, Map.copyOf(configurations), List.copyOf(webhooks));
  }
}
