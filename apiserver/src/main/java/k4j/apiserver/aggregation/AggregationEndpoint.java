package k4j.apiserver.aggregation;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.upstream.UrlPath;
import k4j.apiserver.webhook.ServiceResolver;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands requests for what extension API servers serve on to them.
public final class AggregationEndpoint implements Endpoint {

  private static final Logger LOG = LoggerFactory.getLogger(AggregationEndpoint.class);
  private static final String OPENAPI = "/openapi/v3";
  private static final int UNAVAILABLE = 503;

  private final ApiServices services;
  private final ServiceResolver resolver;

  AggregationEndpoint(ApiServices services, ServiceResolver resolver) {
    this.services = services;
    this.resolver = resolver;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (services.isEmpty()) {
      return Optional.empty();
    }
    ApiService found = find(call);
    if (found == null) {
      return Optional.empty();
    }
    ApiService.Service service = found.service();
    if (service == null || !found.available()) {
      return Optional.of(unavailable());
    }
    return Optional.of(connect(call, service));
  }

  private @Nullable ApiService find(Call call) {
    String path = call.info().path();
    boolean document = path.startsWith(OPENAPI + "/");
    String below = document ? path.substring(OPENAPI.length()) : path;
    String[] steps = below.split("/", 5);
    boolean versioned =
        steps.length > 3
            && steps[0].isEmpty()
            && steps[1].equals("apis")
            && !steps[3].isEmpty()
            && (!document || steps.length == 4 || steps[4].isEmpty());
    return versioned ? services.find(steps[2] + "/" + steps[3]) : null;
  }

  private static Answer unavailable() {
    return new Answer.Raw(
        UNAVAILABLE,
        "text/plain; charset=utf-8",
        "service unavailable\n".getBytes(StandardCharsets.UTF_8));
  }

  private Answer connect(Call call, ApiService.Service service) {
    HostPort address;
    try {
      address = resolver.resolve(service.namespace(), service.name(), service.port());
    } catch (StatusException nowhere) {
      LOG.atWarn()
          .addKeyValue("service", service.namespace() + "/" + service.name())
          .addKeyValue("why", nowhere.status().message())
          .log("No way to an extension API server");
      return unavailable();
    }
    return new Answer.Connect(
        new ConnectTarget(
            service.peer(),
            address.host(),
            address.port(),
            UrlPath.encode(call.info().path()),
            null,
            new Manner.Delegated(RemoteUser.headers(call.user()))));
  }
}
