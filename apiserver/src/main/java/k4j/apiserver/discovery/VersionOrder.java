package k4j.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The order of version names, best first: stable before beta before alpha, higher numbers first
/// (`v10`, `v2`, `v1`, `v3beta1`, `v2alpha1`), then all other names by the alphabet.
public final class VersionOrder {

  private static final Pattern FORM = Pattern.compile("v([1-9]\\d*)(?:(alpha|beta)([1-9]\\d*))?");

  public static final Comparator<String> BEST_FIRST = VersionOrder::compare;

  private VersionOrder() {}

  private record Parts(int stability, long major, long minor) {}

  private static int compare(String one, String other) {
    Matcher first = FORM.matcher(one);
    Matcher second = FORM.matcher(other);
    boolean known = first.matches();
    boolean otherKnown = second.matches();
    if (!known || !otherKnown) {
      return known == otherKnown ? one.compareTo(other) : known ? -1 : 1;
    }
    return Comparator.comparingInt(Parts::stability)
        .thenComparingLong(Parts::major)
        .thenComparingLong(Parts::minor)
        .reversed()
        .compare(parts(first), parts(second));
  }

  private static Parts parts(Matcher matcher) {
    String word = matcher.group(2);
    int stability = word == null ? 2 : word.equals("beta") ? 1 : 0;
    long minor = word == null ? 0 : Long.parseLong(matcher.group(3));
    return new Parts(stability, Long.parseLong(matcher.group(1)), minor);
  }
}
