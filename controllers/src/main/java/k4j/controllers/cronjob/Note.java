package k4j.controllers.cronjob;

/// An event to be told of a CronJob.
record Note(boolean warning, String reason, String message) {

  static Note normal(String reason, String message) {
    return new Note(false, reason, message);
  }

  static Note warning(String reason, String message) {
    return new Note(true, reason, message);
  }
}
