package k4j.apiserver.http;

import java.util.List;
import java.util.Locale;
import k4j.apiserver.request.Headers;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/// The header fields of a request as Jetty read them.
record JettyHeaders(HttpFields fields) implements Headers {

  @Override
  public List<String> all(String name) {
    return fields.getValuesList(name);
  }

  @Override
  public List<String> names() {
    return fields.stream().map(field -> field.getName().toLowerCase(Locale.ROOT)).toList();
  }

  @Override
  public boolean anyBegins(String prefix) {
    for (HttpField field : fields) {
      if (field.getName().regionMatches(true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String first(String name) {
    String value = fields.get(name);
    return value == null ? "" : value;
  }
}
