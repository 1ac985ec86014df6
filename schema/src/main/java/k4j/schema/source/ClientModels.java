package k4j.schema.source;

import com.google.gson.annotations.SerializedName;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import jakarta.annotation.Nonnull;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.schema.model.TypeModel;
import k4j.schema.model.TypeModel.ScalarName;

/// The annotated model classes of the official Java client: names, types, required fields and
/// descriptions.
public final class ClientModels {

  private static final String MODELS = "io.kubernetes.client.openapi.models.";
  private static final Map<Class<?>, ScalarName> SCALARS =
      Map.of(
          String.class, ScalarName.STRING,
          Boolean.class, ScalarName.BOOLEAN,
          Integer.class, ScalarName.INT32,
          Long.class, ScalarName.INT64,
          Double.class, ScalarName.DOUBLE,
          byte[].class, ScalarName.BYTES,
          OffsetDateTime.class, ScalarName.TIME,
          io.kubernetes.client.custom.Quantity.class, ScalarName.QUANTITY,
          io.kubernetes.client.custom.IntOrString.class, ScalarName.INT_OR_STRING);

  private final Map<Class<?>, String> definitions = new HashMap<>();
  private final Map<String, Class<?>> classes = new TreeMap<>();

  /// A field as the client declares it.
  public record Member(TypeModel type, boolean required, String description) {}

  public ClientModels(OverlayTypes overlay) {
    overlay.definitions().forEach(this::find);
  }

  private void find(String definition, OverlayTypes.Entry entry) {
    String simple = definition.substring(definition.lastIndexOf('.') + 1);
    String versioned = capital(entry.home().version()) + simple;
    List<String> candidates =
        entry.rules().has("class")
            ? List.of(entry.rules().value("class"))
            : List.of(capital(entry.home().group()) + versioned, versioned);
    for (String candidate : candidates) {
      Optional<Class<?>> found = load(candidate);
      if (found.isPresent() && !definitions.containsKey(found.get())) {
        definitions.put(found.get(), definition);
        classes.put(definition, found.get());
        return;
      }
    }
  }

  private static Optional<Class<?>> load(String simpleName) {
    try {
      return Optional.of(
          Class.forName(MODELS + simpleName, false, ClientModels.class.getClassLoader()));
    } catch (ClassNotFoundException _) {
      return Optional.empty();
    }
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /// The text about a definition, or `""`.
  public String description(String definition) {
    Class<?> type = classes.get(definition);
    ApiModel model = type == null ? null : type.getAnnotation(ApiModel.class);
    return model == null ? "" : unescaped(model.description());
  }

  /// The fields of a definition by their JSON names; empty where the client has no class for it.
  public Map<String, Member> members(String definition) {
    Class<?> type = classes.get(definition);
    if (type == null) {
      return Map.of();
    }
    Map<String, String> texts = texts(type);
    var result = new TreeMap<String, Member>();
    for (Field field : type.getDeclaredFields()) {
      SerializedName name = field.getAnnotation(SerializedName.class);
      if (name == null || Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      TypeModel shape = type(field.getGenericType());
      String text = texts.getOrDefault(plain(field.getName()), "");
      boolean required = field.isAnnotationPresent(Nonnull.class);
      result.put(name.value(), new Member(shape, required, isReference(shape) ? "" : text));
    }
    return result;
  }

  /// The client's generator drops the text of a field that refers to another type, or puts that
  /// type's own there.
  private static boolean isReference(TypeModel type) {
    return switch (type) {
      case TypeModel.Reference _, TypeModel.Anything _ -> true;
      case TypeModel.Scalar scalar ->
          switch (scalar.name()) {
            case TIME, MICRO_TIME, QUANTITY, INT_OR_STRING -> true;
            case STRING, BOOLEAN, INT32, INT64, DOUBLE, BYTES, DURATION -> false;
          };
      case TypeModel.ListOf _, TypeModel.MapOf _ -> false;
    };
  }

  private static Map<String, String> texts(Class<?> type) {
    var result = new HashMap<String, String>();
    for (Method method : type.getDeclaredMethods()) {
      ApiModelProperty property = method.getAnnotation(ApiModelProperty.class);
      if (property != null) {
        result.put(
            plain(method.getName().replaceFirst("^(get|is)", "")), unescaped(property.value()));
      }
    }
    return result;
  }

  /// The client's generator breaks up what would end or begin a comment in Java.
  private static String unescaped(String text) {
    return text.replace("*_/", "*/").replace("/_*", "/*");
  }

  private static String plain(String javaName) {
    return javaName.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private TypeModel type(Type java) {
    if (java instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? new TypeModel.ListOf(type(arguments[0]))
          : new TypeModel.MapOf(type(arguments[1]));
    }
    Class<?> plainClass = (Class<?>) java;
    if (plainClass == Object.class) {
      return new TypeModel.Anything("");
    }
    ScalarName scalar = SCALARS.get(plainClass);
    if (scalar != null) {
      return new TypeModel.Scalar(scalar);
    }
    String definition = definitions.get(plainClass);
    if (definition == null) {
      throw new IllegalStateException("no definition of the overlay is " + plainClass);
    }
    return new TypeModel.Reference(definition);
  }
}
