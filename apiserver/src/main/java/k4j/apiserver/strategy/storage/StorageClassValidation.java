package k4j.apiserver.strategy.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.NodeLabels;

/// Storage classes.
public final class StorageClassValidation implements Validation {

  private static final List<String> BINDING = List.of("Immediate", "WaitForFirstConsumer");
  private static final List<String> RECLAIM = List.of("Delete", "Retain");

  @Override
  public void create(JsonObject storageClass, FieldErrors errors) {
    AttributesClassValidation.provisioner(
        storageClass.string("provisioner"), FieldPath.of("provisioner"), errors);
    AttributesClassValidation.parameters(storageClass.object("parameters"), errors);
    if (!storageClass.string("reclaimPolicy").isEmpty()) {
      Checks.optionalChoice(storageClass, "reclaimPolicy", RECLAIM, FieldPath.ROOT, errors);
    }
    if (!storageClass.has("volumeBindingMode")) {
      errors.required(FieldPath.of("volumeBindingMode"));
    }
    Checks.optionalChoice(storageClass, "volumeBindingMode", BINDING, FieldPath.ROOT, errors);
    topologies(storageClass.array("allowedTopologies"), errors);
  }

  private static void topologies(JsonArray terms, FieldErrors errors) {
    var seen = new HashSet<Json>();
    for (int i = 0; i < terms.size(); i++) {
      JsonArray expressions = terms.object(i).array("matchLabelExpressions");
      FieldPath path = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
      var keys = new HashSet<String>();
      JsonObject meaning = JsonObject.EMPTY;
      for (int j = 0; j < expressions.size(); j++) {
        JsonObject expression = expressions.object(j);
        expression(expression, keys, path.index(j), errors);
        var values =
            JsonArray.ofStrings(expression.array("values").strings().stream().sorted().toList());
        meaning = meaning.with(expression.string("key"), values);
      }
      boolean filled = !expressions.isEmpty();
      if (!filled || !seen.add(meaning)) {
        errors.duplicate(path, "");
      }
    }
  }

  private static void expression(
      JsonObject expression, Set<String> keys, FieldPath path, FieldErrors errors) {
    String key = expression.string("key");
    List<String> values = expression.array("values").strings();
    if (values.isEmpty()) {
      errors.required(path.child("values"));
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        errors.duplicate(path.child("values").index(i), values.get(i));
      }
    }
    errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
    if (!keys.add(key)) {
      errors.duplicate(path.child("key"), key);
    }
  }

  @Override
  public void update(
      JsonObject storageClass, JsonObject old, String subresource, FieldErrors errors) {
    create(storageClass, errors);
    for (String field :
        new String[] {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
      Checks.immutable(storageClass, old, field, FieldPath.ROOT, errors);
    }
  }

  @Override
  public List<String> warnings(JsonObject storageClass) {
    var out = new ArrayList<String>();
    JsonArray terms = storageClass.array("allowedTopologies");
    for (int i = 0; i < terms.size(); i++) {
      JsonArray expressions = terms.object(i).array("matchLabelExpressions");
      FieldPath path = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
      for (int j = 0; j < expressions.size(); j++) {
        NodeLabels.key(expressions.object(j).string("key"), path.index(j).child("key"), out);
      }
    }
    return List.copyOf(out);
  }
}
