package k4j.api.transport;

import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;

/// One request to the API server.
///
/// @param method GET, POST, PUT, PATCH or DELETE
/// @param path such as `/api/v1/namespaces/default/pods/web`, decoded
/// @param query each parameter with its values
/// @param contentType of the body, which tells the kinds of patch apart; `application/json` else
/// @param body null (the JSON one) where there is none
public record Request(
    String method, String path, Map<String, List<String>> query, String contentType, Json body) {

  public static final String JSON = "application/json";
  public static final String JSON_PATCH = "application/json-patch+json";
  public static final String MERGE_PATCH = "application/merge-patch+json";
  public static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
  public static final String APPLY_PATCH = "application/apply-patch+yaml";

  public Request {
    query = Map.copyOf(query);
  }

  public static Request get(String path, Map<String, List<String>> query) {
    return new Request("GET", path, query, JSON, JsonNull.NULL);
  }

  public static Request of(String method, String path, Map<String, List<String>> query, Json body) {
    return new Request(method, path, query, JSON, body);
  }
}
