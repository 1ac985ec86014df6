package k4j.schema.writer;

import java.util.Map;
import java.util.TreeMap;
import k4j.schema.model.DefinitionModel;
import k4j.schema.model.FieldModel;
import k4j.schema.model.SchemaModel;

/// Writes the descriptions apart from the schema, since only OpenAPI reads them: the table of
/// texts, then for each definition the numbers of its own text and of its fields'.
public final class DescriptionsWriter {

  private DescriptionsWriter() {}

  public static byte[] descriptions(SchemaModel schema) {
    var texts = new Bytes.Texts();
    var index = new Bytes(texts);
    for (DefinitionModel definition : schema.definitions().values()) {
      index.fixed(texts.id(definition.description()));
      for (FieldModel field : definition.fields()) {
        index.fixed(texts.id(field.description()));
      }
    }
    var others = new TreeMap<>(schema.texts());
    index.fixed(others.size());
    for (Map.Entry<String, String> other : others.entrySet()) {
      index.fixed(texts.id(other.getKey())).fixed(texts.id(other.getValue()));
    }
    return new Bytes(texts).raw(texts.encoded()).raw(index.array()).array();
  }
}
