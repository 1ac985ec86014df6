package k4j.cri.simulated;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.cri.CriException;

/// Reads behaviours from texts by name, as a pod's annotations have them: `simulated.k4j.io/NAME`
/// for all of its containers, `CONTAINER.simulated.k4j.io/NAME` for one.
public final class BehaviourText {

  public static final String DOMAIN = "simulated.k4j.io/";

  /// The names that are known, each with what it says.
  public static final List<String> NAMES =
      List.of(
          "start-time",
          "run-time",
          "exit-code",
          "ready-after",
          "ready-for",
          "stop-time",
          "start-error",
          "pull-error",
          "cpu",
          "memory",
          "log");

  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

  private final Function<String, Optional<String>> texts;

  private BehaviourText(Function<String, Optional<String>> texts) {
    this.texts = texts;
  }

  /// @param annotations of the pod
  /// @param otherwise what holds where they say nothing
  public static Behaviour read(
      Map<String, String> annotations, String container, Behaviour otherwise) {
    boolean none = annotations.keySet().stream().noneMatch(key -> key.contains(DOMAIN));
    if (none) {
      return otherwise;
    }
    for (String key : annotations.keySet()) {
      int at = key.indexOf(DOMAIN);
      if (at >= 0 && !NAMES.contains(key.substring(at + DOMAIN.length()))) {
        throw CriException.invalid(
            "the annotation " + key + " is unknown; known are " + String.join(", ", NAMES));
      }
    }
    return new BehaviourText(name ->
        Optional.ofNullable(annotations.get(container + "." + DOMAIN + name))
            .or(() -> Optional.ofNullable(annotations.get(DOMAIN + name))))
        .behaviour(otherwise);
  }

  /// @param texts by the names of [#NAMES]
  public static Behaviour read(Map<String, String> texts, Behaviour otherwise) {
    for (String key : texts.keySet()) {
      if (!NAMES.contains(key)) {
        throw CriException.invalid(key + " is unknown; known are " + String.join(", ", NAMES));
      }
    }
    return new BehaviourText(name -> Optional.ofNullable(texts.get(name))).behaviour(otherwise);
  }

  private Behaviour behaviour(Behaviour otherwise) {
    return new Behaviour(
        read("start-time", BehaviourText::duration).orElse(otherwise.startTime()),
        read("run-time", BehaviourText::duration).or(otherwise::runTime),
        read("exit-code", BehaviourText::codes).orElse(otherwise.exitCodes()),
        read("ready-after", BehaviourText::duration).orElse(otherwise.readyAfter()),
        read("ready-for", BehaviourText::duration).or(otherwise::readyFor),
        read("stop-time", BehaviourText::duration).orElse(otherwise.stopTime()),
        texts.apply("start-error").orElse(otherwise.startError()),
        texts.apply("pull-error").orElse(otherwise.pullError()),
        read("cpu", text -> amount(text, "m", 1000)).orElse(otherwise.milliCores()),
        read("memory", text -> amount(text, "", 1)).orElse(otherwise.memoryBytes()),
        texts.apply("log").map(text -> text.lines().toList()).orElse(otherwise.log()));
  }

  private <T> Optional<T> read(String name, Function<String, T> reader) {
    return texts
        .apply(name)
        .map(text -> {
          try {
            return reader.apply(text.strip());
          } catch (IllegalArgumentException e) {
            throw new CriException(
                CriException.Code.INVALID_ARGUMENT,
                "%s \"%s\" cannot be read: %s".formatted(name, text, e.getMessage()),
                e);
          }
        });
  }

  private static List<Integer> codes(String text) {
    List<Integer> codes = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      codes.add(Integer.parseInt(each.strip()));
    }
    return codes;
  }

  /// Such as `1m30s`, `500ms` or `2d`.
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      Duration unit =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
          };
      nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(new BigDecimal(unit.toNanos())));
      end = matcher.end();
    }
    if (end != text.length() || text.isEmpty()) {
      throw new IllegalArgumentException("a duration is wanted, such as 1m30s");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /// A quantity as Kubernetes writes it.
  private static long amount(String text, String milli, long ofOne) {
    Map<String, Long> units =
        Map.of("Ki", 1L << 10, "Mi", 1L << 20, "Gi", 1L << 30, "k", 1000L, "M", 1_000_000L);
    if (!milli.isEmpty() && text.endsWith(milli)) {
      return Long.parseLong(text.substring(0, text.length() - milli.length()));
    }
    for (var unit : units.entrySet()) {
      if (text.endsWith(unit.getKey())) {
        String number = text.substring(0, text.length() - unit.getKey().length());
        return new BigDecimal(number)
            .multiply(BigDecimal.valueOf(unit.getValue() * ofOne))
            .longValue();
      }
    }
    return new BigDecimal(text).multiply(BigDecimal.valueOf(ofOne)).longValue();
  }
}
