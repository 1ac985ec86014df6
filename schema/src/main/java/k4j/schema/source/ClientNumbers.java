package k4j.schema.source;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/// The protobuf descriptors of the official Java client: field numbers.
///
/// Go embeds structs whose fields JSON shows flat but protobuf nests (`ConfigMapKeySelector.name`
/// is field 1 of a message that is field 1); such a field's number is a path.
public final class ClientNumbers {

  private static final String PACKAGE = "io/kubernetes/client/proto/";

  private final Map<String, Descriptor> messages = new HashMap<>();

  public ClientNumbers() throws IOException {
    for (String name : outerClasses()) {
      descriptor(name).getMessageTypes().forEach(m -> messages.put(m.getFullName(), m));
    }
  }

  private static List<String> outerClasses() throws IOException {
    Path jar = Path.of(locationOf(io.kubernetes.client.proto.Meta.class));
    try (var file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(e -> e.getName())
          .filter(n -> n.startsWith(PACKAGE) && n.endsWith(".class") && !n.contains("$"))
          .map(n -> n.substring(0, n.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }

  private static String locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileDescriptor descriptor(String className) {
    try {
      return (FileDescriptor) Class.forName(className).getMethod("getDescriptor").invoke(null);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("cannot read the descriptor of " + className, e);
    }
  }

  /// The numbers of a message's fields by the JSON names given.
  ///
  /// @param message the full protobuf name
  public Map<String, List<Integer>> of(String message, Set<String> jsonNames) {
    Descriptor descriptor = messages.get(message);
    if (descriptor == null) {
      return Map.of();
    }
    Map<String, String> wanted =
        jsonNames.stream().collect(Collectors.toMap(ClientNumbers::plain, n -> n));
    var result = new HashMap<String, List<Integer>>();
    collect(descriptor, List.of(), wanted, result);
    return result;
  }

  private static void collect(
      Descriptor message,
      List<Integer> within,
      Map<String, String> wanted,
      Map<String, List<Integer>> result) {
    for (FieldDescriptor field : message.getFields()) {
      var path = new ArrayList<>(within);
      path.add(field.getNumber());
      String json = wanted.get(plain(field.getName()));
      if (json != null) {
        if (isTexts(field)) {
          path.add(1);
        }
        result.putIfAbsent(json, List.copyOf(path));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()) {
        collect(field.getMessageType(), path, wanted, result);
      }
    }
  }

  /// A list of texts that Go has a type for, such as `Verbs`, lies in a message of its own.
  private static boolean isTexts(FieldDescriptor field) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isRepeated()) {
      return false;
    }
    List<FieldDescriptor> fields = field.getMessageType().getFields();
    return fields.size() == 1
        && fields.getFirst().getName().equals("items")
        && fields.getFirst().getJavaType() == FieldDescriptor.JavaType.STRING;
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("$", "").toLowerCase(Locale.ROOT);
  }
}
