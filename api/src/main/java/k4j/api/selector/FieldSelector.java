package k4j.api.selector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses objects by a few of their fields: all terms must hold.
public record FieldSelector(List<Term> terms) {

  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  private static final String[] OPERATORS = {"!=", "==", "="};

  public FieldSelector {
    terms = List.copyOf(terms);
  }

  /// A field, and the text that it must have, or must not have.
  public record Term(String field, boolean equal, String value) {

    boolean matches(@Nullable String actual) {
      return equal == value.equals(actual == null ? "" : actual);
    }

    @Override
    public String toString() {
      return field + (equal ? "=" : "!=") + escape(value);
    }
  }

  /// Reads the text form: `metadata.name=web,status.phase!=Running`.
  ///
  /// @throws SelectorException in Kubernetes' words where the text is no selector
  public static FieldSelector parse(String text) {
    if (text.isEmpty()) {
      return EVERYTHING;
    }
    var terms = new ArrayList<Term>();
    for (String part : split(text)) {
      if (!part.isEmpty()) {
        terms.add(term(text, part));
      }
    }
    return new FieldSelector(terms);
  }

  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    Collections.sort(parts);
    return parts;
  }

  private static Term term(String text, String part) {
    for (int i = 0; i < part.length(); i++) {
      for (String operator : OPERATORS) {
        if (part.startsWith(operator, i)) {
          String value = unescape(part.substring(i + operator.length()));
          return new Term(part.substring(0, i), !operator.equals("!="), value);
        }
      }
    }
    throw new SelectorException(
        "invalid selector: '%s'; can't understand '%s'".formatted(text, part));
  }

  private static String unescape(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        String sequence = text.substring(i, Math.min(i + 2, text.length()));
        if (!sequence.equals("\\\\") && !sequence.equals("\\,") && !sequence.equals("\\=")) {
          throw new SelectorException(
              "invalid field selector: invalid escape sequence: " + sequence);
        }
        i++;
        out.append(text.charAt(i));
      } else if (c == ',' || c == '=') {
        throw new SelectorException(
            "invalid field selector: unescaped character in value: " + (int) c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  public boolean isEverything() {
    return terms.isEmpty();
  }

  /// @param fields gives the text of a field, or null where the object has none
  public boolean matches(UnaryOperator<@Nullable String> fields) {
    for (Term term : terms) {
      if (!term.matches(fields.apply(term.field()))) {
        return false;
      }
    }
    return true;
  }

  /// The value that a field must have, or null where the selector does not say.
  public @Nullable String exact(String field) {
    for (Term term : terms) {
      if (term.equal() && term.field().equals(field)) {
        return term.value();
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(","));
  }
}
