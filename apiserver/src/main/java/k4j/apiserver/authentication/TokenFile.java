package k4j.apiserver.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import k4j.apiserver.configuration.ConfigurationException;

/// The users of a static token file (`--token-auth-file`): lines of token, name, uid and, in
/// quotes, groups.
public final class TokenFile implements TokenAuthenticator {

  private final Map<String, User> users = new HashMap<>();
  private final List<String> audiences;

  /// @param audiences of the API server itself
  public TokenFile(String csv, List<String> audiences) {
    this.audiences = List.copyOf(audiences);
    for (String line : csv.lines().toList()) {
      if (!line.isBlank()) {
        add(cells(line));
      }
    }
  }

  private void add(List<String> cells) {
    if (cells.size() < 3) {
      throw new ConfigurationException(
          "token file must have at least 3 columns (token, user name, user uid), found "
              + cells.size());
    }
    if (!cells.getFirst().isEmpty()) {
      List<String> groups =
          cells.size() > 3 && !cells.get(3).isEmpty()
              ? List.of(cells.get(3).split(","))
              : List.of();
      users.put(digest(cells.getFirst()), new User(cells.get(1), cells.get(2), groups, Map.of()));
    }
  }

  private static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (twice) {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /// Tokens are looked up by their digest, so that the time it takes tells nothing.
  static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    User user = users.get(digest(token));
    List<String> meant = TokenAuthenticator.implied(audiences, wanted);
    return user == null || meant.isEmpty() ? new Result.NotMine() : new Result.Known(user, meant);
  }
}
