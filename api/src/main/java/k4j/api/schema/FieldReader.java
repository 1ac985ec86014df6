package k4j.api.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import k4j.api.json.Json;
import k4j.api.json.JsonParser;
import k4j.api.schema.Field.PatchStrategy;
import k4j.api.schema.Type.ListKind;
import k4j.api.schema.Type.ScalarKind;
import org.jspecify.annotations.Nullable;

/// Decodes the fields of one definition of the compiled schema.
final class FieldReader {

  private static final int LIST = 32;
  private static final int MAP = 33;
  private static final int REFERENCE = 34;
  private static final int ANYTHING = 35;

  private static final int REQUIRED = 1;
  private static final int DEFAULT = 2;
  private static final int ENUM = 4;
  private static final int PATCH = 8;
  private static final int EMBEDDED = 16;
  private static final int ZERO = 32;

  private static final ListKind[] LIST_KINDS = ListKind.values();
  private static final List<Type.Scalar> SCALARS =
      List.of(ScalarKind.values()).stream().map(Type.Scalar::new).toList();

  private final byte[] bytes;
  private final CompiledTexts texts;
  private final IntFunction<ObjectType> types;
  private final Descriptions descriptions;

  FieldReader(
      byte[] bytes, CompiledTexts texts, IntFunction<ObjectType> types, Descriptions descriptions) {
    this.bytes = bytes;
    this.texts = texts;
    this.types = types;
    this.descriptions = descriptions;
  }

  List<Field> fields(int definition, int offset) {
    var input = new CompiledInput(bytes, offset, texts);
    int size = input.number();
    var result = new ArrayList<Field>(size);
    for (int i = 0; i < size; i++) {
      result.add(field(input, new Text(descriptions, definition, i)));
    }
    return result;
  }

  private record Text(Descriptions descriptions, int definition, int field)
      implements Field.Description {
    @Override
    public String text() {
      return descriptions.field(definition, field);
    }
  }

  private Field field(CompiledInput input, Text text) {
    String name = input.name();
    int flags = input.number();
    Type type = type(input);
    int number = input.number();
    List<Integer> within = (flags & EMBEDDED) == 0 ? List.of() : numbers(input);
    @Nullable Json zero = (flags & ZERO) == 0 ? null : JsonParser.parse(input.text());
    @Nullable Json defaultValue = (flags & DEFAULT) == 0 ? null : JsonParser.parse(input.text());
    List<String> allowed = (flags & ENUM) == 0 ? List.of() : input.textList();
    PatchStrategy patch = (flags & PATCH) == 0 ? PatchStrategy.REPLACE : patch(input);
    return new Field(
        name,
        type,
        (flags & REQUIRED) != 0,
        number,
        within,
        zero,
        defaultValue,
        allowed,
        patch,
        text);
  }

  private static List<Integer> numbers(CompiledInput input) {
    int size = input.number();
    var result = new ArrayList<Integer>(size);
    for (int i = 0; i < size; i++) {
      result.add(input.number());
    }
    return result;
  }

  private static PatchStrategy patch(CompiledInput input) {
    int strategy = input.number();
    return new PatchStrategy((strategy & 1) != 0, (strategy & 2) != 0, input.text());
  }

  private Type type(CompiledInput input) {
    int tag = input.number();
    return switch (tag) {
      case LIST -> {
        ListKind kind = LIST_KINDS[input.number()];
        List<String> keys = input.textList();
        yield new Type.ListOf(type(input), kind, keys);
      }
      case MAP -> {
        boolean atomic = input.number() == 1;
        yield new Type.MapOf(type(input), atomic);
      }
      case REFERENCE -> reference(input.number());
      case ANYTHING -> new Type.Anything(input.text());
      default -> SCALARS.get(tag);
    };
  }

  /// The last bit says that the field is atomic although its type is not.
  private ObjectType reference(int value) {
    ObjectType type = types.apply(value >> 1);
    return (value & 1) == 0 || type.atomic()
        ? type
        : ObjectType.struct(type.name(), true, type::fields);
  }
}
