package k4j.api.cel.standard;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.ToLongFunction;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;

/// The parts of moments and durations.
final class TimeFunctions {

  private TimeFunctions() {}

  static void into(FunctionTable table) {
    date(table, "getFullYear", ZonedDateTime::getYear);
    date(table, "getMonth", time -> time.getMonthValue() - 1L);
    date(table, "getDate", ZonedDateTime::getDayOfMonth);
    date(table, "getDayOfMonth", time -> time.getDayOfMonth() - 1L);
    date(table, "getDayOfWeek", time -> time.getDayOfWeek().getValue() % 7);
    date(table, "getDayOfYear", time -> time.getDayOfYear() - 1L);
    either(table, "getHours", ZonedDateTime::getHour, Duration::toHours);
    either(table, "getMinutes", ZonedDateTime::getMinute, Duration::toMinutes);
    either(table, "getSeconds", ZonedDateTime::getSecond, Duration::toSeconds);
    either(
        table,
        "getMilliseconds",
        time -> time.getNano() / 1_000_000,
        duration -> duration.toMillisPart());
  }

  private static void date(FunctionTable table, String name, ToLongFunction<ZonedDateTime> part) {
    table.standard(name, arguments -> part.applyAsLong(local(arguments)));
  }

  private static void either(
      FunctionTable table,
      String name,
      ToLongFunction<ZonedDateTime> part,
      ToLongFunction<Duration> amount) {
    table.standard(
        name,
        arguments ->
            arguments[0] instanceof Duration duration
                ? amount.applyAsLong(duration)
                : part.applyAsLong(local(arguments)));
  }

  private static ZonedDateTime local(Object[] arguments) {
    if (!(arguments[0] instanceof Instant time)) {
      throw EvaluationException.noSuchOverload();
    }
    return time.atZone(arguments.length > 1 ? zone((String) arguments[1]) : ZoneOffset.UTC);
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name.matches("\\d\\d:\\d\\d") ? "+" + name : name);
    } catch (DateTimeException failure) {
      throw new EvaluationException("unknown time zone " + name);
    }
  }
}
