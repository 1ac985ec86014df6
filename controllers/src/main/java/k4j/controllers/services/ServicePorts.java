package k4j.controllers.services;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.ContainerPort;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.core.v1.ServicePort;
import k4j.api.meta.IntOrString;

/// The ports of a service as one of its pods has them.
public final class ServicePorts {

  /// @param appProtocol empty where the service names none
  public record TargetPort(String name, String protocol, int port, String appProtocol) {}

  private ServicePorts() {}

  /// Ports that the pod does not have are left out.
  public static List<TargetPort> of(Service service, Pod pod) {
    var ports = new ArrayList<TargetPort>();
    for (ServicePort port : service.spec().ports()) {
      OptionalInt number = find(port, pod);
      if (number.isPresent()) {
        ports.add(
            new TargetPort(
                port.name(), protocol(port.protocol()), number.getAsInt(), port.appProtocol()));
      }
    }
    return ports;
  }

  private static OptionalInt find(ServicePort port, Pod pod) {
    IntOrString target = port.targetPort().orElse(IntOrString.of(port.port()));
    if (!target.isText()) {
      return OptionalInt.of(target.number() == 0 ? port.port() : target.number());
    }
    List<Container> containers = new ArrayList<>(pod.spec().containers());
    for (Container container : pod.spec().initContainers()) {
      if (container.restartPolicy().equals("Always")) {
        containers.add(container);
      }
    }
    for (Container container : containers) {
      for (ContainerPort candidate : container.ports()) {
        if (candidate.name().equals(target.text())
            && protocol(candidate.protocol()).equals(protocol(port.protocol()))) {
          return OptionalInt.of(candidate.containerPort());
        }
      }
    }
    return OptionalInt.empty();
  }

  private static String protocol(String protocol) {
    return protocol.isEmpty() ? "TCP" : protocol;
  }

  public static boolean isHeadless(Service service) {
    return service.spec().clusterIP().equals("None");
  }
}
