package k4j.api.apply;

import k4j.api.json.GoQuote;

/// Who changes objects, and how: one entry of `managedFields`.
///
/// @param apiVersion empty for an apply, whose entry outlives versions
/// @param subresource empty for the main resource
record Manager(String name, boolean applies, String apiVersion, String subresource) {

  static Manager applying(String name, String subresource) {
    return new Manager(name.isEmpty() ? "unknown" : name, true, "", subresource);
  }

  static Manager updating(String name, String apiVersion, String subresource) {
    return new Manager(name.isEmpty() ? "unknown" : name, false, apiVersion, subresource);
  }

  /// As conflicts name it.
  String shown() {
    String shown = GoQuote.quote(name);
    if (!subresource.isEmpty()) {
      shown += " with subresource " + GoQuote.quote(subresource);
    }
    return applies ? shown : shown + " using " + apiVersion;
  }
}
