package k4j.api.schema;

import java.util.Arrays;
import java.util.Comparator;
import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.json.Layout;

/// The order of path elements in `managedFields`: by their texts, but keys and values of lists by
/// what they stand for, so that port 80 comes before port 443 (structured-merge-diff,
/// `PathElement.Less`).
enum FieldsLayout implements Layout {
  FIELDS;

  static final String DEFINITION = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1";

  private static final Comparator<String> ORDER = FieldsLayout::compare;

  @Override
  public void lay(JsonObject object, Visitor visitor) {
    int items = 0;
    for (int i = 0; i < object.size(); i++) {
      items += isItem(object.nameAt(i)) ? 1 : 0;
    }
    if (items < 2) {
      for (int i = 0; i < object.size(); i++) {
        visitor.entry(object.nameAt(i), object.valueAt(i), this);
      }
      return;
    }
    String[] names = object.names().toArray(String[]::new);
    Arrays.sort(names, ORDER);
    for (String name : names) {
      visitor.entry(name, object.object(name), this);
    }
  }

  private static boolean isItem(String element) {
    return element.startsWith("k:") || element.startsWith("v:");
  }

  private static int compare(String a, String b) {
    return isItem(a) && isItem(b) && a.charAt(0) == b.charAt(0)
        ? compare(JsonParser.parse(a.substring(2)), JsonParser.parse(b.substring(2)))
        : a.compareTo(b);
  }

  private static int compare(Json a, Json b) {
    if (a instanceof JsonInteger x && b instanceof JsonInteger y) {
      return Long.compare(x.value(), y.value());
    }
    if (a instanceof JsonString x && b instanceof JsonString y) {
      return x.value().compareTo(y.value());
    }
    if (a instanceof JsonObject x && b instanceof JsonObject y) {
      return compare(x, y);
    }
    return Boolean.compare(b instanceof JsonInteger, a instanceof JsonInteger);
  }

  private static int compare(JsonObject a, JsonObject b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.nameAt(i).compareTo(b.nameAt(i));
      order = order == 0 ? compare(a.valueAt(i), b.valueAt(i)) : order;
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
