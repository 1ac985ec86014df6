package k4j.apiserver.negotiation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One clause of an `Accept` field, read and ordered as kube-apiserver does (goautoneg).
record Accept(String type, String subtype, double quality, Map<String, String> parameters) {

  Accept {
    parameters = Map.copyOf(parameters);
  }

  static List<Accept> parse(String field) {
    var clauses = new ArrayList<Accept>();
    for (String part : field.split(",", -1)) {
      String[] pieces = part.strip().split(";", -1);
      String[] name = pieces[0].split("/", -1);
      String type = name[0].strip();
      if (name.length == 2) {
        clauses.add(of(type, name[1].strip(), pieces));
      } else if (name.length == 1 && type.equals("*")) {
        clauses.add(of("*", "*", pieces));
      }
    }
    sort(clauses);
    return clauses;
  }

  private static Accept of(String type, String subtype, String[] pieces) {
    double quality = 1;
    var parameters = new HashMap<String, String>();
    for (int i = 1; i < pieces.length; i++) {
      String[] pair = pieces[i].split("=", -1);
      if (pair.length != 2 || pair[1].isEmpty()) {
        continue;
      }
      if (pair[0].strip().equals("q")) {
        quality = number(pair[1]);
      } else {
        parameters.put(pair[0].strip(), pair[1].strip());
      }
    }
    return new Accept(type, subtype, quality, parameters);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /// What Go's sort does with a few elements: insertion, by an order that is not quite one.
  private static void sort(List<Accept> clauses) {
    for (int i = 1; i < clauses.size(); i++) {
      for (int j = i; j > 0 && clauses.get(j).isBefore(clauses.get(j - 1)); j--) {
        Accept moved = clauses.set(j - 1, clauses.get(j));
        clauses.set(j, moved);
      }
    }
  }

  private boolean isBefore(Accept other) {
    return quality > other.quality
        || (!type.equals("*") && other.type.equals("*"))
        || (!subtype.equals("*") && other.subtype.equals("*"));
  }

  boolean matches(String otherType, String otherSubtype) {
    return (type.equals(otherType) && (subtype.equals(otherSubtype) || subtype.equals("*")))
        || (type.equals("*") && subtype.equals("*"));
  }
}
