package k4j.controllers.cronjob;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import k4j.api.batch.v1.CronJob;
import k4j.api.cron.CronException;
import k4j.api.cron.CronSchedule;

/// When a CronJob's jobs are due.
record Timetable(CronSchedule schedule, ZoneId zone) {

  /// So much later than due it is looked at, for clocks differ.
  private static final Duration LATE = Duration.ofMillis(100);

  private static final int MANY = 100;

  /// @param earliest where the search began
  /// @param due the last time that has come since
  /// @param missed how many times have come, roughly
  record Recent(Instant earliest, Optional<Instant> due, long missed) {
    boolean tooMany() {
      return missed > MANY;
    }
  }

  /// A schedule makes no sense.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Note note;

    Unusable(Note note) {
      super(note.message(), null, false, false);
      this.note = note;
    }

    Note note() {
      return note;
    }
  }

  static Timetable of(CronJob cronJob) throws Unusable {
    String text = cronJob.spec().schedule();
    ZoneId zone = ZoneOffset.UTC;
    if (cronJob.spec().hasTimeZone()) {
      zone = zone(cronJob.spec().timeZone());
    }
    int end = text.indexOf(' ');
    if (end > 0 && (text.startsWith("TZ=") || text.startsWith("CRON_TZ="))) {
      zone = zone(text.substring(text.indexOf('=') + 1, end));
      text = text.substring(end + 1);
    }
    try {
      return new Timetable(CronSchedule.parse(text), zone);
    } catch (CronException e) {
      throw new Unusable(
          Note.warning(
              "UnparseableSchedule",
              "unparseable schedule: \"%s\" : %s"
                  .formatted(cronJob.spec().schedule(), e.getMessage())));
    }
  }

  private static ZoneId zone(String name) throws Unusable {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      throw new Unusable(
          Note.warning(
              "UnknownTimeZone",
              "invalid timeZone: \"%s\": unknown time zone %s".formatted(name, name)));
    }
  }

  /// The last time that has come, be it that many were missed.
  ///
  /// @param withDeadline whether what came too long ago is passed over
  Recent recent(CronJob cronJob, Instant now, boolean withDeadline) throws Unusable {
    Instant earliest =
        cronJob
            .status()
            .lastScheduleTime()
            .or(() -> cronJob.metadata().creationTimestamp())
            .orElse(now);
    if (withDeadline && cronJob.spec().hasStartingDeadlineSeconds()) {
      Instant deadline = now.minusSeconds(cronJob.spec().startingDeadlineSeconds());
      earliest = deadline.isAfter(earliest) ? deadline : earliest;
    }
    Instant first = next(cronJob, earliest);
    Instant second = next(cronJob, first);
    if (now.isBefore(first)) {
      return new Recent(earliest, Optional.empty(), 0);
    }
    if (now.isBefore(second)) {
      return new Recent(earliest, Optional.of(first), 0);
    }
    long pause = Duration.between(first, second).toSeconds();
    long missed = Duration.between(first, now).toSeconds() / pause + 1;
    Instant last = first;
    // Near the end at once: there may be very many.
    Instant near = first.plusSeconds((missed - 2) * pause);
    for (Instant at = next(cronJob, near); !at.isAfter(now); at = next(cronJob, at)) {
      last = at;
    }
    return new Recent(earliest, Optional.of(last), missed);
  }

  private Instant next(CronJob cronJob, Instant after) throws Unusable {
    Optional<Instant> next = schedule.next(after, zone);
    if (next.isEmpty()) {
      throw new Unusable(
          Note.warning(
              "InvalidSchedule",
              "invalid schedule: %s : time difference between two schedules is less than 1 second"
                  .formatted(cronJob.spec().schedule())));
    }
    return next.get();
  }

  /// How long until it is due again.
  Duration pause(CronJob cronJob, Instant now) throws Unusable {
    Recent recent = recent(cronJob, now, false);
    Instant from = recent.due().orElse(recent.missed() == 0 ? recent.earliest() : now);
    return Duration.between(now, next(cronJob, from).plus(LATE));
  }
}
