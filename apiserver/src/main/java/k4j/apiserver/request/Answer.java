package k4j.apiserver.request;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import org.jspecify.annotations.Nullable;

/// What the server has to say, before it is written in the form the client wants. Failures are
/// thrown as `StatusException`.
public sealed interface Answer {

  /// One object.
  ///
  /// @param resource whose object it is; null where it has no table, such as a `Status`
  record One(int code, Payload payload, @Nullable Resource resource) implements Answer {
    public One(int code, JsonObject tree) {
      this(code, Payload.of(tree), null);
    }
  }

  /// A list.
  ///
  /// @param metadata the list's own: resourceVersion, continue, remainingItemCount
  record Many(Resource resource, JsonObject metadata, List<? extends Payload> items)
      implements Answer {
    public Many {
      items = List.copyOf(items);
    }
  }

  /// A watch, which whoever takes the answer must close.
  record Events(Resource resource, EventSource source) implements Answer {}

  /// Something that is no object, such as `/healthz` or an OpenAPI document.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Raw(int code, String contentType, byte[] body, Map<String, String> headers)
      implements Answer {
    public Raw {
      headers = Map.copyOf(headers);
    }

    public Raw(int code, String contentType, byte[] body) {
      this(code, contentType, body, Map.of());
    }
  }

  /// The connection is handed through to a node or a pod.
  record Connect(ConnectTarget target) implements Answer {}
}
