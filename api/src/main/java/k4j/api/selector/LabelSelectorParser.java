package k4j.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import k4j.api.json.GoQuote;
import k4j.api.selector.LabelSelectorLexer.Kind;
import k4j.api.selector.LabelSelectorLexer.Token;
import k4j.api.validation.Formats;

/// Reads the text form of a label selector, with the messages of apimachinery's `labels` package.
final class LabelSelectorParser {

  private static final String BINARY_OPERATORS = "in, notin, =, ==, !=, gt, lt";

  private final List<Token> tokens;
  private int at;

  LabelSelectorParser(String text) {
    tokens = new LabelSelectorLexer(text).tokens();
  }

  List<Requirement> parse() {
    var requirements = new ArrayList<Requirement>();
    while (true) {
      Token token = peek();
      switch (token.kind()) {
        case IDENTIFIER, NOT -> {
          requirements.add(requirement());
          Token next = take();
          if (next.kind() == Kind.END) {
            return requirements;
          }
          if (next.kind() != Kind.COMMA) {
            throw wrong(next, "',' or 'end of string'");
          }
          Token after = peek();
          if (after.kind() != Kind.IDENTIFIER && after.kind() != Kind.NOT) {
            throw wrong(after, "identifier after ','");
          }
        }
        case END -> {
          return requirements;
        }
        default -> throw wrong(token, "!, identifier, or 'end of string'");
      }
    }
  }

  private Requirement requirement() {
    try {
      return unwrappedRequirement();
    } catch (SelectorException inner) {
      throw new SelectorException("unable to parse requirement: " + inner.getMessage());
    }
  }

  private Requirement unwrappedRequirement() {
    Token first = take();
    boolean negated = first.kind() == Kind.NOT;
    Token key = negated ? take() : first;
    if (key.kind() != Kind.IDENTIFIER) {
      throw wrong(key, "identifier");
    }
    checkKey(key.text());
    Kind next = peek().kind();
    if (negated || next == Kind.END || next == Kind.COMMA) {
      Operator operator = negated ? Operator.NOT_EXISTS : Operator.EXISTS;
      return Requirement.checked(key.text(), operator, List.of());
    }
    Operator operator = operator();
    List<String> values =
        operator == Operator.IN || operator == Operator.NOT_IN ? values() : List.of(exactValue());
    return Requirement.checked(key.text(), operator, values);
  }

  private static void checkKey(String key) {
    List<String> wrong = Formats.qualifiedName(key);
    if (!wrong.isEmpty()) { // Kubernetes prints the missing path of its error as <nil>
      throw new SelectorException(
          "<nil>: Invalid value: " + GoQuote.quote(key) + ": " + String.join("; ", wrong));
    }
  }

  private Operator operator() {
    Token token = takeRaw();
    return switch (token.kind()) {
      case IN -> Operator.IN;
      case NOT_IN -> Operator.NOT_IN;
      case EQUALS -> Operator.EQUALS;
      case DOUBLE_EQUALS -> Operator.DOUBLE_EQUALS;
      case NOT_EQUALS -> Operator.NOT_EQUALS;
      case GREATER -> Operator.GREATER;
      case LESS -> Operator.LESS;
      default -> throw wrong(token, BINARY_OPERATORS);
    };
  }

  private List<String> values() {
    Token open = take();
    if (open.kind() != Kind.OPEN) {
      throw new SelectorException("found '%s' expected: '('".formatted(open.text()));
    }
    Token first = peek();
    return switch (first.kind()) {
      case IDENTIFIER, COMMA -> {
        List<String> values = identifiers();
        if (take().kind() != Kind.CLOSE) {
          throw wrong(first, "')'");
        }
        yield values;
      }
      case CLOSE -> {
        take();
        yield List.of("");
      }
      default -> throw wrong(first, "',', ')' or identifier");
    };
  }

  /// Identifiers between commas; what is missing between two commas is the empty text.
  private List<String> identifiers() {
    var values = new TreeSet<String>();
    while (true) {
      Token token = take();
      switch (token.kind()) {
        case IDENTIFIER -> {
          values.add(token.text());
          Token next = peek();
          if (next.kind() == Kind.CLOSE) {
            return List.copyOf(values);
          }
          if (next.kind() != Kind.COMMA) {
            throw wrong(next, "',' or ')'");
          }
        }
        case COMMA -> {
          if (values.isEmpty()) {
            values.add("");
          }
          Kind next = peek().kind();
          if (next == Kind.CLOSE || next == Kind.COMMA) {
            values.add("");
          }
          if (next == Kind.CLOSE) {
            return List.copyOf(values);
          }
        }
        default -> throw wrong(token, "',', or identifier");
      }
    }
  }

  private String exactValue() {
    Kind next = peek().kind();
    if (next == Kind.END || next == Kind.COMMA) {
      return "";
    }
    Token token = take();
    if (token.kind() != Kind.IDENTIFIER) {
      throw wrong(token, "identifier");
    }
    return token.text();
  }

  private static SelectorException wrong(Token found, String expected) {
    return new SelectorException("found '%s', expected: %s".formatted(found.text(), expected));
  }

  /// The words `in` and `notin` are operators only where an operator may stand.
  private Token peek() {
    Token token = tokens.get(Math.min(at, tokens.size() - 1));
    return token.kind() == Kind.IN || token.kind() == Kind.NOT_IN
        ? new Token(Kind.IDENTIFIER, token.text())
        : token;
  }

  private Token take() {
    Token token = peek();
    at++;
    return token;
  }

  private Token takeRaw() {
    Token token = tokens.get(Math.min(at, tokens.size() - 1));
    at++;
    return token;
  }
}
