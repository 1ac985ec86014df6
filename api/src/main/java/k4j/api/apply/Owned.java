package k4j.api.apply;

import k4j.api.json.JsonObject;

/// What a manager owns.
///
/// @param fields as FieldsV1
/// @param apiVersion in which the fields are named
/// @param time when it last changed something; empty where it is not known
record Owned(JsonObject fields, String apiVersion, String time) {

  Owned withFields(JsonObject changed) {
    return new Owned(changed, apiVersion, time);
  }

  Owned withTime(String changed) {
    return new Owned(fields, apiVersion, changed);
  }
}
