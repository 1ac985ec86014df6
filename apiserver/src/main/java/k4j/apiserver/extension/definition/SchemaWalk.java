package k4j.apiserver.extension.definition;

import java.util.stream.Stream;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// Visits every schema within a schema. Pure.
final class SchemaWalk {

  private SchemaWalk() {}

  static Stream<Structural> all(@Nullable Structural schema) {
    if (schema == null) {
      return Stream.empty();
    }
    Stream<Structural> children =
        Stream.concat(
            Stream.concat(
                schema.rules().allOf().stream(),
                Stream.concat(schema.rules().anyOf().stream(), schema.rules().oneOf().stream())),
            schema.properties().values().stream());
    return Stream.of(
            Stream.of(schema),
            all(schema.items()),
            children.flatMap(SchemaWalk::all),
            all(schema.rules().not()),
            all(schema.additional()))
        .flatMap(each -> each);
  }
}
