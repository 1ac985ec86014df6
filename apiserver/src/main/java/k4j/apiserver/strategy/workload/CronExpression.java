package k4j.apiserver.strategy.workload;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import k4j.api.meta.GoDuration;

/// Checks the text of a schedule, with the messages of the cron library that Kubernetes uses.
final class CronExpression {

  private static final Set<String> DESCRIPTORS =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private enum Field {
    MINUTE(0, 59),
    HOUR(0, 23),
    DAY(1, 31),
    MONTH(1, 12),
    WEEKDAY(0, 6);

    private final int min;
    private final int max;

    Field(int min, int max) {
      this.min = min;
      this.max = max;
    }

    List<String> names() {
      return switch (this) {
        case MONTH -> MONTHS;
        case WEEKDAY -> DAYS;
        case MINUTE, HOUR, DAY -> List.of();
      };
    }
  }

  private static final class Malformed extends RuntimeException {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private CronExpression() {}

  /// Empty where the schedule is right.
  static Optional<String> wrong(String schedule) {
    if (schedule.startsWith("@")) {
      return descriptor(schedule);
    }
    String[] parts = schedule.strip().split("\\s+", -1);
    if (parts.length != 5) {
      return Optional.of(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(schedule.isBlank() ? 0 : parts.length, String.join(" ", parts)));
    }
    try {
      for (int i = 0; i < parts.length; i++) {
        for (String range : parts[i].split(",", -1)) {
          if (!range.isEmpty()) {
            range(range, Field.values()[i]);
          }
        }
      }
      return Optional.empty();
    } catch (Malformed e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> descriptor(String schedule) {
    if (DESCRIPTORS.contains(schedule)) {
      return Optional.empty();
    }
    String every = "@every ";
    if (schedule.startsWith(every)) {
      String duration = schedule.substring(every.length());
      return GoDuration.parse(duration).isPresent()
          ? Optional.empty()
          : Optional.of(
              "failed to parse duration %s: time: invalid duration \"%s\""
                  .formatted(schedule, duration));
    }
    return Optional.of("unrecognized descriptor: " + schedule);
  }

  private static void range(String text, Field field) {
    String[] stepped = text.split("/", -1);
    String[] ends = stepped[0].split("-", -1);
    int start;
    int end;
    if (ends[0].equals("*") || ends[0].equals("?")) {
      start = field.min;
      end = field.max;
    } else {
      start = number(ends[0], field);
      end = start;
      if (ends.length == 2) {
        end = number(ends[1], field);
      } else if (ends.length > 2) {
        throw new Malformed("too many hyphens: " + text);
      }
    }
    if (stepped.length == 2) {
      int step = whole(stepped[1]);
      if (ends.length == 1 && !ends[0].equals("*")) {
        end = field.max;
      }
      if (step == 0) {
        throw new Malformed("step of range should be a positive number: " + text);
      }
    } else if (stepped.length > 2) {
      throw new Malformed("too many slashes: " + text);
    }
    bounds(start, end, text, field);
  }

  private static void bounds(int start, int end, String text, Field field) {
    if (start < field.min) {
      throw new Malformed(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, field.min, text));
    }
    if (end > field.max) {
      throw new Malformed(
          "end of range (%d) above maximum (%d): %s".formatted(end, field.max, text));
    }
    if (start > end) {
      throw new Malformed(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, text));
    }
  }

  private static int number(String text, Field field) {
    int named = text.isEmpty() ? -1 : field.names().indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named : whole(text);
  }

  private static int whole(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value < 0) {
        throw new Malformed("negative number (%d) not allowed: %s".formatted(value, text));
      }
      return value;
    } catch (NumberFormatException e) {
      throw new Malformed(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
  }
}
