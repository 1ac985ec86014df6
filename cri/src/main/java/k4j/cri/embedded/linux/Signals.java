package k4j.cri.embedded.linux;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// Signal names and their numbers on Linux.
public final class Signals {
  public static final int KILL = 9;
  public static final int TERM = 15;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("TRAP", 5),
          Map.entry("ABRT", 6),
          Map.entry("BUS", 7),
          Map.entry("FPE", 8),
          Map.entry("KILL", KILL),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", TERM),
          Map.entry("STKFLT", 16),
          Map.entry("CHLD", 17),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("TSTP", 20),
          Map.entry("TTIN", 21),
          Map.entry("TTOU", 22),
          Map.entry("URG", 23),
          Map.entry("XCPU", 24),
          Map.entry("XFSZ", 25),
          Map.entry("VTALRM", 26),
          Map.entry("PROF", 27),
          Map.entry("WINCH", 28),
          Map.entry("IO", 29),
          Map.entry("PWR", 30),
          Map.entry("SYS", 31),
          Map.entry("RTMIN", 34),
          Map.entry("RTMAX", 64));

  private Signals() {}

  /// `SIGTERM`, `term`, `15` or `SIGRTMIN+3` as a number.
  public static OptionalInt number(String name) {
    String plain = name.strip().toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
    if (!plain.isEmpty() && plain.chars().allMatch(Character::isDigit)) {
      int number = Integer.parseInt(plain);
      return number >= 1 && number <= 64 ? OptionalInt.of(number) : OptionalInt.empty();
    }
    if (plain.startsWith("RTMIN+")) {
      OptionalInt offset = number(plain.substring("RTMIN+".length()));
      return offset.isPresent() ? OptionalInt.of(34 + offset.getAsInt()) : offset;
    }
    Integer number = NUMBERS.get(plain);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
