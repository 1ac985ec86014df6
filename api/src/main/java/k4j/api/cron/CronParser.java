package k4j.api.cron;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import k4j.api.meta.GoDuration;

/// Reads the text of a schedule, with the messages of the cron library that Kubernetes uses.
final class CronParser {

  private static final Map<String, String> DESCRIPTORS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /// Set in the bits of a field that was left open.
  static final long STAR = 1L << 63;

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

  private CronParser() {}

  /// @throws CronException where the schedule is wrong
  static CronSchedule parse(String schedule) {
    if (schedule.startsWith("@")) {
      return descriptor(schedule);
    }
    String[] parts = schedule.strip().split("\\s+", -1);
    if (parts.length != 5) {
      throw new CronException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(schedule.isBlank() ? 0 : parts.length, String.join(" ", parts)));
    }
    List<Long> bits = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      long field = 0;
      for (String range : parts[i].split(",", -1)) {
        if (!range.isEmpty()) {
          field |= range(range, Field.values()[i]);
        }
      }
      bits.add(field);
    }
    return new CronSchedule.Calendar(
        bits.get(0), bits.get(1), bits.get(2), bits.get(3), bits.get(4));
  }

  private static CronSchedule descriptor(String schedule) {
    String standard = DESCRIPTORS.get(schedule);
    if (standard != null) {
      return parse(standard);
    }
    String every = "@every ";
    if (schedule.startsWith(every)) {
      String duration = schedule.substring(every.length());
      Optional<Duration> pause = GoDuration.parse(duration);
      if (pause.isPresent()) {
        return new CronSchedule.Every(pause.get());
      }
      throw new CronException(
          "failed to parse duration %s: time: invalid duration \"%s\""
              .formatted(schedule, duration));
    }
    throw new CronException("unrecognized descriptor: " + schedule);
  }

  private static long range(String text, Field field) {
    String[] stepped = text.split("/", -1);
    String[] ends = stepped[0].split("-", -1);
    int start;
    int end;
    int step = 1;
    boolean open = false;
    if (ends[0].equals("*") || ends[0].equals("?")) {
      start = field.min;
      end = field.max;
      open = true;
    } else {
      start = number(ends[0], field);
      end = start;
      if (ends.length == 2) {
        end = number(ends[1], field);
      } else if (ends.length > 2) {
        throw new CronException("too many hyphens: " + text);
      }
    }
    if (stepped.length == 2) {
      step = whole(stepped[1]);
      if (ends.length == 1 && !ends[0].equals("*")) {
        end = field.max;
      }
      if (step == 0) {
        throw new CronException("step of range should be a positive number: " + text);
      }
    } else if (stepped.length > 2) {
      throw new CronException("too many slashes: " + text);
    }
    bounds(start, end, text, field);
    long bits = open && step == 1 ? STAR : 0;
    for (int i = start; i <= end; i += step) {
      bits |= 1L << i;
    }
    return bits;
  }

  private static void bounds(int start, int end, String text, Field field) {
    if (start < field.min) {
      throw new CronException(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, field.min, text));
    }
    if (end > field.max) {
      throw new CronException(
          "end of range (%d) above maximum (%d): %s".formatted(end, field.max, text));
    }
    if (start > end) {
      throw new CronException(
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
        throw new CronException("negative number (%d) not allowed: %s".formatted(value, text));
      }
      return value;
    } catch (NumberFormatException e) {
      throw new CronException(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
  }
}
