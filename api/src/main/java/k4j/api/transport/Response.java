package k4j.api.transport;

import java.util.List;
import k4j.api.json.JsonObject;

/// A successful answer.
///
/// @param code 200, 201 or 202
/// @param warnings what the server wants a person to read, one text a `Warning` header
public record Response(int code, JsonObject body, List<String> warnings) {
  public Response {
    warnings = List.copyOf(warnings);
  }
}
