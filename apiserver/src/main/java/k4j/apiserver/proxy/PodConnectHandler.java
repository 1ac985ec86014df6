package k4j.apiserver.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.upstream.UrlPath;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;

/// Hands `log`, `exec`, `attach` and `portforward` through to the kubelet that runs the pod.
public final class PodConnectHandler implements SubresourceHandler {

  private static final ResourceName NODES = new ResourceName("", "v1", "nodes");
  private static final List<String> LOG_OPTIONS =
      List.of(
          "follow",
          "previous",
          "timestamps",
          "sinceSeconds",
          "sinceTime",
          "tailLines",
          "limitBytes",
          "stream");

  private final Reader reader;
  private final AdmissionChain admission;
  private final Authorizer authorizer;

  public PodConnectHandler(Reader reader, AdmissionChain admission, Authorizer authorizer) {
    this.reader = reader;
    this.admission = admission;
    this.authorizer = authorizer;
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    RequestInfo info = call.info();
    if (info.subresource().equals("log")) {
      LogOptions.check(call);
    }
    JsonObject pod =
        reader
            .get(served.name(), info.namespace(), info.name())
            .orElseThrow(() -> StatusException.notFound(served.name(), info.name()));
    String node = pod.object("spec").string("nodeName");
    if (info.subresource().equals("log")) {
      return log(call.query(), pod, node);
    }
    mayCreate(call);
    admission.validate(Admitted.connect(call, served, ConnectOptions.of(call)), call.warnings());
    String container =
        info.subresource().equals("portforward")
            ? ""
            : "/" + Containers.of(pod, call.query().first("container"));
    if (node.isEmpty()) {
      throw StatusException.badRequest(
          "pod %s does not have a host assigned".formatted(info.name()));
    }
    String verb = info.subresource().equals("portforward") ? "portForward" : info.subresource();
    String path = "/%s/%s/%s%s".formatted(verb, info.namespace(), info.name(), container);
    return connect(node, path, streamParameters(call.query()));
  }

  /// A WebSocket begins with GET; still, only who may create may connect.
  private void mayCreate(Call call) {
    RequestInfo info = call.info();
    if (!info.verb().equals("get")) {
      return;
    }
    var wanted =
        new Attributes(
            call.user(),
            "create",
            true,
            info.group(),
            info.version(),
            info.resource(),
            info.subresource(),
            info.namespace(),
            info.name(),
            info.path());
    Decision decision = authorizer.authorize(wanted);
    if (decision.verdict() != Verdict.ALLOW) {
      throw Forbidden.of(wanted, decision.reason());
    }
  }

  private Answer log(Query query, JsonObject pod, String node) {
    String container = Containers.of(pod, query.first("container"));
    if (node.isEmpty()) {
      return new Answer.Raw(204, "", new byte[0]);
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String option : LOG_OPTIONS) {
      if (query.has(option)) {
        parameters.put(option, query.all(option));
      }
    }
    JsonObject metadata = pod.object("metadata");
    String path =
        "/containerLogs/%s/%s/%s"
            .formatted(metadata.string("namespace"), metadata.string("name"), container);
    return connect(node, path, parameters);
  }

  /// The kubelet's words for what the API calls otherwise.
  private static Map<String, List<String>> streamParameters(Query query) {
    Map<String, List<String>> out = new LinkedHashMap<>();
    Map.of("stdin", "input", "stdout", "output", "stderr", "error", "tty", "tty")
        .forEach((ours, theirs) -> {
          if (query.bool(ours)) {
            out.put(theirs, List.of("1"));
          }
        });
    if (query.has("command")) {
      out.put("command", query.all("command"));
    }
    if (query.has("ports")) {
      out.put("port", List.of(String.join(",", query.all("ports"))));
    }
    return out;
  }

  private Answer connect(String node, String path, Map<String, List<String>> parameters) {
    JsonObject object =
        reader.get(NODES, "", node).orElseThrow(() -> StatusException.notFound(NODES, node));
    return new Answer.Connect(
        Targets.kubelet(object, UrlPath.encode(path), Targets.encodeQuery(parameters)));
  }
}
