package k4j.schema.writer;

import java.util.Locale;
import java.util.Set;
import k4j.schema.model.DefinitionModel;

/// How things are called in the generated Java.
final class JavaNames {

  /// Names that Java does not allow for a method of a view, or that mean something else there.
  private static final Set<String> RESERVED =
      Set.of(
          "abstract",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extends",
          "final",
          "finally",
          "float",
          "for",
          "goto",
          "if",
          "implements",
          "import",
          "instanceof",
          "int",
          "interface",
          "long",
          "native",
          "new",
          "package",
          "private",
          "protected",
          "public",
          "return",
          "short",
          "static",
          "strictfp",
          "super",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "transient",
          "try",
          "void",
          "volatile",
          "while",
          "json",
          "wait",
          "notify",
          "hashCode",
          "toString",
          "getClass");

  private JavaNames() {}

  /// `x-kubernetes-list-type` becomes `xKubernetesListType`, `$ref` becomes `ref`.
  static String accessor(String field) {
    var name = new StringBuilder();
    boolean capital = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (!Character.isJavaIdentifierPart(c) || c == '$') {
        capital = !name.isEmpty();
      } else {
        name.append(capital ? Character.toUpperCase(c) : c);
        capital = false;
      }
    }
    return RESERVED.contains(name.toString()) ? name + "_" : name.toString();
  }

  static String capital(String accessor) {
    String plain = accessor.endsWith("_") ? accessor.substring(0, accessor.length() - 1) : accessor;
    return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
  }

  /// The name of a view's class as code in another view's package writes it.
  static String type(DefinitionModel definition, String fromPackage) {
    return definition.home().javaPackage().equals(fromPackage)
        ? definition.simpleName()
        : definition.home().javaPackage() + "." + definition.simpleName();
  }

  /// `NetworkPolicy` with plural `networkpolicies` becomes `NETWORK_POLICIES`.
  static String constant(String kind, String plural) {
    String words = kind.replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    words = words.replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2");
    int last = words.lastIndexOf('_') + 1;
    String front = words.substring(0, last);
    String rest = plural.substring(front.replace("_", "").length());
    return (front + rest).toUpperCase(Locale.ROOT);
  }
}
