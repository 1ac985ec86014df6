package k4j.apiserver.strategy.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.ResourceValidation;

/// Ranges of limits.
public final class LimitRangeValidation implements Validation {

  private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");
  private static final List<String> CONTAINED = List.of("Pod", "Container");
  private static final List<String> FIELDS =
      List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

  @Override
  public void create(JsonObject range, FieldErrors errors) {
    JsonArray limits = range.object("spec").array("limits");
    FieldPath path = FieldPath.of("spec").child("limits");
    var types = new HashSet<String>();
    for (int i = 0; i < limits.size(); i++) {
      JsonObject item = limits.object(i);
      String type = item.string("type");
      FieldPath at = path.index(i);
      type(type, at.child("type"), errors);
      if (!types.add(type)) {
        errors.duplicate(at.child("type"), type);
      }
      for (String field : FIELDS) {
        boolean forbidden = type.equals("Pod") && field.startsWith("default");
        for (String name : forbidden ? List.<String>of() : item.object(field).names()) {
          ResourceValidation.named(
              name, CONTAINED.contains(type), at.child(field).key(name), errors);
        }
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

  private static void type(String type, FieldPath path, FieldErrors errors) {
    List<String> wrong = Formats.qualifiedName(type);
    errors.invalidEach(path, type, wrong);
    if (wrong.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
      errors.invalid(path, type, "must be a standard limit type or fully qualified");
    }
  }

  private static void amounts(JsonObject item, FieldPath path, FieldErrors errors) {
    var names = new TreeSet<String>();
    for (String field : FIELDS) {
      names.addAll(item.object(field).names());
    }
    for (String name : names) {
      for (Order order : ORDERS) {
        order.check(item, name, path, errors);
      }
      ratio(item, name, path.child("maxLimitRequestRatio").key(name), errors);
      same(item, name, path.child("defaultRequest").key(name), errors);
    }
  }

  private static void ratio(JsonObject item, String name, FieldPath path, FieldErrors errors) {
    if (!item.object("maxLimitRequestRatio").has(name)) {
      return;
    }
    Quantity ratio = Quantity.of(item.object("maxLimitRequestRatio").get(name));
    if (ratio.compareTo(Quantity.of(1)) < 0) {
      errors.invalid(path, ratio.toString(), "ratio %s is less than 1".formatted(ratio));
    }
    if (item.object("min").has(name) && item.object("max").has(name)) {
      double least = Quantity.of(item.object("min").get(name)).doubleValue();
      double most = Quantity.of(item.object("max").get(name)).doubleValue();
      if (ratio.doubleValue() > most / least) {
        errors.invalid(
            path,
            ratio.toString(),
            String.format(
                Locale.ROOT, "ratio %s is greater than max/min = %f", ratio, most / least));
      }
    }
  }

  /// What cannot be overcommitted is asked for as it is limited.
  private static void same(JsonObject item, String name, FieldPath path, FieldErrors errors) {
    boolean divided =
        name.indexOf('/') < 0 || name.substring(0, name.indexOf('/')).contains("kubernetes.io");
    boolean overcommits = divided && !name.startsWith("hugepages-");
    if (overcommits
        || !item.object("default").has(name)
        || !item.object("defaultRequest").has(name)) {
      return;
    }
    Quantity limit = Quantity.of(item.object("default").get(name));
    Quantity request = Quantity.of(item.object("defaultRequest").get(name));
    if (limit.compareTo(request) != 0) {
      errors.invalid(
          path,
          request.toString(),
          "default value %s must equal to defaultRequest value %s in %s"
              .formatted(limit, request, name));
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
