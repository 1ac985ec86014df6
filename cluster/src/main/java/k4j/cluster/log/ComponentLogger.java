package k4j.cluster.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/// Writes lines in the structured form of Kubernetes' own components (klog): `I1124 07:26:05.123456
/// DeploymentController] "Scaled up replica set" deployment="default/web"`.
final class ComponentLogger extends AbstractLogger implements LoggingEventAware {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final transient Component component;
  private final transient LogRouter router;
  private final transient InstantSource clock;
  private final transient Level threshold;
  private final String shortName;

  ComponentLogger(String name, LogRouter router, InstantSource clock) {
    this.name = name;
    this.router = router;
    this.clock = clock;
    component = Component.of(name);
    threshold = name.startsWith("k4j.") ? Level.INFO : Level.WARN;
    shortName = name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public void log(LoggingEvent event) {
    write(event.getLevel(), message(event), event.getKeyValuePairs(), event.getThrowable());
  }

  private static String message(LoggingEvent event) {
    return MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    write(level, MessageFormatter.basicArrayFormat(message, arguments), null, throwable);
  }

  private void write(
      Level level,
      String message,
      @Nullable List<KeyValuePair> pairs,
      @Nullable Throwable throwable) {
    var line = new StringBuilder();
    line.append(level.name().charAt(0));
    TIME.formatTo(clock.instant(), line);
    line.append(' ').append(shortName).append("] ");
    quote(line, message);
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        line.append(' ').append(pair.key).append('=');
        quote(line, String.valueOf(pair.value));
      }
    }
    if (throwable != null) {
      line.append(" err=");
      quote(line, String.valueOf(throwable.getMessage()));
    }
    router.line(component, line.toString());
    if (throwable != null && level.toInt() >= Level.WARN.toInt()) {
      var trace = new StringWriter();
      throwable.printStackTrace(new PrintWriter(trace));
      trace.toString().lines().forEach(each -> router.line(component, "\t" + each));
    }
  }

  private static void quote(StringBuilder line, String text) {
    line.append('"').append(text.replace("\"", "\\\"").replace("\n", "\\n")).append('"');
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= threshold.toInt();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return isErrorEnabled();
  }
}
