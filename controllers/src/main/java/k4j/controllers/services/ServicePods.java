package k4j.controllers.services;

import java.util.List;
import java.util.function.Consumer;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.controllers.pods.PodState;

/// Which pods belong to a service, and which services a change of a pod concerns.
public final class ServicePods implements Handler<Pod> {

  private final Index<Service> services;
  private final Index<Pod> pods;
  private final Consumer<String> wake;

  /// @param wake is told the key of each service to look at
  public ServicePods(Informer<Service> services, Informer<Pod> pods, Consumer<String> wake) {
    this.services = services.byNamespace();
    this.pods = pods.byNamespace();
    this.wake = wake;
  }

  /// A service without a selector has the endpoints that somebody else writes.
  public static boolean isSelecting(Service service) {
    return !service.spec().json().object("selector").isEmpty()
        && !service.spec().type().equals("ExternalName");
  }

  private static boolean selects(Service service, Pod pod) {
    JsonObject labels = pod.json().object("metadata").object("labels");
    return LabelSelector.ofMap(service.spec().json().object("selector")).matches(labels);
  }

  public List<Pod> of(Service service) {
    return pods.get(service.namespace()).stream().filter(pod -> selects(service, pod)).toList();
  }

  @Override
  public void added(Pod pod) {
    wakeFor(pod);
  }

  @Override
  public void updated(Pod old, Pod pod) {
    if (matters(old, pod)) {
      wakeFor(pod);
      if (!labels(old).equals(labels(pod))) {
        wakeFor(old);
      }
    }
  }

  @Override
  public void deleted(Pod last) {
    wakeFor(last);
  }

  private static JsonObject labels(Pod pod) {
    return pod.json().object("metadata").object("labels");
  }

  private static boolean matters(Pod old, Pod pod) {
    return !labels(old).equals(labels(pod))
        || old.isDeleting() != pod.isDeleting()
        || PodState.isReady(old) != PodState.isReady(pod)
        || PodState.isTerminal(old) != PodState.isTerminal(pod)
        || !old.spec().nodeName().equals(pod.spec().nodeName())
        || !old.status().json().array("podIPs").equals(pod.status().json().array("podIPs"))
        || !old.status().podIP().equals(pod.status().podIP());
  }

  private void wakeFor(Pod pod) {
    for (Service service : services.get(pod.namespace())) {
      if (isSelecting(service) && selects(service, pod)) {
        wake.accept(service.key());
      }
    }
  }

  /// The pod's addresses.
  public static List<String> addresses(Pod pod) {
    List<String> all =
        pod.status().podIPs().stream().map(ip -> ip.ip()).filter(ip -> !ip.isEmpty()).toList();
    if (!all.isEmpty()) {
      return all;
    }
    String one = pod.status().podIP();
    return one.isEmpty() ? List.of() : List.of(one);
  }

  /// Whether the pod has a name of its own below that of the service.
  public static boolean isNamed(Pod pod, Service service) {
    return !pod.spec().hostname().isEmpty()
        && pod.spec().subdomain().equals(service.name())
        && pod.namespace().equals(service.namespace());
  }
}
