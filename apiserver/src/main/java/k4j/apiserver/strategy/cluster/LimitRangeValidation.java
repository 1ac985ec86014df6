package k4j.apiserver.strategy.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Validation;

/// Ranges of limits.
public final class LimitRangeValidation implements Validation {

  @Override
  public void create(JsonObject range, FieldErrors errors) {
    JsonArray limits = range.object("spec").array("limits");
    FieldPath path = FieldPath.of("spec").child("limits");
    var types = new HashSet<String>();
    for (int i = 0; i < limits.size(); i++) {
      JsonObject item = limits.object(i);
      String type = item.string("type");
      FieldPath at = path.index(i);
      errors.invalidEach(at.child("type"), type, Formats.qualifiedName(type));
      if (!types.add(type)) {
        errors.duplicate(at.child("type"), type);
      }
      if (type.equals("Pod")) {
        for (String field : new String[] {"default", "defaultRequest"}) {
          if (item.has(field)) {
            errors.forbidden(at.child(field), "may not be specified when `type` is 'Pod'");
          }
        }
      }
      if (type.equals("PersistentVolumeClaim")
          && !item.object("min").has("storage")
          && !item.object("max").has("storage")) {
        errors.required(
            at.child("limits"),
            "either minimum or maximum storage value is required, but neither was provided");
      }
      amounts(item, at, errors);
    }
  }

  private static void amounts(JsonObject item, FieldPath path, FieldErrors errors) {
    var names = new TreeSet<String>();
    for (String field : new String[] {"min", "max", "default", "defaultRequest"}) {
      names.addAll(item.object(field).names());
    }
    for (String name : names) {
      for (Order order : ORDERS) {
        order.check(item, name, path, errors);
      }
    }
  }

  private static final List<Order> ORDERS =
      List.of(
          new Order("min", "min", "max", "max", "min"),
          new Order("min", "min", "defaultRequest", "default request", "defaultRequest"),
          new Order("defaultRequest", "default request", "max", "max", "defaultRequest"),
          new Order(
              "defaultRequest", "default request", "default", "default limit", "defaultRequest"),
          new Order("min", "min", "default", "default", "default", "min"),
          new Order("default", "default", "max", "max", "default"));

  /// Of two amounts, one must not be greater than the other.
  ///
  /// @param blamed the field that the error names
  /// @param shown the field whose amount it shows
  private record Order(
      String small,
      String smallWords,
      String large,
      String largeWords,
      String blamed,
      String shown) {

    Order(String small, String smallWords, String large, String largeWords, String blamed) {
      this(small, smallWords, large, largeWords, blamed, blamed);
    }

    void check(JsonObject item, String name, FieldPath path, FieldErrors errors) {
      if (!item.object(small).has(name) || !item.object(large).has(name)) {
        return;
      }
      Quantity less = Quantity.of(item.object(small).get(name));
      Quantity more = Quantity.of(item.object(large).get(name));
      if (less.compareTo(more) > 0) {
        errors.invalid(
            path.child(blamed).key(name),
            item.object(shown).string(name),
            "%s value %s is greater than %s value %s"
                .formatted(smallWords, less, largeWords, more));
      }
    }
  }
}
