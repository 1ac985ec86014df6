package k4j.cluster.log;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import k4j.api.meta.SystemEdge;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Gives SLF4J the loggers that write into the components' logs. SLF4J makes it, once a process.
@SystemEdge
public final class ComponentLogProvider implements SLF4JServiceProvider, ILoggerFactory {

  private final LogRouter router = new LogRouter();
  private final InstantSource clock = InstantSource.system();
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /// The router of this process, which the loggers made so far write to.
  public static LogRouter router() {
    if (LoggerFactory.getILoggerFactory() instanceof ComponentLogProvider provider) {
      return provider.router;
    }
    throw new IllegalStateException("another SLF4J provider is on the class path");
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, each -> new ComponentLogger(each, router, clock));
  }

  @Override
  public void initialize() {
    // Everything was made with the provider.
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
