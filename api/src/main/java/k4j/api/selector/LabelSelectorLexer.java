package k4j.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts the text form of a label selector into tokens.
final class LabelSelectorLexer {

  private static final Map<String, Kind> SYMBOLS =
      Map.of(
          ")", Kind.CLOSE,
          ",", Kind.COMMA,
          "!", Kind.NOT,
          "==", Kind.DOUBLE_EQUALS,
          "=", Kind.EQUALS,
          ">", Kind.GREATER,
          "<", Kind.LESS,
          "!=", Kind.NOT_EQUALS,
          "(", Kind.OPEN);

  private final String text;
  private int at;

  enum Kind {
    ERROR,
    END,
    CLOSE,
    COMMA,
    NOT,
    DOUBLE_EQUALS,
    EQUALS,
    GREATER,
    IDENTIFIER,
    IN,
    LESS,
    NOT_EQUALS,
    NOT_IN,
    OPEN
  }

  record Token(Kind kind, String text) {}

  LabelSelectorLexer(String text) {
    this.text = text;
  }

  /// All tokens; the last is the end.
  List<Token> tokens() {
    var tokens = new ArrayList<Token>();
    Token token;
    do {
      token = next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, "");
    }
    return isSymbol(text.charAt(at)) ? symbol() : word();
  }

  private Token word() {
    int from = at;
    while (at < text.length() && !isSymbol(text.charAt(at)) && !isSpace(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "in" -> new Token(Kind.IN, word);
      case "notin" -> new Token(Kind.NOT_IN, word);
      default -> new Token(Kind.IDENTIFIER, word);
    };
  }

  /// The longest operator that stands here.
  private Token symbol() {
    int from = at;
    @Nullable Token best = null;
    while (at < text.length() && isSymbol(text.charAt(at))) {
      String candidate = text.substring(from, at + 1);
      Kind kind = SYMBOLS.get(candidate);
      if (kind != null) {
        best = new Token(kind, candidate);
      } else if (best != null) {
        break;
      }
      at++;
    }
    return best != null
        ? best
        : new Token(
            Kind.ERROR, "error expected: keyword found '%s'".formatted(text.substring(from, at)));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isSymbol(char c) {
    return switch (c) {
      case '=', '!', '(', ')', ',', '>', '<' -> true;
      default -> false;
    };
  }
}
