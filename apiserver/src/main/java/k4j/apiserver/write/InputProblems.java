package k4j.apiserver.write;

import java.util.List;
import java.util.stream.Stream;
import k4j.apiserver.request.Body;

/// What strict decoding finds in a body: fields that nobody knows, and names given twice.
///
/// @param unknown what is said of each unknown field
/// @param custom whether it is a custom resource, of which names given twice come first, since its
///   fields are looked at later; so do those of YAML, and as one
record InputProblems(List<String> unknown, Body.Decoded body, boolean custom) {

  InputProblems {
    unknown = List.copyOf(unknown);
  }

  boolean isEmpty() {
    return unknown.isEmpty() && body.duplicates().isEmpty();
  }

  List<String> warnings() {
    return body.yaml() || custom
        ? Stream.concat(body.duplicates().stream(), unknown.stream()).toList()
        : Stream.concat(unknown.stream(), body.duplicates().stream()).toList();
  }

  /// All in one text.
  String strict() {
    if (!body.yaml() || body.duplicates().isEmpty()) {
      return String.join(", ", warnings());
    }
    String first = "yaml: unmarshal errors:\n  " + String.join("\n  ", body.duplicates());
    return unknown.isEmpty() ? first : first + ", " + String.join(", ", unknown);
  }
}
