package k4j.apiserver.strategy;

import java.util.Objects;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Nodes: unlike others they may be created with a status.
final class NodeStrategy extends KindStrategy {

  NodeStrategy() {
    super(
        false,
        KindRules.PLAIN
            .withStatus()
            .startingWith(node -> node.object("status"))
            .validating(new NodeValidation()));
  }

  private static final class NodeValidation implements Validation {

    @Override
    public void create(JsonObject node, FieldErrors errors) {}

    @Override
    public void update(JsonObject node, JsonObject old, String subresource, FieldErrors errors) {
      JsonObject spec = node.object("spec");
      JsonObject before = old.object("spec");
      for (String field : new String[] {"podCIDRs", "providerID"}) {
        if (before.has(field)
            && subresource.isEmpty()
            && !Objects.equals(before.get(field), spec.get(field))) {
          errors.forbidden(
              FieldPath.of("spec").child(field),
              "node updates may not change " + field + " except from \"\" to valid");
        }
      }
    }
  }
}
